"""The author answers an offence: the step, the letter, and the ways back. Nothing here is ever deleted."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comments import ladder, notices
from comments.actions.moving import decide_all, forget_pace, write_down
from comments.admission import CLAIMED
from comments.cases import BROWSER, PERSON, Case, case_of
from comments.ladder import BAN, NOTHING, STEPS, SUSPENSION, WARNING
from comments.letters import moderators
from comments.models import Comment, Commenter, CommentQuerySet, HouseRules, Offence, Sanction

Status = Comment.Status
DOWN = {Status.PENDING: "reject", Status.SPAM: "reject", Status.PUBLISHED: "remove"}  # how an offending comment goes


class Misjudged(Exception):
    """The decision cannot stand as it is; says why, in a sentence for the author."""


@transaction.atomic
def judge(
    comment: Comment,
    *,
    category: str,
    step: str,
    by: User,
    reason: str = "",
    whose: str = "",
    established: bool | None = None,
    letter: tuple[str, str] | None = None,
    seen: str = "",
    reject_waiting: bool = True,
    remove_published: bool = False,
    now: datetime | None = None,
) -> Offence:
    """Say that a comment broke the rules, and answer it by a step of the ladder, or by `none`.

    A step other than the demanded one needs a `reason`. `whose` tells the person's own
    offence from that of somebody who borrowed his address. `letter` is subject and text
    as the author left them; unless given, the draft is sent. `seen` is the version of
    the history that the author had before him. With a ban, what waits is rejected, and
    what is published removed only where he says so. Raises Misjudged.
    """
    now = now or timezone.now()
    locked = _locked_with_its_people(comment)
    case = _case(locked, whose=whose, established=established, now=now)
    _check(case, category=category, step=step, reason=reason, seen=seen)
    rules = HouseRules.current()
    sanction, batch = case.belongs_to, uuid.uuid4()
    if step != NOTHING:
        sanction = _issue(case, step, by=by, reason=reason, batch=batch, rules=rules, now=now)
    offence = _record(case, category, sanction, by=by, reason=reason, now=now)
    _take_down([locked], by=by, batch=batch)
    if sanction and step == BAN:
        _clear_out(case, sanction, by=by, waiting=reject_waiting, published=remove_published)
    if sanction and step != NOTHING and case.whose != BROWSER:
        _write(case, sanction, letter or draft_for(case, step, rules, category), now)
    forget_pace(locked)
    return offence


def _locked_with_its_people(comment: Comment) -> Comment:
    """The comment, and before it all addresses of its writer and who else wrote from his browser.

    So what concerns one person happens one after the other.
    """
    if comment.author_id or not comment.commenter_id:
        raise Misjudged("Nobody is known behind this comment. You can reject or remove it.")
    commenter = Commenter.objects.get(pk=comment.commenter_id)
    people = set(Commenter.objects.same_person(commenter).values_list("pk", flat=True))
    if comment.browser_id:
        people |= set(Comment.objects.filter(browser=comment.browser_id).values_list("commenter", flat=True))
    list(Commenter.objects.select_for_update().filter(pk__in=people - {None}).order_by("pk"))
    comments = Comment.objects.select_for_update(of=("self",)).select_related("post", "commenter", "browser")
    return comments.get(pk=comment.pk)


def _case(comment: Comment, *, whose: str, established: bool | None, now: datetime) -> Case:
    return case_of(comment, rules=HouseRules.current(), now=now, whose=whose, established=established)


def _check(case: Case, *, category: str, step: str, reason: str, seen: str) -> None:
    """All that can be wrong with a decision, in the order in which the author would want to hear it."""
    if Offence.objects.filter(comment=case.comment, withdrawn_at=None).exists():
        raise Misjudged("This comment has been judged already.")
    if seen and seen != case.version:
        raise Misjudged("His standing has changed since you opened this page. Here is what the rules demand now.")
    if category not in Offence.Category.values or step not in (*STEPS, NOTHING):
        raise Misjudged("Please say what the offence is and which step follows.")
    if case.whose not in (PERSON, BROWSER):
        raise Misjudged(f"Is this really {case.comment.name}? Please say so first.")
    if case.whose == BROWSER and case.comment.browser is None and step != NOTHING:
        raise Misjudged("The house does not know this browser again. You can only take the comment down.")
    if _adds_nothing(step, case.standing):
        raise Misjudged("He is barred already; this would say no more than that.")
    if step != case.step and not reason.strip():
        raise Misjudged("This is not the step that the rules demand. Please say why.")


def _adds_nothing(step: str, standing: str) -> bool:
    """To a ban there is nothing to add; to a suspension a warning is nothing."""
    return (step in STEPS and standing == ladder.BANNED) or (step == WARNING and standing == ladder.SUSPENDED)


def _issue(
    case: Case, step: str, *, by: User, reason: str, batch: uuid.UUID, rules: HouseRules, now: datetime
) -> Sanction:
    comment = case.comment
    alone = case.whose == BROWSER
    # The browser bears it too where nobody knows whether the address is his.
    browser = comment.browser if alone or not (case.unproven or comment.proof != CLAIMED) else None
    sanction = Sanction.objects.create(
        commenter=None if alone else comment.commenter,
        browser=browser,
        name=comment.name,
        step=step,
        issued_at=now,
        until=now + rules.ladder.suspension if step == SUSPENSION else None,
        demanded="" if step == case.step else case.step,
        sentence=case.sentence_for(step),
        reason=reason.strip(),
        actor=by,
        actor_name=by.get_full_name() or by.get_username(),
        batch=batch,
    )
    write_down(
        step, by=by, sanction=sanction, commenter=sanction.commenter, label=str(sanction), detail=reason, batch=batch
    )
    return sanction


def _record(case: Case, category: str, sanction: Sanction | None, *, by: User, reason: str, now: datetime) -> Offence:
    return Offence.objects.create(
        comment=case.comment,
        sanction=sanction,
        category=category,
        established=case.established,
        words=case.comment.body,
        reason=reason.strip(),
        actor=by,
        actor_name=by.get_full_name() or by.get_username(),
        decided_at=now,
    )


def _take_down(comments: Iterable[Comment], *, by: User, batch: uuid.UUID) -> None:
    """Reject what waits and remove what is published, all in the batch in which it can come back."""
    comments = list(comments)
    for verb in ("reject", "remove"):
        going = [comment for comment in comments if DOWN.get(Status(comment.status)) == verb]
        decide_all(verb, going, by=by, batch=batch)


def _clear_out(case: Case, sanction: Sanction, *, by: User, waiting: bool, published: bool) -> None:
    """What else goes with a ban; all of it comes back if the ban turns out to be a mistake."""
    states = [Status.PENDING] * waiting + [Status.PUBLISHED] * published
    _take_down(others_of(case).filter(status__in=states), by=by, batch=sanction.batch)


def others_of(case: Case) -> CommentQuerySet:
    """The other comments of the same person; of the same browser, where only that is known."""
    comment = case.comment
    if case.whose == BROWSER:
        theirs = Q(browser=comment.browser) if comment.browser else Q(pk=None)
    else:
        theirs = Q(commenter__in=Commenter.objects.same_person(comment.reader))
    return Comment.objects.filter(theirs).exclude(pk=comment.pk)


def _is_unconfirmed(case: Case) -> bool:
    """Nobody knows who reads this mailbox: he may never have written here."""
    return case.comment.proof == CLAIMED and not case.unproven and case.comment.reader.confirmed_at is None


def draft_for(case: Case, step: str, rules: HouseRules, category: str = "") -> tuple[str, str]:
    """The letter for a step as the author gets it to edit."""
    return notices.draft(
        step,
        case.comment,
        rules,
        sentence=case.sentence_for(step),
        following=case.sentence_after(step),
        quoting=not _is_unconfirmed(case),
        other=category == Offence.Category.OTHER,
    )


def _write(case: Case, sanction: Sanction, letter: tuple[str, str], now: datetime) -> None:
    """Send the letter; to a mailbox that nobody has confirmed at most one a day, to one that was erased none."""
    if case.comment.reader.erased_at:
        return
    if _is_unconfirmed(case) and _written_lately(case.comment.reader, now):
        return
    subject, text = letter
    notices.send(sanction, case.comment.reader, subject=subject, text=text, reply_to=answers_go_to())


def _written_lately(commenter: Commenter, now: datetime) -> bool:
    since = now - timedelta(days=1)
    written = Sanction.objects.filter(commenter__key=commenter.key, issued_at__gt=since).exclude(letter="")
    return written.exclude(mail=None).exists()  # a letter that was taken back was not written


def answers_go_to() -> str:
    """The author, who reads what is answered to a letter."""
    first = moderators().order_by("pk").first()
    return first.email if first else ""
