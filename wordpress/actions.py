"""Moving in from WordPress. Both doors, the command and the page of the admin, use this verb."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from blog.models import Entry, Site
from comments.models import Comment
from wordpress.authors import Authors
from wordpress.entries import Entries, is_entry
from wordpress.exports.errors import Unreadable
from wordpress.exports.wxr import Item, Remark
from wordpress.models import Origin
from wordpress.numbering import number_above
from wordpress.origins import OLDER
from wordpress.progress import COMPARING, MOVING, Meter, Progress
from wordpress.remarks import NOTE, WAITING
from wordpress.report import CHANGED, LOST, SKIPPED, Report
from wordpress.survey import Source, note_files, survey
from wordpress.terms import Categories, Tags, note_other_terms
from wordpress.text import plain_title
from wordpress.threads import Threads
from wordpress.uploads.attachments import ATTACHMENT, SHOWN
from wordpress.uploads.journal import take_back_copies
from wordpress.uploads.library import Library

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


def move_in(
    files: Iterable[Path], *, uploads: Path | None = None, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Move WordPress exports in, all of them or nothing, and report.

    What came in before is updated where it was changed there and not here. A dry run does it
    all and takes it back. No letter is sent. `progress` hears how far it has come: the phase, what
    is done, what there is to do. Raises wordpress.exports.errors.Unreadable before anything is written.
    """
    if uploads and not uploads.is_dir():
        raise Unreadable(f"{uploads} is no folder.")
    report, meter = Report(is_dry=dry_run), Meter(progress)
    sources = survey(files, meter)
    note_files(sources, report)
    libraries = [Library(source.site, uploads, source.attachments, report) for source in sources]
    with _all_or_nothing(libraries, dry_run=dry_run):
        _name_the_house(sources)
        counter = _Counter(meter, sum(found.items for source in sources for found in source.surveys))
        fresh_numbers = _fresh_numbers(sources)
        for source, library in zip(sources, libraries, strict=True):
            _take_in(source, library, fresh_numbers, report, counter)
        _reset_sequences()
        # A picture of WordPress's keeps its number in old addresses, if not here.
        number_above(Entry, max((found.highest_item for source in sources for found in source.surveys), default=0))
        _compare(sources, report, meter)
    return report


@contextmanager
def _all_or_nothing(libraries: list[Library], *, dry_run: bool) -> Iterator[None]:
    """One transaction, for the files as well; a dry run takes both back. Those of a run that was killed go first."""
    take_back_copies()
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(dry_run)
    finally:
        for library in libraries:
            library.close()
        take_back_copies()


def _name_the_house(sources: list[Source]) -> None:
    """A house that has no name yet takes the one of the first site that moves in."""
    heads = [found.head for source in sources for found in source.surveys if found.head.title]
    if heads and not Site.objects.exists():
        title, tagline = plain_title(heads[0].title), plain_title(heads[0].tagline)
        Site.objects.create(pk=1, title=title[:120], tagline=tagline[:200])


def _fresh_numbers(sources: list[Source]) -> Iterator[int]:
    """Numbers for comments that no comment has, here or in the files."""
    highest_here = Comment.objects.aggregate(highest=Max("pk"))["highest"] or 0
    there = (found.highest_comment for source in sources for found in source.surveys)
    return count(max([highest_here, *there]) + 1)


class _Counter:
    """Counts the items on their way in."""

    def __init__(self, meter: Meter, total: int) -> None:
        self._meter, self._total, self._done = meter, total, 0

    def count(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            yield item
            self._done += 1
            self._meter.tell(MOVING, self._done, self._total)


def _take_in(source: Source, library: Library, fresh_numbers: Iterator[int], report: Report, counter: _Counter) -> None:
    note_other_terms(source.terms, report)
    authors = Authors(source.site, source.authors, report)
    categories, tags = Categories(source.site, source.terms, report), Tags(source.site, source.terms, report)
    on_files: list[Item] = []
    for found in source.surveys:
        entries = Entries(source.site, authors, categories, tags, library, report)
        threads = Threads(source.site, authors, fresh_numbers, report)
        for item in counter.count(found.export.items()):
            _take_in_item(item, entries, threads, library, report)
            on_files.extend([item] if item.kind == ATTACHMENT and item.remarks else [])
        threads.finish()
    library.finish()
    _take_in_comments_on_files(on_files, entries, threads, report)


def _take_in_comments_on_files(items: list[Item], entries: Entries, threads: Threads, report: Report) -> None:
    """WordPress has a page for each picture, and a thread on it: here it is said under the post that shows it."""
    for item in items:
        entry = entries.moved_in(item.parent)
        if entry:
            what, remarks = _said_on_file(item)
            report.note(CHANGED, what, item.title, number=len(remarks))
            threads.take_in(entry, remarks)
        else:
            _lose_comments(item, report)
    threads.finish()


def _said_on_file(item: Item) -> tuple[str, list[Remark]]:
    """Nobody could read what was said on a file in the trash, or on one for editors alone: here it waits."""
    if item.status in SHOWN and not item.password:
        return "comment on a file, now under the post of the file", [*item.remarks]
    remarks = [replace(remark, approved=WAITING) if remark.approved == "1" else remark for remark in item.remarks]
    return "comment on a file that was not public, waiting under the post of the file", remarks


def _take_in_item(item: Item, entries: Entries, threads: Threads, library: Library, report: Report) -> None:
    if not is_entry(item):
        _pass_by(item, library, report)
        return
    entry, outcome = entries.take_in(item)
    if entry:
        threads.take_in(entry, item.remarks, are_older=outcome == OLDER)
    else:
        report.note(SKIPPED, "comment on what was deleted here", item.title, number=len(item.remarks))


def _pass_by(item: Item, library: Library, report: Report) -> None:
    """Say what is left behind, and whether that is a loss."""
    if item.kind == ATTACHMENT:
        library.take_in(item)
    elif item.kind in OF_WORDPRESS or item.status in ("auto-draft", "inherit"):
        report.note(SKIPPED, f"item of the type “{item.kind}”, WordPress's own")
    else:
        report.note(LOST, f"item of the type “{item.kind}”, which has no place here", item.title)
    if item.kind != ATTACHMENT:
        _lose_comments(item, report)


def _lose_comments(item: Item, report: Report) -> None:
    number = sum(remark.kind != NOTE for remark in item.remarks)
    report.lose(Origin.Kind.COMMENT, f"comment on an item of the type “{item.kind}”", item.title, number=number)


def _reset_sequences() -> None:
    """PostgreSQL does not notice numbers that we chose, and would give them out again."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)


def _compare(sources: list[Source], report: Report, meter: Meter) -> None:
    """Whether all that the files hold is here: asked from the database, whatever was counted on the way."""
    total, before = sum(len(source.inventory) for source in sources), 0
    for source in sources:
        told = partial(_tell_compared, meter, before, total)
        for row in source.inventory.compare(told):
            report.compare(row)
        before += len(source.inventory)


def _tell_compared(meter: Meter, before: int, total: int, done: int) -> None:
    meter.tell(COMPARING, min(before + done, total), total)
