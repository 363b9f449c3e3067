"""What WordPress does to a classic body before it shows it: blank lines become paragraphs, line ends breaks.

A classic body is stored without `<p>`; the theme's page gets them from WordPress's `wpautop`.
The steps below give the same output for the same input, down to its odd corners, because the
author has looked at that output for years. Their order matters.
"""

import re
from collections.abc import Callable
from functools import partial

_BLOCK = (
    "(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote"
    "|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption"
    "|details|menu|summary)"
)
_ANY_BLOCK_TAG = rf"(</?{_BLOCK}[^>]*>)"

# A newline inside a tag is no line of text; it stands aside until the paragraphs are made.
_NEWLINE_IN_TAG = " <!-- wpnl --> "
_KEPT_NEWLINE = "<WPPreserveNewline />"

_re = partial(re.compile, flags=re.ASCII)  # white space as PHP sees it: a no-break space is text

MARKUP = r"<!(?=--)(?:-(?!->)[^-]*+)*+(?:-->)?|<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>)?|<[^>]*>?"
_MARKUP = _re(MARKUP)
_VERBATIM = [
    (f"</{name}>", re.compile(rf"<{name}.*?</{name}>", re.DOTALL)) for name in ("script", "style", "svg", "math")
]
_PRE = _re(r"<pre wp-pre-tag-(\d+)></pre>")
_PARAGRAPH_END = _re(r"\n\s*\n")
_LAST_PARAGRAPH = _re(r"\n</p>$")

Replacement = tuple[re.Pattern[str], str]

_PART: list[Replacement] = [
    (_re(r"<br\s*/?>\s*<br\s*/?>"), "\n\n"),
    (_re(rf"(<{_BLOCK}[\s/>])"), r"\n\n\1"),
    (_re(rf"(</{_BLOCK}>)"), r"\1\n\n"),
    (_re(r"(<hr\s*?/?>)"), r"\1\n\n"),
    (_re(r"\r\n|\r"), "\n"),
]

# The white space in and around these is no text either. Each applies only to a body that has its mark.
_TIGHT: list[tuple[tuple[str, ...], list[Replacement]]] = [
    (("<option",), [(_re(r"(?<!\s)\s+<option"), "<option"), (_re(r"</option>\s*"), "</option>")]),
    (
        ("</object>",),
        [
            (_re(r"(<object[^>]*>)\s*"), r"\1"),
            (_re(r"(?<!\s)\s+</object>"), "</object>"),
            (_re(r"(?:(?<!\s)\s+)?(</?(?:param|embed)[^>]*>)\s*"), r"\1"),
        ],
    ),
    (
        ("<source", "<track"),
        [
            (_re(r"([<\[](?:audio|video)[^>\]]*[>\]])\s*"), r"\1"),
            (_re(r"(?<!\s)\s+([<\[]/(?:audio|video)[>\]])"), r"\1"),
            (_re(r"(?:(?<!\s)\s+)?(<(?:source|track)[^>]*>)\s*"), r"\1"),
        ],
    ),
    (("<figcaption",), [(_re(r"(?<!\s)\s+(<figcaption[^>]*>)"), r"\1"), (_re(r"</figcaption>\s*"), "</figcaption>")]),
]

_UNWRAP: list[Replacement] = [
    (_re(r"<p>\s*</p>"), ""),
    (_re(r"<p>([^<]+)</(div|address|form)>"), r"<p>\1</p></\2>"),
    (_re(rf"<p>\s*{_ANY_BLOCK_TAG}\s*</p>"), r"\1"),
    (_re(r"<p>(<li.+?)</p>|(<p><li.*)"), r"\1\2"),  # behind one that is not closed none in the line is
    (re.compile(r"<p><blockquote([^>]*)>", re.ASCII | re.IGNORECASE), r"<blockquote\1><p>"),
    (_re(r"</blockquote></p>"), "</p></blockquote>"),
    (_re(rf"<p>\s*{_ANY_BLOCK_TAG}"), r"\1"),
    (_re(rf"{_ANY_BLOCK_TAG}\s*</p>"), r"\1"),
]

_BREAK: list[Replacement] = [
    (_re(r"<br>|<br/>"), "<br />"),
    # White space before a line's end goes with it, but for the first behind a break that is there already.
    (_re(r"(?:(?<!\s)(?<!<br />)|(?<=<br />\s))\s*\n"), "<br />\n"),
    (_re(_KEPT_NEWLINE), "\n"),
]

_UNBREAK: list[Replacement] = [
    (_re(rf"{_ANY_BLOCK_TAG}\s*<br />"), r"\1"),
    (_re(r"<br />(\s*</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)[^>]*>)"), r"\1"),
    (_LAST_PARAGRAPH, "</p>"),
]


def wpautop(text: str) -> str:
    """The HTML that WordPress shows for a classic body."""
    if not text.strip(" \t\n\r\0\x0b"):
        return ""
    text, kept = _set_pre_aside(f"{text}\n")
    text = _each_tag(_replace(text, _PART), lambda tag: tag.replace("\n", _NEWLINE_IN_TAG))
    for marks, replacements in _TIGHT:
        if any(mark in text for mark in marks):
            text = _replace(text, replacements)
    text = _replace(_paragraphs(text), _UNWRAP)
    text = _replace(_with_verbatim_newlines(text), _BREAK + _UNBREAK)
    text = _PRE.sub(lambda placeholder: kept.get(placeholder[0], placeholder[0]), text)
    return text.replace(_NEWLINE_IN_TAG, "\n").replace(_NEWLINE_IN_TAG.strip(), "\n")


def _replace(text: str, replacements: list[Replacement]) -> str:
    for pattern, replacement in replacements:
        text = pattern.sub(replacement, text)
    return text


def _each_tag(text: str, change: Callable[[str], str]) -> str:
    return _MARKUP.sub(lambda tag: change(tag[0]), text)


def _with_verbatim_newlines(text: str) -> str:
    for end, element in _VERBATIM:
        # Behind the last end nothing can match, and looking for it from every beginning would take for ever.
        if last := text.rfind(end) + 1:
            last += len(end)
            kept = element.sub(lambda found: found[0].replace("\n", _KEPT_NEWLINE), text[:last])
            text = f"{kept}{text[last:]}"
    return text


def _set_pre_aside(text: str) -> tuple[str, dict[str, str]]:
    """Put a placeholder where each `<pre>` stands: nothing in it is to be touched."""
    *parts, last = text.split("</pre>") if "<pre" in text else [text]
    kept: dict[str, str] = {}
    pieces = []
    for part in parts:
        before, opening, inside = part.partition("<pre")
        pieces.append(before)
        if opening:
            placeholder = f"<pre wp-pre-tag-{len(kept)}></pre>"
            kept[placeholder] = f"{opening}{inside}</pre>"
            pieces.append(placeholder)
    return "".join([*pieces, last]), kept


def _paragraphs(text: str) -> str:
    blocks = [block for block in _PARAGRAPH_END.split(re.sub(r"\n\n+", "\n\n", text)) if block]
    return "".join(f"<p>{block.strip(chr(10))}</p>\n" for block in blocks)
