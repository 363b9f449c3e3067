"""SIGTERM, by which systemd and other keepers of processes end one, as an orderly end: what was begun is taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIG_IGN, SIGTERM, signal
from types import FrameType


class Stopped(SystemExit):
    """Somebody has told the process to end. Where nobody catches it, it ends with a shell's code for that."""

    CODE = 128 + SIGTERM

    def __init__(self) -> None:
        super().__init__(self.CODE)

    def __str__(self) -> str:
        return "the process was told to end"


@contextmanager
def stoppable() -> Iterator[None]:
    """Within it SIGTERM raises Stopped, once: a second one does not disturb the taking back."""
    before = signal(SIGTERM, _stop)
    try:
        yield
    finally:
        signal(SIGTERM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    signal(SIGTERM, SIG_IGN)
    raise Stopped
