"""The owner of an address is asked by letter whether a comment is his, and answers once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from comments import facts, letters, notices, pace, people
from comments.actions.moving import MOVES, decide, write_down
from comments.admission import ALWAYS_HOLD, BANNED, CONFIRMED, DISOWNED, FIRST, NEW_BROWSER, SUSPENDED, UNREAD
from comments.ladder import BAN, barring, unread_warning
from comments.models import Browser, Comment, Commenter, CommentQuerySet, Follow, Meter, Trust

CONFIRM, DISOWN = "confirm", "disown"
Status = Comment.Status


@transaction.atomic
def ask_to_confirm(comment: Comment, *, now: datetime) -> bool:
    """Write to the comment's address: was it you? False where too many such letters went there lately."""
    writer = comment.commenter
    if writer is None or writer.erased_at is not None or not people.is_plain(writer.email):
        return False
    (meter,) = Meter.locked([f"confirm:{writer.key}"])
    if meter.wait(pace.CONFIRMATION, now):
        return False
    meter.tick(pace.CONFIRMATION, now)
    letters.ask(writer, comment)
    return True


def in_question(comment: Comment) -> CommentQuerySet:
    """The comment, and what else waits that was sent from the same browser under the same address."""
    others = Q(browser=comment.browser_id, commenter=comment.commenter_id, status=Status.PENDING)
    # Codes are plain words, so a quoted one in the stored JSON is the code itself, on either database.
    others &= Q(browser__isnull=False, reasons__icontains=f'"{NEW_BROWSER}"') & ~_answered_for()
    return Comment.objects.filter(Q(pk=comment.pk) | others).order_by("pk")


def _answered_for() -> Q:
    return Q(proof=CONFIRMED) | Q(reasons__icontains=f'"{DISOWNED}"')


def is_answered(comment: Comment) -> bool:
    """Whether the owner of its address has said that it is his, or that it is not."""
    return comment.proof == CONFIRMED or DISOWNED in comment.reasons


@transaction.atomic
def confirm_comment(comment: Comment, *, secret: str = "") -> bool:
    """He wrote it: the address is his, and so are the browsers from which he wrote and in which he says so.

    What waited for this answer alone is published. `secret` is that of the browser in
    which he answers. False where he has answered before.
    """
    writer, found = _locked(comment)
    if writer is None or is_answered(found[0]):
        return False
    now = timezone.now()
    Commenter.objects.filter(pk=writer.pk, confirmed_at=None).update(confirmed_at=now)
    _trust(writer, found[0], secret)
    for one in found:
        _settle(one, writer, now)
    comment.refresh_from_db()
    return True


def _locked(comment: Comment) -> tuple[Commenter | None, list[Comment]]:
    """He and what he is asked about, this comment first; he and then they are locked until the transaction ends."""
    writer = Commenter.objects.select_for_update(of=("self",)).filter(comments=comment).first()
    rows = in_question(comment).select_for_update(of=("self",)).select_related("post", "commenter", "browser")
    return writer, sorted(rows, key=lambda row: (row.pk != comment.pk, row.pk))


def _trust(writer: Commenter, comment: Comment, secret: str) -> None:
    browsers = [comment.browser] if comment.browser else []
    browsers += [Browser.objects.get_or_create(key=Browser.key_of(secret))[0]] if secret else []
    rows = [Trust(browser=browser, commenter=writer) for browser in browsers]
    Trust.objects.bulk_create(rows, ignore_conflicts=True)


def _settle(comment: Comment, writer: Commenter, now: datetime) -> None:
    """Take note of the answer, and publish what waited for nothing else."""
    held_by_this = comment.status == Status.PENDING and NEW_BROWSER in comment.reasons
    decided = comment.decisions.filter(verb__in=MOVES).exists()  # the author has had it in hand, and sent it back
    reasons = [reason for reason in comment.reasons if reason != NEW_BROWSER]
    reasons += [reason for reason in _new_reasons(comment, writer, now) if held_by_this and reason not in reasons]
    Comment.objects.filter(pk=comment.pk).update(proof=CONFIRMED, reasons=reasons)
    write_down(CONFIRM, by=None, comment=comment, detail="The owner of the address says that he wrote it.")
    if held_by_this and not reasons and not decided:
        decide("approve", comment, by=None, trust=True, detail="Confirmed by the owner of its address.")


def _new_reasons(comment: Comment, writer: Commenter, now: datetime) -> list[str]:
    """What has come to speak against it while it waited."""
    history = [sanction.past for sanction in facts.sanctions_on(writer, comment.browser)]
    held = barring(history, now)
    found = {
        UNREAD: unread_warning(history) is not None,
        FIRST: not facts.is_known(writer, comment.name, by_name=False),
        ALWAYS_HOLD: writer.always_hold,
        BANNED: held is not None and held.step == BAN,
        SUSPENDED: held is not None and held.step != BAN,
    }
    return [reason for reason, applies in found.items() if applies]


def _room_of(comment: Comment) -> str:
    return settings.SITE_URL + reverse("admin:comments_comment_change", args=[comment.pk])


@transaction.atomic
def disown_comment(comment: Comment) -> bool:
    """He did not write it: the author is told so where he decides, and nobody else is written to about it.

    False where he has answered before.
    """
    writer, found = _locked(comment)
    if writer is None or is_answered(found[0]):
        return False
    now = timezone.now()
    recipients = [user.email for user in letters.moderators()]
    for one in found:
        evidence = {**one.evidence, DISOWNED: [date_format(timezone.localtime(now), "F j, Y, g:i A")]}
        changes = {"reasons": [*one.reasons, DISOWNED], "evidence": evidence, "tell_writer": False}
        Comment.objects.filter(pk=one.pk).update(**changes)
        write_down(DISOWN, by=None, comment=one, detail="The owner of the address says that he did not write it.")
        if one.status == Status.PUBLISHED:  # nobody's words stand under a name whose owner says that they are not his
            decide("unapprove", one, by=None, detail="Disowned by the owner of its address.")
        if one.status != Status.PENDING or one.decisions.filter(verb="unapprove", actor=None).exists():
            notices.tell_of_denial(one, recipients, desk=_room_of(one))
    asked = Follow.objects.filter(commenter=writer, post=comment.post_id, ended_at=None)
    asked.filter(since__gte=found[0].submitted_at).update(ended_at=now)
    comment.refresh_from_db()
    return True
