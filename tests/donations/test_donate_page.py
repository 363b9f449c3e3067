"""The page of giving, all year round."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError
from django.urls import reverse

from donations.models import GivingWords
from tests.donations.factories import make_all_ways, make_drive

pytestmark = pytest.mark.django_db

BEFORE, DURING, AFTER = "2026-01-15T12:00-07:00", "2026-02-17T12:00-07:00", "2026-03-15T12:00-07:00"


def get_page(client) -> BeautifulSoup:
    response = client.get("/donate/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def content(client) -> str:
    return " ".join(get_page(client).select_one(".donate-page").get_text(" ", strip=True).split())


def test_it_has_its_address():
    assert reverse("donate") == "/donate/"


@time_machine.travel(BEFORE, tick=False)
def test_outside_a_drive_it_has_the_authors_words_and_the_ways(client):
    make_drive(closing_words="<p>Thanks.</p>")
    make_all_ways()
    GivingWords.objects.create(intro="<p>My <em>words</em>.<img src=x></p>")

    page = get_page(client)

    assert str(page.select_one(".giving-words")) == '<div class="giving-words"><p>My <em>words</em>.</p></div>'
    assert "There are five ways of giving:" in page.get_text()
    assert "February drive" not in page.get_text()
    assert "Thanks." not in page.get_text()
    assert page.find("title").get_text().startswith("Ways of giving")


@time_machine.travel(DURING, tick=False)
def test_during_a_drive_it_says_where_the_drive_stands(client):
    make_drive(closing_words="<p>Thanks.</p>")

    shown = content(client)

    assert "The February drive : third week, two weeks left" in shown
    assert "Thanks." not in shown
    assert "This is the third week of" not in shown  # the appeal belongs to the banner


@time_machine.travel(AFTER, tick=False)
def test_after_a_drive_it_has_the_closing_words_and_no_week(client):
    make_drive(closing_words="<p>Thanks for {drive}.</p>")

    shown = content(client)

    assert "Thanks for the February drive." in shown
    assert "week" not in shown


@time_machine.travel(AFTER, tick=False)
def test_closing_words_make_room_for_the_next_drive(client):
    make_drive(closing_words="<p>Thanks.</p>")
    make_drive(first="2026-03-10", last="2026-03-20", name="the March drive")

    shown = content(client)

    assert "Thanks." not in shown
    assert "The March drive : six days left" in shown


def test_before_the_author_wrote_anything_there_are_default_words_and_asking_stores_nothing(client):
    assert "lives on what its readers give" in content(client)
    assert not GivingWords.objects.exists()


def test_there_is_one_row_of_words():
    GivingWords.objects.create(intro="one")

    with pytest.raises(IntegrityError):
        GivingWords.objects.create(pk=2, intro="two")


@time_machine.travel(DURING, tick=False)
def test_it_is_the_same_bytes_for_every_reader_and_sets_no_cookie(client):
    make_drive()
    make_all_ways()

    first = client.get("/donate/")
    client.cookies["something"] = "else"
    second = client.get("/donate/", headers={"user-agent": "other", "accept-language": "de"})

    assert first.content == second.content
    assert not first.cookies
    assert not second.cookies
    assert "Cookie" not in first.headers.get("Vary", "")
    assert b"csrf" not in first.content


def test_it_answers_questions_and_takes_nothing(client):
    assert client.head("/donate/").status_code == 200
    assert client.post("/donate/", {"amount": "5"}).status_code == 405
    assert client.delete("/donate/").status_code == 405


@time_machine.travel(DURING, tick=False)
def test_it_asks_four_questions_of_its_own(client, django_assert_max_num_queries):
    make_drive()
    make_all_ways()

    with django_assert_max_num_queries(7) as asked:
        client.get("/donate/")

    assert sum("donations_" in query["sql"] for query in asked) == 4


def test_no_other_host_is_named_in_anything_that_loads_by_itself(client):
    make_all_ways()

    for element in get_page(client).find_all(["script", "img", "link", "iframe", "source"]):
        source = element.get("src") or element.get("href") or ""
        assert not source.startswith(("http:", "https:", "//")) or element.get("rel") == ["canonical"], element
