"""A body as WordPress stores it, turned into the HTML that WordPress would show. Pure."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape

from wordpress.attachments import Attachments
from wordpress.autop import wpautop

NONE = Attachments([])

BLOCK_MARK = "<!-- wp:"
_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:(?P<name>[a-z][a-z0-9/_-]*)\s(?:[^-]|-(?!->))*?(?P<empty>/)?-->\n?")
_MARK_ALONE = re.compile(r"<p>\s*(<!--(?:more.*?|nextpage|noteaser)-->)\s*</p>", re.DOTALL)

_CAPTION = re.compile(
    r"(?P<open>\[?)\[(?P<name>caption|wp_caption)\b(?P<attributes>(?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*)\]"
    r"(?P<inside>.*?)\[/(?P=name)\](?P<close>\]?)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
_PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_ALIGN = re.compile(r"align(?:left|right|center|none)")

# What could be a shortcode: it has attributes, an end, or a name that no one writes in brackets by chance.
_SHORTCODE = re.compile(r"(?<!\[)\[([A-Za-z][\w-]*)((?:\s[^\[\]]*)?/?)\](?!\])")
_OF_WORDPRESS = {"audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"}


@dataclass(frozen=True)
class Body:
    """`html` is for readers; the rest names what WordPress would have filled in and nobody here can."""

    html: str
    shortcodes: Counter[str] = field(default_factory=Counter)
    blocks: Counter[str] = field(default_factory=Counter)


def to_html(source: str, attachments: Attachments = NONE, post: int = 0) -> Body:
    """Classic bodies get their paragraphs, block bodies lose their block comments, both keep their captions.

    `attachments` is the media library, `post` the number of the post whose body it is.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if BLOCK_MARK in source:
        html, blocks = _without_block_comments(source)
        html = _with_captions(html)
    else:
        html, blocks = wpautop(_with_captions(source)), Counter()
    return Body(_MARK_ALONE.sub(r"\1", html).strip(), shortcodes(html), blocks)


def shortcodes(text: str) -> Counter[str]:
    """What is left in square brackets for a plugin to fill in, by name."""
    return Counter(code[1] for code in _SHORTCODE.finditer(text) if _is_shortcode(code[1], code[2], text))


def _is_shortcode(name: str, rest: str, text: str) -> bool:
    return name in _OF_WORDPRESS or "=" in rest or rest.endswith("/") or "_" in name or f"[/{name}]" in text


def _without_block_comments(source: str) -> tuple[str, Counter[str]]:
    """The HTML between the comments; blocks that have none, because PHP makes it, are counted."""
    empty = Counter(block["name"] for block in _BLOCK_COMMENT.finditer(source) if block["empty"])
    return _BLOCK_COMMENT.sub("", source), empty


def _with_captions(source: str) -> str:
    return _CAPTION.sub(_figure, source)


def _figure(shortcode: re.Match[str]) -> str:
    """Both styles: the old one has its words in caption="…", the new one after the picture."""
    if shortcode["open"] and shortcode["close"]:  # [[caption]…[/caption]] is how one writes about it
        return shortcode[0][1:-1]
    attributes = _attributes(shortcode["attributes"])
    inside = _PICTURE.fullmatch(shortcode["inside"])
    picture, words = (inside[1], inside[2].strip()) if inside else (shortcode["inside"], "")
    words = words or attributes.get("caption", "").strip()
    if not words or not _has_width(attributes):
        return picture
    return f"\n\n<figure{_classes(attributes)}>{picture}<figcaption>{words}</figcaption></figure>\n\n"


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(text)}


def _has_width(attributes: dict[str, str]) -> bool:
    """WordPress shows the picture alone where the width is missing or nothing."""
    digits = re.match(r"\d+", attributes.get("width", ""))
    return bool(digits and int(digits[0]))


def _classes(attributes: dict[str, str]) -> str:
    align = _ALIGN.fullmatch(attributes.get("align", ""))
    own = attributes.get("class", "").split()
    return f' class="{escape(" ".join(["wp-caption", align[0] if align else "alignnone", *own]))}"'
