"""Posts and pages."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from blog.actions import save_entry
from blog.models import Category, Entry, Image, Tag
from blog.paths import validate_path
from wordpress.authors import Authors
from wordpress.bodies.html import to_html
from wordpress.bodies.links import local
from wordpress.exports.wxr import Item
from wordpress.forwarding import forward
from wordpress.identity import Matches
from wordpress.models import Origin
from wordpress.origins import CREATED, KEPT, OLDER, UNCHANGED, UPDATED, digest, find, judge, source_of
from wordpress.report import (
    ADDRESSES,
    BLOCKS,
    CHANGED,
    KEPT_HERE,
    LEFT_OUT,
    PICTURES,
    PUBLIC_HERE,
    SHORTCODES,
    SKIPPED,
    Report,
)
from wordpress.terms import Categories, Tags
from wordpress.text import path_of, plain_excerpt, plain_title, untrashed
from wordpress.uploads.library import Library

Kind, Status = Entry.Kind, Entry.Status

STATUSES = {
    "publish": Status.PUBLISHED,
    "future": Status.PUBLISHED,
    "draft": Status.DRAFT,
    "pending": Status.DRAFT,
    "private": Status.PRIVATE,
    "trash": Status.TRASH,
}
NOTHING_YET = {"auto-draft", "inherit"}
# Its name is free for others; what was never published has no address there either, but /?p=12.
WITHOUT_ADDRESS = {"trash"}
LONGEST = {"title": 300, "slug": 200, "path": 500, "guid": 500}  # characters
OLD_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TOO_LATE = re.compile(r"9999|\d{5}")
UNTITLED = "Untitled"


def is_entry(item: Item) -> bool:
    """True for a post or a page that somebody has saved."""
    return item.kind in Kind.values and item.status not in NOTHING_YET


class Entries:
    """Takes the posts and pages of one file in."""

    def __init__(
        self, site: str, authors: Authors, categories: Categories, tags: Tags, library: Library, report: Report
    ) -> None:
        self._site, self._report = site, report
        self._authors, self._categories, self._tags, self._library = authors, categories, tags, library
        self._matches = Matches(site)

    def take_in(self, item: Item) -> tuple[Entry | None, str]:
        """The entry that the item has become, now or before, and how; None where it was deleted here since."""
        source = source_of(item)
        match = self._matches.match(item, source)
        origin, row = match.origin, match.row
        if match.is_repeated:
            self._report.note(SKIPPED, "item that stands in the file twice", item.title)
            return row, UNCHANGED
        if match.shares_guid:  # feeds call only one thing so
            item = replace(item, guid="")
        outcome = self._outcome(item, source, origin, row)
        if outcome in (CREATED, UPDATED):
            categories, tags = self._categories.of(item.labels), self._tags.of(item.labels)
            row = self._write(row or _blank(item), item, categories, tags)
            _remember(origin, source, row, _digest(row, categories, tags))
        self._count(item, row, outcome, origin.turn)
        return row, outcome

    def _outcome(self, item: Item, source: str, origin: Origin, row: Entry | None) -> str:
        outcome = judge(origin if origin.pk else None, source, row, _content)
        if row and outcome == UPDATED and item.modified and item.modified < row.updated_at:
            return OLDER
        is_new = outcome == UNCHANGED and self._has_new_pictures(item, origin, row)
        return UPDATED if is_new else outcome

    def moved_in(self, number: int) -> Entry | None:
        """The post or page that had this number in WordPress."""
        origin = find(self._site, Origin.Kind.ENTRY, [number]).get((number, 0))
        return Entry.objects.filter(pk=origin.target).first() if origin else None

    def _count(self, item: Item, row: Entry | None, outcome: str, turn: int) -> None:
        heading = "Pages" if item.kind == Kind.PAGE else "Posts"
        status = _status_name(row) if row else ""
        self._report.count(heading, outcome, status=status)
        if turn:
            self._report.note(CHANGED, "number that WordPress uses for several things, all moved in", item.title)
        if row and outcome in (KEPT, OLDER):
            self._note_kept(item, row, outcome)

    def _note_kept(self, item: Item, row: Entry, outcome: str) -> None:
        """What he edited here is his; but he has to know what he has hidden there since."""
        self._report.note(KEPT_HERE, outcome.removesuffix(": kept"), row.title)
        there = _wanted_status(item)
        if outcome == KEPT and row.status == Status.PUBLISHED != there:
            self._report.note(PUBLIC_HERE, f"{there} there", f"{row.title}: {row.path}")

    def _write(self, row: Entry, item: Item, categories: list[Category], tags: list[Tag]) -> Entry:
        self._fill(row, item)
        wanted = self._place(row, item)
        save_entry(row, categories=categories, tags=tags, updated_at=item.modified or row.created_at)
        if row.path and row.path != wanted and item.status not in WITHOUT_ADDRESS:
            self._report.note(ADDRESSES, "another address than there", f"{item.link or item.title} is now {row.path}")
            forward([path_of(item.link)], self._report, entry=row)
        forward(_former_addresses(row, item), self._report, entry=row)
        self._note_what_stays(item)
        return row

    def _fill(self, row: Entry, item: Item) -> None:
        date = _date(item)
        row.kind = Kind(item.kind)
        row.author_id = self._authors.by_login(item.creator).pk
        row.title = self._cut(plain_title(item.title) or UNTITLED, "title")
        row.slug = self._cut(untrashed(item.slug), "slug")
        row.body, row.body_format = self._body(item), Entry.Format.HTML
        row.excerpt = plain_excerpt(item.excerpt)
        row.status = self._status(item, date)
        row.published_at = item.date if row.status == Status.DRAFT else date
        row.created_at = date or timezone.now()
        row.comments_open = item.comments_open
        row.is_pinned = item.sticky
        row.guid = item.guid[: LONGEST["guid"]] or row.guid
        row.picture = self._picture(item)

    def _cut(self, text: str, name: str) -> str:
        if len(text) > LONGEST[name]:
            self._report.note(CHANGED, f"{name} of more than {LONGEST[name]} characters, cut", text)
        return text[: LONGEST[name]]

    def _body(self, item: Item) -> str:
        body = to_html(item.body, self._library.attachments, item.number)
        for name, number in body.shortcodes.items():
            self._report.note(SHORTCODES, f"[{name}]", item.title, number=number)
        for name, number in body.blocks.items():
            self._report.note(BLOCKS, name, item.title, number=number)
        for name, number in body.missing.items():
            self._report.note(PICTURES, f"named in a text, but not in the file: {name}", item.title, number=number)
        return self._localized(body.html)

    def _localized(self, html: str) -> str:
        return self._library.localized(local(html, self._site))

    def _has_new_pictures(self, item: Item, origin: Origin | None, row: Entry | None) -> bool:
        """The uploads may come in a later run than the export."""
        if not (self._library.folder and origin and row and origin.stored == _content(row)):
            return False
        body = self._localized(to_html(item.body, self._library.attachments, item.number).html)
        return body != row.body or self._picture(item) != row.picture

    def _picture(self, item: Item) -> Image | None:
        return self._library.image_of(item.thumbnail) if item.thumbnail else None

    def _status(self, item: Item, date: datetime | None) -> str:
        """What was not public there is not public here."""
        status = STATUSES.get(item.status, Status.DRAFT)
        if item.status not in STATUSES:
            self._report.note(CHANGED, f"status “{item.status}”, now a draft", item.title)
        if status == Status.PUBLISHED and item.password:
            self._report.note(CHANGED, "protected by a password there, private here", item.title)
            return Status.PRIVATE
        if item.odd_date:
            return self._status_of_misdated(item, status)
        if item.status == "future" and (date is None or date <= timezone.now()):
            self._report.note(CHANGED, "scheduled there for a time that has passed, a draft here", item.title)
            return Status.DRAFT
        if status == Status.PUBLISHED and date is None:
            self._report.note(CHANGED, "published without any date, dated now", item.title)
        return status

    def _status_of_misdated(self, item: Item, status: str) -> str:
        """A time too far away to be kept is one that has not come; a month 13 is nothing but a mistake."""
        has_not_come = item.status == "future" or TOO_LATE.match(item.odd_date)
        is_held = status == Status.PUBLISHED and has_not_come
        what = "a draft here" if is_held else "the next best taken"
        self._report.note(CHANGED, f"date that cannot be kept, {what}", f"{item.title}: {item.odd_date}")
        return Status.DRAFT if is_held else status

    def _place(self, row: Entry, item: Item) -> str | None:
        """Give the row its address from there, if it can have it here; the verb makes one where it cannot."""
        wanted = None if item.status in WITHOUT_ADDRESS else path_of(item.link) or None
        if wanted and (len(wanted) > LONGEST["path"] or not _is_free(wanted, row)):
            wanted = None
        row.path = wanted or row.path
        return wanted

    def _note_what_stays(self, item: Item) -> None:
        for label in item.labels:
            if label.domain not in (Categories.domain, Tags.domain):
                self._report.note(LEFT_OUT, f"term of the taxonomy “{label.domain}” at a post", label.name)


def _wanted_status(item: Item) -> Entry.Status:
    status = STATUSES.get(item.status, Status.DRAFT)
    return Status.PRIVATE if status == Status.PUBLISHED and item.password else status


def _date(item: Item) -> datetime | None:
    """The best the file knows: WordPress leaves out the UTC date of what it has never published."""
    local = timezone.make_aware(item.local_date) if item.local_date else None
    return item.date or local or item.feed_date or item.modified


def _is_free(path: str, row: Entry) -> bool:
    try:
        validate_path(path)
    except ValidationError:
        return False
    return not Entry.objects.filter(path=path).exclude(pk=row.pk).exists()


def _blank(item: Item) -> Entry:
    """A new row under WordPress's number where that is free, so that /?p=12 leads where it always led."""
    taken = not item.number or Entry.objects.filter(pk=item.number).exists()
    return Entry() if taken else Entry(pk=item.number)


def _former_addresses(row: Entry, item: Item) -> list[str]:
    """Where it stood in WordPress before it was renamed or dated otherwise."""
    beginning, _, slug = (row.path or "").rstrip("/").rpartition("/")
    # WordPress asks for no more than the last word; under this address alone it is found below any other beginning.
    renamed = [path for old in item.old_slugs if old and slug for path in (f"{beginning}/{old}/", f"/{old}/")]
    return [*renamed, *_under_former_dates(row, item)]


def _under_former_dates(row: Entry, item: Item) -> list[str]:
    """WordPress writes the date into most addresses, and an author may have changed it."""
    now = f"{item.local_date:%Y/%m/%d}/" if item.local_date else ""
    then = [date.replace("-", "/") + "/" for date in item.old_dates if OLD_DATE.fullmatch(date)]
    for length in (len("2023/02/11/"), len("2023/02/")):
        if now and row.path and f"/{now[:length]}" in row.path:
            return [row.path.replace(now[:length], date[:length], 1) for date in then]
    return []


def _status_name(row: Entry) -> str:
    return "scheduled" if row.is_scheduled else row.status


def _remember(origin: Origin, source: str, row: Entry, stored: str) -> None:
    origin.target, origin.source, origin.stored = row.pk, source, stored
    origin.save()


def _content(row: Entry) -> str:
    """The digest of what the author can edit."""
    return _digest(row, row.categories.all(), row.tags.all())


def _digest(row: Entry, categories: Iterable[Category], tags: Iterable[Tag]) -> str:
    date = row.published_at and row.published_at.timestamp()
    fields = [row.kind, row.title, row.slug, row.path, row.body, row.body_format, row.excerpt, row.status, date]
    fields += [row.is_pinned, row.picture_id]
    terms = [sorted({term.pk for term in terms}) for terms in (categories, tags)]
    return digest([*fields, row.comments_open, row.menu_order, row.author_id, *terms])
