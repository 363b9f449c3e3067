"""How long somebody has to wait before one more is taken: each limit at its edge."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.pace import AHEAD, CONFIRMATION, DIGEST, NETWORK, PERSON, TO_AUTHOR, Limit, kept, wait

NOW = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
TICK, NONE = timedelta(microseconds=1), timedelta(0)
LIMITS = [*PERSON, *NETWORK, *CONFIRMATION, *TO_AUTHOR, *DIGEST]


def test_the_posted_limits():
    second, minute, hour, day = (timedelta(seconds=size) for size in (1, 60, 3600, 86400))
    assert (Limit(1, 15 * second), Limit(6, 10 * minute), Limit(30, day)) == PERSON
    assert (Limit(20, hour),) == NETWORK


@pytest.mark.parametrize("limit", LIMITS)
def test_one_more_is_taken_until_the_limit_is_reached(limit):
    assert wait([NOW] * (limit.times - 1), [limit], NOW) == NONE
    assert wait([NOW] * limit.times, [limit], NOW) == limit.span


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize(("age", "left"), [(-TICK, TICK), (NONE, NONE), (TICK, NONE)])
def test_it_opens_again_to_the_microsecond(limit, age, left):
    assert wait([NOW - limit.span - age] * limit.times, [limit], NOW) == left


def test_the_longest_wait_of_all_limits_is_told():
    assert wait([NOW] * 6, PERSON, NOW) == timedelta(minutes=10)
    assert wait([NOW] * 30, PERSON, NOW) == timedelta(days=1)


def test_what_lies_in_the_future_bars_nobody_when_the_clock_was_put_back():
    assert wait([NOW + timedelta(days=9)] * 99, PERSON, NOW) == NONE


def test_no_more_is_kept_than_a_limit_looks_at():
    times = [NOW - timedelta(days=1), NOW - timedelta(days=1) + TICK, NOW, NOW + AHEAD, NOW + AHEAD + TICK]
    assert kept(times, PERSON, NOW) == times[1:4]


@pytest.mark.parametrize("limit", LIMITS)
def test_who_looked_at_the_clock_first_and_was_served_second_is_not_let_past(limit):
    assert wait([NOW + TICK] * limit.times, [limit], NOW) == limit.span


moments = st.lists(st.timedeltas(NONE, timedelta(days=2)).map(lambda ago: NOW - ago), max_size=40)


@given(moments)
def test_who_waits_as_long_as_he_is_told_is_let_in_and_not_a_moment_before(times):
    told = wait(times, PERSON, NOW)
    assert wait(times, PERSON, NOW + told) == NONE
    if told:
        assert wait(times, PERSON, NOW + told - TICK) > NONE


@given(moments)
def test_what_is_forgotten_would_not_have_mattered(times):
    assert wait(kept(times, PERSON, NOW), PERSON, NOW) == wait(times, PERSON, NOW)
