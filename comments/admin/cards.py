"""What a card on the moderator's desk shows beside the words: who wrote them, and how he stands with the house.

A page of cards asks the same few questions, however many there are on it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.text import Truncator

from comments import facts, ladder, markup
from comments.actions.moving import DOUBTFUL, MOVES
from comments.admission import BOUND, CLAIMED, CONFIRMED, FIRST
from comments.models import Comment, HouseRules, Offence, Sanction
from comments.wording import VERBS

PROOF = {CLAIMED: "address not proven", BOUND: "from his own browser", CONFIRMED: "he answered our letter"}
BEFORE = {ladder.SUSPENSION: "suspended before", ladder.BAN: "banned before"}
Status = Comment.Status
QUOTED = 300  # characters of the comment that is answered


@dataclass(frozen=True)
class File:
    """What is known of one person."""

    published: int = 0
    refused: int = 0
    offences: int = 0
    a_while: bool = False
    sanctions: Sequence[Sanction] = ()


@dataclass(frozen=True)
class Card:
    """One comment's card. `standing` and `barred` are words, empty where there is nothing to say."""

    file: File | None
    proof: str
    standing: str
    barred: str
    others: int
    answers: str
    asks_trust: bool
    trusts: bool
    verbs: Sequence[tuple[str, str]] = field(default=())
    may_decide: bool = False


def dress(comments: Sequence[Comment], *, may_decide: bool) -> Sequence[Comment]:
    """The comments, each with its `card`."""
    now = timezone.now()
    files, waiting = _files(comments, now), _waiting_from_browsers(comments)
    of_browsers, borrowed = _sanctions_of_browsers(comments), _borrowed(comments)
    for comment in comments:
        file = files.get(comment.commenter_id)
        history = [*(file.sanctions if file else ()), *of_browsers[comment.browser_id]]
        comment.card = Card(  # type: ignore[attr-defined]
            file=file,
            proof=PROOF[comment.proof] if file else "",
            standing=standing_in_words(history, now),
            barred=_barred(history, now),
            others=max(0, waiting.get(comment.browser_id, 0) - (comment.status == Status.PENDING)),
            answers=Truncator(markup.words_of(comment.parent.body)).chars(QUOTED) if comment.parent else "",
            asks_trust=may_decide and _asks_trust(comment),
            trusts=not DOUBTFUL & set(comment.reasons) and comment.pk not in borrowed,
            verbs=[(verb, VERBS[verb]) for verb in verbs_for(comment)] if may_decide else (),
            may_decide=may_decide,
        )
    return comments


def verbs_for(comment: Comment) -> list[str]:
    """What can be said of it in its state."""
    return [verb for verb, (sources, _) in MOVES.items() if comment.status in sources]


def _asks_trust(comment: Comment) -> bool:
    """Whether it is for the author to say that the browser is the writer's own. A newcomer has nothing to borrow."""
    unsure = comment.commenter_id and comment.browser_id and comment.proof == CLAIMED
    return bool(unsure) and comment.reasons != [FIRST] and "approve" in verbs_for(comment)


def by_somebody_else() -> QuerySet[Offence]:
    """Offences for which a browser alone answers: whoever wrote these used the address of another."""
    return Offence.objects.filter(withdrawn_at=None, sanction__isnull=False, sanction__commenter=None).order_by()


def _borrowed(comments: Sequence[Comment]) -> set[int]:
    """Which of them; what stands or waits was not judged, so that only the others are asked about."""
    judged = [comment.pk for comment in comments if comment.status not in (Status.PENDING, Status.PUBLISHED)]
    return set(by_somebody_else().filter(comment__in=judged).values_list("comment", flat=True))


def _files(comments: Sequence[Comment], now: datetime) -> dict[int | None, File]:
    """The file of each writer, by his number."""
    writers = {comment.commenter for comment in comments if comment.commenter}
    people = {writer.person for writer in writers}
    theirs = Comment.objects.filter(commenter__person__in=people)
    visible = theirs.visible().order_by().values_list("commenter__person")
    published = {person: seen for person, *seen in visible.annotate(Count("pk"), Min("submitted_at"))}
    turned = theirs.refused().exclude(pk__in=by_somebody_else().values("comment")).order_by()
    refused = dict(turned.values_list("commenter__person").annotate(Count("pk")))
    offences = Offence.objects.filter(comment__commenter__person__in=people, withdrawn_at=None).order_by()
    offences = offences.exclude(pk__in=by_somebody_else().values("pk"))
    counted = dict(offences.values_list("comment__commenter__person").annotate(Count("pk")))
    rules, sanctions = HouseRules.current(), facts.sanctions_of_each(writers)
    files: dict[int | None, File] = {}
    for writer in writers:
        count, first = published.get(writer.person, (0, now))
        a_while = rules.is_a_while(count, first, now)
        turned_away, broke = refused.get(writer.person, 0), counted.get(writer.person, 0)
        files[writer.pk] = File(count, turned_away, broke, a_while, sanctions[writer.pk])
    return files


def _sanctions_of_browsers(comments: Sequence[Comment]) -> defaultdict[int | None, list[Sanction]]:
    found: defaultdict[int | None, list[Sanction]] = defaultdict(list)
    browsers = {comment.browser_id for comment in comments} - {None}
    for sanction in Sanction.objects.filter(Q(browser__in=browsers), commenter=None):
        found[sanction.browser_id].append(sanction)
    return found


def _waiting_from_browsers(comments: Sequence[Comment]) -> dict[int | None, int]:
    browsers = {comment.browser_id for comment in comments} - {None}
    waiting = Comment.objects.waiting().filter(browser__in=browsers).order_by()
    return dict(waiting.values_list("browser").annotate(Count("pk")))


def standing_in_words(sanctions: Sequence[Sanction], now: datetime) -> str:
    """“warned on May 3, 2026”, “suspended until …”, “suspended before”; empty for somebody without a stain."""
    standing = ladder.standing([sanction.past for sanction in sanctions], now)
    if standing == ladder.CLEAR:
        return ""
    if standing in (ladder.BANNED, ladder.SUSPENDED):
        return _holding(sanctions, now)
    counting = [sanction for sanction in sanctions if sanction.voided_at is None]
    heaviest = max(counting, key=lambda sanction: (ladder.weight(sanction.step), sanction.issued_at))
    on = f"on {date_format(timezone.localtime(heaviest.issued_at), 'F j, Y')}"
    return f"warned {on}" if standing == ladder.WARNED else f"{BEFORE[heaviest.step]}, {on}"


def _holding(sanctions: Sequence[Sanction], now: datetime) -> str:
    """What keeps him from posting now, with its end."""
    held = ladder.barring([sanction.past for sanction in sanctions], now)
    if held is None:
        return ""
    if held.until is None:
        return f"banned since {date_format(timezone.localtime(held.issued_at), 'F j, Y')}"
    return f"suspended until {date_format(timezone.localtime(held.until), 'F j, Y, g:i A')}"


def _barred(sanctions: Sequence[Sanction], now: datetime) -> str:
    """The banner's words while somebody is kept from posting."""
    held = ladder.barring([sanction.past for sanction in sanctions], now)
    if held is None:
        return ""
    issued = next(sanction for sanction in sanctions if sanction.pk == held.key)
    who = "He is" if issued.commenter_id else "Whoever uses this browser is"
    return f"{who} {_holding(sanctions, now)}"
