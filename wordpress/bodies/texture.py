"""WordPress's typography: it stores straight quotes, hyphens and dots, and shows curly quotes and dashes. Pure."""

import re

from wordpress.bodies.autop import MARKUP

_SHORTCODE = r"\[/?[A-Za-z][\w-]*+(?:\s[^\[\]<>=]*+=[^\[\]<>]*+)?/?\]"
_ADDRESS = '<p class="embed"><a[^<>]*>[^<>]*+'
_NO_TEXT = re.compile(f"({_ADDRESS}|{MARKUP}|{_SHORTCODE})")
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_VERBATIM = {"code", "kbd", "pre", "script", "style", "textarea", "tt"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "cite",
    "del",
    "em",
    "i",
    "ins",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}
_STRAIGHT = re.compile(r"['\"`]|--|\.\.\.|(?:^|\s)-(?:\s|$)|\dx\d|\(tm\)")

# What comes before a quotation; behind anything else a quote is an end or an apostrophe.
_OPENING = r"\s(\[{“‘\"'—–-"
_CUT_OFF = "bout|cause|em|n|nuff|tain|til|tis|twas|twere|twill"
_SIGNS = [
    (re.compile(r"\.\.\."), "…"),
    (re.compile("``"), "“"),
    (re.compile("''"), "”"),
    (re.compile(r"(?<=\w) ?\(tm\)"), "™"),
    (re.compile("---"), "—"),
    (re.compile(r"(?<!\S)--(?!\S)"), "—"),
    (re.compile("(?<!xn)--"), "–"),
    (re.compile(r"(?<!\S)-(?!\S)"), "–"),
    (re.compile(r"(?<![\w.,])(?!0x)(\d[\d.,]*+)x(?=\d[\d.,]*+(?!\w))"), r"\1×"),
    (re.compile(rf"(?<!\w)'(?=(?:{_CUT_OFF})\b|\d\ds?\b(?!['%]))", re.IGNORECASE), "’"),
    (re.compile(rf"(?<![^{_OPENING}])'(?!\s)"), "‘"),
    (re.compile("'"), "’"),
    (re.compile(rf"(?<![^{_OPENING}])\"(?!\s)"), "“"),
    (re.compile('"'), "”"),
]
# Stands for a word that ends where an inline element does, so that the text behind is no beginning.
_WORD = "w"


def texturized(html: str) -> str:
    """The HTML with its texts so; what stands in tags, in shortcodes, and in code stays as it is."""
    pieces, verbatim, word = [], "", ""
    for place, piece in enumerate(_NO_TEXT.split(html)):
        if place % 2:
            verbatim, word = _behind(piece, verbatim, word)
        elif piece and not verbatim:
            piece = _curled(piece, word)
            word = "" if re.match(f"[{_OPENING}]", piece[-1]) else _WORD
        pieces.append(piece)
    return "".join(pieces)


def _behind(tag: str, verbatim: str, word: str) -> tuple[str, str]:
    """What the tag means for the text behind it: in which verbatim element, and behind which word, it stands."""
    name = _NAME.match(tag)
    if not name:
        return verbatim, word
    element = name[2].lower()
    if verbatim:
        return ("" if name[1] and element == verbatim else verbatim), word
    return (element if element in _VERBATIM and not name[1] else ""), (word if element in _INLINE | _VERBATIM else "")


def _curled(text: str, word: str) -> str:
    if not _STRAIGHT.search(text):
        return text
    text = f"{word}{text}"
    for sign, proper in _SIGNS:
        text = sign.sub(proper, text)
    return text.removeprefix(word)
