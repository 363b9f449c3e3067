"""Categories with their tree, and tags."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from blog.actions import save_category, save_tag
from blog.models import Category, Tag
from wordpress.exports.wxr import Label, Term
from wordpress.forwarding import forward
from wordpress.models import Origin
from wordpress.origins import CREATED, FOUND, KEPT, UPDATED, digest, find, judge, source_of, stand_in
from wordpress.report import CHANGED, LEFT_OUT, Report

LONGEST = 200  # characters of a name
LONGEST_PATH = 1000  # characters


class Taxonomy(ABC):
    """The terms of one kind, by the slugs that posts name. None stands for one that was deleted here since."""

    domain: ClassVar[str]
    query: ClassVar[str]  # how WordPress asks for one by its number, without a permalink
    target: ClassVar[str]  # the field of blog.models.Redirect
    kind: ClassVar[str]
    heading: ClassVar[str]
    model: ClassVar[type[models.Model]]

    def __init__(self, site: str, declared: Iterable[Term], report: Report) -> None:
        self.report = report
        self._site = site
        own = [term for term in declared if term.domain == self.domain and term.slug]
        self.declared = {term.slug: term for term in reversed(own)}  # the first of those that share a slug
        self._owners: dict[int, str] = {}
        self._rows: dict[str, Any] = {}
        for term in reversed(self.declared.values()):
            self.row(term)

    def of(self, labels: Iterable[Label]) -> list[Any]:
        """What the labels of a post name; a term that no head declares is made on the spot."""
        terms = [Term(self.domain, 0, label.slug, label.name) for label in labels if label.domain == self.domain]
        return [row for term in terms if term.slug and (row := self.row(term))]

    def row(self, term: Term) -> Any:
        if term.slug not in self._rows:
            take_in = self._take_in if term.slug in self.declared else self._look_up
            self._rows[term.slug] = take_in(term)
        return self._rows[term.slug]

    def _take_in(self, term: Term) -> Any:
        """A declared term: created, or updated where it was changed there and not here."""
        origin = self._origin(term)
        row = self.model._default_manager.filter(pk=origin.target).first() if origin else None
        outcome = judge(origin, source_of(term), row, self.content)
        twin = self.twin(term) if outcome in (CREATED, UPDATED) else None
        if outcome == CREATED and twin:
            outcome, row = FOUND, twin
        elif outcome == UPDATED and twin and twin != row:
            outcome = KEPT
            self.report.note(CHANGED, "renamed there to what another one is called here, left as it was", term.name)
        elif outcome in (CREATED, UPDATED):
            row = self.write(row or self.model(), term)
        if outcome in (CREATED, FOUND, UPDATED):
            self._remember(origin, term, row)
        if row and term.number:
            forward([f"/?{self.query}={term.number}"], self.report, **{self.target: row})
        self.report.count(self.heading, outcome)
        return row

    def _look_up(self, term: Term) -> Any:
        """A term that only a post names. The file does not say its place, so what is here stays as it is."""
        origin = self._origin(term)
        if origin:
            return self.model._default_manager.filter(pk=origin.target).first()
        row = self.model._default_manager.filter(slug=term.slug).order_by("pk").first()
        if row is None:
            row = self.write(self.model(), term)
            self._remember(None, term, row)
            self.report.count(self.heading, CREATED)
        return row

    def _origin(self, term: Term) -> Origin | None:
        """How it came before: by its number, or, named by a post alone, by its slug."""
        numbers = [self._number(term), stand_in(term.slug)]
        found = find(self._site, self.kind, numbers)
        return found.get((numbers[0], 0)) or found.get((numbers[1], 0))

    def _number(self, term: Term) -> int:
        """WordPress's number, unless it has none or the file gives it to another one as well."""
        is_own = term.number and self._owners.setdefault(term.number, term.slug) == term.slug
        return term.number if is_own else stand_in(term.slug)

    def _remember(self, origin: Origin | None, term: Term, row: Any) -> None:
        origin = origin or Origin(site=self._site, kind=self.kind)
        origin.number = self._number(term)
        origin.target, origin.source, origin.stored = row.pk, source_of(term), self.content(row)
        origin.save()

    def name(self, term: Term) -> str:
        name = term.name or term.slug
        if len(name) > LONGEST:
            self.report.note(CHANGED, f"name of more than {LONGEST} characters, cut", name)
        return name[:LONGEST]

    @abstractmethod
    def twin(self, term: Term) -> Any:
        """What is here already under the address that the term would get."""

    @abstractmethod
    def write(self, row: Any, term: Term) -> Any:
        """Store what the file says of the term."""

    @abstractmethod
    def content(self, row: Any) -> str:
        """The digest of what the author can edit."""


class Categories(Taxonomy):
    domain, query, target = "category", "cat", "category"
    kind, heading, model = Origin.Kind.CATEGORY, "Categories", Category

    def __init__(self, site: str, declared: Iterable[Term], report: Report) -> None:
        self._above: list[str] = []
        super().__init__(site, declared, report)

    def _take_in(self, term: Term) -> Category | None:
        """The parent first, wherever it stands in the file."""
        self._above.append(term.slug)
        if (parent := self.declared.get(term.parent)) and term.parent not in self._above:
            self.row(parent)
        self._above.pop()
        return super()._take_in(term)

    def _parent(self, term: Term) -> Category | None:
        parent = self._rows.get(term.parent)
        if term.parent and parent is None:
            self.report.note(CHANGED, "category whose parent is missing, now at the top", term.name)
        return Category.objects.get(pk=parent.pk) if parent else None  # its own address may have changed since

    def twin(self, term: Term) -> Category | None:
        parent = self._rows.get(term.parent)
        path = f"{parent.path}/{term.slug}" if parent else term.slug
        return Category.objects.filter(path=path).first()

    def write(self, row: Category, term: Term) -> Category:
        parent = self._parent(term)
        if parent and (len(parent.path) + len(term.slug) >= LONGEST_PATH or _is_within(parent, row)):
            self.report.note(CHANGED, "category that fits nowhere below its parent, now at the top", term.name)
            parent = None
        row.name, row.parent, row.description = self.name(term), parent, term.description
        row.slug = _free_slug(term.slug, parent, row)
        return save_category(row)

    def content(self, row: Category) -> str:
        return digest([row.name, row.slug, row.parent_id, row.description])


def _free_slug(slug: str, parent: Category | None, row: Category) -> str:
    """The slug itself, unless it is not under its own parent but at the top, where another one has it."""
    taken = Category.objects.filter(parent=parent).exclude(pk=row.pk)
    candidates = (slug, *(f"{slug[:190]}-{number}" for number in range(2, 1000)))
    return next(candidate for candidate in candidates if not taken.filter(slug=candidate).exists())


def _is_within(category: Category, other: Category) -> bool:
    """The author may have turned the tree around here."""
    return f"{category.path}/".startswith(f"{other.path}/") if other.pk else False


class Tags(Taxonomy):
    domain, query, target = "post_tag", "tag_id", "tag"
    kind, heading, model = Origin.Kind.TAG, "Tags", Tag

    def twin(self, term: Term) -> Tag | None:
        return Tag.objects.filter(slug=term.slug).first()

    def write(self, row: Tag, term: Term) -> Tag:
        """In WordPress two tags may share a name; here only one may bear it."""
        row.name, row.slug = self.name(term), term.slug
        if Tag.objects.filter(name=row.name).exclude(pk=row.pk).exists():
            row.name = f"{row.name[:90]} ({row.slug[:90]})"
            self.report.note(CHANGED, "tag whose name another one has", row.name)
        if term.description:
            self.report.note(LEFT_OUT, "description of a tag", row.name)
        return save_tag(row)

    def content(self, row: Tag) -> str:
        return digest([row.name, row.slug])


def note_other_terms(declared: Iterable[Term], report: Report) -> None:
    """Menus and plugins' taxonomies have no place here."""
    for term in declared:
        if term.domain not in (Categories.domain, Tags.domain):
            report.note(LEFT_OUT, f"term of the taxonomy “{term.domain}”")
