"""Two clicks, two tabs, two people in the same instant: each thing happens once.

Real threads with connections of their own, on whichever database the run uses.
"""

import threading
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from post_office.models import Email

from comments import actions
from comments.models import Comment, Commenter, Decision
from tests.comments.test_submit import send
from tests.factories import make_author, make_comment, make_post

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


def test_ten_clicks_of_a_known_reader_make_one_comment(post):
    make_comment(make_post("Older", author=post.author), name="Ben Okoro", email="ben@okoro.example")
    assert statuses(at_once(*[lambda: send(post)] * 10)) == {303}
    assert Comment.objects.filter(post=post).count() == 1


def test_two_first_comments_in_one_instant_both_wait(post):
    at_once(lambda: send(post, body="One."), lambda: send(post, body="Two."))
    assert {tuple(comment.reasons) for comment in Comment.objects.all()} == {("first",)}
    assert Comment.objects.waiting().count() == 2


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
