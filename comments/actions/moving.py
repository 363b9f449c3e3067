"""The author decides about a comment: one row of the ledger for each move, and a way back."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from comments import markup
from comments.admission import DISOWNED, NAME_CLASH, SHARED
from comments.models import Comment, Commenter, Decision, Meter, Sanction, Trust

Status = Comment.Status

# verb: where a comment may come from, and where it goes
MOVES = {
    "approve": ({Status.PENDING, Status.REJECTED, Status.SPAM, Status.REMOVED}, Status.PUBLISHED),
    "reject": ({Status.PENDING, Status.SPAM}, Status.REJECTED),
    "spam": ({Status.PENDING, Status.PUBLISHED, Status.REJECTED, Status.REMOVED}, Status.SPAM),
    "unapprove": ({Status.PUBLISHED, Status.REJECTED, Status.SPAM, Status.REMOVED}, Status.PENDING),
    "remove": ({Status.PUBLISHED}, Status.REMOVED),
}
UNDO, EDIT = "undo", "edit"
DOUBTFUL = {NAME_CLASH, SHARED, DISOWNED}  # a browser is not trusted for what looks like somebody else


def approve(comment: Comment, *, by: User, **how: Any) -> bool:
    """Publish it. Like every verb below: False where there was nothing to do."""
    return decide("approve", comment, by=by, **how)


def reject(comment: Comment, *, by: User, **how: Any) -> bool:
    """Turn a waiting comment away."""
    return decide("reject", comment, by=by, **how)


def spam(comment: Comment, *, by: User, **how: Any) -> bool:
    """Put it where the advertisements are."""
    return decide("spam", comment, by=by, **how)


def unapprove(comment: Comment, *, by: User, **how: Any) -> bool:
    """Let it wait again."""
    return decide("unapprove", comment, by=by, **how)


def remove(comment: Comment, *, by: User, **how: Any) -> bool:
    """Take a published comment down."""
    return decide("remove", comment, by=by, **how)


def decide(
    verb: str,
    comment: Comment,
    *,
    by: User | None,
    seen: str = "",
    trust: bool | None = None,
    batch: uuid.UUID | None = None,
    detail: str = "",
) -> bool:
    """Move a comment by one of MOVES; False where there was nothing to do.

    `seen` is the state in which the author saw it: if somebody was quicker, his decision
    stands. `trust`: whether approving makes the browser its writer's own; unless said,
    yes, but not for what looks like somebody else. What shares a `batch` is undone
    together. `by` is None where the owner of an address has published his own comment
    by confirming it.
    """
    states = {comment.pk: seen} if seen else {}
    trusts = {} if trust is None else {comment.pk: trust}
    return bool(decide_all(verb, [comment], by=by, seen=states, trust=trusts, batch=batch, detail=detail))


@transaction.atomic
def decide_all(
    verb: str,
    comments: Sequence[Comment],
    *,
    by: User | None,
    seen: Mapping[int, str] = MappingProxyType({}),
    trust: Mapping[int, bool] = MappingProxyType({}),
    batch: uuid.UUID | None = None,
    detail: str = "",
) -> list[Comment]:
    """The same for many in one go, all of them or, if anything fails, none; those that were moved.

    `seen` and `trust` by the comment's number. Each of `comments` knows its state afterwards.
    """
    sources, target = MOVES[verb]
    locked = _locked(comments)
    moved = [one for one in locked if one.status in sources and seen.get(one.pk, one.status) == one.status]
    _move(moved, verb, [target] * len(moved), by=by, batch=batch, detail=detail)
    if target == Status.PUBLISHED:
        _let_in(moved, trust)
    states = {one.pk: one.status for one in locked}
    for comment in comments:
        comment.status = states.get(comment.pk, comment.status)
    return moved


def _locked(comments: Iterable[Comment]) -> list[Comment]:
    """The comments as they are now, their writers and then themselves locked until the transaction ends."""
    comments = list(comments)
    writers = {comment.commenter_id for comment in comments if comment.commenter_id}
    list(Commenter.objects.select_for_update().filter(pk__in=writers).order_by("pk"))
    rows = Comment.objects.select_for_update(of=("self",)).select_related("post", "commenter", "browser", "author")
    return list(rows.filter(pk__in=[comment.pk for comment in comments]).order_by("pk"))


def _move(
    comments: Sequence[Comment],
    verb: str,
    targets: Sequence[str],
    *,
    by: User | None,
    batch: uuid.UUID | None = None,
    detail: str = "",
) -> None:
    """Bring each comment to its target, and write it down in one batch."""
    now, batch = timezone.now(), batch or uuid.uuid4()
    rows = [
        _row(verb, by=by, comment=comment, before=comment.status, after=target, batch=batch, detail=detail)
        for comment, target in zip(comments, targets, strict=True)
    ]
    for target in set(targets):
        # What comes back has appeared before: nobody is told of it twice.
        appeared = {"published_at": now} if target == Status.PUBLISHED and verb != UNDO else {}
        going = [comment.pk for comment, goal in zip(comments, targets, strict=True) if goal == target]
        Comment.objects.filter(pk__in=going).update(status=target, **appeared)
    Decision.objects.bulk_create(rows)
    for comment, target in zip(comments, targets, strict=True):
        comment.status = target


def write_down(verb: str, *, by: User | None, comment: Comment | None = None, **facts: Any) -> Decision:
    """One row of the ledger."""
    row = _row(verb, by=by, comment=comment, **facts)
    row.save(force_insert=True)
    return row


def _row(verb: str, *, by: User | None, comment: Comment | None, **facts: Any) -> Decision:
    batch = facts.pop("batch", None) or uuid.uuid4()
    who = (by.get_full_name() or by.get_username()) if by else "the house"
    facts.setdefault("label", str(comment)[:400] if comment else "")
    facts.setdefault("commenter", comment.commenter if comment else None)
    return Decision(verb=verb, comment=comment, actor=by, actor_name=who, batch=batch, **facts)


def _let_in(comments: Sequence[Comment], trust: Mapping[int, bool]) -> None:
    """What follows from publishing: browsers are trusted, writers' pace counts anew. Who asked is told by the tick."""
    pairs = {
        (comment.browser_id, comment.commenter_id)
        for comment in comments
        if comment.browser_id and comment.commenter_id and trust.get(comment.pk, not DOUBTFUL & set(comment.reasons))
    }
    rows = [Trust(browser_id=browser, commenter_id=commenter) for browser, commenter in sorted(pairs)]
    Trust.objects.bulk_create(rows, ignore_conflicts=True)
    forget_pace(*comments)


def forget_pace(*comments: Comment) -> None:
    """Somebody whose comment the author has looked at is no flood: his next one need not wait for the clock."""
    persons = {comment.commenter.person for comment in comments if comment.commenter}
    keys = {f"{who}:{person}" for person in persons for who in ("person", "owner")}
    keys |= {f"browser:{comment.browser.key}" for comment in comments if comment.browser}
    meters = Meter.objects.select_for_update().filter(key__in=keys).order_by("key")
    Meter.objects.filter(pk__in=[meter.pk for meter in meters]).delete()


@transaction.atomic
def undo(batch: uuid.UUID, *, by: User, with_sanction: bool = False) -> list[Comment]:
    """Take back what was decided in one go: each comment returns to where it came from, unless it has moved since.

    What was taken down with a sanction comes back only with it (`with_sanction`). A
    browser that was trusted for nothing else than what is taken back is trusted no longer.
    """
    if not with_sanction and Sanction.objects.filter(batch=batch).exists():
        return []
    rows = Decision.objects.filter(batch=batch, verb__in=MOVES, comment__isnull=False)
    decided = {row.comment_id: row for row in rows}
    locked = _locked(Comment.objects.filter(pk__in=rows.values("comment")))
    moves = Decision.objects.filter(comment__in=locked).exclude(after="").order_by().values_list("comment")
    last_word = dict(moves.annotate(Max("pk")))
    back = [one for one in locked if one.status == decided[one.pk].after and last_word[one.pk] == decided[one.pk].pk]
    _move(back, UNDO, [decided[one.pk].before for one in back], by=by)
    for comment in back:
        if decided[comment.pk].after == Status.PUBLISHED:
            _trust_no_more(comment, since=decided[comment.pk].decided_at)
    return back


def _trust_no_more(comment: Comment, *, since: datetime) -> None:
    """Forget that the browser is its writer's, if that was first believed when this comment was published."""
    writer = comment.commenter
    if not (writer and comment.browser_id) or (writer.confirmed_at and writer.confirmed_at >= since):
        return
    if not Comment.objects.visible().filter(browser=comment.browser_id, commenter=writer).exists():
        Trust.objects.filter(browser=comment.browser_id, commenter=writer, since__gte=since).delete()


@transaction.atomic
def edit_comment(comment: Comment, *, body: str, by: User) -> bool:
    """Change what a comment says; what it said before is kept in the ledger. False where nothing changes."""
    said = markup.tidy(body)
    (locked,) = _locked([comment])
    if said == locked.body:
        return False
    write_down(EDIT, by=by, comment=locked, detail=locked.body)
    Comment.objects.filter(pk=locked.pk).update(body=said, html=markup.render(said).html)
    return True
