"""The panel of one book below a post."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template import Context, Template

from donations.covers import reencoded
from donations.models import Book
from tests.donations.factories import make_book, picture

pytestmark = pytest.mark.django_db

TAG = Template("{% load donations %}{% book_panel post %}")


def panel(pk=7) -> BeautifulSoup:
    return BeautifulSoup(TAG.render(Context({"post": SimpleNamespace(pk=pk)})), "html.parser")


@pytest.fixture
def book(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    book = make_book(
        title="Salt & Light",
        slug="salt-and-light",
        cover=reencoded(picture(1200, 1800)),
        cover_alt="A white desert",
        blurb="<p>How we <em>came</em> to measure.<script>x</script></p>",
        price="Four dollars",
    )
    book.vendors.create(name="Second", url="https://two.example/", position=2)
    book.vendors.create(name="First", url="https://one.example/", position=1, note="the larger share")
    book.quotes.create(text="I read it <twice>.", source="A reviewer")
    return book


def test_without_active_books_there_is_no_panel():
    make_book(active=False)

    assert panel().get_text(strip=True) == ""


def test_the_panel_shows_the_book_in_three_questions(book, django_assert_num_queries):
    with django_assert_num_queries(3):
        page = panel()

    assert page.find(id=page.find("aside")["aria-labelledby"]).get_text() == "Salt & Light"
    assert str(page.select_one(".book-blurb p")) == "<p>How we <em>came</em> to measure.</p>"
    assert "Four dollars" in page.get_text()
    assert "I read it <twice>." in page.find("blockquote").get_text()
    assert page.find("figcaption").get_text() == "A reviewer"


def test_the_cover_holds_its_place_and_waits_until_it_is_needed(book):
    cover = panel().find("img")

    assert (cover["width"], cover["height"], cover["loading"]) == ("600", "900", "lazy")
    assert cover["alt"] == "A white desert"
    assert cover["src"].startswith("/media/covers/")


def test_vendors_stand_in_the_authors_order_with_their_notes(book):
    vendors = panel().select(".book-vendors li")

    assert [vendor.find("a").get_text() for vendor in vendors] == ["First", "Second"]
    assert "the larger share" in vendors[0].get_text()
    assert {vendor.find("a")["href"] for vendor in vendors} == {"https://one.example/", "https://two.example/"}


def test_a_book_with_nothing_but_a_title_shows_no_empty_parts():
    make_book(title="Bare")

    page = panel()

    assert page.get_text(strip=True) == "Bare"
    assert not page.find_all(["img", "ul", "figure"])


def test_each_post_keeps_its_book_and_the_books_take_turns(django_assert_num_queries):
    make_book(title="C", position=3)
    make_book(title="A", position=1)
    make_book(title="off", position=0, active=False)
    make_book(title="B", position=2)

    shown = [panel(pk).find("h2").get_text() for pk in range(3, 9)]

    assert shown == ["A", "B", "C", "A", "B", "C"]
    with django_assert_num_queries(3):
        assert panel(4).find("h2").get_text() == "B"


def test_a_cover_without_words_for_those_who_cannot_see_it_is_refused(book):
    book.cover_alt = " "

    with pytest.raises(ValidationError, match="cannot see it"):
        book.full_clean()


def test_two_books_cannot_share_a_name_in_addresses():
    make_book(slug="same")

    with pytest.raises(ValidationError, match="Slug already exists"):
        Book(title="Other", slug="same").full_clean()
