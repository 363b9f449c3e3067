"""What follows an offence: every cell of the table, every edge case, every ladder that may be posted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.ladder import (
    STEPS,
    Attach,
    Ladder,
    Past,
    Take,
    barring,
    demand,
    next_step,
    standing,
    unread_warning,
    weight,
)

NOW = datetime(2026, 3, 8, 8, 59, 59, 123456, tzinfo=UTC)  # the night in which clocks are put forward in America
DAY, WEEK, TICK = timedelta(days=1), timedelta(days=7), timedelta(microseconds=1)
POSTED = Ladder()


def past(step: str, ago: timedelta = 30 * DAY, **fields) -> Past:
    """A step that was taken so long ago, and told at once."""
    issued_at = NOW - ago
    until = issued_at + WEEK if step == "suspension" else None
    key = fields.pop("key", int(ago.total_seconds()))
    return Past(**{"step": step, "issued_at": issued_at, "until": until, "noticed_at": issued_at, "key": key, **fields})


def asked(history, *, established=False, ladder=POSTED, offended_at=NOW, now=NOW):
    return demand(history, offended_at=offended_at, established=established, ladder=ladder, now=now)


WARNING, OVER, RUNNING = past("warning"), past("suspension"), past("suspension", 3 * DAY)
BAN = past("ban")
WEEK_FROM_NOW = Take("suspension", 1, NOW + WEEK)

TABLE = [
    # where he stands, what is demanded of someone new, and of someone who has been here a while
    ("clear", [], Take("warning", 0), WEEK_FROM_NOW),
    ("warned", [WARNING], WEEK_FROM_NOW, WEEK_FROM_NOW),
    ("suspended", [RUNNING], Take("ban", 2), Take("ban", 2)),
    ("suspended", [WARNING, RUNNING], Take("ban", 2), Take("ban", 2)),
    ("served", [OVER], Take("ban", 2), Take("ban", 2)),
    ("served", [past("warning", 40 * DAY), OVER], Take("ban", 2), Take("ban", 2)),
    ("banned", [BAN], Attach(BAN.key, "banned"), Attach(BAN.key, "banned")),
    ("banned", [WARNING, OVER, BAN], Attach(BAN.key, "banned"), Attach(BAN.key, "banned")),
]


@pytest.mark.parametrize(("where", "history", "new", "established"), TABLE)
def test_each_cell_of_the_table(where, history, new, established):
    assert standing(history, NOW) == where
    assert asked(history, established=False) == new
    assert asked(history, established=True) == established


def test_the_whole_way_down_for_someone_new():
    history, way = [], []
    for offence in range(5):
        now = NOW + offence * 30 * DAY
        step = asked(history, offended_at=now, now=now)
        way.append(step.step if isinstance(step, Take) else step.because)
        if isinstance(step, Take):
            history.append(Past(step.step, now, until=step.until, noticed_at=now, key=offence))
    assert way == ["warning", "suspension", "ban", "banned", "banned"]


def test_who_was_warned_when_he_was_new_gets_the_week_when_he_has_been_here_a_while():
    assert asked([WARNING], established=True) == WEEK_FROM_NOW


# One sitting, one step.


@pytest.mark.parametrize("last", [WARNING, OVER, RUNNING])
@pytest.mark.parametrize(
    ("offended_at", "same_sitting"), [(-TICK, True), (timedelta(0), False), (TICK, False), (-900 * DAY, True)]
)
def test_what_was_said_before_he_could_know_belongs_to_the_step_before(last, offended_at, same_sitting):
    answer = asked([last], offended_at=last.noticed_at + offended_at)
    assert (answer == Attach(last.key, "sitting")) == same_sitting


@pytest.mark.parametrize("last", [WARNING, RUNNING])
def test_who_never_learned_of_it_is_still_sitting(last):
    unknowing = replace(last, noticed_at=None)
    assert asked([unknowing]) == Attach(last.key, "sitting")


def test_who_sat_a_suspension_out_knows_of_it_even_if_no_letter_reached_him():
    unknowing = replace(OVER, noticed_at=None)
    assert asked([unknowing], offended_at=OVER.until) == Take("ban", 2)
    assert asked([unknowing], offended_at=OVER.until - TICK) == Attach(OVER.key, "sitting")


def test_the_sitting_is_that_of_the_last_step_not_of_one_before():
    first, second = past("warning", 40 * DAY), past("suspension", 20 * DAY)
    assert asked([first, second], offended_at=NOW - 30 * DAY) == Attach(second.key, "sitting")
    assert asked([second, first], offended_at=NOW - 30 * DAY) == Attach(second.key, "sitting")
    assert asked([replace(first, noticed_at=None), second]) == Take("ban", 2)


def test_an_old_comment_found_later_is_attached_to_the_last_step():
    assert asked([WARNING], offended_at=NOW - 900 * DAY) == Attach(WARNING.key, "sitting")


def test_a_sitting_of_a_step_that_was_undone_is_none():
    undone = replace(WARNING, void=True, noticed_at=None)
    assert asked([undone]) == Take("warning", 0)
    assert asked([WARNING, past("suspension", DAY, void=True, noticed_at=None)]) == WEEK_FROM_NOW


def test_counted_by_itself_an_offence_of_the_same_sitting_goes_on_up_the_ladder():
    assert next_step([replace(WARNING, noticed_at=None)], established=False, ladder=POSTED, now=NOW) == WEEK_FROM_NOW


# Bans.


@pytest.mark.parametrize("noticed_at", [None, NOW - 30 * DAY])
@pytest.mark.parametrize("offended_at", [NOW - 99 * DAY, NOW])
def test_to_a_ban_all_is_attached(noticed_at, offended_at):
    ban = replace(BAN, noticed_at=noticed_at)
    assert asked([ban], offended_at=offended_at) == Attach(BAN.key, "banned")


def test_a_later_step_does_not_hide_a_ban():
    assert asked([past("ban", 40 * DAY), past("warning", DAY)]) == Attach(past("ban", 40 * DAY).key, "banned")


def test_after_a_ban_that_was_lifted_comes_a_ban():
    assert asked([replace(BAN, ended_at=NOW - DAY)]) == Take("ban", 2)
    assert standing([replace(BAN, ended_at=NOW - DAY)], NOW) == "served"


def test_a_ban_replaces_a_running_suspension_and_leaves_it_when_it_is_void():
    suspension, ban = past("suspension", 3 * DAY), past("ban", DAY)
    assert barring([suspension, ban], NOW) == ban
    assert standing([suspension, ban], NOW) == "banned"
    assert barring([suspension, replace(ban, void=True)], NOW) == suspension
    assert standing([suspension, replace(ban, ended_at=NOW)], NOW) == "suspended"


# Suspensions and their ends.


@pytest.mark.parametrize(("moment", "barred"), [(-TICK, True), (timedelta(0), False), (TICK, False)])
def test_a_suspension_holds_to_the_microsecond_before_its_end(moment, barred):
    now = RUNNING.until + moment
    assert (barring([RUNNING], now) == RUNNING) is barred
    assert standing([RUNNING], now) == ("suspended" if barred else "served")
    assert RUNNING.in_force(now) is barred


def test_it_lasts_seven_times_twenty_four_hours_also_where_the_clocks_are_put_forward():
    assert asked([WARNING]).until - NOW == timedelta(hours=7 * 24)


def test_of_two_suspensions_the_longer_one_bars_and_the_next_step_is_a_ban():
    shorter, longer = past("suspension", 5 * DAY), past("suspension", 2 * DAY)
    assert barring([shorter, longer], NOW) == barring([longer, shorter], NOW) == longer
    assert barring([shorter, replace(longer, void=True)], NOW) == shorter
    assert asked([shorter, longer]) == Take("ban", 2)


@pytest.mark.parametrize("step", ["suspension", "ban"])
def test_what_was_ended_early_still_counts(step):
    ended = replace(past(step, 2 * DAY), ended_at=NOW - DAY)
    assert barring([ended], NOW) is None
    assert asked([ended]) == Take("ban", 2)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("established", [True, False])
def test_what_was_void_is_as_if_it_had_not_been(step, established):
    void = past(step, DAY, void=True)
    for history in ([], [WARNING], [OVER], [BAN]):
        assert asked([*history, void], established=established) == asked(history, established=established)
        assert standing([*history, void], NOW) == standing(history, NOW)
        assert barring([*history, void], NOW) == barring(history, NOW)


def test_a_warning_after_a_suspension_does_not_bring_him_down_the_ladder():
    assert asked([past("suspension", 60 * DAY), past("warning", 20 * DAY)]) == Take("ban", 2)


def test_two_warnings_are_one_rung_for_the_author_was_lenient():
    assert asked([past("warning", 60 * DAY), past("warning", 20 * DAY)]) == WEEK_FROM_NOW


# Forgetting.


@pytest.mark.parametrize(
    ("age", "demanded"),
    [(90 * DAY - TICK, "suspension"), (90 * DAY, "warning"), (90 * DAY + TICK, "warning")],
)
def test_an_offence_is_forgotten_to_the_microsecond_where_the_author_forgets(age, demanded):
    forgetting = replace(POSTED, forgotten_after=90 * DAY)
    assert asked([past("warning", age)], ladder=forgetting).step == demanded


def test_the_posted_rules_forget_nothing():
    assert asked([past("warning", 9999 * DAY)]) == WEEK_FROM_NOW


def test_what_still_holds_is_not_forgotten():
    forgetting = replace(POSTED, forgotten_after=DAY)
    assert asked([BAN], ladder=forgetting) == Attach(BAN.key, "banned")
    assert asked([RUNNING], ladder=forgetting) == Take("ban", 2)
    assert asked([OVER], ladder=forgetting) == Take("warning", 0)


# The warning that has to be read.


@pytest.mark.parametrize(
    ("history", "shown"),
    [
        ([], None),
        ([WARNING], WARNING),
        ([replace(WARNING, read=True)], None),
        ([replace(WARNING, void=True)], None),
        ([OVER, past("warning", 10 * DAY)], past("warning", 10 * DAY)),  # given in mercy, after something heavier
        ([past("warning", 90 * DAY), OVER], None),
        ([past("warning", 90 * DAY), BAN], None),
        ([WARNING, replace(OVER, void=True)], WARNING),
        ([past("warning", 60 * DAY), WARNING], WARNING),
        ([past("warning", 60 * DAY, read=True), WARNING], WARNING),
        ([past("warning", 60 * DAY), replace(WARNING, read=True)], None),
    ],
)
def test_a_warning_that_was_the_last_word_is_shown_until_it_is_read(history, shown):
    assert unread_warning(history) == shown
    assert unread_warning(reversed(history)) == shown


# Other ladders.

VALID = {
    ("warning", "suspension", "suspension"),
    ("warning", "suspension", "ban"),
    ("warning", "ban", "ban"),
    ("suspension", "ban", "ban"),
}
LIGHTER = "No step may be lighter than the one before it."
SAME = "The second step must be heavier than the first, or having been here a while would mean nothing."


@pytest.mark.parametrize("steps", list(product(STEPS, repeat=3)))
def test_each_ladder_makes_sense_or_says_why_not(steps):
    first, second, last = map(STEPS.index, steps)
    falls = second < first or last < second
    expected = None if steps in VALID else (LIGHTER if falls else SAME)
    assert Ladder(*steps).flaw() == expected


@pytest.mark.parametrize("span", [timedelta(0), -DAY])
def test_a_suspension_of_no_time_is_no_suspension_and_not_for_ever(span):
    assert Ladder(suspension=span).flaw() == "A suspension lasts at least a day."


@pytest.mark.parametrize(
    ("steps", "way"),
    [
        (("warning", "suspension", "suspension"), ["warning", "suspension", "suspension", "suspension"]),
        (("warning", "suspension", "ban"), ["warning", "suspension", "ban", "banned"]),
        (("warning", "ban", "ban"), ["warning", "ban", "banned", "banned"]),
        (("suspension", "ban", "ban"), ["suspension", "ban", "banned", "banned"]),
    ],
)
@pytest.mark.parametrize("established", [True, False])
def test_each_valid_ladder_is_climbed_rung_by_rung(steps, way, established):
    history, climbed = [], []
    for offence in range(4):
        now = NOW + offence * 30 * DAY
        step = asked(history, established=established, ladder=Ladder(*steps), offended_at=now, now=now)
        climbed.append(step.step if isinstance(step, Take) else step.because)
        if isinstance(step, Take):
            history.append(Past(step.step, now, until=step.until, noticed_at=now, key=offence))
    assert climbed == ([*way, way[-1]][1:] if established else way)


@pytest.mark.parametrize("steps", sorted(VALID))
def test_what_the_author_did_beside_his_ladder_is_never_followed_by_less(steps):
    for step in STEPS:
        ended = past(step, 20 * DAY, ended_at=NOW - DAY if step == "ban" else None)
        answer = asked([ended], ladder=Ladder(*steps))
        assert weight(answer.step) >= weight(step)


def test_the_length_of_a_suspension_is_the_ladders():
    assert asked([WARNING], ladder=replace(POSTED, suspension=10 * DAY)).until == NOW + 10 * DAY


# For any history.

spans = st.timedeltas(-WEEK, 400 * DAY)


@st.composite
def histories(draw):
    size = draw(st.integers(0, 5))
    found = []
    for key in range(size):
        step, ago = draw(st.sampled_from(STEPS)), draw(st.timedeltas(TICK, 400 * DAY))
        found.append(
            past(
                step,
                ago,
                key=key,
                void=draw(st.booleans()),
                read=draw(st.booleans()),
                noticed_at=draw(st.none() | st.just(NOW - ago)),
                ended_at=draw(st.none() | st.just(NOW - TICK)),
            )
        )
    return found


ladders = st.sampled_from(sorted(VALID)).map(lambda steps: Ladder(*steps))


@given(histories(), st.booleans(), ladders, spans)
def test_no_step_is_lighter_than_one_that_was_taken_before(history, established, ladder, ago):
    answer = asked(history, established=established, ladder=ladder, offended_at=NOW - ago)
    if isinstance(answer, Take):
        assert all(weight(answer.step) >= weight(one.step) for one in history if not one.void)


@given(histories(), st.booleans(), ladders, spans)
def test_what_is_void_may_as_well_not_be_there(history, established, ladder, ago):
    weighed = {"established": established, "ladder": ladder, "offended_at": NOW - ago}
    standing_ones = [one for one in history if not one.void]
    assert asked(history, **weighed) == asked(standing_ones, **weighed)
    assert standing(history, NOW) == standing(standing_ones, NOW)
    assert unread_warning(history) == unread_warning(standing_ones)


@given(histories(), st.booleans(), ladders, spans, st.randoms())
def test_the_order_in_which_rows_are_read_does_not_matter(history, established, ladder, ago, chance):
    shuffled = list(history)
    chance.shuffle(shuffled)
    weighed = {"established": established, "ladder": ladder, "offended_at": NOW - ago}
    assert asked(shuffled, **weighed) == asked(history, **weighed)
    assert barring(shuffled, NOW) == barring(history, NOW)
    assert standing(shuffled, NOW) == standing(history, NOW)


@given(histories(), st.booleans(), ladders)
def test_a_suspension_lasts_exactly_so_long_and_nothing_else_has_an_end(history, established, ladder):
    answer = asked(history, established=established, ladder=ladder)
    if isinstance(answer, Take):
        assert answer.until == (NOW + ladder.suspension if answer.step == "suspension" else None)


@given(histories(), st.booleans(), ladders, spans)
def test_an_offence_that_is_attached_is_attached_to_something_that_stands(history, established, ladder, ago):
    answer = asked(history, established=established, ladder=ladder, offended_at=NOW - ago)
    if isinstance(answer, Attach):
        (bearer,) = [one for one in history if one.key == answer.to]
        assert not bearer.void


@given(histories(), ladders)
def test_having_been_here_a_while_never_makes_it_lighter(history, ladder):
    new, old = (next_step(history, established=known, ladder=ladder, now=NOW) for known in (False, True))
    assert weight(old.step) >= weight(new.step)


@given(histories(), ladders, st.sampled_from(STEPS))
def test_one_more_step_behind_him_never_makes_the_next_lighter(history, ladder, step):
    more = [*history, past(step, TICK, key=99)]
    before, after = (next_step(known, established=False, ladder=ladder, now=NOW) for known in (history, more))
    assert weight(after.step) >= weight(before.step)


@given(histories(), st.timedeltas(-999 * DAY, 999 * DAY))
def test_what_has_ended_or_is_void_never_begins_again_whatever_the_clock_says(history, away):
    for one in history:
        if one.void or one.ended_at:
            assert not one.in_force(NOW + away)


def test_all_orders_of_a_whole_history_lead_to_the_same_step():
    history = [past("warning", 90 * DAY), past("suspension", 60 * DAY), past("suspension", 30 * DAY)]
    assert {asked(order) for order in permutations(history)} == {Take("ban", 2)}
