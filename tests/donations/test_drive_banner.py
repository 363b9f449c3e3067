"""The banner above a post: there while a drive runs, gone at midnight, and true in between."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.template import Context, Template

from donations.models import Drive
from tests.donations.factories import make_all_ways, make_drive, make_way

pytestmark = pytest.mark.django_db

TAG = Template('{% load donations %}{% drive_banner scroll_to="post" %}')
TAG_WITHOUT_A_POST = Template("{% load donations %}{% drive_banner %}")


def banner(tag=TAG) -> str:
    return tag.render(Context()).strip()


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-01-31T23:59:59-07:00", False),
        ("2026-02-01T00:00:00-07:00", True),
        ("2026-02-28T23:59:59-07:00", True),
        ("2026-03-01T00:00:00-07:00", False),
        ("2026-03-01T00:00:00+00:00", True),  # it is already March in Greenwich, but not at the author's
        ("2027-02-14T12:00:00-07:00", False),
    ],
)
def test_the_banner_shows_from_midnight_to_midnight_at_the_authors(moment, shown):
    make_drive()

    with time_machine.travel(moment, tick=False):
        assert bool(banner()) is shown


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_without_a_drive_there_is_no_banner_and_one_question(django_assert_num_queries):
    make_all_ways()

    with django_assert_num_queries(1):
        assert banner() == ""


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_the_banner_says_where_the_drive_stands_and_lists_the_ways(django_assert_num_queries):
    make_drive()
    make_all_ways()

    with django_assert_num_queries(2):
        page = BeautifulSoup(banner(), "html.parser")

    text = " ".join(page.get_text(" ", strip=True).split())
    assert "The February drive : third week, two weeks left" in text
    assert "This is the third week of the February drive, with two weeks left." in text
    assert "There are five ways of giving:" in text
    assert len(page.select("ol.ways > li")) == 5


@time_machine.travel("2026-02-28T12:00:00-07:00", tick=False)
def test_on_the_last_day_nobody_promises_a_week():
    make_drive()

    text = BeautifulSoup(banner(), "html.parser").get_text()

    assert "the last day" in text
    assert "with one day left" in text
    assert "weeks left" not in text
    assert "one week" not in text


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_the_way_down_to_the_post_stands_first_and_only_where_asked_for():
    make_drive(shows_on="everywhere")

    on_a_post = BeautifulSoup(banner(), "html.parser")

    assert on_a_post.find("a")["href"] == "#post"
    assert on_a_post.find("p").get_text() == "Scroll down to read this post."
    assert "February drive" in banner(TAG_WITHOUT_A_POST)
    assert "Scroll down" not in banner(TAG_WITHOUT_A_POST)


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_the_banner_is_a_named_region_and_no_heading_before_the_posts_own():
    make_drive()

    page = BeautifulSoup(banner(), "html.parser")
    region = page.find("aside")

    assert page.find(id=region["aria-labelledby"]).get_text(strip=True).startswith("The February drive")
    assert not page.find_all(["h1", "h2"])
    assert region.has_attr("data-nosnippet")


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_a_placeholder_that_slipped_in_is_text_and_no_failure():
    make_drive(appeal="<p>{nonsense} {week</p><script>alert(1)</script>")

    assert "<p>{nonsense} {week</p>" in banner()
    assert "alert" not in banner()


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_a_drive_without_ways_lists_none():
    make_drive()
    make_way(active=False)

    assert "ways of giving" not in banner()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 2, 28), date(2026, 3, 31)),
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 2, 10), date(2026, 2, 12)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_second_drive_in_the_same_days_is_refused_by_name(first, last):
    make_drive()
    second = Drive(name="another", starts_on=first, ends_on=last, appeal="<p>Give.</p>")

    with pytest.raises(ValidationError, match=r"the February drive runs from Feb\. 1, 2026 to Feb\. 28, 2026"):
        second.full_clean()


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 3, 1), date(2026, 3, 1)), (date(2026, 1, 1), date(2026, 1, 31))]
)
def test_drives_may_follow_each_other_without_a_gap(first, last):
    make_drive()

    Drive(name="another", starts_on=first, ends_on=last, appeal="<p>Give.</p>").full_clean()


def test_a_drive_does_not_stand_in_its_own_way():
    drive = make_drive()
    drive.ends_on = date(2026, 3, 7)

    drive.full_clean()


def test_the_database_refuses_a_drive_that_ends_before_it_begins():
    with pytest.raises(IntegrityError):
        make_drive(date(2026, 2, 2), date(2026, 2, 1))


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_above_pages_without_a_post_the_banner_shows_only_where_the_author_wants_it():
    drive = make_drive()
    assert banner(TAG_WITHOUT_A_POST) == ""

    drive.shows_on = "everywhere"
    drive.save()
    assert "February drive" in banner(TAG_WITHOUT_A_POST)


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_a_banner_that_may_be_closed_brings_its_script_first_and_a_button_that_only_the_script_shows():
    drive = make_drive()

    page = BeautifulSoup(banner(), "html.parser")
    script, region, button = page.find("script"), page.find("aside"), page.select_one("aside .drive-close")

    assert (script["src"], script["data-drive"]) == ("/static/js/banner.js", str(drive.pk))
    assert not script.has_attr("defer")
    assert not script.has_attr("async")
    assert script in region.find_previous_siblings()
    assert button["type"] == "button"
    assert button.has_attr("hidden")
    assert button.get_text() == "Close the banner of the drive"


@time_machine.travel("2026-02-17T12:00:00-07:00", tick=False)
def test_a_banner_that_may_not_be_closed_has_neither_script_nor_button():
    make_drive(may_be_closed=False)

    page = BeautifulSoup(banner(), "html.parser")

    assert page.find("aside")
    assert not page.find_all(["script", "button"])
