"""A file between its preview and the author's yes. It lies in DATA_DIR/imports, for nobody else to read, for a day."""

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

LARGEST = 20 * 1024 * 1024  # bytes; `manage.py import_gifts` takes more
_KEPT = 24 * 60 * 60  # seconds


def keep(upload: UploadedFile) -> str:
    """Store the file and return the word by which it is found again."""
    forget_old(now=timezone.now())
    word = secrets.token_hex(16)
    with os.fdopen(os.open(_path(word), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return word


def path_of(word: str) -> Path | None:
    """Where the file lies, or None where there is none any more."""
    path = _path(word)
    return path if word.isalnum() and path.is_file() else None


def claim(word: str) -> Path | None:
    """Take the file for oneself: of two clicks at once only one gets it."""
    taken = _path(word).with_suffix(".taken")
    try:
        _path(word).rename(taken)
    except OSError:
        return None
    return taken


def give_back(taken: Path) -> None:
    taken.rename(taken.with_suffix(""))


def drop(word: str) -> None:
    if word.isalnum():
        _path(word).unlink(missing_ok=True)


def _path(word: str) -> Path:
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / (word if word.isalnum() else "none")


def forget_old(*, now: datetime) -> None:
    """Remove what nobody has said yes to within a day. For the tick, too."""
    for path in _path("none").parent.iterdir():
        with suppress(FileNotFoundError):  # somebody else sweeps, too
            if path.stat().st_mtime < now.timestamp() - _KEPT:
                path.unlink()
