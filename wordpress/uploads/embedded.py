"""The addresses of pictures and files in a body, exchanged for others. Pure."""

import re
from collections.abc import Callable
from functools import partial
from html import escape, unescape

Exchange = Callable[[str], str | None]

_TAG = re.compile(
    r"""<(?:a|audio|embed|img|source|track|video)\b(?:[^>"']|"[^"]*"|'[^']*')*>""",
    re.IGNORECASE,
)
_VALUE = r"""(?P<is>\s*=\s*)(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))"""
_ATTRIBUTE = re.compile(rf"(?P<name>\s[\w:-]+){_VALUE}")
_ADDRESSES = {"href", "poster", "src"}


def exchanged(html: str, exchange: Exchange) -> str:
    """The HTML with every address for which `exchange` has another one.

    Such a tag loses what else named the old place: the list of sizes, and the data of plugins.
    """
    return _TAG.sub(partial(_exchanged_tag, exchange), html)


def _exchanged_tag(exchange: Exchange, tag: re.Match[str]) -> str:
    found = _ATTRIBUTE.sub(partial(_exchanged_attribute, exchange), tag[0])
    return tag[0] if found == tag[0] else _ATTRIBUTE.sub(_kept, found)


def _exchanged_attribute(exchange: Exchange, attribute: re.Match[str]) -> str:
    if _name(attribute) not in _ADDRESSES:
        return attribute[0]
    old = unescape(attribute["double"] or attribute["single"] or attribute["bare"] or "")
    new = exchange(old)
    fragment = old.partition("#")[2]  # a page of a document, a minute of a film
    return f'{attribute["name"]}="{escape(new + "#" * bool(fragment) + fragment)}"' if new else attribute[0]


def _kept(attribute: re.Match[str]) -> str:
    name = _name(attribute)
    return "" if name in ("srcset", "sizes") or name.startswith("data-") else attribute[0]


def _name(attribute: re.Match[str]) -> str:
    return attribute["name"].strip().lower()
