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
    "shows_from": "",
    "shows_until": "",
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

    response = keep(admin_client, before, price="Two")

    after = Book.objects.get()
    assert response.status_code == 302
    assert (after.price, after.cover.name) == ("Two", before.cover.name)


def keep(admin_client, book, **fields):
    """Save the book's form anew, its vendor and its quote as they are."""
    vendor, quote = book.vendors.get(), book.quotes.get()
    ours = {"vendors-INITIAL_FORMS": "1", "vendors-0-id": vendor.pk, "vendors-0-book": book.pk}
    theirs = {"quotes-INITIAL_FORMS": "1", "quotes-0-id": quote.pk, "quotes-0-book": book.pk}
    return admin_client.post(
        f"/admin/donations/book/{book.pk}/change/", {**BOOK, **ours, **theirs, "cover_alt": "A lake", **fields}
    )


@pytest.fixture
def covered(admin_client, media) -> Book:
    admin_client.post("/admin/donations/book/add/", {**BOOK, "cover": picture(), "cover_alt": "A lake"})
    return Book.objects.get()


def files(media) -> set[str]:
    return {file.name for file in media.rglob("*.webp")}


@pytest.mark.parametrize("change", [{"cover": "another"}, {"cover-clear": "on", "cover_alt": ""}])
def test_a_cover_that_was_replaced_or_taken_away_is_gone_from_the_disk(
    admin_client, media, covered, change, django_capture_on_commit_callbacks
):
    fields = {name: picture(50, 70) if value == "another" else value for name, value in change.items()}

    with django_capture_on_commit_callbacks(execute=True):
        assert keep(admin_client, covered, **fields).status_code == 302

    book = Book.objects.get()
    assert book.cover.name != covered.cover.name
    assert files(media) == ({Path(book.cover.name).name} if book.cover else set())


def test_until_a_book_is_saved_for_certain_its_old_cover_stays(admin_client, media, covered):
    keep(admin_client, covered, cover=picture(50, 70))

    assert Path(covered.cover.name).name in files(media)


def test_a_cover_stays_where_the_new_one_is_refused(admin_client, media, covered, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        refused = keep(admin_client, covered, cover=picture(50, 70), cover_alt="")

    assert "cannot see it" in errors(refused)
    assert files(media) == {Path(covered.cover.name).name}


def test_a_cover_that_another_book_shows_stays(admin_client, media, covered, django_capture_on_commit_callbacks):
    make_book(cover=covered.cover.name, cover_alt="The same")

    with django_capture_on_commit_callbacks(execute=True):
        keep(admin_client, covered, cover=picture(50, 70))

    assert len(files(media)) == 2
    assert Path(covered.cover.name).name in files(media)


def test_the_cover_of_a_book_that_keeps_it_stays(admin_client, media, covered, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        keep(admin_client, covered, price="Two")

    assert files(media) == {Path(covered.cover.name).name}


@pytest.mark.parametrize("how", ["alone", "from the list"])
def test_a_book_takes_its_cover_along(admin_client, media, covered, how, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        if how == "alone":
            admin_client.post(f"/admin/donations/book/{covered.pk}/delete/", {"post": "yes"})
        else:
            chosen = {"action": "delete_selected", "_selected_action": covered.pk, "post": "yes"}
            admin_client.post("/admin/donations/book/", chosen)

    assert not Book.objects.exists()
    assert not files(media)


def test_the_days_of_a_book_are_saved_and_refused_where_they_run_backwards(admin_client, covered):
    assert "before the first day" in errors(
        keep(admin_client, covered, shows_from="2026-02-10", shows_until="2026-02-09")
    )
    assert keep(admin_client, covered, shows_from="2026-02-10", shows_until="2026-02-10").status_code == 302
    assert str(Book.objects.get().shows_until) == "2026-02-10"


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
