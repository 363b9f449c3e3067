"""Moving in from WordPress. Every door (command, later the admin) uses this verb."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from blog.models import Entry, Site
from comments.models import Comment
from wordpress.attachments import ATTACHMENT, Attachment, Attachments, attachment
from wordpress.authors import Authors
from wordpress.entries import Entries, is_entry
from wordpress.errors import Unreadable
from wordpress.library import Library
from wordpress.reading import Export
from wordpress.remarks import NOTE
from wordpress.report import LOST, REPAIRS, SKIPPED, Report
from wordpress.terms import Categories, Tags, note_other_terms
from wordpress.text import plain_title
from wordpress.threads import Threads
from wordpress.wxr import Author, Head, Item, Term

# What WordPress keeps as posts for itself; nobody ever read it.
OF_WORDPRESS = {
    "custom_css",
    "customize_changeset",
    "nav_menu_item",
    "oembed_cache",
    "revision",
    "user_request",
    "wp_block",
    "wp_global_styles",
    "wp_navigation",
    "wp_template",
    "wp_template_part",
}


@dataclass
class Survey:
    """What is known of a file before anything of it is written; that it is whole, above all."""

    export: Export
    head: Head | None = None
    site: str = ""
    authors: list[Author] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    highest_comment: int = 0


def move_in(files: Iterable[Path], *, uploads: Path | None = None, dry_run: bool = False) -> Report:
    """Move WordPress exports in, all of them or nothing, and report.

    What came in before is updated where it was changed there and not here. A dry run does it
    all and takes it back. No letter is sent. Raises wordpress.errors.Unreadable before
    anything is written.
    """
    if uploads and not uploads.is_dir():
        raise Unreadable(f"{uploads} is no folder.")
    report = Report(is_dry=dry_run)
    surveys = [_survey(Export(path), report) for path in files]
    libraries = [Library(survey.site, uploads, _attachments(survey.site, surveys), report) for survey in surveys]
    with _all_or_nothing(libraries, dry_run=dry_run):
        _name_the_house(surveys)
        fresh_numbers = _fresh_numbers(surveys)
        for survey, library in zip(surveys, libraries, strict=True):
            _take_in(survey, library, fresh_numbers, report)
        _reset_sequences()
    return report


@contextmanager
def _all_or_nothing(libraries: list[Library], *, dry_run: bool) -> Iterator[None]:
    """One transaction, for the files as well; a dry run takes both back."""
    is_kept = False
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(dry_run)
        is_kept = not dry_run
    finally:
        for library in [] if is_kept else libraries:
            library.take_back()


def _survey(export: Export, report: Report) -> Survey:
    """Read the whole file once, so that a damaged one is found before anything is written."""
    survey = Survey(export)
    for part in export.read():
        if isinstance(part, Head):
            survey.head, survey.site = part, part.site
            report.files.append(f"{export.path.name}: “{part.title}” ({part.site}), export format {part.version}")
        elif isinstance(part, Author):
            survey.authors.append(part)
        elif isinstance(part, Term):
            survey.terms.append(part)
        else:
            survey.attachments.extend([attachment(part)] if part.kind == ATTACHMENT else [])
            survey.highest_comment = max([survey.highest_comment, *(remark.number for remark in part.remarks)])
    for repair, number in export.repairs.items():
        report.note(REPAIRS, repair, export.path.name, number=number)
    return survey


def _name_the_house(surveys: list[Survey]) -> None:
    """A house that has no name yet takes the one of the first site that moves in."""
    heads = [survey.head for survey in surveys if survey.head and survey.head.title]
    if heads and not Site.objects.exists():
        title, tagline = plain_title(heads[0].title), plain_title(heads[0].tagline)
        Site.objects.create(pk=1, title=title[:120], tagline=tagline[:200])


def _attachments(site: str, surveys: list[Survey]) -> Attachments:
    """A part of an export may show what another part describes."""
    return Attachments(item for survey in surveys if survey.site == site for item in survey.attachments)


def _fresh_numbers(surveys: list[Survey]) -> Iterator[int]:
    """Numbers for comments that no comment has, here or in the files."""
    highest_here = Comment.objects.aggregate(highest=Max("pk"))["highest"] or 0
    return count(max([highest_here, *(survey.highest_comment for survey in surveys)]) + 1)


def _take_in(survey: Survey, library: Library, fresh_numbers: Iterator[int], report: Report) -> None:
    note_other_terms(survey.terms, report)
    authors = Authors(survey.site, survey.authors, report)
    categories, tags = Categories(survey.site, survey.terms, report), Tags(survey.site, survey.terms, report)
    entries = Entries(survey.site, authors, categories, tags, library, report)
    threads = Threads(survey.site, authors, fresh_numbers, report)
    for item in survey.export.items():
        entry = entries.take_in(item) if is_entry(item) else None
        if entry:
            threads.take_in(entry, item.remarks)
        elif is_entry(item):
            report.note(SKIPPED, "comment on what was deleted here", item.title, number=len(item.remarks))
        else:
            _pass_by(item, library, report)


def _pass_by(item: Item, library: Library, report: Report) -> None:
    """Say what is left behind, and whether that is a loss."""
    if item.kind == ATTACHMENT:
        library.take_in(item)
    elif item.kind in OF_WORDPRESS or item.status in ("auto-draft", "inherit"):
        report.note(SKIPPED, f"item of the type “{item.kind}”, WordPress's own")
    else:
        report.note(LOST, f"item of the type “{item.kind}”, which has no place here", item.title)
    if comments := [remark for remark in item.remarks if remark.kind != NOTE]:
        report.note(LOST, f"comment on an item of the type “{item.kind}”", item.title, number=len(comments))


def _reset_sequences() -> None:
    """PostgreSQL does not notice numbers that we chose, and would give them out again."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment, Entry]):
            cursor.execute(statement)
