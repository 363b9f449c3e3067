"""Which files runs have copied that the database may not keep: a run that is killed cannot take them back itself."""

import secrets
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.files.storage import default_storage

from blog.images import copy_name
from blog.models import File, Image
from wordpress.uploads.storing import Media


class Journal:
    """The files that one run has copied, a line each, kept and locked for as long as it goes on.

    Only the one that is being copied when the run is killed may not stand there yet.
    """

    def __init__(self) -> None:
        self._file: TextIO | None = None

    def note(self, media: Media) -> None:
        """One more has been copied, and its narrower copies with it."""
        if not self._file:
            _home().mkdir(mode=0o700, exist_ok=True)
            self._file = (_home() / f"copied-{secrets.token_hex(8)}").open("w", buffering=1)
            flock(self._file, LOCK_EX)
        name = str(media.file.name)
        widths = media.widths if isinstance(media, Image) else []
        print(name, *(copy_name(name, width) for width in widths), sep="\t", file=self._file)

    def close(self) -> None:
        """The run is over, and its files may be looked at."""
        if self._file:
            self._file.close()
            self._file = None


def take_back_copies() -> None:
    """Remove the files of runs that are over, however they ended, as far as no row in the database has them."""
    for path in _home().glob("copied-*"):
        with suppress(FileNotFoundError, BlockingIOError), path.open() as journal:
            flock(journal, LOCK_EX | LOCK_NB)
            for line in journal:
                _take_back(*line.rstrip("\n").split("\t"))
            path.unlink()


def _take_back(name: str, *copies: str) -> None:
    if not any(kind.objects.filter(file=name).exists() for kind in (Image, File)):
        for each in (name, *copies):
            default_storage.delete(each)


def _home() -> Path:
    return Path(settings.DATA_DIR) / "moving"
