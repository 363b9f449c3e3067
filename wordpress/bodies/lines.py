"""Addresses that stand alone, on a line or in a paragraph: WordPress shows what they lead to. Pure."""

import re
from html import unescape

from wordpress.bodies.media import embedded

_ADDRESS = r"https?://[^\s<>\"\[\]]+"
_MARK = re.compile(
    r"<(?P<end>/?)(?P<verbatim>pre|code|script|style|textarea)\b"
    rf"|<p(?:\s[^<>]*)?>\s*(?P<paragraph>{_ADDRESS})\s*</p>"
    rf"|^[ \t]*(?P<line>{_ADDRESS})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


def with_embeds(html: str) -> str:
    """Each such address as a player or a link; what is set in `<pre>` or `<code>` stays as it is."""
    pieces, at, verbatim = [], 0, ""
    for mark in _MARK.finditer(html):
        if mark["verbatim"]:
            verbatim = _still_verbatim(verbatim, mark)
        elif not verbatim and (shown := embedded(unescape(mark["paragraph"] or mark["line"]))):
            pieces += [html[at : mark.start()], shown.strip("\n")]
            at = mark.end()
    return "".join([*pieces, html[at:]])


def _still_verbatim(verbatim: str, mark: re.Match[str]) -> str:
    name = mark["verbatim"].lower()
    if mark["end"]:
        return "" if name == verbatim else verbatim
    return verbatim or name
