"""WordPress's shortcodes, `[name attribute="value"]…[/name]`: found, read, and replaced. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Each attempt ends at the next bracket outside quotes, so no text takes longer than its length.
_TAG = re.compile(
    r"(?P<open>\[?)\[(?P<end>/?)(?P<name>audio|caption|embed|gallery|playlist|video|wp_caption)(?![\w-])"
    r"(?P<attributes>(?:[^\[\]\"']++|\"[^\"]*+\"|'[^']*+')*+(?=\])|[^\[\]]*+)\](?P<close>\]?)"
)
_ATTRIBUTE = re.compile(r"""([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")

# What could be a shortcode: it has attributes, an end, or a name that no one writes in brackets by chance.
_ANY = re.compile(r"(?<!\[)\[([A-Za-z][\w-]*+)((?:\s[^\[\]]*)?)\](?!\])|\[([A-Za-z][\w-]*+)/\]")
_END = re.compile(r"\[/([A-Za-z][\w-]*+)\]")
_OF_WORDPRESS = {"audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"}


@dataclass(frozen=True)
class Shortcode:
    """One of WordPress's own. `inside` is what it encloses, its own shortcodes replaced."""

    name: str
    attributes: Mapping[str, str]
    inside: str = ""


def replace(text: str, show: Callable[[Shortcode], str | None]) -> str:
    """The text with each of WordPress's own shortcodes as `show` gives it, or as it was where that is None.

    `[[gallery]]` is how one writes about a shortcode: it is shown in single brackets.
    """
    pieces, at = [], 0
    for tag, end in _pairs(text):
        if tag.start() >= at:
            pieces += [text[at : tag.start()], _replaced(tag, end, text, show)]
            at = (end or tag).end()
    return "".join([*pieces, text[at:]])


def left(text: str) -> Counter[str]:
    """What is left in square brackets for a plugin to fill in, by name."""
    ends = set(_END.findall(text))
    codes = ((code[1] or code[3], code[2] if code[1] else "/") for code in _ANY.finditer(text))
    return Counter(name for name, rest in codes if _is_shortcode(name, rest, ends))


def _is_shortcode(name: str, rest: str, ends: set[str]) -> bool:
    return name in _OF_WORDPRESS or "=" in rest or rest.endswith("/") or "_" in name or name in ends


def _pairs(text: str) -> list[tuple[re.Match[str], re.Match[str] | None]]:
    """Every opening tag with the end that belongs to it, if there is one before the next of its name."""
    pairs: list[tuple[re.Match[str], re.Match[str] | None]] = []
    ends: dict[str, re.Match[str]] = {}
    for tag in reversed(list(_TAG.finditer(text))):
        if tag["end"]:
            ends[tag["name"]] = tag
        else:
            end = ends.pop(tag["name"], None)
            pairs.append((tag, None if tag["attributes"].endswith("/") else end))
    return pairs[::-1]


def _replaced(tag: re.Match[str], end: re.Match[str] | None, text: str, show: Callable[[Shortcode], str | None]) -> str:
    last = end or tag
    if tag["open"] and last["close"]:
        return _literal(text[tag.start() + 1 : last.end() - 1])
    # Its own name cannot stand in it, so this goes no deeper than there are names.
    inside = replace(text[tag.end("close") : end.start()], show) if end else ""
    shown = show(Shortcode(tag["name"], attributes(tag["attributes"]), inside))
    if shown is None:
        return f"{tag[0]}{inside}{end[0] if end else ''}"
    return f"{tag['open']}{shown}{last['close']}"


def _literal(text: str) -> str:
    return text.replace("[", "&#91;")


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag by their names in lower case; of two with the same name, the last."""
    return {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(text)}
