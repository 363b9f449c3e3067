"""What is known of the files before anything of them is written; that they are whole, above all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from wordpress.comparison import Inventory
from wordpress.exports.errors import Flawed, Unreadable
from wordpress.exports.reading import Export
from wordpress.exports.repairs import EXAMPLES
from wordpress.exports.wxr import Author, Head, Item, Part, Term
from wordpress.progress import CHECKING, Meter
from wordpress.report import REPAIRS, Report
from wordpress.uploads.attachments import ATTACHMENT, Attachment, Attachments, attachment

MORE = " and further on"


@dataclass
class Survey:
    """One file, read to its end."""

    export: Export
    head: Head
    inventory: Inventory
    authors: list[Author] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    highest_comment: int = 0
    highest_item: int = 0
    items: int = 0


@dataclass
class Source:
    """One WordPress site: what one part of its export names, another part may declare."""

    site: str
    surveys: list[Survey] = field(default_factory=list)

    @cached_property
    def authors(self) -> list[Author]:
        return list(dict.fromkeys(author for survey in self.surveys for author in survey.authors))

    @cached_property
    def terms(self) -> list[Term]:
        """Each once; of those with the same slug, the one in the last file comes first."""
        return list(dict.fromkeys(term for survey in reversed(self.surveys) for term in survey.terms))

    @cached_property
    def attachments(self) -> Attachments:
        return Attachments(item for survey in self.surveys for item in survey.attachments)

    @cached_property
    def inventory(self) -> Inventory:
        """What all of its files hold. It knows what was gone from here before anything was written."""
        inventory, *others = (survey.inventory for survey in self.surveys)
        for other in others:
            inventory.add(other)
        return inventory


def survey(files: Iterable[Path], meter: Meter) -> list[Source]:
    """Read every file once and whole, so that a damaged one is found before anything is written. Raises Unreadable."""
    paths = list({path.resolve(): path for path in reversed(list(files))}.values())[::-1]
    before, total = 0, sum(map(_size, paths))
    sources: dict[str, Source] = {}
    for path in paths:
        found = _survey(Export(path), _Told(meter, before, total))
        sources.setdefault(found.head.site, Source(found.head.site)).surveys.append(found)
        before += _size(path)
    return list(sources.values())


def note_files(sources: Iterable[Source], report: Report) -> None:
    """Name the files, and what was repaired in them."""
    for found in (found for source in sources for found in source.surveys):
        head, name, repairs = found.head, found.export.path.name, found.export.repairs
        report.files.append(f"{name}: “{head.title}” ({head.site}), export format {head.version}")
        for what, number in repairs.counts.items():
            lines = repairs.lines[what]
            report.note(
                REPAIRS,
                what,
                f"{name}, line {', '.join(map(str, lines))}{MORE * (len(lines) == EXAMPLES)}",
                number=number,
            )


@dataclass(frozen=True)
class _Told:
    """How far the checking of one file among several has come."""

    meter: Meter
    before: int
    total: int

    def __call__(self, position: int) -> None:
        self.meter.tell(CHECKING, self.before + position, self.total)


def _survey(export: Export, told: _Told) -> Survey:
    """Strictly first, since most files are healthy; a damaged one once more from its beginning."""
    try:
        return _read(export, told)
    except Flawed:
        export.is_mended = True
        return _read(export, told)


def _read(export: Export, told: _Told) -> Survey:
    parts = export.read()
    head = next(parts)
    assert isinstance(head, Head)  # noqa: S101 (it comes before everything)
    found = Survey(export, head, Inventory(head.site))
    for part in parts:
        _note(found, part)
        told(export.position)
    return found


def _note(found: Survey, part: Head | Part) -> None:
    if isinstance(part, Author):
        found.authors.append(part)
    elif isinstance(part, Term):
        found.terms.append(part)
        found.inventory.add_term(part)
    elif isinstance(part, Item):
        found.items += 1
        found.attachments.extend([attachment(part)] if part.kind == ATTACHMENT else [])
        found.highest_item = max(found.highest_item, part.number)
        found.highest_comment = max([found.highest_comment, *(remark.number for remark in part.remarks)])
        found.inventory.add_item(part)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
