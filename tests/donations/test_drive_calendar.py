"""The words for every day of a drive. They are promises to readers: true on the day the page is served."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from donations.calendar import Phase, days_left_in_words, line, standing, week_in_words, weeks_left_in_words

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)

# day of February, week, weeks left in a sentence, days left, the banner's own line
FEBRUARY = [
    (1, "first", "four weeks", "28 days", "first week, four weeks left"),
    (2, "first", "four weeks", "27 days", "first week, four weeks left"),
    (3, "first", "four weeks", "26 days", "first week, four weeks left"),
    (4, "first", "four weeks", "25 days", "first week, four weeks left"),
    (5, "first", "four weeks", "24 days", "first week, four weeks left"),
    (6, "first", "four weeks", "23 days", "first week, four weeks left"),
    (7, "first", "four weeks", "22 days", "first week, four weeks left"),
    (8, "second", "three weeks", "21 days", "second week, three weeks left"),
    (9, "second", "three weeks", "20 days", "second week, three weeks left"),
    (10, "second", "three weeks", "19 days", "second week, three weeks left"),
    (11, "second", "three weeks", "18 days", "second week, three weeks left"),
    (12, "second", "three weeks", "17 days", "second week, three weeks left"),
    (13, "second", "three weeks", "16 days", "second week, three weeks left"),
    (14, "second", "three weeks", "15 days", "second week, three weeks left"),
    (15, "third", "two weeks", "14 days", "third week, two weeks left"),
    (16, "third", "two weeks", "13 days", "third week, two weeks left"),
    (17, "third", "two weeks", "twelve days", "third week, two weeks left"),
    (18, "third", "two weeks", "eleven days", "third week, two weeks left"),
    (19, "third", "two weeks", "ten days", "third week, two weeks left"),
    (20, "third", "two weeks", "nine days", "third week, two weeks left"),
    (21, "third", "two weeks", "eight days", "third week, two weeks left"),
    (22, "fourth", "one week", "seven days", "last week, seven days left"),
    (23, "fourth", "one week", "six days", "last week, six days left"),
    (24, "fourth", "one week", "five days", "last week, five days left"),
    (25, "fourth", "one week", "four days", "last week, four days left"),
    (26, "fourth", "three days", "three days", "the last three days"),
    (27, "fourth", "two days", "two days", "the last two days"),
    (28, "fourth", "one day", "one day", "the last day"),
]


@pytest.mark.parametrize(("day", "week", "weeks_left", "days_left", "banner"), FEBRUARY)
def test_every_day_of_a_drive_of_four_weeks_has_true_words(day, week, weeks_left, days_left, banner):
    now = standing(FIRST, LAST, date(2026, 2, day))

    assert (week_in_words(now), weeks_left_in_words(now), days_left_in_words(now), line(now)) == (
        week,
        weeks_left,
        days_left,
        banner,
    )


@pytest.mark.parametrize(
    ("today", "phase"),
    [
        (date(2026, 1, 31), Phase.BEFORE),
        (date(2026, 2, 1), Phase.RUNNING),
        (date(2026, 2, 21), Phase.RUNNING),
        (date(2026, 2, 22), Phase.LAST_WEEK),
        (date(2026, 2, 25), Phase.LAST_WEEK),
        (date(2026, 2, 26), Phase.LAST_DAYS),
        (date(2026, 2, 27), Phase.LAST_DAYS),
        (date(2026, 2, 28), Phase.LAST_DAY),
        (date(2026, 3, 1), Phase.OVER),
        (date.min, Phase.BEFORE),
        (date.max, Phase.OVER),
    ],
)
def test_a_drive_goes_through_its_phases(today, phase):
    assert standing(FIRST, LAST, today).phase is phase


@pytest.mark.parametrize("today", [date(2026, 1, 31), date(2026, 3, 1)])
def test_outside_the_drive_nothing_is_counted(today):
    now = standing(FIRST, LAST, today)

    assert (now.week, now.weeks_left, now.days_left) == (0, 0, 0)


def test_the_29th_of_february_is_a_day_like_any_other():
    in_a_leap_year = standing(date(2028, 2, 1), date(2028, 2, 29), date(2028, 2, 29))
    one_day_before = standing(date(2028, 2, 1), date(2028, 2, 29), date(2028, 2, 28))

    assert (week_in_words(in_a_leap_year), line(in_a_leap_year)) == ("fifth", "the last day")
    assert line(one_day_before) == "the last two days"


def test_a_drive_extended_on_its_last_day_counts_on_from_its_old_beginning():
    today = date(2026, 2, 28)

    assert line(standing(FIRST, LAST, today)) == "the last day"
    assert line(standing(FIRST, LAST + timedelta(days=14), today)) == "fourth week, three weeks left"
    assert line(standing(FIRST, LAST + timedelta(days=14), today + timedelta(days=1))) == "fifth week, two weeks left"


@pytest.mark.parametrize(
    ("days", "banner"),
    [(1, "the last day"), (3, "the last three days"), (5, "five days left"), (7, "seven days left")],
)
def test_the_only_week_of_a_short_drive_is_not_called_its_last(days, banner):
    assert line(standing(FIRST, FIRST + timedelta(days=days - 1), FIRST)) == banner


def test_after_the_twelfth_week_figures_take_over():
    year = (date(2026, 1, 1), date(2026, 12, 31))
    weeks = {number: week_in_words(standing(*year, year[0] + timedelta(weeks=number - 1))) for number in range(1, 53)}

    assert weeks[12] == "twelfth"
    assert [weeks[n] for n in (13, 20, 21, 22, 23, 31, 52)] == ["13th", "20th", "21st", "22nd", "23rd", "31st", "52nd"]


@st.composite
def days_of_drives(draw):
    first = draw(st.dates(min_value=date(1970, 1, 1), max_value=date(2200, 1, 1)))
    length = draw(st.integers(min_value=1, max_value=400))
    day = draw(st.integers(min_value=0, max_value=length - 1))
    return first, first + timedelta(days=length - 1), first + timedelta(days=day)


@given(days_of_drives())
def test_a_running_drive_is_in_a_week_and_has_something_left(drive):
    first, last, today = drive
    now = standing(first, last, today)

    assert now.phase not in (Phase.BEFORE, Phase.OVER)
    assert first + timedelta(weeks=now.week - 1) <= today < first + timedelta(weeks=now.week)
    assert today + timedelta(days=now.days_left - 1) == last
    assert 7 * (now.weeks_left - 1) < now.days_left <= 7 * now.weeks_left


@given(days_of_drives())
def test_words_are_in_the_singular_exactly_where_something_is_one(drive):
    now = standing(*drive)

    for words in (weeks_left_in_words(now), days_left_in_words(now)):
        number, noun = words.split()
        assert number not in ("no", "0")
        assert noun.endswith("s") is (number != "one")


@given(days_of_drives())
def test_a_promise_of_weeks_is_never_made_on_the_last_days(drive):
    now = standing(*drive)

    assert ("week" in weeks_left_in_words(now)) is (now.days_left > 3)
    assert ("last day" in line(now) or "last t" in line(now)) is (now.days_left <= 3)


@given(days_of_drives())
def test_tomorrow_has_one_day_less(drive):
    first, last, today = drive
    tomorrow = standing(first, last, today + timedelta(days=1))

    assert tomorrow.days_left == standing(first, last, today).days_left - 1
    assert (tomorrow.phase is Phase.OVER) is (today == last)


@pytest.mark.parametrize("zone", ["America/Phoenix", "America/New_York", "Europe/Lisbon", "Australia/Lord_Howe"])
@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 4), date(2026, 11, 1)])
def test_where_clocks_change_a_day_still_ends_at_its_midnight(zone, day):
    """On days of 23, 24 and 25 hours, and of 23 and a half."""
    first, last = day - timedelta(days=6), day
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)

    with timezone.override(zone):
        with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
            assert standing(first, last, timezone.localdate()).phase is Phase.LAST_DAY
        with time_machine.travel(midnight, tick=False):
            assert standing(first, last, timezone.localdate()).phase is Phase.OVER
