"""The words of a WordPress export: what each of its elements says, as plain frozen records.

Nothing here knows our database. Versions 1.0 to 1.2 differ in the namespace, in what they leave
out, and in what they escape; past this module they are one.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from django.utils.encoding import repercent_broken_unicode
from django.utils.text import slugify

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Author:
    number: int
    login: str
    email: str
    name: str
    first_name: str
    last_name: str


@dataclass(frozen=True)
class Term:
    """A category or a tag as the head of the file declares it. 1.0 gives no number."""

    domain: str
    number: int
    slug: str
    name: str
    parent: str = ""
    description: str = ""


class Label(NamedTuple):
    """A category or a tag as it stands at an item."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True)
class Remark:
    """A comment, a pingback, a trackback, an editor's note."""

    number: int
    name: str
    email: str
    website: str
    date: datetime | None
    local_date: datetime | None
    body: str
    approved: str
    kind: str
    parent: int
    user: int
    trashed_from: str = ""


@dataclass(frozen=True)
class Item:
    """A post, a page, a file of the media library, or another of the many things that WordPress keeps as posts.

    Dates are UTC, `local_date` the site's own; None where WordPress wrote 0000-00-00. `parent` is the number
    of the item it belongs to, `place` its place among its siblings; `file` is where a file lies in the uploads,
    `thumbnail` the number of the picture that stands for the item, `odd_date` what stands where its date should be
    and is none, or one too far away.
    """

    number: int
    kind: str
    status: str
    title: str
    link: str
    guid: str
    creator: str
    body: str
    excerpt: str
    slug: str
    password: str
    date: datetime | None
    local_date: datetime | None
    feed_date: datetime | None
    modified: datetime | None
    comments_open: bool
    sticky: bool
    labels: tuple[Label, ...]
    parent: int
    place: int
    attachment_url: str
    file: str
    alt: str
    thumbnail: int
    old_slugs: tuple[str, ...]
    old_dates: tuple[str, ...]
    remarks: tuple[Remark, ...] = field(repr=False)
    odd_date: str = ""


@dataclass(frozen=True)
class Head:
    """Whose export it is. `site` is the address without scheme, www and slashes: it outlives a move to HTTPS."""

    version: str
    site: str
    title: str
    tagline: str = ""


Part = Author | Term | Item


def site_key(address: str) -> str:
    """One spelling for a site's address, whether by http or https, with www or without."""
    return re.sub(r"^(https?:)?//(www\.)?", "", address.strip().lower()).rstrip("/")[:200]


def decoded(text: str) -> str:
    """A slug or path as it is typed: `caf%c3%a9` is `café`. Broken sequences stay as they are."""
    return CONTROL.sub("", repercent_broken_unicode(unquote_to_bytes(text)).decode())


def term_slug(nicename: str, name: str = "") -> str:
    """One segment of an address, of at most 200 characters; made from the name where there is none."""
    slug = decoded(nicename).replace("/", "-").strip() or slugify(name, allow_unicode=True)
    return slug[:200] or ("unnamed" if name else "")
