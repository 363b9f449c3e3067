"""Two clicks, two tabs, two people in the same instant: each thing happens once.

Real threads with connections of their own, on whichever database the run uses.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from comments import actions
from comments.actions import Misjudged
from comments.cases import case_of
from comments.models import Appeal, Comment, Commenter, Decision, HouseRules, Meter, Offence, Sanction
from tests.comments.test_submit import send
from tests.factories import (
    browser_of,
    client_of,
    make_author,
    make_browser,
    make_comment,
    make_commenter,
    make_post,
    make_sanction,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do them all in the same instant, each in a thread of its own; their results in order."""
    start = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def do(place: int, work: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def statuses(responses: Iterable[Any]) -> set[int]:
    return {getattr(response, "status_code", response) for response in responses}


@pytest.fixture
def post():
    return make_post("A harbour freezes over", author=make_author())


def test_ten_clicks_on_one_button_make_one_comment_and_one_letter(post):
    responses = at_once(*[lambda: send(post)] * 10)
    assert statuses(responses) == {303}
    assert len({response.url for response in responses}) == 1
    assert Comment.objects.count() == Commenter.objects.count() == Email.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_ten_clicks_of_a_known_reader_make_one_comment(post, attempt):
    older = make_comment(make_post("Older", author=post.author), name="Ben Okoro", email="ben@okoro.example")
    secret = make_browser(older.commenter)
    assert statuses(at_once(*[lambda: send(post, client_of(secret))] * 10)) == {303}
    assert Comment.objects.get(post=post).is_public


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_first_comments_of_one_person_in_one_instant_one_is_told_to_wait(post, attempt):
    assert statuses(at_once(lambda: send(post, body="One."), lambda: send(post, body="Two."))) == {303, 429}
    assert Comment.objects.get().reasons == ["first"]
    assert Commenter.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_first_comments_of_two_people_in_one_instant_both_wait(post, attempt):
    at_once(lambda: send(post), lambda: send(post, name="Cy Adler", email="cy@adler.example"))
    assert [tuple(comment.reasons) for comment in Comment.objects.waiting()] == [("first",)] * 2


def test_eight_readers_in_one_instant_lose_no_comment(post):
    responses = at_once(
        *[lambda n=n: send(post, name=f"Reader {n}", email=f"reader{n}@many.example") for n in range(8)]
    )
    assert statuses(responses) == {303}
    assert Comment.objects.waiting().count() == 8


@pytest.mark.parametrize("attempt", range(3))
def test_two_approvals_are_one(post, attempt):
    comment = make_comment(post, status="pending")
    authors = [post.author, User.objects.create_superuser("helper")]
    moved = at_once(*[lambda by=by: actions.approve(Comment.objects.get(pk=comment.pk), by=by) for by in authors])
    assert sorted(moved) == [False, True]
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_approval_against_spam_leaves_one_state_and_a_ledger_that_explains_it(post, attempt):
    comment = make_comment(post, status="pending")
    at_once(
        *[
            lambda verb=verb: verb(Comment.objects.get(pk=comment.pk), by=post.author)
            for verb in (actions.approve, actions.spam)
        ]
    )
    steps = list(Decision.objects.order_by("pk").values_list("before", "after"))
    assert steps[0][0] == "pending"
    assert all(earlier[1] == later[0] for earlier, later in pairwise(steps))
    assert Comment.objects.get().status == steps[-1][1]


ADA = {"name": "Ada Marsh", "email": "ada@marsh.example"}


def judging(comment: Comment, by: User, step: str = "warning", **how: Any) -> Callable[[], Any]:
    """One moderator's decision, from a page that he opened before."""
    seen = case_of(comment, rules=HouseRules.current(), now=timezone.now()).version
    how = {"category": "name-calling", "seen": seen, **how}
    return lambda: actions.judge(Comment.objects.get(pk=comment.pk), step=step, by=by, **how)


@pytest.mark.parametrize("attempt", range(5))
def test_two_moderators_who_judge_one_comment_judge_it_once(post, attempt):
    comment = make_comment(post, "You oaf.", **ADA, proof="bound")
    helper = User.objects.create_superuser("helper")
    results = at_once(judging(comment, post.author), judging(comment, helper))
    assert Counter(map(type, results)) == {Offence: 1, Misjudged: 1}
    assert Sanction.objects.count() == Offence.objects.count() == Email.objects.count() == 1
    assert Decision.objects.filter(verb="remove").count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_two_offences_of_one_person_in_one_instant_are_one_step(post, attempt):
    """The second of the two is told that the standing has changed, and would be asked again."""
    comments = [make_comment(post, f"You oaf, {number}.", **ADA, proof="bound") for number in range(2)]
    results = at_once(*[judging(comment, post.author) for comment in comments])
    assert Counter(map(type, results)) == {Offence: 1, Misjudged: 1}
    (late,) = [result for result in results if isinstance(result, Misjudged)]
    assert "His standing has changed" in str(late)
    assert Sanction.objects.count() == Email.objects.count() == 1
    assert Comment.objects.filter(status="removed").count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_two_offences_under_two_addresses_of_one_person_are_one_step(post, attempt):
    other = make_commenter("ada@elsewhere.example")
    first = make_comment(post, "You oaf.", **ADA, proof="bound")
    actions.join(first.commenter, other, by=post.author)
    second = make_comment(post, "You fool.", "Ada", other.email, proof="bound")
    results = at_once(judging(first, post.author), judging(second, post.author))
    assert Counter(map(type, results)) == {Offence: 1, Misjudged: 1}
    assert Sanction.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_an_approval_against_an_offence_leaves_one_state_and_a_ledger_that_explains_it(post, attempt):
    comment = make_comment(post, "You oaf.", **ADA, status="pending")
    approval = lambda: actions.approve(Comment.objects.get(pk=comment.pk), by=post.author)  # noqa: E731
    results = at_once(judging(comment, post.author, seen=""), approval)
    assert not [result for result in results if isinstance(result, Exception)]
    steps = list(Decision.objects.exclude(before="").order_by("pk").values_list("before", "after"))
    assert steps[0][0] == "pending"
    assert all(earlier[1] == later[0] for earlier, later in pairwise(steps))
    assert Comment.objects.get().status == steps[-1][1]
    assert Offence.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_a_ban_against_a_comment_that_would_appear_leaves_nothing_of_his_waiting_or_unseen(post, attempt):
    """Either it was in before the ban, or it was refused; it is never half of both."""
    oaf = make_comment(post, "You oaf.", **ADA, proof="bound")
    secret = make_browser(oaf.commenter)
    ban = judging(oaf, post.author, "ban", reason="Enough.", remove_published=True)
    _, response = at_once(ban, lambda: send(post, client_of(secret), **ADA, body="Hello."))
    assert Sanction.objects.get().step == "ban"
    sent = Comment.objects.filter(body="Hello.").first()
    assert response.status_code == (303 if sent else 403)
    assert sent is None or sent.status == "removed"
    assert send(post, client_of(secret), **ADA, body="Again.").status_code == 403


@pytest.mark.parametrize("attempt", range(3))
def test_eight_of_one_network_in_one_instant_are_held_to_its_limit(post, attempt):
    now = timezone.now()
    Meter.objects.create(key="network:203.0.113.0/24", times=[(now - timedelta(minutes=1)).isoformat()] * 15)

    def sent(number: int) -> Callable[[], Any]:
        typed = {"name": f"Reader {number}", "email": f"reader{number}@many.example", "body": f"Number {number}."}
        address = f"203.0.113.{number}"
        return lambda: Client().post(f"/comments/on/{post.pk}/", typed, REMOTE_ADDR=address)

    responses = at_once(*[sent(number) for number in range(8)])
    assert Counter(response.status_code for response in responses) == {303: 5, 429: 3}
    assert Comment.objects.count() == 5


@pytest.mark.parametrize("attempt", range(3))
def test_a_sanction_is_voided_ended_and_undone_once(post, attempt):
    oaf = make_comment(post, "You oaf.", **ADA, proof="bound")
    sanction = actions.judge(oaf, category="other", step="ban", reason="Enough.", by=post.author).sanction
    ways = [lambda: actions.void_sanction(sanction, by=post.author, reason="A mistake.", correction="Sorry.")] * 2
    ways += [lambda: actions.undo_sanction(sanction, by=post.author)] * 2
    results = at_once(*ways)
    assert sorted(results) == [False, False, False, True]
    assert Comment.objects.get().is_public
    assert Decision.objects.filter(verb__in=["void", "undo"], sanction=sanction).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_clicks_make_one_appeal_and_one_letter(post, attempt):
    sanction = make_sanction(make_commenter(), "ban")
    assert sorted(at_once(*[lambda: actions.appeal(Sanction.objects.get(), text="No.")] * 4)) == [False] * 3 + [True]
    assert Appeal.objects.get().sanction == sanction
    assert Email.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_judging_a_browser_while_others_write_from_it_stops_nobody_half_way(post, attempt):
    """People are locked before comments and comments before meters, whoever does what."""
    secret = make_browser()
    make_comment(post, "Older.", **ADA)
    oaf = make_comment(post, "You oaf.", **ADA, browser=browser_of(secret))
    make_comment(post, "Waits.", "Ben", "ben@okoro.example", status="pending", browser=browser_of(secret))
    ban = judging(oaf, post.author, "ban", reason="Enough.", whose="browser", seen="")
    typed = [{"name": "Ben", "email": email} for email in ("ben@okoro.example", "cy@adler.example")]
    others = [lambda who=who: send(post, client_of(secret), **who, body="Hello.") for who in typed]
    judged, *responses = at_once(ban, *others)
    assert isinstance(judged, Offence)
    assert statuses(responses) <= {303, 403, 429}
    assert send(post, client_of(secret), body="Later.").status_code == 403
