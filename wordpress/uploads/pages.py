"""The page that WordPress has for each file: it leads to the file, for those whom WordPress would have let in."""

from collections.abc import Iterable
from typing import NamedTuple

from blog.models import Entry
from wordpress.forwarding import forward
from wordpress.models import Origin
from wordpress.origins import find, in_batches
from wordpress.report import Report
from wordpress.text import path_of
from wordpress.uploads.attachments import Attachment
from wordpress.uploads.storing import Media, target_of


class Shown(NamedTuple):
    """A file of the media library, and what it has become here."""

    about: Attachment
    media: Media


def leave_pages(site: str, files: list[Shown], report: Report) -> None:
    """Let these pages lead to their files. Whoever counts the numbers upwards finds nothing of a draft's."""
    public = _public(site, {about.parent for about, _ in files if about.parent})
    for about, media in files:
        if about.is_shown and (not about.parent or about.parent in public):
            forward(_pages_of(about), report, **target_of(media))


def _public(site: str, posts: Iterable[int]) -> set[int]:
    """Which of these posts, by their numbers there, are public here."""
    found = find(site, Origin.Kind.ENTRY, posts)
    rows = {origin.target: number for (number, turn), origin in found.items() if not turn}
    batches = (Entry.objects.published().filter(pk__in=batch) for batch in in_batches(rows))
    return {rows[entry] for batch in batches for entry in batch.values_list("pk", flat=True)}


def _pages_of(item: Attachment) -> list[str]:
    return [f"/?attachment_id={item.number}" if item.number else "", path_of(item.link)]
