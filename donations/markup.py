"""The author's HTML, made safe to show. He is trusted, but what he pastes is not."""

import re

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "strong", "em", "b", "i", "a", "ul", "ol", "li", "blockquote", "h2", "h3"}
# What the editor in the admin offers: the same.
PROSE = {
    "Bold": True,
    "Italic": True,
    "Link": {"enableTarget": False},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Heading": {"levels": [2, 3]},
    "HTML": True,
}
SCHEMES = {"http", "https", "mailto"}
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def author_html(html: str) -> SafeString:
    """The author's HTML with the tags of plain prose, and none of its scripts, pictures and styles."""
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES))


def tidied(html: str) -> str:
    """What the editor hands over, as it is stored: cleaned, and nothing at all where nothing was written."""
    return str(author_html(html)) if strip_tags(html).strip() else ""


def spelled_out(text: str) -> str:
    """E-mail addresses written as one says them aloud, so that robots that harvest addresses find none."""
    return EMAIL.sub(lambda found: found[0].replace("@", " at ").replace(".", " dot "), text)
