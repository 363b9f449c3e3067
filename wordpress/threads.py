"""The comments under one post: their numbers, their parents, and the people who wrote them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from blog.models import Entry
from comments.models import Comment, Commenter
from wordpress.authors import Authors
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
from wordpress.wxr import Remark

HEADINGS = {Kind.COMMENT: "Comments", Kind.PINGBACK: "Pingbacks", Kind.TRACKBACK: "Trackbacks"}


@dataclass
class Arrival:
    """A comment of the file on its way to its row. `pk` is 0 as long as it has none."""

    remark: Remark
    number: int
    turn: int
    source: str
    origin: Origin | None = None
    pk: int = 0
    author: AbstractUser | None = None
    address: str = ""

    @property
    def key(self) -> tuple[int, int]:
        return self.number, self.turn


@dataclass(frozen=True)
class Company:
    """What the comments of one post stand among: `parents` by WordPress's number, `writers` by e-mail address."""

    entry: Entry
    parents: dict[int, int]
    writers: dict[str, Commenter]


class Threads:
    """Takes the comments of one file in, post by post.

    They go past the verbs of `comments.actions`: what was decided there years ago is no
    decision of today, has no row in the ledger, and sends no letter.
    """

    def __init__(self, site: str, authors: Authors, fresh_numbers: Iterator[int], report: Report) -> None:
        self._site, self._authors, self._report = site, authors, report
        self._fresh_numbers = fresh_numbers
        self._turns = Turns()

    def take_in(self, entry: Entry, remarks: Iterable[Remark]) -> None:
        """Bring what is new, and update what was changed there and not here."""
        arrivals = list(self._arrivals(remarks))
        self._look_up(arrivals)
        new = [arrival for arrival in arrivals if not arrival.origin]
        changed = [arrival for arrival in arrivals if arrival.origin and arrival.origin.source != arrival.source]
        for arrival in arrivals:
            if arrival.origin and arrival.origin.source == arrival.source:
                self._count(arrival, UNCHANGED)
        if new or changed:
            self._number(new)
            company = self._company(entry, arrivals, [*new, *changed])
            self._create(new, company)
            self._update(changed, company)

    def _arrivals(self, remarks: Iterable[Remark]) -> Iterator[Arrival]:
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
                yield Arrival(remark, number, turn, source)

    def _look_up(self, arrivals: list[Arrival]) -> None:
        origins = find(self._site, Origin.Kind.COMMENT, (arrival.number for arrival in arrivals))
        for arrival in arrivals:
            arrival.origin = origins.get(arrival.key)
            arrival.pk = arrival.origin.target if arrival.origin else 0

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

    def _company(self, entry: Entry, arrivals: list[Arrival], incoming: list[Arrival]) -> Company:
        for arrival in incoming:
            arrival.author = self._authors.by_number(arrival.remark.user)
            arrival.address = "" if arrival.author else address_of(arrival.remark, self._report)
        return Company(entry, self._parents(entry, arrivals, incoming), _writers(incoming))

    def _parents(self, entry: Entry, arrivals: list[Arrival], incoming: list[Arrival]) -> dict[int, int]:
        """The rows of the comments that were answered, as far as they stand under this very post."""
        rows: dict[int, int] = {}
        for arrival in arrivals:
            rows.setdefault(arrival.number, arrival.pk)
        wanted = {arrival.remark.parent for arrival in incoming if arrival.remark.parent}
        earlier = find(self._site, Origin.Kind.COMMENT, wanted - rows.keys())
        rows.update({number: origin.target for (number, _), origin in earlier.items()})
        present = {arrival.pk for arrival in incoming if not arrival.origin}
        for batch in in_batches(rows[number] for number in wanted & rows.keys()):
            present.update(Comment.objects.on(entry).filter(pk__in=batch).values_list("pk", flat=True))
        answered = {arrival.number: arrival.remark.parent for arrival in arrivals}
        looped = {number for number in answered if _is_looped(number, answered)}
        return {number: rows[number] for number in wanted & rows.keys() - looped if rows[number] in present}

    def _create(self, new: list[Arrival], company: Company) -> None:
        comments = [self._filled(Comment(pk=arrival.pk), arrival, company) for arrival in new]
        Comment.objects.bulk_create(comments, batch_size=BATCH)
        for arrival, comment in zip(new, comments, strict=True):
            arrival.origin = Origin(site=self._site, kind=Origin.Kind.COMMENT, number=arrival.number, turn=arrival.turn)
            _remember(arrival, comment)
            self._count(arrival, CREATED)
        Origin.objects.bulk_create([arrival.origin for arrival in new if arrival.origin], batch_size=BATCH)

    def _update(self, changed: list[Arrival], company: Company) -> None:
        rows: dict[int, Comment] = {}
        for batch in in_batches(arrival.pk for arrival in changed):
            rows.update(Comment.objects.in_bulk(batch))
        for arrival in changed:
            row = rows.get(arrival.pk)
            outcome = judge(arrival.origin, arrival.source, row, _content)
            if outcome == UPDATED and row and arrival.origin:
                self._filled(row, arrival, company).save()
                _remember(arrival, row)
                arrival.origin.save()
            self._count(arrival, outcome)

    def _filled(self, comment: Comment, arrival: Arrival, company: Company) -> Comment:
        remark = arrival.remark
        comment.post_id = company.entry.pk
        comment.parent_id = company.parents.get(remark.parent)
        comment.author_id = arrival.author.pk if arrival.author else None
        comment.commenter = company.writers.get(arrival.address)
        if remark.parent and not comment.parent_id:
            self._report.note(CHANGED, "reply to a comment that is missing, now at the top", f"comment {comment.pk}")
        return fill(comment, remark, company.entry.published_at or timezone.now(), self._report)

    def _count(self, arrival: Arrival, outcome: str) -> None:
        heading = HEADINGS[KINDS.get(arrival.remark.kind, Kind.COMMENT)]
        self._report.count(heading, outcome, status=status_of(arrival.remark))


def _is_looped(number: int, answered: dict[int, int]) -> bool:
    """True where the chain of answers leads back to where it began."""
    passed: set[int] = set()
    above = answered[number]
    while above and above != number and above not in passed:
        passed.add(above)
        above = answered.get(above, 0)
    return above == number


def _writers(incoming: list[Arrival]) -> dict[str, Commenter]:
    """The commenters of these addresses; who is new has been here since his first comment."""
    first: dict[str, datetime] = {}
    for arrival in incoming:
        if arrival.address:
            date = date_of(arrival.remark) or timezone.now()
            first[arrival.address] = min(first.get(arrival.address, date), date)
    commenters = [Commenter.of(address, created_at=date) for address, date in first.items()]
    Commenter.objects.bulk_create(commenters, batch_size=BATCH, ignore_conflicts=True)
    writers: dict[str, Commenter] = {}
    for batch in in_batches(first):
        writers.update({writer.email: writer for writer in Commenter.objects.filter(email__in=batch)})
    return writers


def _remember(arrival: Arrival, comment: Comment) -> None:
    if arrival.origin:
        arrival.origin.target, arrival.origin.source, arrival.origin.stored = (
            comment.pk,
            arrival.source,
            _content(comment),
        )


def _content(comment: Comment) -> str:
    """The digest of what can be changed here, by hand or by a verb."""
    said = [comment.name, comment.website, comment.body, comment.status, comment.submitted_at.timestamp()]
    return digest([*said, comment.kind, comment.parent_id, comment.author_id, comment.commenter_id])
