"""The records of wordpress.exports.wxr written as WordPress writes them: what is read back is what was written.

The order of the elements is WordPress's own, for readers that expect it.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

from wordpress.exports.wxr import Author, Item, Label, Part, Remark, Term

VERSION = "1.2"
BEGINNING = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/{VERSION}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/{VERSION}/">
<channel>
"""
END = "</channel>\n</rss>\n"
NEVER = "0000-00-00 00:00:00"

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in any XML
MARKUP = re.compile("[<>&]")


def channel(*, address: str, title: str, tagline: str, language: str, written_at: datetime) -> str:
    """What the export says of the site, before everything else. `title` and `tagline` are plain text."""
    return _elements(
        {
            "title": escape(title),
            "link": address,
            "description": escape(tagline),
            "pubDate": _feed_date(written_at),
            "language": language,
            "wp:wxr_version": VERSION,
            "wp:base_site_url": address,
            "wp:base_blog_url": address,
        }
    )


def written(part: Part) -> str:
    """The element that says what the record says."""
    if isinstance(part, Author):  # in one line: the plainest of WordPress's parsers looks for it there
        return _group("wp:author", _author(part)).replace("\n", "") + "\n"
    if isinstance(part, Term):
        return _group("wp:category", _category(part)) if part.domain == "category" else _group("wp:tag", _tag(part))
    return _item(part)


def _author(author: Author) -> str:
    return _elements(
        {
            "wp:author_id": author.number,
            "wp:author_login": author.login,
            "wp:author_email": author.email,
            "wp:author_display_name": escape(author.name),
            "wp:author_first_name": escape(author.first_name),
            "wp:author_last_name": escape(author.last_name),
        }
    )


def _category(term: Term) -> str:
    return _elements(
        {
            "wp:term_id": term.number,
            "wp:category_nicename": _slug(term.slug),
            "wp:category_parent": _slug(term.parent),
            "wp:cat_name": escape(term.name),
            "wp:category_description": escape(term.description),
        }
    )


def _tag(term: Term) -> str:
    return _elements(
        {
            "wp:term_id": term.number,
            "wp:tag_slug": _slug(term.slug),
            "wp:tag_name": escape(term.name),
            "wp:tag_description": escape(term.description),
        }
    )


def _item(item: Item) -> str:
    return _group(
        "item",
        _elements(_for_feeds(item)),
        _element("guid", item.guid, isPermaLink="false"),
        _elements({"description": "", "content:encoded": item.body, "excerpt:encoded": item.excerpt}),
        _elements(_for_wordpress(item)),
        *map(_label, item.labels),
        *_meta(item),
        *map(_remark, item.remarks),
    )


def _for_feeds(item: Item) -> dict[str, object]:
    """What any reader of RSS understands."""
    return {
        "title": item.title,
        "link": escape(item.link),
        "pubDate": _feed_date(item.feed_date),
        "dc:creator": item.creator,
    }


def _for_wordpress(item: Item) -> dict[str, object]:
    fields = {
        "post_id": item.number,
        "post_date": _date(item.local_date),
        "post_date_gmt": _date(item.date),
        "post_modified": _date(timezone.localtime(item.modified) if item.modified else None),
        "post_modified_gmt": _date(item.modified),
        "comment_status": "open" if item.comments_open else "closed",
        "ping_status": "closed",
        "post_name": _slug(item.slug),
        "status": item.status,
        "post_parent": item.parent,
        "menu_order": item.place,
        "post_type": item.kind,
        "post_password": item.password,
        "is_sticky": int(item.sticky),
        **({"attachment_url": escape(item.attachment_url)} if item.attachment_url else {}),
    }
    return {f"wp:{name}": value for name, value in fields.items()}


def _label(label: Label) -> str:
    return _element("category", escape(label.name), domain=label.domain, nicename=_slug(label.slug))


def _meta(item: Item) -> Iterable[str]:
    """WordPress's own notes at a post, those that are there."""
    values = [
        ("_thumbnail_id", str(item.thumbnail or "")),
        ("_wp_attached_file", item.file),
        ("_wp_attachment_image_alt", item.alt),
        *(("_wp_old_slug", _slug(slug)) for slug in item.old_slugs),
    ]
    return (_note("wp:postmeta", key, value) for key, value in values if value)


def _note(name: str, key: str, value: str) -> str:
    return _group(name, _elements({"wp:meta_key": key, "wp:meta_value": value}))


def _remark(remark: Remark) -> str:
    fields = {
        "id": remark.number,
        "author": escape(remark.name),
        "author_email": remark.email,
        "author_url": escape(remark.website),
        "author_IP": "",
        "date": _date(remark.local_date),
        "date_gmt": _date(remark.date),
        "content": remark.body,
        "approved": remark.approved,
        "type": remark.kind,
        "parent": remark.parent,
        "user_id": remark.user,
    }
    said = _elements({f"wp:comment_{name}": value for name, value in fields.items()})
    was = _note("wp:commentmeta", "_wp_trash_meta_status", remark.trashed_from) if remark.trashed_from else ""
    return _group("wp:comment", said, was)


def _group(name: str, *inside: str) -> str:
    return f"<{name}>\n{''.join(inside)}</{name}>\n"


def _elements(values: Mapping[str, object]) -> str:
    return "".join(_element(name, value) for name, value in values.items())


def _element(name: str, value: object, **attributes: str) -> str:
    given = "".join(f" {key}={quoteattr(FORBIDDEN.sub('', text))}" for key, text in attributes.items())
    return f"<{name}{given}>{_text(str(value))}</{name}>\n"


def _text(text: str) -> str:
    """As it is, or where it would be read as markup, in CDATA: not every importer knows entities."""
    legal = FORBIDDEN.sub("", text)
    if not MARKUP.search(legal):
        return legal
    return f"<![CDATA[{legal.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _slug(slug: str) -> str:
    """Slugs stand in exports as they stand in addresses."""
    return quote(slug, safe="")


def _date(date: datetime | None) -> str:
    return date.replace(tzinfo=None).isoformat(" ", "seconds") if date else NEVER


def _feed_date(date: datetime | None) -> str:
    return format_datetime(date.astimezone(UTC)) if date else ""
