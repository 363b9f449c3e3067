"""The page with all books."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse

from blog.models import Page
from donations.covers import reencoded
from tests.donations.factories import make_book, picture
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def get_page(client, path="/books/") -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def links_to_it(page: BeautifulSoup) -> int:
    return len(page.find_all("a", href="/books/"))


def test_it_has_its_address():
    assert reverse("books") == "/books/"


def test_all_active_books_stand_on_it_in_the_authors_order_whatever_the_day(client):
    make_book(title="C", position=3, shows_until=date(2020, 1, 1))
    make_book(title="A", position=1)
    make_book(title="off", position=0, active=False)
    make_book(title="B", position=2, shows_from=date(2999, 1, 1))

    page = get_page(client)

    assert [heading.get_text() for heading in page.select("main h2")] == ["A", "B", "C"]
    assert [heading.get_text() for heading in page.find_all("h1")] == ["Books"]


def test_each_book_has_its_cover_words_price_vendors_and_quotes(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    book = make_book(
        title="Salt", slug="salt", cover=reencoded(picture()), cover_alt="A lake", blurb="<p>How.</p>", price="Four"
    )
    book.vendors.create(name="Shop", url="https://shop.example/", note="signed")
    book.quotes.create(text="Fine.", source="A paper")

    shown = get_page(client).select_one("main article")

    assert shown.find(id=shown["aria-labelledby"]).get_text() == "Salt"
    assert shown.find("img")["alt"] == "A lake"
    assert all(words in shown.get_text() for words in ("How.", "Four", "signed", "Fine.", "A paper"))
    vendor = shown.find("a", href="https://shop.example/")
    assert "noopener" in vendor["rel"]


def test_it_tells_search_engines_what_it_is(client, settings):
    make_book(title="Salt & Light")
    make_book(title="Ice")

    page = get_page(client)

    assert page.find("title").get_text().startswith("Books – ")
    assert page.find("meta", attrs={"name": "description"})["content"] == "Books: Salt & Light, Ice."
    assert page.find("link", rel="canonical")["href"] == f"{settings.SITE_URL}/books/"


def test_it_asks_the_same_few_questions_however_many_books_there_are(client, django_assert_max_num_queries):
    for _ in range(12):
        make_book().vendors.create(name="Shop", url="https://shop.example/")

    with django_assert_max_num_queries(8):
        get_page(client)


def test_where_there_are_books_the_footer_and_the_panel_lead_to_it(client, author):
    make_book()
    post = make_post("A harbour", author=author)

    assert links_to_it(get_page(client, "/donate/").find("footer", class_="colophon")) == 1
    assert links_to_it(get_page(client, post.path).select_one("aside.book-panel")) == 1


def test_where_there_are_none_nothing_leads_to_it_and_it_is_not_there(client, author):
    make_book(active=False)
    post = make_post("A harbour", author=author)

    assert links_to_it(get_page(client, post.path)) == 0
    assert client.get("/books/").status_code == 404


def test_it_takes_nothing(client):
    make_book()

    assert client.head("/books/").status_code == 200
    assert client.post("/books/").status_code == 405


def test_no_entry_can_have_its_address(author):
    with pytest.raises(ValidationError, match="another part of the site"):
        Page(title="Books", slug="books", path="/books/", author=author, html="").full_clean()


@time_machine.travel("2026-02-10T12:00-07:00", tick=False)
def test_it_is_the_same_bytes_for_every_reader(client):
    make_book()
    first = client.get("/books/")
    client.cookies["closed-drive"] = "1"

    assert client.get("/books/").content == first.content
    assert not first.cookies
