"""The decision about a submission: the table row by row, each reason alone, all together, and as a whole."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.admission import PROOFS, REASONS_TO_WAIT, Facts, Hold, Policy, Publish, Refuse, Repeat, admit

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
REGULAR = Facts(known=True, proof="bound")  # nothing speaks against him
POSTED = Policy()
ALL_ON = Policy(old_after=10 * DAY, wave=60)
ALL_OFF = Policy(
    confirm_new_browsers=False,
    hold_lookalikes=False,
    hold_traps=False,
    hold_shared=False,
    limit_pace=False,
    old_after=None,
    wave=None,
)

# Of each row that ends the matter: what makes it apply, and what follows. From the top of the table to the bottom.
ENDINGS = [
    ({"by_author": True}, Publish()),
    ({"open": False}, Refuse("closed")),
    ({"reserved": True}, Refuse("reserved")),
    ({"barred": "banned"}, Refuse("banned")),
    ({"barred": "suspended"}, Refuse("suspended")),
    ({"unread_warning": True, "himself": True}, Refuse("unread")),
    ({"said_already": True}, Repeat()),
    ({"wait": SECOND}, Refuse("too-fast")),
    ({"known": False, "waiting": 3}, Refuse("crowded")),
]

# Of each reason to wait: what makes it apply, and the switch that takes it away.
REASONS = {
    "first": ({"known": False}, {"first_timers_wait": False}),
    "links": ({"links": 2}, {"links_allowed": 2}),
    "new-browser": ({"proof": "claimed"}, {"confirm_new_browsers": False}),
    "name-clash": ({"lookalike": True}, {"hold_lookalikes": False}),
    "word": ({"watched": True}, None),
    "trap": ({"trapped": True}, {"hold_traps": False}),
    "shared": ({"shared": True}, {"hold_shared": False}),
    "always-hold": ({"always_hold": True}, None),
    "old-post": ({"age_of_post": 11 * DAY}, {"old_after": None}),
    "wave": ({"known": False, "lately": 60}, {"wave": None}),
}
BY_ITSELF = [reason for reason in REASONS if reason != "wave"]  # whom a wave holds is new, and waits for that too

durations = st.timedeltas(timedelta(0), timedelta(days=1000))
facts = st.builds(
    Facts,
    by_author=st.booleans(),
    open=st.booleans(),
    reserved=st.booleans(),
    barred=st.sampled_from([None, "banned", "suspended"]),
    unread_warning=st.booleans(),
    himself=st.booleans(),
    said_already=st.booleans(),
    wait=st.sampled_from([timedelta(0), SECOND]),
    waiting=st.integers(0, 5),
    known=st.booleans(),
    proof=st.sampled_from(PROOFS),
    links=st.integers(0, 5),
    lookalike=st.booleans(),
    watched=st.booleans(),
    trapped=st.booleans(),
    shared=st.booleans(),
    always_hold=st.booleans(),
    age_of_post=durations,
    lately=st.integers(0, 100),
)
policies = st.builds(
    Policy,
    links_allowed=st.integers(0, 4),
    first_timers_wait=st.booleans(),
    confirm_new_browsers=st.booleans(),
    hold_lookalikes=st.booleans(),
    hold_traps=st.booleans(),
    hold_shared=st.booleans(),
    limit_pace=st.booleans(),
    old_after=st.none() | durations,
    wave=st.none() | st.integers(1, 99),
)


def refusals(submission: Facts, policy: Policy) -> bool:
    return isinstance(admit(submission, policy), Refuse)


def held_for(submission: Facts, policy: Policy) -> set[str]:
    """For what it waits, or would if it came so far."""
    free = {"open": True, "reserved": False, "barred": None, "unread_warning": False, "said_already": False}
    decision = admit(replace(submission, **free), replace(policy, limit_pace=False))
    return set(decision.reasons) if isinstance(decision, Hold) else set()


def test_no_fact_and_no_switch_is_forgotten_here():
    drawn = {fact for row, _ in [*ENDINGS, *REASONS.values()] for fact in row}
    assert drawn == {field.name for field in fields(Facts)}
    switches = {switch for _, off in REASONS.values() if off for switch in off}
    assert switches | {"limit_pace"} == {field.name for field in fields(Policy)}
    assert (*REASONS, "disowned") == REASONS_TO_WAIT


def test_a_regular_with_nothing_against_him_appears_at_once():
    assert admit(REGULAR, ALL_ON) == Publish()
    assert admit(replace(REGULAR, proof="confirmed"), ALL_ON) == Publish()


@pytest.mark.parametrize(("row", "outcome"), ENDINGS)
def test_each_row_that_ends_the_matter_does_so_alone(row, outcome):
    assert admit(replace(REGULAR, **row), ALL_ON) == outcome


@pytest.mark.parametrize("place", range(len(ENDINGS)))
def test_of_the_rows_that_apply_the_uppermost_decides(place):
    row, outcome = ENDINGS[place]
    below = {fact: value for later, _ in reversed(ENDINGS[place:]) for fact, value in later.items()}
    below.pop("said_already", None)  # the author's own repetition has a test of its own
    against = {"links": 9, "watched": True, "trapped": True, "shared": True, "always_hold": True}
    assert admit(replace(REGULAR, **{**below, **against, **row}), ALL_ON) == outcome


def test_the_author_is_neither_refused_nor_held_but_does_not_say_the_same_twice():
    everything = {fact: value for row, _ in [*ENDINGS, *REASONS.values()] for fact, value in row.items()}
    assert admit(Facts(**{**everything, "said_already": False}), ALL_ON) == Publish()
    assert admit(Facts(**everything), ALL_ON) == Repeat()


def test_a_ban_is_told_before_a_warning():
    assert admit(replace(REGULAR, barred="banned", unread_warning=True, himself=True), POSTED) == Refuse("banned")


def test_a_warning_is_shown_to_nobody_but_its_bearer():
    assert admit(replace(REGULAR, unread_warning=True, himself=False), POSTED) == Publish()
    assert admit(replace(REGULAR, unread_warning=False, himself=True), POSTED) == Publish()


@pytest.mark.parametrize("barred", ["banned", "suspended"])
@pytest.mark.parametrize("himself", [True, False])
def test_who_is_barred_is_refused_whoever_types_his_address(barred, himself):
    assert admit(replace(REGULAR, barred=barred, himself=himself), ALL_OFF) == Refuse(barred)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"known": False, "waiting": 2}, Hold(("first",))),
        ({"known": False, "waiting": 3}, Refuse("crowded")),
        ({"known": True, "waiting": 3}, Publish()),
        ({"known": False, "waiting": 3, "wait": SECOND}, Refuse("too-fast")),
        ({"wait": timedelta(microseconds=1)}, Refuse("too-fast")),
        ({"wait": timedelta(0)}, Publish()),
    ],
)
def test_haste_at_its_edges(changes, outcome):
    assert admit(replace(REGULAR, **changes), POSTED) == outcome


@pytest.mark.parametrize("changes", [{"wait": SECOND}, {"waiting": 3, "known": False}])
def test_who_does_not_limit_the_pace_refuses_nobody_for_it(changes):
    assert not refusals(replace(REGULAR, **changes), replace(POSTED, limit_pace=False))


@pytest.mark.parametrize("reason", BY_ITSELF)
def test_each_reason_to_wait_holds_alone(reason):
    applies, _ = REASONS[reason]
    assert admit(replace(REGULAR, **applies), ALL_ON) == Hold((reason,))


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_its_switch(reason):
    applies, off = REASONS[reason]
    submission = replace(REGULAR, **applies)
    assert reason in held_for(submission, ALL_ON)
    if off:
        assert reason not in held_for(submission, replace(ALL_ON, **off))


def test_all_reasons_are_collected_in_the_order_of_the_table():
    everything = {fact: value for applies, _ in REASONS.values() for fact, value in applies.items()}
    new = [reason for reason in REASONS if reason != "new-browser"]
    assert admit(replace(REGULAR, **everything), ALL_ON) == Hold(tuple(new))
    known = [reason for reason in REASONS if reason not in ("first", "wave")]
    assert admit(replace(REGULAR, **{**everything, "known": True}), ALL_ON) == Hold(tuple(known))


@pytest.mark.parametrize(
    ("changes", "policy", "outcome"),
    [
        ({"links": 1}, POSTED, Publish()),
        ({"links": 2}, POSTED, Hold(("links",))),
        ({"links": 1}, replace(POSTED, links_allowed=0), Hold(("links",))),
        ({"links": 0}, replace(POSTED, links_allowed=0), Publish()),
        ({"links": 3}, replace(POSTED, links_allowed=3), Publish()),
        ({"links": 4}, replace(POSTED, links_allowed=3), Hold(("links",))),
        ({"age_of_post": 10 * DAY}, ALL_ON, Publish()),
        ({"age_of_post": 10 * DAY + timedelta.resolution}, ALL_ON, Hold(("old-post",))),
        ({"age_of_post": 9999 * DAY}, POSTED, Publish()),
        ({"known": False, "lately": 59}, ALL_ON, Hold(("first",))),
        ({"known": False, "lately": 60}, ALL_ON, Hold(("first", "wave"))),
        ({"known": False, "lately": 60}, replace(ALL_ON, first_timers_wait=False), Hold(("wave",))),
        ({"known": True, "lately": 999}, ALL_ON, Publish()),
        ({"known": False, "proof": "claimed"}, POSTED, Hold(("first",))),
        ({"known": False, "proof": "bound"}, POSTED, Hold(("first",))),
        ({"known": False, "proof": "claimed"}, replace(POSTED, first_timers_wait=False), Publish()),
        ({"proof": "claimed"}, POSTED, Hold(("new-browser",))),
    ],
)
def test_the_reasons_at_their_edges(changes, policy, outcome):
    assert admit(replace(REGULAR, **changes), policy) == outcome


@given(facts, policies)
def test_a_refusal_beats_every_reason_to_wait(submission, policy):
    if submission.by_author:
        return
    if not submission.open or submission.reserved or submission.barred:
        assert refusals(submission, policy)


@given(facts, policies)
def test_with_every_protection_off_the_posted_rules_are_all_there_is(submission, policy):
    bare = replace(submission, watched=False, always_hold=False)
    rules = replace(ALL_OFF, links_allowed=policy.links_allowed, first_timers_wait=policy.first_timers_wait)
    posted = [("first", rules.first_timers_wait and not bare.known), ("links", bare.links > rules.links_allowed)]
    assert held_for(replace(bare, by_author=False), rules) == {reason for reason, applies in posted if applies}


@given(facts, policies, st.sampled_from(["lookalike", "watched", "trapped", "shared", "always_hold"]))
def test_no_fact_that_is_added_takes_a_reason_away(submission, policy, fact):
    assert held_for(submission, policy) <= held_for(replace(submission, **{fact: True}), policy)


@given(facts, policies, st.integers(0, 9), durations, st.integers(0, 99))
def test_more_links_an_older_post_or_a_higher_wave_never_helps(submission, policy, links, age, lately):
    more = replace(
        submission,
        links=submission.links + links,
        age_of_post=submission.age_of_post + age,
        lately=submission.lately + lately,
    )
    assert held_for(submission, policy) <= held_for(more, policy)


@given(facts, policies)
def test_nothing_appears_for_which_there_is_a_reason_to_wait(submission, policy):
    if not submission.by_author and held_for(submission, policy):
        assert admit(submission, policy) != Publish()


@given(facts, policies)
def test_the_author_always_gets_his_word_in(submission, policy):
    decision = admit(replace(submission, by_author=True), policy)
    assert decision == (Repeat() if submission.said_already else Publish())


@given(facts, policies)
def test_a_post_that_is_closed_is_closed_to_every_reader(submission, policy):
    assert admit(replace(submission, open=False, by_author=False), policy) == Refuse("closed")
