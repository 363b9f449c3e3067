"""The author's HTML made safe to show, and its words alone. He is trusted; what he pastes is not."""

import re
from html import unescape

import nh3

# Landmarks and image maps belong to the page around the text.
TAGS = (nh3.ALLOWED_TAGS - {"area", "article", "footer", "header", "hgroup", "map", "nav"}) | {
    "audio",
    "section",
    "source",
    "tfoot",
    "track",
    "video",
}
ATTRIBUTES = nh3.ALLOWED_ATTRIBUTES | {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "hreflang", "name", "rel"},
    "audio": {"src", "preload", "loop", "muted"},
    "data": {"value"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "align"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "source": {"src", "type"},
    "time": {"datetime"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "video": {"src", "poster", "width", "height", "preload", "loop", "muted", "playsinline"},
}
CLASS = re.compile(
    r"align(left|right|center|none)|wp-caption(-text)?|wp-(block|element)-[\w-]+|has-text-align-\w+"
    r"|blocks-gallery-\w+|columns-\d|embed"
)
# A text that says id="comments" would catch the links that lead to the thread below it.
PAGE_ID = re.compile(r"(comment|respond|content|post|drive-|book-|rules-|id_)", re.IGNORECASE)
ID = re.compile(r"[A-Za-z][\w:.-]*")

CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=lambda tag, name, value: _fit(name, value),
    tag_attribute_values={"a": {"target": {"_blank"}}},
    set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
PASSES = 5  # HTML that is badly nested can be read differently once it has been put in order
LOST_NEWLINE = re.compile(r"(<pre[^>]*>)\n")
UNSAID = re.compile(r"<(figure|table|audio|video)\b.*?</\1>", re.DOTALL)
BREAK = re.compile(r"</(p|div|li|h\d|blockquote|dd|dt|pre)>|<br>|<hr>")
TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')


def clean(html: str) -> str:
    """The HTML without scripts, styles, forms, frames and whatever else is not text; always balanced."""
    for _ in range(PASSES):
        before, html = html, _cleaned_once(html)
        if html == before:
            break
    return html


def _cleaned_once(html: str) -> str:
    # Every HTML parser drops a newline behind <pre>, so one that is meant is written twice.
    return LOST_NEWLINE.sub(r"\1\n\n", CLEANER.clean(html))


def _fit(name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(word for word in value.split() if CLASS.fullmatch(word)) or None
    if name in ("id", "name"):
        return value if ID.fullmatch(value) and not PAGE_ID.match(value) else None
    return None if name == "title" and not value else value


def plain(html: str, words: int = 55) -> str:
    """The first words of cleaned HTML, without pictures and tables; “…” where more follow."""
    text = unescape(TAG.sub("", BREAK.sub(" ", UNSAID.sub(" ", html)))).split()
    return " ".join(text[:words]) + (" …" if len(text) > words else "")


def all_words(html: str) -> str:
    """Every word of cleaned HTML, captions and tables included."""
    return " ".join(unescape(TAG.sub("", BREAK.sub(" ", html))).split())
