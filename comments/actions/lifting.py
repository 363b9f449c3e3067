"""A sanction's ways back: undone before the letter leaves, ended early, voided as a mistake, appealed, disclaimed."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from comments import facts, notices, people
from comments.actions.moving import undo, write_down
from comments.actions.sanctioning import Misjudged, answers_go_to
from comments.admission import CLAIMED
from comments.ladder import unread_warning
from comments.letters import moderators
from comments.models import Appeal, Browser, Commenter, Decision, Offence, Sanction

HOUSE = "the house"
AFTER_APPEAL = "After an appeal."
UNDONE = "Undone before he knew of it."
DISCLAIMED = "The owner of the address says that he did not write the comment."


def _locked(sanction: Sanction) -> Sanction:
    """The sanction as it is now; its person, whose comments went with it, and then itself locked."""
    writers = Decision.objects.filter(batch=sanction.batch, comment__isnull=False).values("comment__commenter")
    concerned = Q(pk__in=writers)
    if sanction.commenter:
        concerned |= Q(pk__in=Commenter.objects.same_person(sanction.commenter).values("pk"))
    list(Commenter.objects.select_for_update().filter(concerned).order_by("pk"))
    return Sanction.objects.select_for_update(of=("self",)).select_related("commenter", "browser").get(pk=sanction.pk)


@transaction.atomic
def undo_sanction(sanction: Sanction, *, by: User, now: datetime | None = None) -> bool:
    """Take a sanction back while its letter still waits: its bearer never learns of it."""
    now = now or timezone.now()
    locked = _locked(sanction)
    if not locked.can_be_undone(now):
        return False
    Email.objects.filter(pk=locked.mail_id, status=STATUS.queued).delete()
    _make_void(locked, by=by, because=UNDONE, verb="undo", now=now)
    return True


@transaction.atomic
def end_sanction(sanction: Sanction, *, by: User, reason: str, tell: bool = True, now: datetime | None = None) -> bool:
    """Let somebody in again before the time, and `tell` him so. The step still counts on the ladder."""
    now = now or timezone.now()
    locked = _locked(sanction)
    if not locked.in_force(now):
        return False
    _say_why(reason)
    locked.ended_at, locked.ended_by, locked.ended_because = now, _name(by), reason.strip()
    locked.save(update_fields=["ended_at", "ended_by", "ended_because"])
    write_down("end", by=by, sanction=locked, commenter=locked.commenter, label=str(locked), detail=reason)
    Email.objects.filter(pk=locked.mail_id, status=STATUS.queued).delete()  # what it says is not true any more
    if tell and locked.noticed_at and locked.commenter and not facts.is_barred(locked.commenter, now):
        notices.tell_of_end(locked, locked.commenter, reply_to=answers_go_to())
    return True


@transaction.atomic
def void_sanction(
    sanction: Sanction, *, by: User, reason: str, correction: str = "", now: datetime | None = None
) -> bool:
    """It was a mistake: it does not count, what went with it comes back, and a letter says so where there is one."""
    now = now or timezone.now()
    locked = _locked(sanction)
    if locked.voided_at:
        return False
    _say_why(reason)
    Email.objects.filter(pk=locked.mail_id, status=STATUS.queued).delete()  # a letter that has not left never leaves
    _make_void(locked, by=by, because=reason.strip(), verb="void", now=now)
    if correction.strip() and locked.commenter:
        notices.correct(locked, locked.commenter, text=correction, reply_to=answers_go_to())
    return True


def _make_void(sanction: Sanction, *, by: User, because: str, verb: str, now: datetime) -> None:
    sanction.voided_at, sanction.voided_by, sanction.voided_because = now, _name(by), because
    sanction.save(update_fields=["voided_at", "voided_by", "voided_because"])
    Offence.objects.filter(sanction=sanction, withdrawn_at=None).update(withdrawn_at=now)
    undo(sanction.batch, by=by, with_sanction=True)
    write_down(verb, by=by, sanction=sanction, commenter=sanction.commenter, label=str(sanction), detail=because)


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Misjudged("Please say why; it is kept beside the sanction.")


def _name(by: User) -> str:
    return by.get_full_name() or by.get_username()


@transaction.atomic
def acknowledge(*, email: str, secret: str, now: datetime | None = None) -> bool:
    """He has read the warning that he was shown, and may go on. Only from a browser that is known to be his."""
    now = now or timezone.now()
    commenter = Commenter.objects.select_for_update().filter(email=people.normal_address(email)).first()
    browser = Browser.objects.filter(key=Browser.key_of(secret)).first() if secret else None
    proof = facts.proof_of(commenter, browser) if commenter else CLAIMED
    warning = unread_warning(sanction.past for sanction in facts.sanctions_on(commenter, browser))
    if warning is None or not facts.is_himself(proof, browser, warning.key):
        return False
    Sanction.objects.filter(pk=warning.key, noticed_at=None).update(noticed_at=now)
    return bool(Sanction.objects.filter(pk=warning.key, acknowledged_at=None).update(acknowledged_at=now))


def notice_letters(*, now: datetime) -> int:
    """Write down which letters have left: from then on their readers know. The tick does it after it has sent."""
    done = [STATUS.sent, STATUS.failed]  # who gave an address that nothing reaches cannot say that he was not told
    left = Sanction.objects.filter(noticed_at=None, mail__status__in=done).values_list("pk", "mail__last_updated")
    told = list(left)
    for pk, at in told:
        Sanction.objects.filter(pk=pk, noticed_at=None).update(noticed_at=at)
    return len(told)


@transaction.atomic
def appeal(sanction: Sanction, *, text: str, now: datetime | None = None) -> bool:
    """Its bearer answers: once, and within twenty days."""
    now = now or timezone.now()
    locked = _locked(sanction)
    if not locked.can_be_appealed(now):
        return False
    Sanction.objects.filter(pk=locked.pk, noticed_at=None).update(noticed_at=now)  # who answers has been told
    answer = Appeal.objects.create(sanction=locked, text=text, sent_at=now)
    desk = settings.SITE_URL + reverse("admin:comments_sanction_change", args=[locked.pk])
    notices.tell_of_appeal(answer, [user.email for user in moderators()], desk=desk)
    return True


@transaction.atomic
def answer_appeal(answer: Appeal, *, outcome: str, by: User, text: str = "", now: datetime | None = None) -> bool:
    """Decide about an appeal: it stands, it ends now, or it was a mistake. The answer goes out by letter."""
    now = now or timezone.now()
    if outcome not in Appeal.Outcome.values:
        raise Misjudged("Please say what becomes of it.")
    sanction = _locked(answer.sanction)
    if outcome == Appeal.Outcome.ENDED and not sanction.in_force(now):
        raise Misjudged("There is nothing to end: it keeps nobody from commenting. It can stand, or be void.")
    if Appeal.objects.filter(pk=answer.pk).exclude(answered_at=None).exists():
        return False
    if outcome == Appeal.Outcome.ENDED:
        end_sanction(sanction, by=by, reason=AFTER_APPEAL, tell=False, now=now)
    if outcome == Appeal.Outcome.VOIDED:
        void_sanction(sanction, by=by, reason=AFTER_APPEAL, now=now)
    answer.outcome, answer.answer, answer.answered_at, answer.answered_by = outcome, text.strip(), now, _name(by)
    answer.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    write_down("answer", by=by, sanction=sanction, commenter=sanction.commenter, label=str(answer), detail=text)
    if sanction.commenter:
        notices.answer_appeal(answer, sanction.commenter, reply_to=answers_go_to())
    return True


@transaction.atomic
def disclaim(sanction: Sanction, *, now: datetime | None = None) -> bool:
    """The owner of an address did not write the comment: the sanction stays with the browser and leaves the address.

    Where no browser is known it is void: there is nobody left to bear it, and the comment,
    which stays down, can be judged anew. False where he has owned up to it already.
    """
    now = now or timezone.now()
    locked = _locked(sanction)
    if not locked.can_be_disclaimed(now):
        return False
    freed = locked.commenter
    write_down("disclaim", by=None, sanction=locked, commenter=freed, label=str(locked), detail=DISCLAIMED)
    if locked.browser_id:
        Sanction.objects.filter(pk=locked.pk).update(commenter=None)
    else:
        Sanction.objects.filter(pk=locked.pk).update(voided_at=now, voided_by=HOUSE, voided_because=DISCLAIMED)
        Offence.objects.filter(sanction=locked, withdrawn_at=None).update(withdrawn_at=now)
    if offence := locked.offences.select_related("comment__post").last():
        desk = settings.SITE_URL + reverse("admin:comments_sanction_change", args=[locked.pk])
        notices.tell_of_denial(offence.comment, [user.email for user in moderators()], desk=desk)
    return True
