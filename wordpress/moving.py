"""A move that is asked for on a page: its files, the run that the clock starts, and how far it is.

The run is one transaction, and SQLite lets nobody else write meanwhile. So what is to be known of
it before its end stands in a file beside the exports, and no request waits for it.
"""

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import get_valid_filename

from wordpress.actions import move_in
from wordpress.exports.errors import Flawed, Unreadable
from wordpress.exports.reading import Export
from wordpress.models import Move
from wordpress.stopping import Stopped, stoppable
from wordpress.uploads.journal import take_back_copies

_KEPT = 24 * 60 * 60  # seconds; the exports hold readers' addresses
_NAME = 60  # characters; a file system may count four bytes for one
State = Move.State


class Refused(Exception):
    """What was asked for cannot be done; the sentence says why."""


ANOTHER = "Another move waits or runs. Only one goes at a time: wait for its report."
GONE = "The files are not here any more. They are kept for a day, and until they have moved in. Upload them again."


@dataclass(frozen=True)
class Stage:
    """How far a running move is, as it said itself at `at`, in seconds since 1970."""

    phase: str = ""
    done: int = 0
    total: int = 0
    at: float = 0


def ask(files: Iterable[UploadedFile], *, by: User, is_dry_run: bool, with_uploads: bool) -> Move:
    """Keep the files and have the clock move them in. Raises Refused, and Unreadable for what is no export."""
    if Move.objects.under_way().exists():
        raise Refused(ANOTHER)
    folder = secrets.token_hex(16)
    try:
        names = [_keep(file, folder) for file in files]
        return _note(folder=folder, file_names=names, asked_by=by, is_dry_run=is_dry_run, with_uploads=with_uploads)
    except Exception:
        _remove(folder)
        raise


def ask_again(move: Move, *, by: User, is_dry_run: bool) -> Move:
    """Have the same files moved in, after a trial or where a run was interrupted. Raises Refused."""
    if Move.objects.under_way().exists():
        raise Refused(ANOTHER)
    if not can_be_asked_again(move):
        raise Refused(GONE)
    with transaction.atomic():
        if not Move.objects.filter(pk=move.pk, folder=move.folder).update(folder=""):
            raise Refused(GONE)
        same = {"folder": move.folder, "file_names": move.file_names, "with_uploads": move.with_uploads}
        return _note(asked_by=by, is_dry_run=is_dry_run, **same)


def can_be_asked_again(move: Move) -> bool:
    """Whether it is over, and its files are still there."""
    return not move.is_under_way and bool(move.folder) and _folder(move.folder).is_dir()


def call_off(move: Move) -> None:
    """Delete a move that does not run, and its files. What it brought stays."""
    if Move.objects.filter(pk=move.pk).exclude(state=State.RUNNING).delete()[0]:
        _remove(move.folder)


def stage_of(move: Move) -> Stage:
    with suppress(OSError, ValueError, TypeError):
        return Stage(**json.loads(_stage_file(move.folder).read_text()))
    return Stage()


def uploads_folder() -> Path:
    """Where the operator may have laid a copy of wp-content/uploads."""
    return Path(settings.DATA_DIR) / "uploads"


def count_uploads() -> int:
    """How many files lie there; 0 also where there is no such folder."""
    return sum(len(files) for _, _, files in os.walk(uploads_folder()))


def run_waiting(*, now: datetime) -> None:
    """Run the move that waits. A step of the tick; of two ticks at once only one does it."""
    with _alone() as is_alone:
        if not is_alone:
            return
        # Whoever ran it would hold the lock.
        Move.objects.filter(state=State.RUNNING).update(state=State.INTERRUPTED, ended_at=now)
        if Move.objects.filter(state=State.WAITING).update(state=State.RUNNING, began_at=now):
            with stoppable():
                _run(Move.objects.get(state=State.RUNNING))


def forget_old(*, now: datetime) -> None:
    """Remove files that nobody has moved in within a day, and copies of a run that was killed. A step of the tick."""
    take_back_copies()
    wanted = set(Move.objects.under_way().values_list("folder", flat=True))
    for folder in _home().iterdir():
        with suppress(FileNotFoundError):
            is_old = folder.stat().st_mtime < now.timestamp() - _KEPT
            if folder.is_dir() and is_old and folder.name not in wanted:
                rmtree(folder, ignore_errors=True)


def _run(move: Move) -> None:
    uploads = uploads_folder() if move.with_uploads else None
    files = [_files(move.folder) / name for name in move.file_names]
    try:
        report = move_in(files, uploads=uploads, dry_run=move.is_dry_run, progress=partial(_tell, move.folder))
    except Unreadable as error:
        _end(move, State.REFUSED, _said(error, move.folder))
        _remove(move.folder)
    except (Exception, Stopped) as error:
        _end(move, State.INTERRUPTED, f"{type(error).__name__}: {error}")
        raise
    else:
        _end(move, State.DONE, str(report), has_losses=report.has_losses)
        if not move.is_dry_run:
            _remove(move.folder)


def _end(move: Move, state: State, report: str, *, has_losses: bool = False) -> None:
    end = {"state": state, "report": report, "has_losses": has_losses, "ended_at": timezone.now()}
    Move.objects.filter(pk=move.pk).update(**end)


def _tell(folder: str, phase: str, done: int, total: int) -> None:
    """Write down how far the move is, as a whole, so that no page reads half of it."""
    draft = _stage_file(folder).with_suffix(".draft")
    draft.write_text(json.dumps(asdict(Stage(phase, done, total, time.time()))))
    draft.replace(_stage_file(folder))


def _note(**fields: Any) -> Move:
    try:
        with transaction.atomic():
            return Move.objects.create(asked_at=timezone.now(), **fields)
    except IntegrityError as error:
        raise Refused(ANOTHER) from error


def _keep(file: UploadedFile, folder: str) -> str:
    """Store the file for nobody else to read, see that an export begins in it, and return its name."""
    _files(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    store = FileSystemStorage(location=_files(folder), file_permissions_mode=0o600)
    name = store.save(_valid(file.name or ""), file)
    try:
        next(Export(_files(folder) / name).read())
    except Flawed:  # the move will try to mend it
        pass
    except Unreadable as error:
        raise Unreadable(_said(error, folder)) from error
    return name


def _valid(name: str) -> str:
    """The name as far as a file may have it; of “???” nothing would be left."""
    try:
        return get_valid_filename(name)[-_NAME:]
    except SuspiciousFileOperation:
        return "export.xml"


def _said(error: Unreadable, folder: str) -> str:
    """Its sentence without the place where the file lies."""
    return str(error).replace(f"{_files(folder)}{os.sep}", "")


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else runs a move. The system lets go of the lock when whoever holds it dies."""
    with (_home() / "lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _home() -> Path:
    home = Path(settings.DATA_DIR) / "moving"
    home.mkdir(mode=0o700, exist_ok=True)
    return home


def _folder(word: str) -> Path:
    return _home() / word


def _files(word: str) -> Path:
    return _folder(word) / "files"


def _stage_file(word: str) -> Path:
    return _folder(word) / "stage.json"


def _remove(word: str) -> None:
    if word:
        rmtree(_folder(word), ignore_errors=True)
