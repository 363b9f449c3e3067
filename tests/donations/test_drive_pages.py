"""The drive on the pages themselves: where its banner stands and where it never does, and every day of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings as house
from django.utils import timezone

from donations.models import Drive
from tests.donations.factories import make_all_ways, make_book, make_drive
from tests.donations.test_drive_calendar import FEBRUARY
from tests.factories import make_category, make_comment, make_page, make_post

pytestmark = pytest.mark.django_db

DURING = "2026-02-17T12:00-07:00"
APPEAL = "<p>Quillfeather: the {week} week of {drive}, {weeks_left} left.</p>"
OTHER_PAGES = ("/", "/about/", "/category/weather/", "/2023/", "/books/")
NEVER = (
    "/donate/",  # has the line and the ways already
    "/search/?q=quillfeather",
    "/search/?q=February",
    "/rules/",
    "/feed/",
    "/feed/atom/",
    "/comments/feed/",
    "/category/weather/feed/",
    "/sitemap.xml",
    "/robots.txt",
)


@pytest.fixture
def post(author):
    when = datetime(2023, 2, 3, 12, tzinfo=UTC)
    post = make_post("A harbour", author=author, published_at=when, categories=[make_category("Weather")])
    make_page("About", author=author, published_at=when)
    make_book()
    make_all_ways()
    make_comment(post, "It froze.")
    return post


def banner(client, path) -> str:
    """What the banner says, in one line; nothing where there is none."""
    response = client.get(path)
    assert response.status_code == 200, path
    found = BeautifulSoup(response.content, "html.parser").select_one(".drive-banner")
    return " ".join(found.get_text(" ", strip=True).split()) if found else ""


@time_machine.travel(DURING, tick=False)
def test_above_posts_means_posts_and_nothing_else(client, post):
    make_drive(appeal=APPEAL)

    assert "Quillfeather: the third week" in banner(client, post.path)
    assert not any(banner(client, path) for path in OTHER_PAGES)


@time_machine.travel(DURING, tick=False)
@pytest.mark.parametrize("path", OTHER_PAGES)
def test_everywhere_means_the_other_pages_too(client, post, path):
    make_drive(appeal=APPEAL, shows_on="everywhere")

    assert "Quillfeather: the third week" in banner(client, post.path)
    assert "Quillfeather: the third week" in banner(client, path)


@time_machine.travel(DURING, tick=False)
@pytest.mark.parametrize("path", NEVER)
def test_the_appeal_never_enters_a_feed_the_search_or_what_is_no_page_to_read(client, post, path):
    make_drive(appeal=APPEAL, shows_on="everywhere")

    response = client.get(path)

    assert response.status_code == 200
    assert b"drive-banner" not in response.content
    assert b"Quillfeather:" not in response.content


@time_machine.travel(DURING, tick=False)
def test_the_appeal_never_enters_a_posts_own_feed_nor_what_search_engines_are_told(client, post):
    make_drive(appeal=APPEAL, shows_on="everywhere")

    page = BeautifulSoup(client.get(post.path).content, "html.parser")

    assert b"Quillfeather" not in client.get(f"{post.path}feed/").content
    assert not [meta for meta in page.find_all("meta") if "Quillfeather" in str(meta) or "drive" in str(meta)]
    assert page.select_one(".drive-banner").has_attr("data-nosnippet")
    assert "Quillfeather" not in page.select_one("#post").get_text()


@time_machine.travel(DURING, tick=False)
def test_the_page_is_the_same_bytes_whoever_has_closed_the_banner(client, post):
    drive = make_drive()
    first = client.get(post.path)
    client.cookies["closed-drive"] = str(drive.pk)

    assert client.get(post.path).content == first.content
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")


@time_machine.travel(DURING, tick=False)
def test_the_way_back_stands_in_the_footer_and_waits_for_the_script(client, post):
    make_drive()

    footer = BeautifulSoup(client.get(post.path).content, "html.parser").select_one("footer.colophon")

    assert footer.select_one(".drive-again").has_attr("hidden")
    assert footer.select_one(".drive-again button").get_text() == "Show the banner of the drive again"


@pytest.mark.parametrize(("day", "week", "weeks_left", "days_left", "line"), FEBRUARY)
def test_every_day_of_a_drive_is_true_on_the_page(client, post, day, week, weeks_left, days_left, line):
    make_drive(appeal="<p>Week {week}; {weeks_left}; {days_left}; {ways}.</p>")

    with time_machine.travel(f"2026-02-{day:02}T08:30-07:00", tick=False):
        shown = banner(client, post.path)

    assert f"The February drive : {line} Week {week}; {weeks_left}; {days_left}; five ways." in shown


@pytest.mark.parametrize("year", [2026, 2028])
def test_the_last_day_of_february_is_the_last_day_whichever_it_is(client, post, year):
    last = date(year, 3, 1) - timedelta(days=1)
    make_drive(date(year, 2, 1), last)
    noon = datetime(year, 3, 1, 12, tzinfo=ZoneInfo(house.TIME_ZONE))

    with time_machine.travel(noon - timedelta(days=1), tick=False):
        assert "The February drive : the last day" in banner(client, post.path)
    with time_machine.travel(noon, tick=False):
        assert banner(client, post.path) == ""


def test_a_drive_from_one_29th_of_february_to_another_day_counts_its_weeks(client, post):
    make_drive(date(2028, 2, 29), date(2028, 3, 13))

    for day, line in [("02-29", "first week, two weeks left"), ("03-07", "last week, seven days left")]:
        with time_machine.travel(f"2028-{day}T12:00-07:00", tick=False):
            assert f"The February drive : {line}" in banner(client, post.path)


@pytest.mark.parametrize("clocks_change", [date(2026, 3, 8), date(2026, 11, 1)])
def test_in_new_york_a_day_of_23_or_25_hours_is_one_day(client, post, clocks_change):
    make_drive(clocks_change - timedelta(days=1), clocks_change + timedelta(days=1))
    zone = ZoneInfo("America/New_York")

    def at(days: int, hour: int, minute: int) -> str:
        there = datetime.combine(clocks_change + timedelta(days=days), datetime.min.time(), zone)
        with time_machine.travel(there.replace(hour=hour, minute=minute).astimezone(UTC), tick=False):
            return banner(client, post.path)

    with timezone.override(zone):
        assert at(-2, 23, 59) == ""
        assert "the last three days" in at(-1, 0, 0)
        assert "the last three days" in at(-1, 23, 59)
        for hour in (0, 1, 3, 23):
            assert "the last two days" in at(0, hour, 59 if hour else 0)
        assert "the last day" in at(1, 0, 0)
        assert "the last day" in at(1, 23, 59)
        assert at(2, 0, 0) == ""


@time_machine.travel("2026-02-26T12:00-07:00", tick=False)
def test_a_drive_that_the_author_extends_in_its_middle_is_true_on_the_next_page(admin_client, client, post):
    drive = make_drive()
    before = banner(client, post.path)

    saved = admin_client.post(
        f"/admin/donations/drive/{drive.pk}/change/",
        {
            "name": drive.name,
            "starts_on": "2026-02-01",
            "ends_on": "2026-03-07",
            "appeal": drive.appeal,
            "closing_words": "",
            "shows_on": "posts",
            "may_be_closed": "on",
        },
    )

    assert saved.status_code == 302
    assert "the last three days" in before
    assert "fourth week, two weeks left" in banner(client, post.path)
    assert Drive.objects.get().pk == drive.pk  # so that it stays closed for those who have closed it
    for day, line in [("02-28", "fourth week, two weeks left"), ("03-01", "last week, seven days"), ("03-07", "day")]:
        with time_machine.travel(f"2026-{day}T12:00-07:00", tick=False):
            assert line in banner(client, post.path)
    with time_machine.travel("2026-03-08T00:00-07:00", tick=False):
        assert banner(client, post.path) == ""


@time_machine.travel(DURING, tick=False)
def test_a_drive_that_the_author_shortens_is_over_at_once(client, post):
    drive = make_drive(closing_words="<p>Enough.</p>")
    Drive.objects.filter(pk=drive.pk).update(ends_on=date(2026, 2, 16))

    assert banner(client, post.path) == ""
    assert b"Enough." in client.get("/donate/").content


@pytest.mark.parametrize(("first", "second"), [("2026-02-14", "2026-02-15"), ("2026-02-28", "2026-03-01")])
def test_a_page_that_a_browser_has_kept_is_not_good_enough_after_midnight(client, post, first, second):
    make_drive()
    with time_machine.travel(f"{first}T23:59:59-07:00", tick=False):
        kept = client.get(post.path)
        again = client.get(post.path, headers={"if-none-match": kept.headers["ETag"]})
    with time_machine.travel(f"{second}T00:00-07:00", tick=False):
        anew = client.get(post.path, headers={"if-none-match": kept.headers["ETag"]})

    assert kept.headers["Cache-Control"] == "public, no-cache"  # ask anew each time
    assert "Last-Modified" not in kept.headers
    assert (again.status_code, anew.status_code) == (304, 200)
    assert anew.content != kept.content
