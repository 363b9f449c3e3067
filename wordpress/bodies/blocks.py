"""A body made of blocks, as WordPress has kept it since 2018: the HTML between the comments. Pure."""

import json
import re
from collections import Counter
from html import escape, unescape

from wordpress.bodies.shortcodes import attributes

MARK = "<!-- wp:"
_END = "-->"
_COMMENT = re.compile(
    r"<!--\s*+(?P<end>/?)wp:(?P<name>[a-z][a-z0-9/_-]*+)\s*+(?P<values>(?:[^-]|-(?!->))*?)(?P<empty>/?)-->\n?"
)
_COVER = re.compile(r"<\w+\s[^<>]*\bwp-block-cover[^<>]*>")
_BACKGROUND = re.compile(r"background-image:\s*url\((?:&quot;|&#0?39;|[\"'])?([^\"')]+?)(?:&quot;|&#0?39;|[\"'])?\)")


def without_comments(source: str) -> tuple[str, Counter[str]]:
    """The HTML of the blocks; those that have none, because PHP makes it, are counted by name."""
    # Behind the last end nothing can match, and looking for it from every beginning would take for ever.
    end = source.rfind(_END) + len(_END) if _END in source else 0
    empty = Counter(_name(block) for block in _COMMENT.finditer(source[:end]) if block["empty"])
    html = _COMMENT.sub("", source[:end]) + source[end:]
    return _COVER.sub(_with_picture, html) if "wp-block-cover" in html else html, empty


def _name(block: re.Match[str]) -> str:
    """Of a block that stands elsewhere and is used in many posts, its number too."""
    try:
        reference = json.loads(block["values"]).get("ref", "") if block["name"] == "block" else ""
    except (ValueError, AttributeError, RecursionError):
        reference = ""
    return f"{block['name']} {reference}".strip()


def _with_picture(tag: re.Match[str]) -> str:
    """A cover may keep its picture where no reader would see it: in a style."""
    background = _BACKGROUND.search(attributes(tag[0]).get("style", ""))
    return f'{tag[0]}<img src="{escape(unescape(background[1]))}" alt="">' if background else tag[0]
