"""The ways of giving: each as people expect it, none of them broken, nobody asked before a click."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.template import Context, Template

from donations.models import Way
from tests.donations.factories import NEEDED, make_all_ways, make_way

pytestmark = pytest.mark.django_db

TAG = Template("{% load donations %}{% ways_of_giving %}")


def listed() -> BeautifulSoup:
    return BeautifulSoup(TAG.render(Context()), "html.parser")


def test_ways_are_counted_and_listed_in_the_authors_order(django_assert_num_queries):
    make_way("check", title="Check", position=3)
    make_way("zelle", title="Zelle", position=1)
    make_way("link", title="Jar", position=2)
    make_way("patreon", title="Patreon", position=0, active=False)

    with django_assert_num_queries(1):
        page = listed()

    assert page.select_one(".ways-count").get_text() == "There are three ways of giving:"
    assert [title.get_text() for title in page.select("ol > li .way-title strong")] == ["Zelle", "Jar", "Check"]


def test_a_single_way_is_counted_in_the_singular():
    make_way()

    assert listed().select_one(".ways-count").get_text() == "There is one way of giving:"


def test_more_than_twelve_ways_are_counted_in_figures():
    for _ in range(13):
        make_way()

    assert listed().select_one(".ways-count").get_text() == "There are 13 ways of giving:"


def test_without_ways_nothing_is_announced():
    make_way(active=False)

    assert listed().get_text(strip=True) == ""


def test_zelle_gives_name_and_address_in_words_for_people_and_nothing_for_robots():
    make_way("zelle", text="Or ask nora.winter@example.org.")

    page = listed()

    assert "nora dot winter at example dot org" in page.get_text()
    assert "Nora Winter" in page.get_text()
    assert "@" not in str(page)
    assert not page.find_all("a")


@pytest.mark.parametrize("kind", ["patreon", "link"])
def test_links_are_plain_links_that_tell_nobody_where_the_reader_comes_from(kind):
    make_way(kind)

    link = listed().find("a")

    assert link["href"] == NEEDED[kind]["url"]
    assert set(link["rel"]) == {"noopener", "noreferrer"}


def test_one_paypal_donation_is_a_form_of_our_own():
    make_way("paypal_once")

    form = listed().find("form")

    assert (form["action"], form["method"], form["target"]) == ("https://www.paypal.com/donate", "get", "_top")
    assert {field["name"]: field["value"] for field in form.find_all("input")} == {"hosted_button_id": "ABCDEFGH12345"}
    assert form.find("button").get_text() == "Donate with PayPal"


def test_a_paypal_subscription_is_a_form_of_our_own():
    make_way("paypal_subscription")

    form = listed().find("form")

    assert (form["action"], form["method"]) == ("https://www.paypal.com/cgi-bin/webscr", "post")
    assert {field["name"]: field["value"] for field in form.find_all("input")} == {
        "cmd": "_s-xclick",
        "hosted_button_id": "SUBSCRIBE6789",
    }


def test_a_check_has_a_payee_and_an_address_line_by_line():
    make_way("check")

    page = listed()

    assert list(page.find("address").stripped_strings) == ["Nora Winter", "PO Box 12", "Tucson AZ 85701"]
    assert page.find("strong", string="Nora Winter")


def test_nobody_is_asked_for_anything_before_a_click():
    make_all_ways()

    page = listed()

    assert not page.find_all(["script", "img", "iframe", "link", "style", "object", "video"])
    assert not page.find_all(src=True)


def test_what_the_author_types_is_text():
    make_way("zelle", title="<b>Zelle</b>", note="<i>", text="<script>", payee="<u>", address="<s>\n<p>")

    assert not listed().find_all(["b", "i", "script", "u", "s"])


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("zelle", "payee"),
        ("zelle", "address"),
        ("patreon", "url"),
        ("paypal_once", "button_id"),
        ("paypal_subscription", "button_id"),
        ("check", "payee"),
        ("check", "address"),
        ("link", "url"),
    ],
)
def test_a_way_without_what_it_needs_is_refused_by_the_form_and_by_the_database(kind, field):
    way = Way(kind=kind, title="Broken", **{**NEEDED[kind], field: ""})

    with pytest.raises(ValidationError) as error:
        way.full_clean()
    assert list(error.value.message_dict) == [field]
    with pytest.raises(IntegrityError):
        way.save()


def test_a_way_of_no_known_kind_is_refused_by_the_form_and_by_the_database():
    way = Way(kind="bitcoin", title="Moon", url="https://moon.example/")

    with pytest.raises(ValidationError, match="not a valid choice"):
        way.full_clean()
    with pytest.raises(IntegrityError):
        way.save()


@pytest.mark.parametrize("blank", [" ", "\n", "\u00a0"])
def test_blank_is_not_an_address(blank):
    with pytest.raises(ValidationError, match="Check by mail needs this"):
        Way(kind="check", title="Check", payee="Nora Winter", address=blank).full_clean()


@pytest.mark.parametrize(
    "url",
    [
        "http://www.patreon.com/nora",
        "javascript:alert(1)",
        "data:text/html,x",
        "//patreon.com/nora",
        "patreon.com/nora",
        "https://",
        "https:// patreon.com",
        "mailto:nora@example.org",
    ],
)
def test_only_whole_https_addresses_are_taken(url):
    with pytest.raises(ValidationError) as error:
        Way(kind="patreon", title="Patreon", url=url).full_clean()

    assert "url" in error.value.message_dict


@pytest.mark.parametrize(
    "pasted",
    [
        "abcdefgh12345",
        "ABC",
        "A" * 33,
        "ABCDEFGH12345\n",
        "ABCDEFGH 12345",
        "ABCDEFGH12345&amount=1",
        '"><script>alert(1)</script>',
        '<input type="hidden" name="hosted_button_id" value="ABCDEFGH12345">',
        "ÄBCDEFGH12345",
    ],
)
def test_a_paypal_number_is_capitals_and_digits_and_nothing_pasted_around_it(pasted):
    with pytest.raises(ValidationError) as error:
        Way(kind="paypal_once", title="PayPal", button_id=pasted).full_clean()

    assert "button_id" in error.value.message_dict
