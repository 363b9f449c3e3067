"""Letters that somebody asked for, or that are due."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from post_office.models import STATUS, Email

from comments import letters, outbox, pace
from comments.actions.confirming import ask_to_confirm
from comments.actions.moving import write_down
from comments.admission import LINKS, TRAP
from comments.models import Comment, Commenter, CommentQuerySet, Meter

SEND_AGAIN = "send-again"
SETTLED = timedelta(minutes=5)  # so long a decision may be taken back before its letter goes
CONFIRMING = timedelta(days=7)  # so long he may take to answer the letter that asks for his address
IN_ONE_DIGEST = 5000  # comments; a storm that is longer fills the next one


@transaction.atomic
def tell_writer(comment: Comment, *, now: datetime) -> bool:
    """Its writer wants a letter when his comment is published. An address that is not confirmed is asked first.

    False where the comment waits no more.
    """
    writer = Commenter.objects.select_for_update(of=("self",)).filter(comments=comment).first()
    if writer is None:
        return False
    asked = Comment.objects.waiting().filter(pk=comment.pk).update(tell_writer=True)
    if asked and writer.confirmed_at is None:
        ask_to_confirm(comment, now=now)
    return bool(asked)


def tell_writers(*, now: datetime) -> int:
    """Write to those who asked to be told when their comment appears; how many letters that made."""
    appeared = Comment.objects.visible().filter(
        tell_writer=True,
        published_at__lte=now - SETTLED,
        published_at__gt=now - CONFIRMING,
        commenter__confirmed_at__isnull=False,
    )
    return sum(_tell_of_publication(pk) for pk in list(appeared.values_list("pk", flat=True)))


@transaction.atomic
def _tell_of_publication(pk: int) -> bool:
    locked = Comment.objects.visible().select_for_update(of=("self",)).filter(pk=pk, tell_writer=True)
    comment = locked.select_related("post", "commenter").first()
    if comment:
        letters.tell_of_publication(comment)
    return comment is not None


def send_digest(*, now: datetime) -> int:
    """Tell the author of all that came to wait while he had had letters enough; how many comments that were."""
    recipients = list(letters.moderators())
    if not recipients or not _untold().exists():
        return 0
    with transaction.atomic():
        (meter,) = Meter.locked(["digest"])
        untold = list(_untold().select_related("post", "commenter")[:IN_ONE_DIGEST])
        if not untold or meter.wait(pace.DIGEST, now):
            return 0
        meter.tick(pace.DIGEST, now)
        letters.digest(untold, recipients)
        Comment.objects.filter(pk__in=[comment.pk for comment in untold]).update(told_author_at=now)
    return len(untold)


def _untold() -> CommentQuerySet:
    """What the rules made wait and nobody was told of; neither what was moved in nor what the author sent back."""
    untold = Comment.objects.waiting().filter(told_author_at=None).exclude(reasons=[])
    return untold.exclude(Q(reasons__icontains=f'"{TRAP}"') & Q(reasons__icontains=f'"{LINKS}"'))


@transaction.atomic
def send_again(letter: Email, *, by: User) -> bool:
    """Lay a letter that was sent or given up into the outbox once more. False for one that is still on its way."""
    done = Email.objects.filter(pk=letter.pk, status__in=[STATUS.sent, STATUS.failed])
    now = timezone.now()
    anew = {"status": STATUS.queued, "scheduled_time": now, "last_updated": now, "number_of_retries": None}
    if not done.update(**anew, expires_at=None, message_id=outbox.new_message_id()):
        return False
    letter.refresh_from_db()
    write_down(SEND_AGAIN, by=by, label=letter.subject[:400])
    return True
