"""A reader sends a comment: published, waiting with its reasons, or refused with one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from blog.models import Entry
from comments import admission, facts, letters, links, markup, pace, people, watch
from comments.actions.confirming import ask_to_confirm
from comments.admission import CLAIMED, TOO_FAST, UNREAD, Facts, Hold, Policy, Refuse, Repeat, admit
from comments.ladder import BAN, SUSPENSION, barring, unread_warning
from comments.models import Browser, Comment, Commenter, CommentQuerySet, HouseRules, Meter, Sanction

SAME_COMMENT = timedelta(hours=24)  # the same words by the same person under the same post are one comment

LONGEST_NAME = 250  # characters, as in the database; a name may look longer than it is
HASTY = "it was sent within three seconds"
BARRED = {BAN: admission.BANNED, SUSPENSION: admission.SUSPENDED}

Status = Comment.Status


class Refused(Exception):
    """The comment does not come in.

    `reason` is a code of `comments.admission`; `wait` how long until one more is taken;
    `sanction` what bars him; `himself` whether it may be spoken of: to a stranger who
    typed somebody's address it may not.
    """

    def __init__(
        self,
        reason: str,
        *,
        wait: timedelta = timedelta(0),
        sanction: Sanction | None = None,
        himself: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason, self.wait, self.sanction, self.himself = reason, wait, sanction, himself


def submit_comment(
    *,
    post: Entry,
    body: str,
    name: str = "",
    email: str = "",
    website: str = "",
    by: User | None = None,
    secret: str = "",
    network: str = "",
    traps: Sequence[str] = (),
    hasty: bool = False,
    now: datetime | None = None,
) -> Comment:
    """Take a comment in as the house rules say: published, or waiting with its reasons.

    `by` is the author when he is logged in; everybody else gives a name and an e-mail
    address. `secret` is his browser's, `network` the shortened address from which he
    writes. `traps` is what looks as if a program had sent it; `hasty`, sent within three
    seconds, counts against strangers only. The same words sent twice are the one comment
    that is already there. Raises Refused.
    """
    said = markup.tidy(body)
    html = markup.render(said).html  # before anything is locked, for it takes a while
    now = now or timezone.now()
    comment = Comment(post=post, website=website, body=said, html=html, network=network, submitted_at=now)
    try:
        with transaction.atomic():
            if by:
                return _by_author(comment, by)
            return _by_reader(_signed(comment, name), email, secret, traps, hasty)
    except Refused as refusal:
        _remember(refusal, now)
        raise


def _by_author(comment: Comment, by: User) -> Comment:
    comment.author = get_user_model().objects.select_for_update().get(pk=by.pk)
    _signed(comment, by.get_full_name() or by.get_username())
    decision = admit(Facts(by_author=True, said_already=_twins(comment).exists()), Policy())
    return _twins(comment)[0] if isinstance(decision, Repeat) else _take_in(comment, ())


def _signed(comment: Comment, name: str) -> Comment:
    comment.name, comment.look = name, people.skeleton(name)[:LONGEST_NAME]
    return comment


def _by_reader(comment: Comment, email: str, secret: str, traps: Sequence[str], hasty: bool) -> Comment:
    rules, now = HouseRules.current(), comment.submitted_at
    comment.commenter = Commenter.arriving(email)  # locked: what one person sends is taken in one after the other
    comment.browser = Browser.objects.filter(key=Browser.key_of(secret)).first() if secret else None
    sanctions = facts.sanctions_on(comment.commenter, comment.browser)
    comment.proof = facts.proof_of(comment.commenter, comment.browser)
    meters = Meter.locked(_meter_keys(comment, secret))
    swift = [HASTY] if hasty and comment.proof == CLAIMED else []
    comment.evidence = _evidence(comment, [*traps, *swift], rules)
    known = _facts(comment, email, rules, sanctions, meters)
    decision = admit(known, rules.policy(timezone.localdate(now)))
    if isinstance(decision, Refuse):
        raise _refused(decision.reason, known, sanctions, now)
    if isinstance(decision, Repeat):
        return _same(_twins(comment)[0], comment, secret)
    comment.browser = comment.browser or _new_browser(secret)
    for meter in meters:
        meter.tick(_limits(meter.key), now)
    return _take_in(comment, decision.reasons if isinstance(decision, Hold) else ())


def _new_browser(secret: str) -> Browser | None:
    return Browser.objects.get_or_create(key=Browser.key_of(secret))[0] if secret else None


def _same(twin: Comment, comment: Comment, secret: str) -> Comment:
    """The comment that is in already. A double click leaves the browser with the secret of the second one."""
    if twin.status == Status.PENDING and comment.browser is None and (browser := _new_browser(secret)):
        Comment.objects.filter(pk=twin.pk).update(browser=browser)
    return twin


def _meter_keys(comment: Comment, secret: str) -> list[str]:
    # What somebody sends who only typed the address is not counted against its owner.
    who = "person" if comment.proof == CLAIMED else "owner"
    keys = [f"{who}:{comment.reader.person}"]
    keys += [f"browser:{Browser.key_of(secret)}"] if secret else []
    return keys + ([f"network:{comment.network}"] if comment.network else [])


def _limits(key: str) -> Sequence[pace.Limit]:
    return pace.NETWORK if key.startswith("network:") else pace.PERSON


def _evidence(comment: Comment, traps: Sequence[str], rules: HouseRules) -> dict[str, list[str]]:
    """All that speaks against it, by the reason for which it would wait."""
    words, now = markup.words_of(comment.body), comment.submitted_at
    counted = max(links.links_in(comment.body), markup.link_targets(comment.html), key=len)
    names = links.links_in(comment.name)
    # Many people share a network: who is sure to be somebody else does not wait for what his neighbour did.
    network = comment.network if comment.proof == CLAIMED else ""
    found = {
        admission.LINKS: counted,
        admission.NAME_CLASH: facts.lookalikes(comment.reader, comment.name, comment.proof, rules, now),
        admission.WORD: watch.watched(rules.words, comment.name, comment.reader.email, comment.website, words),
        admission.TRAP: [*traps, *(f"the name is a web address, {name}" for name in names)],
        admission.SHARED: facts.shared_with_barred(comment.reader, comment.browser, network, now),
    }
    return {reason: texts for reason, texts in found.items() if texts}


def _facts(
    comment: Comment, email: str, rules: HouseRules, sanctions: Sequence[Sanction], meters: Sequence[Meter]
) -> Facts:
    now, post, commenter = comment.submitted_at, comment.post, comment.reader
    history = [sanction.past for sanction in sanctions]
    held, found = barring(history, now), comment.evidence
    unread = unread_warning(history)
    concerned = held or unread
    by_name = rules.names_are_trusted(timezone.localdate(now)) and comment.proof == CLAIMED
    return Facts(
        open=facts.is_open(post, rules, now),
        reserved=facts.is_reserved(comment.name, email),
        barred=BARRED[held.step] if held else None,
        unread_warning=unread is not None,
        himself=concerned is not None and facts.is_himself(comment.proof, comment.browser, concerned.key),
        said_already=_twins(comment).exists(),
        wait=max((meter.wait(_limits(meter.key), now) for meter in meters), default=timedelta(0)),
        waiting=Comment.objects.waiting().filter(commenter__in=Commenter.objects.same_person(commenter)).count(),
        known=facts.is_known(commenter, comment.name, by_name=by_name),
        proof=comment.proof,
        links=len(found.get(admission.LINKS, ())),
        lookalike=admission.NAME_CLASH in found,
        watched=admission.WORD in found,
        trapped=admission.TRAP in found,
        shared=admission.SHARED in found,
        always_hold=commenter.always_hold,
        age_of_post=now - (post.published_at or now),
        lately=facts.lately(now),
    )


def _refused(reason: str, known: Facts, sanctions: Sequence[Sanction], now: datetime) -> Refused:
    if reason not in (*BARRED.values(), UNREAD):  # whatever else there is to say to him, it is not why
        return Refused(reason, wait=known.wait if reason == TOO_FAST else timedelta(0))
    history = [sanction.past for sanction in sanctions]
    concerned = barring(history, now) or unread_warning(history)
    sanction = next((one for one in sanctions if concerned and one.pk == concerned.key), None)
    return Refused(reason, sanction=sanction, himself=known.himself)


def _remember(refusal: Refused, now: datetime) -> None:
    """Count what a sanction kept out, and that its bearer has been told by the page that he now gets."""
    if refusal.sanction is None:
        return
    told = {"noticed_at": Coalesce("noticed_at", Value(now))} if refusal.himself else {}
    Sanction.objects.filter(pk=refusal.sanction.pk).update(attempts=F("attempts") + 1, **told)


def _twins(comment: Comment) -> CommentQuerySet:
    """The same words by the same writer under the same post, sent within a day.

    What was turned away may be sent again, not so what was taken down or is an
    advertisement. The author may say again what he has taken down himself.
    """
    there = [Status.PENDING, Status.PUBLISHED, *([] if comment.author else [Status.SPAM, Status.REMOVED])]
    return Comment.objects.filter(
        post_id=comment.post_id,
        commenter=comment.commenter,
        author=comment.author,
        body=comment.body,
        submitted_at__gte=comment.submitted_at - SAME_COMMENT,
        status__in=there,
    )


def _take_in(comment: Comment, reasons: tuple[str, ...]) -> Comment:
    comment.status = Status.PENDING if reasons else Status.PUBLISHED
    comment.reasons = list(reasons)
    comment.published_at = None if reasons else comment.submitted_at
    comment.save(force_insert=True)
    if admission.NEW_BROWSER in reasons:
        ask_to_confirm(comment, now=comment.submitted_at)
    if reasons:
        letters.tell_of_waiting(comment, now=comment.submitted_at)
    return comment
