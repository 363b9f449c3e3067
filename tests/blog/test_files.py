"""Files that are no pictures: which are taken in, how they are kept, and the author's room for them."""

from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from blog import files
from blog.files import UnfitFile, inspect, remove_file, store_file
from blog.models import File
from tests.factories import make_post

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"
ADD = "/admin/blog/file/add/"


@pytest.fixture(autouse=True)
def empty_shelf(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on_disk(shelf: Path) -> list[str]:
    return sorted(path.name for path in shelf.rglob("*") if path.is_file())


def words(response) -> str:
    return unescape(response.content.decode())


# Taking in


def test_a_file_is_stored_as_it_came_under_a_readable_name_that_cannot_be_guessed():
    first = store_file(BytesIO(PDF), "Minutes of March (2).PDF", title="Minutes")
    second = store_file(BytesIO(PDF), "Minutes of March (2).PDF")
    assert first.file.read() == PDF
    assert first.title == "Minutes"
    assert first.file.name.startswith("files/20")
    assert "/minutes-of-march-2-" in first.file.name
    assert first.file.name != second.file.name


@pytest.mark.parametrize("name", ["../../etc/x.pdf", "…  .pdf", "a" * 300 + ".pdf", "x.php.pdf"])
def test_a_hostile_name_becomes_a_harmless_one(name, empty_shelf):
    path = store_file(BytesIO(PDF), name).file.path
    assert path.startswith(str(empty_shelf / "files"))
    assert path.endswith(".pdf")
    assert ".php" not in path


def test_a_file_keeps_its_name_where_that_is_free():
    name = "files/2023/02/minutes-0a1b2c3d.pdf"
    assert store_file(BytesIO(PDF), name, keep_name=True).file.name == name
    assert store_file(BytesIO(b"another"), name, keep_name=True).file.name != name
    assert File.objects.get(file=name).file.read() == PDF


@pytest.mark.parametrize(
    "name", ["page.html", "page.HTM", "drawing.svg", "a.js", "a.php", "setup.exe", "a.swf", "a.xml", "nameless", "x."]
)
def test_what_could_run_in_a_browser_or_on_a_computer_is_refused(name, empty_shelf):
    with pytest.raises(UnfitFile, match="kind"):
        store_file(BytesIO(PDF), name)
    assert not on_disk(empty_shelf)


@pytest.mark.parametrize("start", [b"<!doctype html><p>Not found", b"\xef\xbb\xbf \n<html>", b"MZ\x90", b"#!/bin/sh"])
def test_a_page_or_a_program_is_refused_whatever_its_name(start):
    with pytest.raises(UnfitFile, match="a page or a program"):
        inspect(BytesIO(start), "song.mp3")


def test_a_text_may_speak_of_pages():
    inspect(BytesIO(b"<p> is a paragraph."), "notes.txt")


def test_neither_nothing_nor_too_much_is_taken(monkeypatch):
    with pytest.raises(UnfitFile, match="empty"):
        inspect(BytesIO(b""), "song.mp3")
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    with pytest.raises(UnfitFile, match="2 GB"):
        inspect(BytesIO(b"four"), "song.mp3")


def test_a_film_is_never_read_as_a_whole():
    class Film(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 < size <= 64 * 1024
            return super().read(size)

    assert store_file(Film(b"film" * 100_000), "film.mp4").file.size == 400_000


def test_nothing_stays_on_the_disk_where_the_row_fails(empty_shelf, monkeypatch):
    def fail(**fields: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(File.objects, "create", fail)
    with pytest.raises(DatabaseError):
        store_file(BytesIO(PDF), "x.pdf")
    assert not on_disk(empty_shelf)


def test_a_file_goes_from_the_disk_when_that_is_certain(empty_shelf, django_capture_on_commit_callbacks):
    file = store_file(BytesIO(PDF), "x.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(file)
        assert on_disk(empty_shelf)
    assert not on_disk(empty_shelf)


# The author's room


def upload(name: str = "minutes.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_the_author_uploads_a_file_and_finds_its_address(admin):
    assert admin.post(ADD, {"file": upload(), "title": "Minutes of March"}).status_code == 302
    file = File.objects.get()
    for page in ("/admin/blog/file/", reverse("admin:blog_file_change", args=[file.pk])):
        assert f'href="{file.file.url}">{file.file.url}</a>' in words(admin.get(page))
    assert "Minutes of March" in words(admin.get("/admin/blog/file/?q=march"))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (upload("page.html"), "Files of this kind are not taken."),
        (upload("song.mp3", b"<html>"), "a page or a program is in it"),
        (upload("song.mp3", b""), "The submitted file is empty."),
        ("", "This field is required."),
    ],
)
def test_an_unfit_file_gets_its_sentence(admin, file, sentence, empty_shelf):
    response = admin.post(ADD, {"file": file, "title": "Typed"})
    assert response.status_code == 200
    assert sentence in words(response)
    assert 'value="Typed"' in words(response)
    assert not on_disk(empty_shelf)


def test_only_its_title_can_be_changed(admin, empty_shelf):
    admin.post(ADD, {"file": upload()})
    before = File.objects.get()
    admin.post(reverse("admin:blog_file_change", args=[before.pk]), {"title": "March", "file": upload("other.pdf")})
    assert (File.objects.get().title, File.objects.get().file.name) == ("March", before.file.name)
    assert len(on_disk(empty_shelf)) == 1


def test_a_file_that_a_text_links_cannot_be_deleted(admin):
    admin.post(ADD, {"file": upload()})
    file = File.objects.get()
    post = make_post("With minutes", body=f'<a href="{file.file.url}">Minutes</a>')
    room = reverse("admin:blog_file_change", args=[file.pk])
    assert reverse("admin:blog_post_change", args=[post.pk]) in words(admin.get(room))
    refused = words(admin.post(reverse("admin:blog_file_delete", args=[file.pk]), {"post": "yes"}))
    assert "A text shows it; take it out there first." in refused
    assert "related objects" not in refused
    assert File.objects.exists()


@pytest.mark.parametrize("bulk", [True, False])
def test_a_file_that_is_deleted_goes_from_the_disk(admin, empty_shelf, bulk, django_capture_on_commit_callbacks):
    admin.post(ADD, {"file": upload()})
    number = File.objects.get().pk
    with django_capture_on_commit_callbacks(execute=True):
        if bulk:
            admin.post("/admin/blog/file/", {"action": "delete_selected", "_selected_action": [number], "post": "yes"})
        else:
            admin.post(reverse("admin:blog_file_delete", args=[number]), {"post": "yes"})
    assert not File.objects.exists()
    assert not on_disk(empty_shelf)


def test_a_file_that_is_missing_on_the_disk_upsets_no_list(admin):
    File.objects.create(file="files/2023/02/gone.pdf")
    assert "The file is missing." in words(admin.get("/admin/blog/file/"))
