"""The addresses that stand in letters. Each is signed, good for one thing, and most of them only for a week.

Whoever opens one by GET sees; only a button on the page it leads to does anything.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import Http404
from django.urls import reverse

from comments.models import Comment, Follow

A_WEEK = timedelta(days=7)
CONFIRM, DESK, UNFOLLOW = "comments.confirm", "comments.desk", "comments.unfollow"


class Expired(Exception):
    """The address was ours, but its week is over."""


def confirm_url(comment: Comment) -> str:
    """Where the owner of the comment's address says whether it is his."""
    return _address("confirm", CONFIRM, [comment.pk, comment.commenter_id])


def desk_url(comment: Comment, verb: str, moderator: User) -> str:
    """Where this moderator decides so about the comment, as long as nobody has decided anything else."""
    return _address("desk", DESK, [comment.pk, comment.status, verb, moderator.pk])


def unfollow_url(follow: Follow) -> str:
    """Where a reader ends what he asked for; good for ever, and for whatever he begins anew."""
    return _address("unfollow", UNFOLLOW, [follow.post_id, follow.commenter_id])


def _address(name: str, salt: str, good_for: Any) -> str:
    return settings.SITE_URL + reverse(name, args=[signing.dumps(good_for, salt=salt)])


def read(token: str, salt: str, *, within: timedelta | None = A_WEEK) -> Any:
    """What the token is good for. Raises Expired, or Http404 where it is none of ours."""
    try:
        return signing.loads(token, salt=salt, max_age=within)
    except signing.SignatureExpired as late:
        raise Expired from late
    except signing.BadSignature as forged:
        raise Http404("There is no such page.") from forged
