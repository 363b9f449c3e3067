"""How the elements of an export become the records of wordpress.exports.wxr."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element

from wordpress.exports.wxr import Author, Head, Item, Label, Part, Remark, Term, decoded, site_key, term_slug

BIGGEST = 2**53  # a number beyond is a mistake, and would leave none for new comments
NUMBER = re.compile(r"[0-9]{1,19}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
EXPORT = "wordpress.org/export/"
NAMESPACES = {"http://purl.org/rss/1.0/modules/content/": "content:", "http://purl.org/dc/elements/1.1/": "dc:", "": ""}


def head(fields: dict[str, str]) -> Head:
    """The head from the texts that stand in the channel beside the items."""
    address = fields.get("wp:base_blog_url") or fields.get("wp:base_site_url") or fields.get("link", "")
    title = fields.get("title", "")
    tagline = fields.get("description", "")
    return Head(fields.get("wp:wxr_version", ""), site_key(address) or title[:200], title, tagline)


def part(element: Element) -> Part | None:
    """What a child of the channel says; None for one that belongs to the head or says nothing to us."""
    name = name_of(element)
    if name == "item":
        return _item(element)
    if name == "wp:author":
        return _author(_fields(element))
    if name in ("wp:category", "wp:tag", "wp:term"):
        return _term(name, _fields(element))
    return None


def _author(fields: dict[str, str]) -> Author:
    names = (_plain(fields, f"wp:author_{part}") for part in ("display_name", "first_name", "last_name"))
    return Author(
        _number(fields, "wp:author_id"), _get(fields, "wp:author_login"), _get(fields, "wp:author_email"), *names
    )


def _term(element: str, fields: dict[str, str]) -> Term:
    """Each of the three elements has its own words for the same things."""
    if element == "wp:category":
        domain, slug, name = "category", "wp:category_nicename", "wp:cat_name"
    elif element == "wp:tag":
        domain, slug, name = "post_tag", "wp:tag_slug", "wp:tag_name"
    else:
        domain, slug, name = _get(fields, "wp:term_taxonomy"), "wp:term_slug", "wp:term_name"
    return Term(
        domain=domain,
        number=_number(fields, "wp:term_id"),
        slug=term_slug(_get(fields, slug), _plain(fields, name)),
        name=_plain(fields, name),
        parent=term_slug(_get(fields, "wp:category_parent") or _get(fields, "wp:term_parent")),
        description=_plain(fields, "wp:category_description") or _plain(fields, "wp:term_description"),
    )


def _item(element: Element) -> Item:
    fields = _fields(element)
    meta = _meta(_named("wp:postmeta", element))
    return Item(
        number=_number(fields, "wp:post_id"),
        kind=_get(fields, "wp:post_type") or "post",
        status=_get(fields, "wp:status"),
        title=_get(fields, "title"),
        link=unescape(_get(fields, "link")),
        guid=_get(fields, "guid"),
        creator=_get(fields, "dc:creator"),
        body=fields.get("content:encoded", ""),
        excerpt=_get(fields, "excerpt:encoded"),
        slug=decoded(_get(fields, "wp:post_name")),
        password=fields.get("wp:post_password", ""),
        date=_utc(fields, "wp:post_date_gmt"),
        local_date=_date(fields, "wp:post_date"),
        feed_date=_feed_date(_get(fields, "pubDate")),
        modified=_utc(fields, "wp:post_modified_gmt"),
        comments_open=_get(fields, "wp:comment_status") != "closed",
        sticky=_get(fields, "wp:is_sticky") == "1",
        labels=_labels(element),
        parent=_number(fields, "wp:post_parent"),
        place=_number(fields, "wp:menu_order"),
        attachment_url=unescape(_get(fields, "wp:attachment_url")),
        file=_first(meta, "_wp_attached_file"),
        alt=_first(meta, "_wp_attachment_image_alt"),
        thumbnail=_as_number(_first(meta, "_thumbnail_id")),
        old_slugs=tuple(dict.fromkeys(map(decoded, meta.get("_wp_old_slug", [])))),
        old_dates=tuple(dict.fromkeys(meta.get("_wp_old_date", []))),
        remarks=tuple(map(_remark, _named("wp:comment", element))),
        odd_date=_odd_date(fields),
    )


def _meta(elements: Iterable[Element]) -> dict[str, list[str]]:
    """What WordPress and its plugins have noted at the item; a key may stand there several times."""
    meta: dict[str, list[str]] = {}
    for element in elements:
        fields = _fields(element)
        if value := _get(fields, "wp:meta_value"):
            meta.setdefault(_get(fields, "wp:meta_key"), []).append(value)
    return meta


def _named(name: str, element: Element) -> Iterator[Element]:
    return (child for child in element if _name(child.tag) == name)


def _first(meta: dict[str, list[str]], key: str) -> str:
    return next(iter(meta.get(key, [])), "")


def _labels(element: Element) -> tuple[Label, ...]:
    """1.0 writes each term twice, once without its slug; `tag` is its word for `post_tag`."""
    found = (
        Label(
            {"tag": "post_tag"}.get(child.get("domain", ""), child.get("domain", "")),
            term_slug(child.get("nicename", ""), unescape((child.text or "").strip())),
            unescape((child.text or "").strip()),
        )
        for child in element
        if child.tag == "category" and child.get("nicename")
    )
    return tuple(dict.fromkeys(found))


def _remark(element: Element) -> Remark:
    fields = _fields(element)
    approved = _get(fields, "wp:comment_approved")
    meta = _meta(_named("wp:commentmeta", element)) if approved == "trash" else {}
    return Remark(
        number=_number(fields, "wp:comment_id"),
        name=_plain(fields, "wp:comment_author"),
        email=_get(fields, "wp:comment_author_email"),
        website=unescape(_get(fields, "wp:comment_author_url")),
        date=_utc(fields, "wp:comment_date_gmt"),
        local_date=_date(fields, "wp:comment_date"),
        body=fields.get("wp:comment_content", ""),
        approved=approved,
        kind=_get(fields, "wp:comment_type"),
        parent=_number(fields, "wp:comment_parent"),
        user=_number(fields, "wp:comment_user_id"),
        trashed_from=_first(meta, "_wp_trash_meta_status"),
    )


def _fields(element: Element) -> dict[str, str]:
    """The texts of the children by name; of two with the same name, the first."""
    fields: dict[str, str] = {}
    for child in element:
        if child.text:
            fields.setdefault(_name(child.tag), child.text)
    return fields


def name_of(element: Element) -> str:
    return _name(element.tag)


@lru_cache(maxsize=1000)
def _name(tag: str) -> str:
    """`wp:post_id` for every version's namespace; what is no part of an export keeps its whole name."""
    namespace, _, local = tag.rpartition("}")
    namespace = namespace.removeprefix("{")
    if EXPORT in namespace:
        return f"{'excerpt' if '/excerpt' in namespace else 'wp'}:{local}"
    return f"{NAMESPACES.get(namespace, namespace)}{local}"


def _get(fields: dict[str, str], name: str) -> str:
    return fields.get(name, "").strip()


def _plain(fields: dict[str, str], name: str) -> str:
    return unescape(_get(fields, name))


def _number(fields: dict[str, str], name: str) -> int:
    return _as_number(_get(fields, name))


def _as_number(text: str) -> int:
    """The number, or 0 for none that the database could hold."""
    return int(text) if NUMBER.fullmatch(text) and int(text) <= BIGGEST else 0


def _date(fields: dict[str, str], name: str) -> datetime | None:
    text = _get(fields, name)
    try:
        # Six times as fast as strptime, and half a million comments have two dates each.
        date = datetime.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None
    return date if date and 1 < date.year < 9999 else None


def _utc(fields: dict[str, str], name: str) -> datetime | None:
    date = _date(fields, name)
    return date.replace(tzinfo=UTC) if date else None


def _odd_date(fields: dict[str, str]) -> str:
    """Zeros are none, and nothing odd: then the second of the two dates counts."""
    names = ("wp:post_date_gmt", "wp:post_date")
    name = next((name for name in names if _get(fields, name).strip("0-: ")), "")
    return "" if not name or _date(fields, name) else _get(fields, name)


def _feed_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return date if 1 < date.year < 9999 else None
