"""Moving in by the page of the admin: ask, let the clock tick, read what has become of it."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from blog.models import Post
from tests.factories import make_author
from tests.wordpress.samples import comment, export, item
from wordpress import moving
from wordpress.models import Move

pytestmark = pytest.mark.django_db(transaction=True)  # the clock closes its connection

ADD, LOG = "/admin/wordpress/move/add/", "/admin/wordpress/move/"
EXPORT = export(item(1, "The ice", "It came.", comment(8)), item(2, "A draft", status="draft"))
LOSING = export(item(1), item(2, "A lemonade stand", post_type="product"))


@pytest.fixture(autouse=True)
def ground(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def home(tmp_path) -> Path:
    """Where the files of the moves lie."""
    return tmp_path / "moving"


def xml(text: str | bytes = EXPORT, name: str = "tide.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def ask(browser: Client, *files: SimpleUploadedFile, **fields: str):
    return browser.post(ADD, {"files": files, "whole": "True", **fields}, follow=True)


def attempt(browser: Client, *files: SimpleUploadedFile, **fields: str):
    return ask(browser, *files, is_dry_run="on", **fields)


def page(browser: Client, move: Move | None = None):
    return browser.get(f"{LOG}{(move or Move.objects.first()).pk}/change/")


def again(browser: Client, move: Move | None = None, **fields: str):
    return browser.post(f"{LOG}{(move or Move.objects.first()).pk}/again/", fields, follow=True)


def text(response) -> str:
    return BeautifulSoup(response.content, "html.parser").select_one("#container").get_text(" ", strip=True)


def buttons(response) -> list[str]:
    return [button.get_text(strip=True) for button in BeautifulSoup(response.content, "html.parser").select("button")]


def kept(home: Path) -> list[str]:
    return sorted(path.name for path in home.rglob("*.xml")) if home.exists() else []


def make_guest() -> User:
    """Somebody who helps the author, and may do what he is given."""
    return User.objects.create_user("marsh", is_staff=True)


def interrupt(*args: object, **options: object) -> None:
    raise KeyboardInterrupt


def stumble(*args: object, **options: object) -> None:
    raise OSError("The disk is full.")


# The way through


def test_a_trial_is_what_the_page_proposes(admin):
    form = BeautifulSoup(admin.get(ADD).content, "html.parser")
    assert form.select_one("[name=is_dry_run]").has_attr("checked")
    assert form.select_one("[name=files]").has_attr("multiple")


def test_a_trial_writes_nothing_and_shows_what_would_come(admin, author):
    attempt(admin, xml())
    call_command("tick")
    shown = page(admin)
    assert "All that the export holds can move in. This was a trial, and nothing was written." in text(shown)
    assert "Posts: 1 created (draft), 1 created (published)" in text(shown)
    assert "This was without the folder of pictures and files" in text(shown)
    assert not Post.objects.exists()
    assert Move.objects.get().asked_by == author


def test_after_the_trial_one_button_moves_in_for_real(admin, home):
    attempt(admin, xml())
    call_command("tick")
    assert "Now move in for real" in buttons(page(admin))
    again(admin, for_real="yes")
    assert not Post.objects.exists()
    call_command("tick")
    assert Post.objects.get(pk=1).title == "The ice"
    shown = page(admin)
    assert "All that the export holds has moved in." in text(shown)
    assert 'href="/admin/comments/comment/"' in shown.content.decode()
    assert kept(home) == []


def test_who_does_not_want_a_trial_moves_in_at_once(admin):
    ask(admin, xml())
    call_command("tick")
    assert Post.objects.filter(title="The ice").exists()


def test_the_parts_of_an_export_move_in_together(admin):
    ask(admin, xml(export(item(1)), "a.xml"), xml(export(item(2)), "b.xml"), xml(export(item(3)), "b.xml"))
    assert Move.objects.get().file_names[:2] == ["a.xml", "b.xml"]
    call_command("tick")
    assert Post.objects.count() == 3


def test_nobody_waits_for_the_move_but_the_clock(admin, monkeypatch):
    monkeypatch.setattr(moving, "move_in", lambda *args, **options: pytest.fail("A page has done it."))
    shown = attempt(admin, xml())
    assert "It waits for the clock, which comes by each minute." in text(shown)


def test_what_would_be_lost_stands_on_top(admin):
    attempt(admin, xml(LOSING))
    call_command("tick")
    shown = page(admin)
    assert "Something would be lost." in text(shown)
    (loss, *_) = BeautifulSoup(shown.content, "html.parser").select(".move-losses li")
    assert "product" in loss.text
    again(admin, for_real="yes")
    call_command("tick")
    assert "It has moved in, but something was lost on the way." in text(page(admin))


def test_the_uploads_that_the_operator_laid_down_are_offered(admin, tmp_path, monkeypatch):
    assert "with_uploads" not in admin.get(ADD).content.decode()
    (tmp_path / "uploads" / "2015").mkdir(parents=True)
    (tmp_path / "uploads" / "2015" / "ice.txt").write_text("Ice.")
    assert "(1 file)" in text(admin.get(ADD))
    asked = []
    monkeypatch.setattr(moving, "move_in", lambda *args, uploads, **options: asked.append(uploads) or stumble())
    attempt(admin, xml(), with_uploads="on")
    call_command("tick")
    assert asked == [tmp_path / "uploads"]


def test_uploads_that_are_gone_when_the_clock_comes_are_missed(admin, tmp_path):
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "ice.txt").write_text("Ice.")
    attempt(admin, xml(), with_uploads="on")
    (tmp_path / "uploads" / "ice.txt").unlink()
    (tmp_path / "uploads").rmdir()
    call_command("tick")
    assert "is no folder" in text(page(admin))


# What is refused


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ((), "Choose the file that WordPress has exported."),
        ((xml(b""),), "tide.xml is empty."),
        ((xml(b"\x1f\x8b\x08 packed", "tide.xml.gz"),), "Unpack it first"),
        ((xml(b"PK\x03\x04 packed", "tide.zip"),), "Unpack it first"),
        ((xml(b"A letter to my aunt."),), "tide.xml is no WordPress export"),
        ((xml(b"<?xml version='1.0'?><rss><channel/></rss>"),), "tide.xml is no WordPress export"),
        ((xml(EXPORT.replace("<rss", "<!DOCTYPE x><rss", 1)),), "it has a DOCTYPE"),
        ((xml(), xml(b"A letter.", "second.xml")), "second.xml is no WordPress export"),
    ],
    ids=["none", "empty", "gzip", "zip", "letter", "feed", "doctype", "one of two"],
)
def test_what_is_no_export_is_refused_at_the_door(admin, home, files, why):
    shown = attempt(admin, *files)
    assert shown.status_code == 422
    assert why in BeautifulSoup(shown.content, "html.parser").select_one("[role=alert]").text
    assert str(home) not in shown.content.decode()
    assert not Move.objects.exists()
    assert kept(home) == []


def test_an_upload_that_broke_off_is_not_taken_for_all(admin, home):
    shown = admin.post(ADD, {"files": [xml()], "is_dry_run": "on"})
    assert "The upload broke off" in text(shown)
    assert not Move.objects.exists()
    assert kept(home) == []


def test_a_file_that_is_cut_off_is_refused_with_the_last_whole_part(admin, home):
    ask(admin, xml(EXPORT[: EXPORT.index("A draft")]))
    call_command("tick")
    shown = page(admin)
    assert "It was refused, and nothing was written." in text(shown)
    assert "tide.xml is cut off" in text(shown)
    assert "the last whole part is item 1 (“The ice”)." in text(shown)
    assert "Try again with another file" in text(shown)
    assert "Start it again" not in buttons(shown)
    assert str(home) not in shown.content.decode()
    assert not Post.objects.exists()
    assert kept(home) == []


def test_only_one_move_goes_at_a_time(admin, home):
    attempt(admin, xml())
    assert "Only one move goes at a time" in text(admin.get(ADD))
    assert not BeautifulSoup(admin.get(ADD).content, "html.parser").select("[type=file]")
    assert attempt(admin, xml(name="other.xml")).status_code == 422
    assert Move.objects.count() == 1
    assert kept(home) == ["tide.xml"]


def test_the_database_allows_no_two_at_once():
    Move.objects.create(asked_at=timezone.now(), is_dry_run=True, with_uploads=False, state="running")
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.create(asked_at=timezone.now(), is_dry_run=True, with_uploads=False)


def test_a_button_pressed_twice_starts_one_move(admin):
    attempt(admin, xml())
    call_command("tick")
    trial = Move.objects.get()
    again(admin, trial, for_real="yes")
    assert "Another move waits or runs." in text(again(admin, trial, for_real="yes"))
    call_command("tick")
    assert "The files are not here any more." in text(again(admin, trial, for_real="yes"))
    assert Move.objects.count() == 2


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_what_goes_on_cannot_be_asked_for_again(admin, state):
    attempt(admin, xml())
    Move.objects.update(state=state)
    again(admin, for_real="yes")
    assert Move.objects.get().is_dry_run


@pytest.mark.parametrize("door", [ADD, f"{LOG}1/again/"])
def test_who_may_only_look_cannot_start_a_move(author, door):
    guest = make_guest()
    guest.user_permissions.add(Permission.objects.get(codename="view_move"))
    browser = Client(headers={"origin": "http://testserver"})
    browser.force_login(guest)
    Move.objects.create(pk=1, asked_at=timezone.now(), is_dry_run=True, with_uploads=False, state="done")
    assert browser.post(door).status_code == 403
    assert "Now move in for real" not in buttons(browser.get(f"{LOG}1/change/"))


@pytest.mark.parametrize("door", [ADD, LOG, f"{LOG}1/change/", f"{LOG}1/status/"])
def test_who_has_no_business_here_sees_nothing(author, door):
    Move.objects.create(pk=1, asked_at=timezone.now(), is_dry_run=True, with_uploads=False, report="Ada Marsh")
    browser = Client()
    assert browser.get(door).status_code == 302
    browser.force_login(make_guest())
    assert browser.get(door).status_code == 403


def test_a_report_cannot_be_edited(admin):
    attempt(admin, xml())
    call_command("tick")
    before = Move.objects.get().report
    assert admin.post(f"{LOG}{Move.objects.get().pk}/change/", {"report": "All is well."}).status_code == 405
    assert Move.objects.get().report == before


def test_looking_starts_nothing(admin):
    attempt(admin, xml())
    call_command("tick")
    assert admin.get(f"{LOG}{Move.objects.get().pk}/again/").status_code == 405


# While it runs


def test_the_page_says_how_far_it_is(admin, monkeypatch):
    seen = []

    def look(*args, progress, **options):
        progress("Moving in", 1200, 3000)
        status = admin.get(f"{LOG}{Move.objects.get().pk}/status/")
        seen.extend([status.json(), status.headers["Cache-Control"], page(admin)])
        raise OSError

    monkeypatch.setattr(moving, "move_in", look)
    attempt(admin, xml())
    call_command("tick")
    status, cache, shown = seen
    assert status == {"state": "running", "words": "Moving in: 40 %.", "done": 1200, "total": 3000}
    assert "no-store" in cache
    assert BeautifulSoup(shown.content, "html.parser").select_one("progress[value='1200'][max='3000']")
    assert "Moving in: 40 %." in text(shown)


def test_a_tick_within_a_run_starts_no_second_one(admin, monkeypatch):
    runs = []

    def run(*args, **options):
        runs.append(Move.objects.get().state)
        moving.run_waiting(now=timezone.now())
        assert Move.objects.get().state == "running"
        raise OSError

    monkeypatch.setattr(moving, "move_in", run)
    attempt(admin, xml())
    call_command("tick")
    assert runs == ["running"]


def test_a_run_that_was_killed_is_called_interrupted_and_can_start_again(admin, monkeypatch, home):
    attempt(admin, xml())
    with monkeypatch.context() as patched:
        patched.setattr(moving, "move_in", interrupt)
        with pytest.raises(KeyboardInterrupt):
            call_command("tick")
    assert Move.objects.get().state == "running"
    call_command("tick")
    shown = page(admin)
    assert "It was interrupted before its end, and nothing was written." in text(shown)
    assert kept(home) == ["tide.xml"]
    again(admin)
    call_command("tick")
    assert Move.objects.first().state == "done"
    assert Move.objects.first().is_dry_run
    assert not Post.objects.exists()


def test_a_run_that_failed_says_why_and_stops_no_clock(admin, monkeypatch, caplog):
    ask(admin, xml())
    with monkeypatch.context() as patched:
        patched.setattr(moving, "move_in", stumble)
        call_command("tick")
    assert "The disk is full." in caplog.text
    assert "The disk is full." in text(page(admin))
    again(admin, for_real="yes")
    call_command("tick")
    assert Post.objects.exists()


def test_a_clock_that_is_told_to_end_takes_its_move_back_and_says_so(admin, monkeypatch, home):
    ask(admin, xml())
    with monkeypatch.context() as patched:
        patched.setattr("wordpress.actions._reset_sequences", lambda: os.kill(os.getpid(), signal.SIGTERM))
        with pytest.raises(SystemExit) as ended:
            call_command("tick")
    assert ended.value.code == 143
    assert not Post.objects.exists()
    assert "It was interrupted before its end, and nothing was written." in text(page(admin))
    again(admin, for_real="yes")
    call_command("tick")
    assert Post.objects.exists()


def test_a_clock_that_does_not_come_by_is_noticed(admin):
    attempt(admin, xml())
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert "It has waited for 10 minutes: does “manage.py tick” run?" in text(page(admin)).replace("\xa0", " ")


# What is kept


def test_nobody_else_on_the_machine_reads_the_files(admin, home, settings):
    attempt(admin, xml())
    (file,) = home.rglob("*.xml")
    assert file.stat().st_mode & 0o077 == 0
    assert home.stat().st_mode & 0o077 == 0
    assert not file.is_relative_to(settings.MEDIA_ROOT)


def test_a_name_leads_to_no_other_place(admin, home):
    attempt(admin, xml(name="../../../stage.json"))
    move = Move.objects.get()
    assert [path.relative_to(home / move.folder) for path in home.rglob("*.json")] == [Path("files/stage.json")]
    call_command("tick")
    assert Move.objects.get().state == "done"


@pytest.mark.parametrize("name", ["???", "?.?", "...", "x" * 300 + ".xml"])
def test_a_name_that_no_file_can_have_keeps_nothing_out(admin, name):
    attempt(admin, xml(name=name))
    call_command("tick")
    assert Move.objects.get().state == "done"


def test_files_that_nobody_moves_in_go_after_a_day(admin, home):
    attempt(admin, xml())
    call_command("tick")
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        call_command("tick")
    assert kept(home) == ["tide.xml"]
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        call_command("tick")
        shown = page(admin)
    assert kept(home) == []
    assert "Now move in for real" not in buttons(shown)
    assert "Posts: 1 created (draft), 1 created (published)" in text(shown)


def test_files_that_wait_for_the_clock_do_not_go(admin, home):
    attempt(admin, xml())
    (folder,) = (path for path in home.iterdir() if path.is_dir())
    os.utime(folder, (0, 0))
    moving.forget_old(now=timezone.now())
    assert kept(home) == ["tide.xml"]


def test_a_move_that_is_called_off_is_gone_with_its_files(admin, home):
    attempt(admin, xml())
    admin.post(f"{LOG}{Move.objects.get().pk}/delete/", {"post": "yes"})
    assert not Move.objects.exists()
    assert kept(home) == []
    call_command("tick")


def test_a_move_that_runs_cannot_be_deleted(admin, home):
    attempt(admin, xml())
    Move.objects.update(state="running")
    assert admin.post(f"{LOG}{Move.objects.get().pk}/delete/", {"post": "yes"}).status_code == 403
    assert kept(home) == ["tide.xml"]


def test_the_log_keeps_every_move(admin):
    attempt(admin, xml())
    call_command("tick")
    again(admin, for_real="yes")
    call_command("tick")
    listed = text(admin.get(LOG))
    assert "trial of tide.xml" in listed
    assert "move of tide.xml" in listed


def test_the_file_outlives_the_account_of_whoever_asked(admin, author):
    attempt(admin, xml())
    call_command("tick")
    keeper = make_author("keeper")
    admin.force_login(keeper)
    author.delete()
    assert "All that the export holds can move in." in text(page(admin))
