"""The comments under the posts: their numbers, their parents, and the people who wrote them."""

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
    UNCHANGED,
    UPDATED,
    Turns,
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
    turn: int
    source: str
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


class Threads:
    """Takes the comments of one file in, the threads of several posts at a time.

    They go past the verbs of `comments.actions`: what was decided there years ago is no
    decision of today, has no row in the ledger, and sends no letter.
    """

    def __init__(self, site: str, authors: Authors, fresh_numbers: Iterator[int], report: Report) -> None:
        self._site, self._authors, self._report = site, authors, report
        self._fresh_numbers = fresh_numbers
        self._turns = Turns()
        self._waiting: list[Arrival] = []

    def take_in(self, entry: Entry, remarks: Iterable[Remark]) -> None:
        """Bring what is new, and update what was changed there and not here; at the latest when `finish` is called."""
        self._waiting.extend(self._arrivals(entry, remarks))
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

    def _arrivals(self, entry: Entry, remarks: Iterable[Remark]) -> Iterator[Arrival]:
        for remark in remarks:
            if remark.kind == NOTE:
                self._report.note(SKIPPED, "editors' note on a post, never meant for readers")
                continue
            source = source_of(remark)
            number = remark.number or stand_in(source)
            turn, is_repeated = self._turns.turn(number, source)
            if is_repeated:
                self._report.note(SKIPPED, "comment that stands in the file twice")
            else:
                yield Arrival(entry, remark, number, turn, source)

    def _look_up(self, arrivals: list[Arrival]) -> None:
        """The origins of what has come before, and the rows of what was changed there since."""
        origins = find(self._site, Origin.Kind.COMMENT, (arrival.number for arrival in arrivals))
        for arrival in arrivals:
            arrival.origin = origins.get((arrival.number, arrival.turn))
            arrival.pk = arrival.origin.target if arrival.origin else 0
        changed = [arrival for arrival in arrivals if arrival.origin and arrival.origin.source != arrival.source]
        rows: dict[int, Comment] = {}
        for batch in in_batches(arrival.pk for arrival in changed):
            rows.update(Comment.objects.in_bulk(batch))
        for arrival in changed:
            arrival.row = rows.get(arrival.pk)

    def _judged(self, arrival: Arrival) -> str:
        """What becomes of a comment that has come before, already counted."""
        if arrival.origin and arrival.origin.source == arrival.source:
            outcome = UNCHANGED  # its row was not even looked at
        else:
            outcome = judge(arrival.origin, arrival.source, arrival.row, _content)
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
        return Company(self._parents(arrivals, incoming), _writers(incoming))

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
        answered = {arrival.place: arrival.above for arrival in arrivals}
        looped = {place for place in answered if _is_looped(place, answered)}
        return {place: rows[place] for place in wanted & rows.keys() - looped if here.get(rows[place]) == place[0]}

    def _moved_in_before(self, places: set[Place]) -> dict[Place, int]:
        """A newer export may hold the answer alone."""
        if not places:
            return {}
        origins = find(self._site, Origin.Kind.COMMENT, {number for _, number in places}).values()
        rows = {origin.number: origin.target for origin in origins}
        return {(entry, number): rows[number] for entry, number in places if number in rows}

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
        comment.parent_id = company.parents.get(arrival.above) if arrival.above else None
        comment.author_id = arrival.author.pk if arrival.author else None
        comment.commenter = company.writers.get(arrival.address)
        if arrival.above and not comment.parent_id:
            self._report.note(CHANGED, "reply to a comment that is missing, now at the top", f"comment {comment.pk}")
        return fill(comment, arrival.remark, arrival.entry.published_at or timezone.now(), self._report)

    def _count(self, arrival: Arrival, outcome: str) -> None:
        heading = HEADINGS[KINDS.get(arrival.remark.kind, Kind.COMMENT)]
        self._report.count(heading, outcome, status=status_of(arrival.remark))


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
