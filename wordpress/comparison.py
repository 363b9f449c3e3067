"""What the files hold, counted while they are checked, and what of it is here in the end, asked from the database."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from django.db.models import Case, CharField, Exists, F, Model, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from blog.models import Category, Entry, Tag
from comments.models import Comment
from wordpress.entries import is_entry
from wordpress.exports.wxr import Item, Remark, Term
from wordpress.identity import guid_key, guid_key_of_row, number_of
from wordpress.models import Origin
from wordpress.origins import in_batches, source_of, stand_in
from wordpress.remarks import KINDS, NOTE, status_of
from wordpress.report import Row, Sort

Kind = Origin.Kind

DELETED = "deleted here"
PASSED_BY = "on what was deleted here"
TWICE = "twice in the files"
MODELS: dict[str, type[Model]] = {
    Kind.ENTRY: Entry,
    Kind.COMMENT: Comment,
    Kind.CATEGORY: Category,
    Kind.TAG: Tag,
}
HEADINGS: dict[str, str] = {Entry.Kind.POST: "Posts", Entry.Kind.PAGE: "Pages"}
KINDS_OF_ENTRY = {heading: kind for kind, heading in HEADINGS.items()}
TAXONOMIES = {"category": Kind.CATEGORY, "post_tag": Kind.TAG}
STATES = {"publish": "published", "future": "scheduled", "private": "private", "trash": "trash"}
SCHEDULED = Case(
    When(status=Entry.Status.PUBLISHED, published_at__gt=Now(), then=Value("scheduled")),
    default=F("status"),
    output_field=CharField(),
)


Found = defaultdict[int, Counter[str]]  # how many rows of a number are in which state, by the mark of their guid


class Inventory:
    """What the files hold of one site: eight bytes for each thing, however long it is, and eight for its guid."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._numbers: defaultdict[Sort, array[int]] = defaultdict(lambda: array("q"))
        self._guids: defaultdict[Sort, array[int]] = defaultdict(lambda: array("q"))  # of the entries
        self._terms: dict[tuple[str, str], int] = {}
        self._gone = {kind: _gone(site, kind) for kind in MODELS}
        self._passed_by: set[int] = set()

    def __len__(self) -> int:
        return sum(map(len, self._numbers.values())) + len(self._terms)

    def add(self, other: "Inventory") -> None:
        """What another file of the same site holds."""
        for sort, numbers in other._numbers.items():
            self._numbers[sort].extend(numbers)
        for sort, guids in other._guids.items():
            self._guids[sort].extend(guids)
        self._terms = {**other._terms, **self._terms}
        self._passed_by |= other._passed_by

    def add_term(self, term: Term) -> None:
        """A category or a tag, the first time that it is met."""
        if term.domain in TAXONOMIES and term.slug:
            self._terms.setdefault((TAXONOMIES[term.domain], term.slug), term.number or stand_in(term.slug))

    def add_item(self, item: Item) -> None:
        """A post or a page with its terms and comments. Of the rest, the comments."""
        number = number_of(item)
        if is_entry(item):
            sort = Sort(Kind.ENTRY, HEADINGS[item.kind], _state(item))
            self._numbers[sort].append(number)
            self._guids[sort].append(_mark(guid_key(item.guid)))
            for label in item.labels:
                self.add_term(Term(label.domain, 0, label.slug, label.name))
        is_gone = number in self._gone[Kind.ENTRY]
        for remark in item.remarks:
            if remark.kind != NOTE:
                self._add_remark(remark, is_gone=is_gone)

    def compare(self, tell: Callable[[int], None]) -> Iterator[Row]:
        """Ask the database for everything that the files hold. `tell` hears how much has been asked."""
        done = 0
        for sort in sorted(self._numbers):
            row = Row(sort)
            for batch in in_batches(_counted(self._numbers[sort], self._guids.get(sort))):
                self._compare(row, batch)
                done += len(batch)
                tell(done)
            yield row
        for kind, heading in ((Kind.CATEGORY, "Categories"), (Kind.TAG, "Tags")):
            if compared := self._compared_terms(Sort(kind, heading)):
                yield compared

    def _add_remark(self, remark: Remark, *, is_gone: bool) -> None:
        number = remark.number or stand_in(source_of(remark))
        heading = f"{KINDS.get(remark.kind, Comment.Kind.COMMENT).label}s".capitalize()
        self._numbers[Sort(Kind.COMMENT, heading, status_of(remark))].append(number)
        if is_gone:
            self._passed_by.add(number)

    def _compare(self, row: Row, batch: list[tuple[int, int, int]]) -> None:
        found = _states(self._site, row.sort, (number for number, _, _ in batch))
        for number, guid, held in batch:
            states = _of_guid(found[number], guid)
            row.held += held
            row.here += (here := min(held, states[row.sort.state]))
            others = states.copy()
            others.pop(row.sort.state, None)
            self._explain(row, number, held - here, others, is_here=bool(here))

    def _explain(self, row: Row, number: int, missing: int, others: Counter[str], *, is_here: bool) -> None:
        for state in list(others.elements())[:missing]:
            row.reasons[f"{state} here"] += 1
            missing, is_here = missing - 1, True
        if not missing:
            return
        if is_here:
            row.reasons[TWICE] += missing
        elif number in self._gone[row.sort.kind]:
            row.reasons[DELETED] += missing
        elif row.sort.kind == Kind.COMMENT and number in self._passed_by:
            row.reasons[PASSED_BY] += missing

    def _compared_terms(self, sort: Sort) -> Row | None:
        """A term is known by its number, or by its slug where a post alone has named it, here or in the files."""
        row = Row(sort)
        slugs = {slug: number for (kind, slug), number in self._terms.items() if kind == sort.kind}
        numbers = [*slugs.values(), *map(stand_in, slugs)]
        states: dict[int, Found] = {}
        for batch in in_batches(numbers):
            states.update(_states(self._site, sort, batch))
        named = set(MODELS[sort.kind]._default_manager.values_list("slug", flat=True)) if slugs else set()
        for slug, number in slugs.items():
            row.held += 1
            candidates = {number, stand_in(slug)}
            if slug in named or not candidates.isdisjoint(states):
                row.here += 1
            elif candidates & self._gone[sort.kind]:
                row.reasons[DELETED] += 1
        return row if row.held else None


def _counted(numbers: Iterable[int], guids: Iterable[int] | None = None) -> Iterator[tuple[int, int, int]]:
    """Each thing once, by number and guid, with how often it stands in the files."""
    if guids is None:
        return ((number, 0, len(list(group))) for number, group in groupby(sorted(numbers)))
    return ((*thing, len(list(group))) for thing, group in groupby(sorted(zip(numbers, guids, strict=True))))


def _mark(key: str) -> int:
    """The key of a guid in eight bytes; 0 where there is none."""
    return stand_in(key) if key else 0


def _of_guid(found: Found, guid: int) -> Counter[str]:
    """In which states a thing is here. Where the file or the row has no guid, the number alone says which it is."""
    states: Counter[str] = Counter()
    for other, counts in found.items():
        if not guid or other in (0, guid):
            states += counts
    return states


def _state(item: Item) -> str:
    """What the file wants an entry to be."""
    state = STATES.get(item.status, "draft")
    if state == "published" and item.password:
        return "private"
    return "scheduled" if state == "published" and item.date and item.date > timezone.now() else state


def _rows(sort: Sort) -> QuerySet[Model]:
    """The rows of a kind, each with its state."""
    rows = MODELS[sort.kind]._default_manager.filter(pk=OuterRef("target"))
    if sort.kind == Kind.ENTRY:
        return rows.filter(kind=KINDS_OF_ENTRY[sort.heading]).annotate(state=SCHEDULED)
    return rows.annotate(state=F("status") if sort.kind == Kind.COMMENT else Value(""))


def _states(site: str, sort: Sort, numbers: Iterable[int]) -> defaultdict[int, Found]:
    """In which states the things of these numbers are here, by guid; none for what is not here."""
    rows = _rows(sort)
    guid = Subquery(rows.values("guid")) if sort.kind == Kind.ENTRY else Value("")
    origins = Origin.objects.filter(site=site, kind=sort.kind, number__in=list(numbers))
    found: defaultdict[int, Found] = defaultdict(lambda: defaultdict(Counter))
    things = origins.annotate(state=Subquery(rows.values("state")), guid=guid)
    for number, pk, state, called in things.values_list("number", "target", "state", "guid"):
        if state is not None:
            found[number][_mark(guid_key_of_row(called, pk, number))][state] += 1
    return found


def _gone(site: str, kind: str) -> set[int]:
    """The numbers of what came before, and was deleted here since."""
    present = Exists(MODELS[kind]._default_manager.filter(pk=OuterRef("target")))
    return set(Origin.objects.filter(~present, site=site, kind=kind).values_list("number", flat=True))
