"""WordPress's titles and excerpts as plain text, and the parts of its addresses. Pure."""

import re
from html import unescape
from urllib.parse import urlsplit

from django.utils.html import strip_tags

from wordpress.exports.wxr import decoded

# A title may be set in italics; what else stands in angle brackets is meant to be read.
_STYLE = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|del|em|i|ins|q|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE
)
_SPACE = re.compile(r"[^\S\xa0]+")  # a no-break space is meant
_TRASHED = re.compile(r"__trashed(?:-\d+)?$")


def plain_title(title: str) -> str:
    """The title's words: no markup, entities decoded once, one space between words."""
    return _SPACE.sub(" ", unescape(_STYLE.sub("", title))).strip()


def plain_excerpt(excerpt: str) -> str:
    """The excerpt's words; its line ends stay."""
    return unescape(strip_tags(excerpt)).strip()


def path_of(link: str) -> str:
    """The path of an address as our entries store it; empty for the front page and for /?p=12.

    Ours end in a slash; a request without it is sent on to the one with it.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    path = decoded(parts.path).strip("/")
    return f"/{path}/" if path and not parts.query else ""


def untrashed(slug: str) -> str:
    """WordPress renames what it throws away, so that the name is free again."""
    return _TRASHED.sub("", slug)
