"""Copies of a run that did not come to its end: taken back by itself, or by whoever comes next."""

import os
import signal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils import timezone

from blog.images import copy_name, store_image
from blog.models import Image
from tests.wordpress.samples import item
from tests.wordpress.uploads.test_library import files, img, lay, picture
from wordpress import moving
from wordpress.uploads.journal import Journal, take_back_copies

ICE = "https://tide.example/wp-content/uploads/2015/03/ice.jpg"


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "moving"


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    lay(tmp_path / "uploads", "2015/03/ice.jpg", picture((600, 400)))
    lay(tmp_path / "uploads", "2015/03/minutes.pdf")
    return tmp_path / "uploads"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


def post(number: int = 1) -> str:
    return item(number, "A post", img(ICE) + f'<a href="{ICE.replace("ice.jpg", "minutes.pdf")}">Minutes</a>')


def journals(home: Path) -> list[Path]:
    return list(home.glob("copied-*"))


@pytest.fixture
def killed(move_in, uploads, media, home, monkeypatch) -> None:
    """What a run leaves that was killed: its copies, and nothing in the database."""
    with monkeypatch.context() as patched:
        patched.setattr("wordpress.actions._reset_sequences", lambda: 1 / 0)
        patched.setattr("wordpress.actions.take_back_copies", lambda: None)
        with pytest.raises(ZeroDivisionError):
            move_in(post(), uploads=uploads)
    assert not Image.objects.exists()
    assert len(files(media)) == 3
    assert len(journals(home)) == 1


def test_a_run_that_is_kept_keeps_its_files_and_no_journal(move_in, uploads, media, home):
    move_in(post(), uploads=uploads)
    assert len(files(media)) == 3
    assert not journals(home)


def test_the_next_run_takes_back_what_a_killed_one_left(killed, move_in, media, home):
    move_in(item(2))
    assert not files(media)
    assert not journals(home)


def test_the_clock_takes_back_what_a_killed_run_left(killed, media, home):
    moving.forget_old(now=timezone.now())
    assert not files(media)
    assert not journals(home)


def test_a_run_that_goes_on_loses_nothing_to_another(db, media, home, move_in):
    image = store_image(BytesIO(picture()))
    journal = Journal()
    journal.note(image)
    Image.objects.all().delete()
    move_in(item(2))
    assert files(media)
    journal.close()
    take_back_copies()
    assert not files(media)
    assert not journals(home)


def test_what_the_database_has_is_never_taken_back(db, media):
    image = store_image(BytesIO(picture((600, 400))))
    journal = Journal()
    journal.note(image)
    journal.close()
    take_back_copies()
    assert (media / image.file.name).is_file()
    assert (media / copy_name(image.file.name, 480)).is_file()


def test_whoever_is_told_to_end_takes_his_copies_back_however_often_he_is_told(
    move_in, uploads, media, home, monkeypatch
):
    def stop() -> None:
        assert len(files(media)) == 3
        os.kill(os.getpid(), signal.SIGTERM)

    def impatient() -> None:
        if files(media):
            os.kill(os.getpid(), signal.SIGTERM)
        take_back_copies()

    monkeypatch.setattr("wordpress.actions._reset_sequences", stop)
    monkeypatch.setattr("wordpress.actions.take_back_copies", impatient)
    with pytest.raises(CommandError) as stopped:
        move_in(post(), uploads=uploads)
    assert stopped.value.returncode == 143
    assert not files(media)
    assert not journals(home)
