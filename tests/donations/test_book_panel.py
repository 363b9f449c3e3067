"""The panel of one book below a post."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from donations.covers import reencoded
from donations.models import Book
from donations.shelf import book_below
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

    assert page.get_text("|", strip=True) == "Bare|All books"
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


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-02-09T23:59:59-07:00", "Always"),
        ("2026-02-10T00:00:00-07:00", "February"),
        ("2026-02-20T23:59:59-07:00", "February"),
        ("2026-02-21T00:00:00-07:00", "Always"),
    ],
)
def test_a_book_takes_its_turn_from_its_first_day_at_the_authors_to_its_last(moment, shown):
    make_book(title="February", position=0, shows_from=date(2026, 2, 10), shows_until=date(2026, 2, 20))
    make_book(title="Always", position=1)

    with time_machine.travel(moment, tick=False):
        assert panel(2).find("h2").get_text() == shown
        assert panel(3).find("h2").get_text() == "Always"


@time_machine.travel("2026-02-10T12:00-07:00", tick=False)
@pytest.mark.parametrize("days", [{"shows_from": date(2026, 2, 11)}, {"shows_until": date(2026, 2, 9)}])
def test_out_of_its_days_the_only_book_leaves_no_empty_panel(days):
    make_book(**days)

    assert panel().get_text(strip=True) == ""


@time_machine.travel("2026-02-10T12:00-07:00", tick=False)
@pytest.mark.parametrize("days", [{"shows_from": date(2026, 2, 10)}, {"shows_until": date(2026, 2, 10)}])
def test_one_end_of_its_days_may_be_open(days):
    make_book(title="Salt", **days)

    assert panel().find("h2").get_text() == "Salt"


def test_a_book_whose_days_end_before_they_begin_is_refused():
    book = make_book()
    book.shows_from, book.shows_until = date(2026, 2, 10), date(2026, 2, 9)

    with pytest.raises(ValidationError) as error:
        book.full_clean()
    assert error.value.message_dict == {"shows_until": ["The last day cannot come before the first day."]}


@given(st.integers(min_value=1, max_value=10**12), st.integers(min_value=1, max_value=50))
def test_neighbouring_posts_show_each_book_once_before_any_comes_again(number, count):
    books = list(range(count))

    assert sorted(book_below(number + step, books) for step in range(count)) == books
    assert book_below(number, books) == book_below(number, tuple(books))


def test_no_book_stands_below_a_post_where_there_is_none():
    assert book_below(7, []) is None


def test_a_cover_without_words_for_those_who_cannot_see_it_is_refused(book):
    book.cover_alt = " "

    with pytest.raises(ValidationError, match="cannot see it"):
        book.full_clean()


def test_two_books_cannot_share_a_name_in_addresses():
    make_book(slug="same")

    with pytest.raises(ValidationError, match="Slug already exists"):
        Book(title="Other", slug="same").full_clean()
