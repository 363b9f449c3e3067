"""The author's rooms for his books and for the words on the page of giving."""

from pathlib import Path

import pytest

from donations.models import Book, GivingWords
from tests.donations.factories import errors, make_book, picture

pytestmark = pytest.mark.django_db

BOOK = {
    "title": "Salt",
    "subtitle": "",
    "slug": "salt",
    "position": "0",
    "active": "on",
    "cover_alt": "",
    "blurb": "",
    "price": "",
    "vendors-TOTAL_FORMS": "1",
    "vendors-INITIAL_FORMS": "0",
    "vendors-0-name": "Shop",
    "vendors-0-url": "shop.example/salt",
    "vendors-0-note": "",
    "vendors-0-position": "0",
    "quotes-TOTAL_FORMS": "1",
    "quotes-INITIAL_FORMS": "0",
    "quotes-0-text": "Fine.",
    "quotes-0-source": "A paper",
}


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_book_is_saved_with_its_cover_vendors_and_quotes(admin_client, media):
    upload = picture(1200, 1800, "JPEG", name="My desktop.jpg")

    response = admin_client.post("/admin/donations/book/add/", {**BOOK, "cover": upload, "cover_alt": "A lake"})

    book = Book.objects.get()
    assert response.status_code == 302
    assert (book.cover_width, book.cover_height) == (600, 900)
    assert [file.suffix for file in media.rglob("*") if file.is_file()] == [".webp"]
    assert "desktop" not in book.cover.name
    assert book.vendors.get().url == "https://shop.example/salt"
    assert book.quotes.get().source == "A paper"


@pytest.mark.parametrize(
    ("content", "alt", "reason"),
    [
        (b"<svg/>", "A lake", "This is no picture"),
        (b"GIF89a" + b"\0" * 99, "A lake", "This is no picture"),
        (b"", "A lake", "The submitted file is empty."),
        (None, "", "for those who cannot see it"),
    ],
)
def test_a_cover_that_cannot_be_used_is_refused_and_nothing_is_kept(admin_client, media, content, alt, reason):
    upload = picture()
    if content is not None:
        upload.file.seek(0)
        upload.file.truncate()
        upload.file.write(content)
        upload.file.seek(0)
        upload.size = len(content)

    response = admin_client.post("/admin/donations/book/add/", {**BOOK, "cover": upload, "cover_alt": alt})

    assert reason in errors(response)
    assert not Book.objects.exists()
    assert not list(media.rglob("*.*"))


def test_a_book_keeps_its_cover_when_its_text_changes(admin_client, media):
    admin_client.post("/admin/donations/book/add/", {**BOOK, "cover": picture(), "cover_alt": "A lake"})
    before = Book.objects.get()
    vendor, quote = before.vendors.get(), before.quotes.get()
    ours = {"vendors-INITIAL_FORMS": "1", "vendors-0-id": vendor.pk, "vendors-0-book": before.pk}
    theirs = {"quotes-INITIAL_FORMS": "1", "quotes-0-id": quote.pk, "quotes-0-book": before.pk}

    response = admin_client.post(
        f"/admin/donations/book/{before.pk}/change/", {**BOOK, **ours, **theirs, "price": "Two", "cover_alt": "A lake"}
    )

    after = Book.objects.get()
    assert response.status_code == 302
    assert (after.price, after.cover.name) == ("Two", before.cover.name)


def test_the_list_of_books_is_there(admin_client):
    make_book(title="Salt")

    assert b"Salt" in admin_client.get("/admin/donations/book/").content


def test_the_words_of_the_page_are_written_once_and_changed_ever_after(admin_client):
    room = admin_client.get("/admin/donations/givingwords/", follow=True)
    assert b"lives on what its readers give" in room.content

    admin_client.post("/admin/donations/givingwords/add/", {"intro": "<p>First.</p>"})
    assert GivingWords.current().intro == "<p>First.</p>"
    assert admin_client.get("/admin/donations/givingwords/")["Location"] == "/admin/donations/givingwords/1/change/"
    assert admin_client.get("/admin/donations/givingwords/add/").status_code == 403

    admin_client.post("/admin/donations/givingwords/1/change/", {"intro": "<p>Second.</p>"})
    assert [words.intro for words in GivingWords.objects.all()] == ["<p>Second.</p>"]


def test_the_words_of_the_page_cannot_be_deleted(admin_client):
    GivingWords.objects.create(intro="<p>First.</p>")

    assert admin_client.post("/admin/donations/givingwords/1/delete/", {"post": "yes"}).status_code == 403
    assert GivingWords.objects.exists()
