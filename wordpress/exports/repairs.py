"""What no XML may hold, and WordPress writes all the same: put right on the way to the parser, line by line."""

import codecs
import re
from collections import Counter, defaultdict
from html import escape
from html.entities import html5

EXAMPLES = 20  # lines of each kind; a damaged site of fifteen years may have thousands

CONTROL = "control characters, taken out"
REFERENCE = "references to a character that XML forbids, taken out"
ENTITY = "entities of HTML, which XML does not know, now the characters themselves"
AMPERSAND = "bare & outside CDATA, escaped"
BRACKETS = "]]> in the middle of a text, escaped"
SEVERAL = "one more export in the same file, read like the first"
JUNK = "text before the beginning of the file, left out"
STRAY = "text that belongs to nothing, left out"
RECODED = "the whole file, which is UTF-16, read as such"

OPENING = "<![CDATA["
# The elements of an export: WordPress's own and those of plugins have a prefix, which HTML has not.
_ELEMENT = (
    r"[\w-]+:[\w-]+|"
    "author|category|comments|copyright|description|generator|guid|language|link|name|pubDate|title|url"
)
# An end of CDATA is followed by the end of such an element or by another CDATA; anything else, such as the end of a
# script, is somebody's code.
ENDING = re.compile(rf"\]\]>(?=\s*(?:</(?:{_ELEMENT})\s*>|<!\[CDATA\[|\Z))")
BRACKET = re.compile(r"\]\]>")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")
WRONG = re.compile(r"&(?:#?\w+;)?|\]\]>|<\?xml\b[^<>]*\?>")
OF_XML = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}


class Repairs:
    """How often each kind of damage was repaired, and the lines where it was met first.

    A byte order mark and the line ends of Windows are no damage: XML allows both, and nothing is said of them.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lines: defaultdict[str, list[int]] = defaultdict(list)
        self.has_strays = False  # which wordpress.exports.strays knows to find

    def note(self, what: str, line: int, number: int = 1) -> None:
        """So many more of a kind, in this line of the file."""
        self.counts[what] += number
        lines = self.lines[what]
        if line not in lines[-1:] and len(lines) < EXAMPLES:
            lines.append(line)


class Lines:
    """The lines of places in a text. They are asked for in their order, so that no character is looked at twice."""

    def __init__(self, text: str, first: int) -> None:
        self._text, self._line, self._position = text, first, 0

    def at(self, position: int) -> int:
        self._line += self._text.count("\n", self._position, position)
        self._position = position
        return self._line


class Mender:
    """Turns the bytes of a damaged export into what XML allows, and never adds or takes away a line end.

    It wants whole lines: no character, reference or bracket of CDATA goes over the end of one.
    """

    def __init__(self, repairs: Repairs, encoding: str, line: int) -> None:
        self._repairs, self._encoding, self._line = repairs, encoding, line
        self._in_cdata = False

    def mended(self, raw: bytes) -> bytes:
        """The next lines."""
        text = self._with_markup(self._without_control(self._decoded(raw)))
        self._line += raw.count(b"\n")
        return text.encode()

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return "\n".join(self._decoded_line(line, number) for number, line in enumerate(raw.split(b"\n")))

    def _decoded_line(self, line: bytes, number: int) -> str:
        """A line that is no UTF-8 was written before the site turned to it, or by a plugin that never has."""
        try:
            return line.decode()
        except UnicodeDecodeError:
            name = "Windows-1252" if self._encoding == "utf-8" else self._encoding
            self._repairs.note(f"lines with bytes that are no UTF-8, these read as {name}", self._line + number)
            return line.decode(self._encoding, "western")

    def _without_control(self, text: str) -> str:
        lines = Lines(text, self._line)
        for found in FORBIDDEN.finditer(text):
            self._repairs.note(CONTROL, lines.at(found.start()), len(found[0]))
        return FORBIDDEN.sub("", text)

    def _with_markup(self, text: str) -> str:
        pieces, position, lines = [], 0, Lines(text, self._line)
        while position < len(text):
            read = self._cdata if self._in_cdata else self._outside
            piece, position = read(text, position, lines)
            pieces.append(piece)
        return "".join(pieces)

    def _cdata(self, text: str, start: int, lines: Lines) -> tuple[str, int]:
        """What stands in CDATA from here on, and where it ends."""
        ending = ENDING.search(text, start)
        stop, end = ending.span() if ending else (len(text), len(text))
        self._in_cdata = not ending
        for found in BRACKET.finditer(text, start, stop):
            self._repairs.note(BRACKETS, lines.at(found.start()))
        return text[start:stop].replace("]]>", "]]]]><![CDATA[>") + text[stop:end], end

    def _outside(self, text: str, start: int, lines: Lines) -> tuple[str, int]:
        """What stands between two CDATA, and where the second begins."""
        opening = text.find(OPENING, start)
        self._in_cdata = opening >= 0
        end = opening + len(OPENING) if self._in_cdata else len(text)

        def corrected(found: re.Match[str]) -> str:
            what, correction = _correction(found[0])
            if what:
                self._repairs.note(what, lines.at(start + found.start()))
            return correction

        return WRONG.sub(corrected, text[start:end]), end


def _correction(found: str) -> tuple[str, str]:
    """What is wrong with it, if anything is, and what to write instead."""
    if found == "]]>":
        return BRACKETS, "]]&gt;"
    if found.startswith("<?xml"):
        return SEVERAL, "\n" * found.count("\n")
    if found in OF_XML:
        return "", found
    if found.startswith("&#"):
        return ("", found) if _is_allowed(found[2:-1]) else (REFERENCE, "")
    if found[1:] in html5:
        return ENTITY, escape(html5[found[1:]])
    return AMPERSAND, found.replace("&", "&amp;")


def _is_allowed(reference: str) -> bool:
    """True for the number of a character that XML allows."""
    try:
        number = int(reference[1:], 16) if reference.startswith("x") else int(reference)
    except ValueError:
        return False
    is_surrogate = 0xD800 <= number < 0xE000
    return number < 0x110000 and not is_surrogate and not FORBIDDEN.match(chr(number))


def _western(error: UnicodeError) -> tuple[str, int]:
    """Windows-1252, and Latin-1 for the five bytes that it leaves undefined."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    try:
        return wrong.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return wrong.decode("latin-1"), error.end


codecs.register_error("western", _western)
