"""A reader follows a post: he gets the comments that appear under it by letter, until he has had enough."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from blog.models import Entry
from comments import facts, letters
from comments.actions.confirming import ask_to_confirm
from comments.models import Comment, Commenter, CommentQuerySet, Follow, Meter
from comments.pace import Limit

FOLLOW_UP = (Limit(1, timedelta(minutes=10)),)  # letters to one reader about one post


@transaction.atomic
def follow(post: Entry, commenter: Commenter, *, now: datetime) -> Follow:
    """From now on he wants what is said under the post. Where his address is not confirmed, he is asked for that first.

    He is asked about his newest comment there. Following twice is following once.
    """
    writer = Commenter.objects.select_for_update().get(pk=commenter.pk)
    times = {"since": now, "told_until": now}
    found, _ = Follow.objects.get_or_create(post=post, commenter=writer, ended_at=None, defaults=times)
    newest = Comment.objects.on(post).filter(commenter=writer).select_related("post", "commenter").last()
    if writer.confirmed_at is None and newest:
        ask_to_confirm(newest, now=now)
    return found


@transaction.atomic
def unfollow(post: Entry, commenter: Commenter) -> bool:
    """He has had enough of this post. False where he did not follow it."""
    return bool(_running().filter(post=post, commenter=commenter).update(ended_at=timezone.now()))


@transaction.atomic
def unfollow_all(commenter: Commenter) -> int:
    """He has had enough of all that he follows; how many that was."""
    return _running().filter(commenter=commenter).update(ended_at=timezone.now())


def _running() -> QuerySet[Follow]:
    return Follow.objects.filter(ended_at=None)


def tell_followers(*, now: datetime) -> int:
    """Write to all for whose posts something new has appeared; how many letters that made."""
    return sum(_tell(pk, now) for pk in list(_due(now).values_list("pk", flat=True)))


def _due(now: datetime) -> QuerySet[Follow]:
    """Those for whom there is something new: one question, whatever the number of comments."""
    readers = Q(commenter__confirmed_at__isnull=False, commenter__erased_at=None)
    news = _news(OuterRef("post"), OuterRef("told_until"), OuterRef("commenter__person"))
    return _running().filter(readers, Exists(news), post__in=Entry.objects.published(now)).order_by("pk")


def _news(post: Any, since: Any, person: Any) -> CommentQuerySet:
    """What others have said under the post since then."""
    appeared = Comment.objects.visible().filter(post=post, published_at__gt=since)
    return appeared.exclude(commenter__isnull=False, commenter__person=person)


@transaction.atomic
def _tell(pk: int, now: datetime) -> bool:
    """One letter with all that is new, and the note that it was told, both or neither.

    Told until the newest that it holds, not until now: what was being published at this
    moment comes with the next letter. Who is barred gets none, now or later.
    """
    follow = _running().select_for_update(of=("self",)).select_related("post", "commenter").filter(pk=pk).first()
    if follow is None:
        return False
    (meter,) = Meter.locked([f"follow:{follow.pk}"])
    news = list(_news(follow.post_id, follow.told_until, follow.commenter.person).order_by("published_at", "pk"))
    if not news or meter.wait(FOLLOW_UP, now):
        return False
    meter.tick(FOLLOW_UP, now)
    _told(follow, news)
    if facts.is_barred(follow.commenter, now):
        return False
    letters.follow_up(follow, news)
    return True


def _told(follow: Follow, news: Sequence[Comment]) -> None:
    Follow.objects.filter(pk=follow.pk).update(told_until=news[-1].published_at)
