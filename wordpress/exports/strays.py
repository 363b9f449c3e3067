"""Text that stands between the elements of an export, such as a warning of PHP: it belongs to nothing."""

from xml.etree.ElementTree import Element
from xml.parsers.expat import ParserCreate

from wordpress.exports.repairs import EXAMPLES, STRAY, Repairs

SHOWN = 100  # characters of each
OF_WARNINGS = {"b", "br"}  # elements in which PHP dresses what it says
BLANK = "\ufeff \t\r\n"


class Strays:
    """Notes each such text with its beginning, in its line.

    Slower by far than what builds the tree, which knows no lines. So it is asked only where `has_strays` found some.
    """

    def __init__(self, repairs: Repairs) -> None:
        self._repairs = repairs
        self._has_children = [False]  # each element that is open, the innermost last
        self._line, self._text = 0, ""
        self._parser = ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._hear

    def feed(self, chunk: bytes) -> None:
        """The next bytes of what has been found well-formed."""
        self._parser.Parse(chunk)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._has_children[-1] = True
        if name not in OF_WARNINGS:
            self._note()
            self._has_children.append(False)

    def _end(self, name: str) -> None:
        if name not in OF_WARNINGS:
            if self._has_children.pop():
                self._note()
            self._text = ""

    def _hear(self, text: str) -> None:
        if not self._text:
            self._line, self._text = self._parser.CurrentLineNumber, text.lstrip(BLANK)
        elif len(self._text) < SHOWN:
            self._text += text

    def _note(self) -> None:
        if said := " ".join(self._text.split()):
            is_named = len(self._repairs.counts) < EXAMPLES
            self._repairs.note(f"{STRAY}: “{said[:SHOWN]}”" if is_named else STRAY, self._line)
        self._text = ""


def has_strays(element: Element) -> bool:
    """Whether text stands beside the elements within it, or behind it."""
    tails = {part.tail for part in element.iter()}  # mostly the same line end; each is looked at once
    return any(map(is_text, tails)) or any(len(part) and is_text(part.text) for part in element.iter())


def is_text(text: str | None) -> bool:
    return text is not None and not text.isspace() and bool(text.strip(BLANK))
