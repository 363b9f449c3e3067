"""How far a move has come, told to whoever is waiting."""

import time
from collections.abc import Callable

# Told now and then how far a phase has come: its name, what is done, what there is to do.
Progress = Callable[[str, int, int], None]

CHECKING = "Checking the files"  # in bytes
MOVING = "Moving in"  # in items
COMPARING = "Comparing"  # in things
PAUSE = 0.1  # seconds


class Meter:
    """Passes on what is told at most ten times a second, and the end of each phase always."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._next = progress, 0.0

    def tell(self, phase: str, done: int, total: int) -> None:
        """So much of the phase is done."""
        now = time.monotonic()
        if self._progress and (now >= self._next or done >= total):
            self._next = now + PAUSE
            self._progress(phase, done, total)
