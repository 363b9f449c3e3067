"""The decision about a submission, cell by cell and as a whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.admission import Facts, Hold, Policy, Publish, Refuse, admit

KNOWN = Facts(known=True)
POSTED = Policy(links_allowed=1, first_timers_wait=True)

facts = st.builds(
    Facts,
    links=st.integers(0, 50),
    known=st.booleans(),
    reserved=st.booleans(),
    open=st.booleans(),
    by_author=st.booleans(),
)
policies = st.builds(Policy, links_allowed=st.integers(0, 10), first_timers_wait=st.booleans())


@pytest.mark.parametrize(
    ("submission", "policy", "decision"),
    [
        (KNOWN, POSTED, Publish()),
        (replace(KNOWN, links=1), POSTED, Publish()),
        (replace(KNOWN, links=2), POSTED, Hold(("links",))),
        (Facts(), POSTED, Hold(("first",))),
        (Facts(links=2), POSTED, Hold(("first", "links"))),
        (Facts(links=1), POSTED, Hold(("first",))),
        (Facts(), replace(POSTED, first_timers_wait=False), Publish()),
        (replace(KNOWN, links=1), replace(POSTED, links_allowed=0), Hold(("links",))),
        (replace(KNOWN, links=3), replace(POSTED, links_allowed=3), Publish()),
        (replace(KNOWN, open=False), POSTED, Refuse("closed")),
        (replace(KNOWN, reserved=True), POSTED, Refuse("reserved")),
        (Facts(links=9, by_author=True), POSTED, Publish()),
        (Facts(by_author=True, open=False), POSTED, Refuse("closed")),
    ],
)
def test_each_cell_of_the_table(submission, policy, decision):
    assert admit(submission, policy) == decision


@given(facts, policies)
def test_who_is_new_or_brings_too_many_links_never_appears_at_once(submission, policy):
    if submission.by_author:
        return
    if (policy.first_timers_wait and not submission.known) or submission.links > policy.links_allowed:
        assert not isinstance(admit(submission, policy), Publish)


@given(facts, policies)
def test_no_link_that_is_taken_away_makes_a_comment_wait(submission, policy):
    if isinstance(admit(submission, policy), Publish) and submission.links:
        assert admit(replace(submission, links=submission.links - 1), policy) == Publish()


@given(facts, policies)
def test_a_refusal_has_one_reason_and_a_hold_has_every_one(submission, policy):
    decision = admit(submission, policy)
    if isinstance(decision, Hold):
        assert ("links" in decision.reasons) == (submission.links > policy.links_allowed)
        assert ("first" in decision.reasons) == (policy.first_timers_wait and not submission.known)


@given(facts, policies)
def test_a_closed_post_is_closed_for_everybody(submission, policy):
    assert admit(replace(submission, open=False), policy) == Refuse("closed")
