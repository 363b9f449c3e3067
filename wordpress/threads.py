"""The comments under the posts: their numbers, their parents, and the people who wrote them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from blog.models import Entry
from comments.models import Comment, Commenter
from wordpress.authors import Authors
from wordpress.exports.wxr import Remark
from wordpress.models import Origin
from wordpress.origins import (
    BATCH,
    CREATED,
    OLDER,
    UNCHANGED,
    UPDATED,
    digest,
    find,
    in_batches,
    judge,
    source_of,
    stand_in,
)
from wordpress.remarks import KINDS, NOTE, Kind, address_of, date_of, fill, status_of
from wordpress.report import ADDRESSES, CHANGED, SKIPPED, Report

HEADINGS = {Kind.COMMENT: "Comments", Kind.PINGBACK: "Pingbacks", Kind.TRACKBACK: "Trackbacks"}

Place = tuple[int, int]  # the number of the entry here, and the number of a comment under it in WordPress


@dataclass
class Arrival:
    """A comment of the file on its way to its row. `pk` is 0 as long as it has none."""

    entry: Entry
    remark: Remark
    number: int
    source: str
    is_older: bool = False
    turn: int = 0
    origin: Origin | None = None
    row: Comment | None = None
    pk: int = 0
    author: AbstractUser | None = None
    address: str = ""

    @property
    def place(self) -> Place:
        return self.entry.pk, self.number

    @property
    def above(self) -> Place | None:
        return (self.entry.pk, self.remark.parent) if self.remark.parent else None


@dataclass(frozen=True)
class Company:
    """What comments stand among: the rows of those that they answer, and their writers by e-mail address."""

    parents: dict[Place, int]
    writers: dict[str, Commenter]
    circle: set[Place]  # those that answer themselves, if by way of others


class Threads:
    """Takes the comments of one file in, the threads of several posts at a time.

    They go past the verbs of `comments.actions`: what was decided there years ago is no
    decision of today, has no row in the ledger, and sends no letter.
    """

    def __init__(self, site: str, authors: Authors, fresh_numbers: Iterator[int], report: Report) -> None:
        self._site, self._authors, self._report = site, authors, report
        self._fresh_numbers = fresh_numbers
        self._met: set[int] = set()  # what the file has said already, half a million times perhaps
        self._waiting: list[Arrival] = []

    def take_in(self, entry: Entry, remarks: Iterable[Remark], *, are_older: bool = False) -> None:
        """Bring what is new, and update what was changed there and not here; at the latest when `finish` is called.

        What is older than what has come before brings only what is new.
        """
        self._waiting.extend(self._arrivals(entry, remarks, are_older))
        if len(self._waiting) >= BATCH:
            self.finish()

    def finish(self) -> None:
        """Store what has been taken in and still waits for company."""
        arrivals, self._waiting = self._waiting, []
        self._look_up(arrivals)
        new = [arrival for arrival in arrivals if not arrival.origin]
        changed = [arrival for arrival in arrivals if arrival.origin and self._judged(arrival) == UPDATED]
        if new or changed:
            self._number(new)
            company = self._company(arrivals, [*new, *changed])
            self._create(new, company)
            self._update(changed, company)

    def _arrivals(self, entry: Entry, remarks: Iterable[Remark], are_older: bool) -> Iterator[Arrival]:
        for remark in remarks:
            if remark.kind == NOTE:
                self._report.note(SKIPPED, "editors' note on a post, never meant for readers")
                continue
            source = source_of(remark)
            mark = int(source[:15], 16)
            if mark in self._met:
                self._report.note(SKIPPED, "comment that stands in the file twice")
            else:
                self._met.add(mark)
                yield Arrival(entry, remark, remark.number or stand_in(source), source, are_older)

    def _look_up(self, arrivals: list[Arrival]) -> None:
        """The origins of what has come before, and the rows of what was changed there since."""
        known: defaultdict[int, list[Origin]] = defaultdict(list)
        for found in find(self._site, Origin.Kind.COMMENT, (arrival.number for arrival in arrivals)).values():
            known[found.number].append(found)
        rows: dict[int, Comment] = {}
        for batch in in_batches(_to_compare(arrivals, known)):
            rows.update(Comment.objects.in_bulk(batch))
        taken: defaultdict[int, set[int]] = defaultdict(set)
        for arrival in arrivals:
            _recognize(arrival, known.get(arrival.number, []), rows, taken[arrival.number])

    def _judged(self, arrival: Arrival) -> str:
        """What becomes of a comment that has come before, already counted."""
        if arrival.origin and arrival.origin.source == arrival.source:
            outcome = UNCHANGED  # its row was not even looked at
        else:
            outcome = judge(arrival.origin, arrival.source, arrival.row, _content)
            outcome = OLDER if outcome == UPDATED and arrival.is_older else outcome
        self._count(arrival, outcome)
        return outcome

    def _number(self, new: list[Arrival]) -> None:
        """WordPress's number where it is free, so that every #comment-12 in the world still leads to it."""
        taken: set[int] = set()
        for batch in in_batches(arrival.number for arrival in new):
            taken.update(Comment.objects.filter(pk__in=batch).values_list("pk", flat=True))
        for arrival in new:
            arrival.pk = arrival.number
            if arrival.number < 1 or arrival.turn or arrival.number in taken:
                arrival.pk = next(self._fresh_numbers)
                example = f"#comment-{arrival.remark.number} is now #comment-{arrival.pk}"
                self._report.note(ADDRESSES, "comment whose number is taken", example)

    def _company(self, arrivals: list[Arrival], incoming: list[Arrival]) -> Company:
        for arrival in incoming:
            arrival.author = self._authors.by_number(arrival.remark.user)
            arrival.address = "" if arrival.author else address_of(arrival.remark, self._report)
        return Company(self._parents(arrivals, incoming), _writers(incoming), _circle(arrivals))

    def _parents(self, arrivals: list[Arrival], incoming: list[Arrival]) -> dict[Place, int]:
        """The rows of the comments that were answered, as far as they stand under the same post."""
        rows: dict[Place, int] = {}
        for arrival in arrivals:
            rows.setdefault(arrival.place, arrival.pk)
        wanted = {arrival.above for arrival in incoming if arrival.above}
        rows.update(self._moved_in_before(wanted - rows.keys()))
        here = {arrival.pk: arrival.entry.pk for arrival in incoming if not arrival.origin}
        for batch in in_batches(rows[place] for place in wanted & rows.keys()):
            here.update(Comment.objects.filter(pk__in=batch).values_list("pk", "post_id"))
        return {place: rows[place] for place in wanted & rows.keys() if here.get(rows[place]) == place[0]}

    def _moved_in_before(self, places: set[Place]) -> dict[Place, int]:
        """A newer export may hold the answer alone."""
        if not places:
            return {}
        origins = find(self._site, Origin.Kind.COMMENT, {number for _, number in places}).values()
        numbers = {origin.target: origin.number for origin in origins}
        rows: dict[Place, int] = {}
        for batch in in_batches(numbers):
            found = Comment.objects.filter(pk__in=batch).values_list("post_id", "pk")
            rows.update({(entry, numbers[pk]): pk for entry, pk in found})
        return {place: rows[place] for place in places & rows.keys()}

    def _create(self, new: list[Arrival], company: Company) -> None:
        comments = [self._filled(Comment(pk=arrival.pk), arrival, company) for arrival in new]
        Comment.objects.bulk_create(comments, batch_size=BATCH)
        for arrival, comment in zip(new, comments, strict=True):
            arrival.origin = Origin(site=self._site, kind=Origin.Kind.COMMENT, number=arrival.number, turn=arrival.turn)
            _remember(arrival, comment)
            self._count(arrival, CREATED)
        Origin.objects.bulk_create([arrival.origin for arrival in new if arrival.origin], batch_size=BATCH)

    def _update(self, changed: list[Arrival], company: Company) -> None:
        for arrival in changed:
            if arrival.row and arrival.origin:
                self._filled(arrival.row, arrival, company).save()
                _remember(arrival, arrival.row)
                arrival.origin.save()

    def _filled(self, comment: Comment, arrival: Arrival, company: Company) -> Comment:
        comment.post_id = arrival.entry.pk
        comment.parent_id = self._parent(arrival, company)
        comment.author_id = arrival.author.pk if arrival.author else None
        comment.commenter = company.writers.get(arrival.address)
        return fill(comment, arrival.remark, arrival.entry.published_at or timezone.now(), self._report)

    def _parent(self, arrival: Arrival, company: Company) -> int | None:
        if not arrival.above:
            return None
        parent = None if arrival.place in company.circle else company.parents.get(arrival.above)
        if not parent:
            what = "to a comment that is missing"
            if arrival.place in company.circle:
                what = "to itself" if arrival.place == arrival.above else "in a circle of replies"
            self._report.note(CHANGED, f"reply {what}, now at the top", f"comment {arrival.pk}")
        return parent

    def _count(self, arrival: Arrival, outcome: str) -> None:
        heading = HEADINGS[KINDS.get(arrival.remark.kind, Kind.COMMENT)]
        self._report.count(heading, outcome, status=status_of(arrival.remark))


def _to_compare(arrivals: Iterable[Arrival], known: dict[int, list[Origin]]) -> set[int]:
    """The rows of their numbers, where the file does not say what it said before."""
    changed = (known.get(arrival.number, []) for arrival in arrivals if not _said_before(arrival, known))
    return {origin.target for origins in changed for origin in origins}


def _said_before(arrival: Arrival, known: dict[int, list[Origin]]) -> bool:
    return any(origin.source == arrival.source for origin in known.get(arrival.number, []))


def _recognize(arrival: Arrival, known: list[Origin], rows: dict[int, Comment], taken: set[int]) -> None:
    """Find out how it came before, if not as one of the turns that are taken; else it is another of its number."""
    origin = arrival.origin = _match(arrival, [origin for origin in known if origin.turn not in taken], rows)
    if origin:
        arrival.turn, arrival.pk, arrival.row = origin.turn, origin.target, rows.get(origin.target)
    else:
        arrival.turn = max([*taken, *(origin.turn for origin in known)], default=-1) + 1
    taken.add(arrival.turn)


def _match(arrival: Arrival, origins: list[Origin], rows: dict[int, Comment]) -> Origin | None:
    """The one with the same words, else the one under the same post, else one that was deleted here."""
    same = [origin for origin in origins if origin.source == arrival.source]
    posts = {origin.turn: rows[origin.target].post_id for origin in origins if origin.target in rows}
    like = [origin for origin in origins if posts.get(origin.turn) == arrival.entry.pk]
    gone = [origin for origin in origins if origin.turn not in posts]
    return next(iter([*same, *like, *gone]), None)


def _circle(arrivals: list[Arrival]) -> set[Place]:
    answered = {arrival.place: arrival.above for arrival in arrivals}
    return {place for place in answered if _is_looped(place, answered)}


def _is_looped(place: Place, answered: dict[Place, Place | None]) -> bool:
    """True where the chain of answers leads back to where it began."""
    passed: set[Place] = set()
    above = answered[place]
    while above and above != place and above not in passed:
        passed.add(above)
        above = answered.get(above)
    return above == place


def _writers(incoming: list[Arrival]) -> dict[str, Commenter]:
    """The commenters of these addresses; who is new has been here since his first comment."""
    first: dict[str, datetime] = {}
    for arrival in incoming:
        if arrival.address:
            date = date_of(arrival.remark) or timezone.now()
            first[arrival.address] = min(first.get(arrival.address, date), date)
    writers = _known(first)
    new = [Commenter.of(address, created_at=date) for address, date in first.items() if address not in writers]
    Commenter.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    return writers | _known(writer.email for writer in new)


def _known(addresses: Iterable[str]) -> dict[str, Commenter]:
    known: dict[str, Commenter] = {}
    for batch in in_batches(addresses):
        known.update({writer.email: writer for writer in Commenter.objects.filter(email__in=batch)})
    return known


def _remember(arrival: Arrival, comment: Comment) -> None:
    if arrival.origin:
        arrival.origin.target, arrival.origin.source = comment.pk, arrival.source
        arrival.origin.stored = _content(comment)


def _content(comment: Comment) -> str:
    """The digest of what can be changed here, by hand or by a verb."""
    said = [comment.name, comment.website, comment.body, comment.status, comment.submitted_at.timestamp()]
    return digest([*said, comment.kind, comment.parent_id, comment.author_id, comment.commenter_id])
