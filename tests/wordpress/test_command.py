"""The command's door: one line for whatever ends it, and one line that says how far it has come."""

import os
import signal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from blog.models import Post
from tests.wordpress.samples import export, item, written
from wordpress import actions
from wordpress.actions import move_in as verb


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "Interrupted. Nothing was written."),
        (DatabaseError("database or disk\nis full"), 1, "database or disk is full. Nothing was written."),
        (OSError(28, "No space left on device"), 1, "[Errno 28] No space left on device. Nothing was written."),
    ],
)
def test_whatever_happens_on_the_way_is_taken_back_and_said_in_one_line(db, tmp_path, monkeypatch, error, code, line):
    def fail() -> None:
        assert Post.objects.exists()
        raise error

    monkeypatch.setattr(actions, "_reset_sequences", fail)
    with pytest.raises(CommandError) as failed:
        call_command("import_wordpress", str(written(tmp_path, export(item(1)))))
    assert (str(failed.value), failed.value.returncode) == (line, code)
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("terminal", "verbosity", "is_shown"), [(Terminal, 1, True), (Terminal, 0, False), (StringIO, 1, False)]
)
def test_progress_is_shown_on_a_terminal_alone(db, tmp_path, terminal, verbosity, is_shown):
    errors = terminal()
    path = str(written(tmp_path, export(item(1), item(2))))
    call_command("import_wordpress", path, stdout=StringIO(), stderr=errors, verbosity=verbosity)
    assert ("Moving in: 100 % (2 of 2)" in errors.getvalue()) == is_shown
    assert "\n" not in errors.getvalue()


def test_progress_never_goes_beyond_its_end(db, tmp_path):
    told: list[tuple[str, int, int]] = []
    verb([written(tmp_path, export(item(1), item(2)))], progress=lambda *word: told.append(word))
    assert list(dict.fromkeys(phase for phase, _, _ in told)) == ["Checking the files", "Moving in", "Comparing"]
    assert all(0 <= done <= total for _, done, total in told)


def test_a_process_that_is_told_to_end_ends_in_order(db, tmp_path, monkeypatch):
    def stop() -> None:
        assert Post.objects.exists()
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(actions, "_reset_sequences", stop)
    with pytest.raises(CommandError) as stopped:
        call_command("import_wordpress", str(written(tmp_path, export(item(1)))))
    assert (str(stopped.value), stopped.value.returncode) == ("Stopped. Nothing was written.", 143)
    assert not Post.objects.exists()
    assert signal.getsignal(signal.SIGTERM) == before
