"""A reader's text on its way to the page. The only module that imports bleach.

bleach is retired upstream (SECURITY.md says what follows from it), so it stands alone
here, behind a small list of tags, with its input already escaped wherever it does not
hold a whole allowed tag.
"""

import re
import threading
from collections import Counter
from dataclasses import dataclass
from functools import partial
from html import unescape
from urllib.parse import urlsplit

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner

LONGEST = 10_000  # characters; bleach is quadratic in nesting, so nothing longer reaches it
DEEPEST = 8  # tags within one another; what would nest deeper is shown as it was typed

# The tags that WordPress lets its guests use, and the two that paragraphs are made of. A link keeps its address
# alone: with nothing else in it, nothing can hide it from being counted.
ATTRIBUTES = {"a": "href", "blockquote": "cite", "q": "cite", "del": "datetime"}
INLINE = {"a", "abbr", "acronym", "b", "cite", "code", "del", "em", "i", "q", "s", "strike", "strong"}
TAGS = INLINE | {"blockquote", "p", "br"}

_VALUE = r"""(?:"[^"<>]*"|'[^'<>]*'|[^\s"'=<>`]+)"""
ALLOWED_TAG = re.compile(rf"<(/?)({'|'.join(sorted(TAGS))})(?:\s+[a-z-]+\s*=\s*{_VALUE})*\s*/?>", re.IGNORECASE)
ADDRESS = re.compile(r"""\b(?:https?://|www\.)[^\s<>"'`{}|\\^\[\]]+""", re.IGNORECASE)
REL = "ugc nofollow"

# int() refuses thousands of digits, and `unescape` does not expect that.
_LONG_NUMBER = re.compile(r"(&#)0*([0-9]{1,9})[0-9]*|(&#x)0*([0-9a-f]{1,9})[0-9a-f]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_IN_ADDRESS = re.compile(r"""[\s<>"'`\\\x00-\x20\x7f]""")
_BLANK_LINES = re.compile(r"\n\s*\n+")
_TYPED_PARAGRAPH = re.compile(r"</?p\b[^<>]*>", re.IGNORECASE)
_QUOTE = re.compile(r"(</?blockquote\b[^<>]*>)", re.IGNORECASE)
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"')
_WHOLE_LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)

_of_this_thread = threading.local()


@dataclass(frozen=True)
class Rendered:
    """`links` counts what can be clicked in `html`."""

    html: str
    links: int


def render(source: str) -> Rendered:
    """Turn what a reader typed into safe HTML: paragraphs, the guests' tags, bare addresses as links.

    Raises ValueError for a text of more than LONGEST characters.
    """
    if len(source) > LONGEST:
        raise ValueError(f"A comment has at most {LONGEST} characters.")
    html = _cleaner().clean(_paragraphs(_escape_stray_brackets(tidy(source))))
    return Rendered(html=html, links=len(link_targets(html)))


def link_targets(html: str) -> list[str]:
    """Where the links in rendered HTML lead, in order."""
    return [decoded(target) for target in _LINK.findall(html)]


def decoded(text: str) -> str:
    """The text with its character references read, however long they are."""
    return unescape(short_numbers(text))


def short_numbers(text: str) -> str:
    """The text without the digits of a character reference that nobody needs."""
    return _LONG_NUMBER.sub(r"\1\2\3\4", text)


def words_of(text: str) -> str:
    """What somebody who reads the text aloud would say: all but the allowed tags."""
    return decoded(ALLOWED_TAG.sub("", text))


def spell_links_out(html: str) -> str:
    """Rendered HTML in which each link is its text and, in words, its address."""
    return _WHOLE_LINK.sub(_spelled, html)


def _spelled(link: re.Match[str]) -> str:
    address = f"<code>{link[1]}</code>"
    return f'<span class="spelled-link">{address if link[1] == link[2] else f"{link[2]} {address}"}</span>'


def tidy(text: str) -> str:
    """Newlines as Unix writes them, no control characters, no blank ends."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _escape_stray_brackets(text: str) -> str:
    """Escape each < and > that is no part of an allowed tag, so that `a < b` and `<sarcasm>` stay readable."""
    pieces, end, opened = [], 0, Counter[str]()
    for tag in ALLOWED_TAG.finditer(text):
        pieces += [_escaped(text[end : tag.start()]), tag[0] if _fits(tag, opened) else _escaped(tag[0])]
        end = tag.end()
    return "".join([*pieces, _escaped(text[end:])])


def _fits(tag: re.Match[str], opened: Counter[str]) -> bool:
    """Keep count of the tags that are open; False for one that would stand too deep."""
    closes, name = tag[1], tag[2].lower()
    if closes:
        opened[name] = max(0, opened[name] - 1)
    elif name not in ("br", "p"):
        if opened.total() >= DEEPEST:
            return False
        opened[name] += 1
    return True


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _paragraphs(text: str) -> str:
    """Blank lines part paragraphs, single ones break lines, also inside quotes."""
    parted = _QUOTE.sub(r"\n\n\1\n\n", _TYPED_PARAGRAPH.sub("\n\n", text))
    blocks = [block.strip() for block in _BLANK_LINES.split(parted.strip())]
    return "".join(block if _QUOTE.fullmatch(block) else f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks)


def _cleaner() -> Cleaner:
    """One for each thread: bleach's Cleaner mixes texts up when two threads share it."""
    if not hasattr(_of_this_thread, "cleaner"):
        _of_this_thread.cleaner = Cleaner(
            tags=TAGS,
            attributes=_is_allowed,
            protocols={"http", "https"},
            strip_comments=True,
            filters=[partial(LinkifyFilter, callbacks=[_mark_as_readers], url_re=ADDRESS, skip_tags={"code"})],
        )
    return _of_this_thread.cleaner


def _is_allowed(tag: str, name: str, value: str) -> bool:
    return name == ATTRIBUTES.get(tag) and (name == "datetime" or is_web_address(value))


def is_web_address(value: str) -> bool:
    """True for http and https with a host. bleach itself lets `javascript:1` and `//host` through."""
    if _NOT_IN_ADDRESS.search(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _mark_as_readers(attrs: dict, new: bool = False) -> dict | None:
    href = attrs.get((None, "href"), "")
    if not is_web_address(href):
        return None
    attrs[(None, "rel")] = REL
    return attrs
