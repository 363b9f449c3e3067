"""An export read as a stream: a few items in memory, however long the file is."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, XMLParser, iterparse

from wordpress.errors import Damaged, NotAnExport, Truncated, Unreadable
from wordpress.stream import Stream
from wordpress.wxr import Head, Item, Part, head, name_of, part

VERSION = re.compile(r"\d+\.\d+")
CHUNK = 64 * 1024  # bytes
# What expat calls an end that comes too early: no element found, unclosed token, partial character, unclosed CDATA.
ENDS_EARLY = {3, 5, 6, 20}


class Export:
    """One file. After `read` has come to its end, `repairs` says what was mended, and how often."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.repairs: Counter[str] = Counter()

    def read(self) -> Iterator[Head | Part]:
        """What stands in the file, in its order, the head before everything. Raises Unreadable."""
        _refuse_doctype(self.path)
        last = "its head"
        with Stream(self.path) as stream:
            try:
                for found in _parts(stream, self.path):
                    yield found
                    last = _named(found) if isinstance(found, Item) else last
            except ParseError as error:
                raise _explained(error, self.path, last) from error
            self.repairs = stream.repairs

    def items(self) -> Iterator[Item]:
        """The items alone."""
        return (found for found in self.read() if isinstance(found, Item))


def _named(item: Item) -> str:
    return f"item {item.number} (“{item.title[:60]}”)"


def _explained(error: ParseError, path: Path, last: str) -> Unreadable:
    if error.code in ENDS_EARLY:
        return Truncated(path, last)
    line, column = error.position
    return Damaged(path, f"line {line}, column {column + 1}", last)


class _Begun(Exception):
    """The first element: from here on nothing can be declared."""


class _Prolog:
    """Learns from the parser itself what stands before the first element."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def doctype(self, *_: object) -> None:
        raise NotAnExport(self.path, "it has a DOCTYPE, which WordPress never writes")

    def start(self, *_: object) -> None:
        raise _Begun

    def close(self) -> None:
        """Wanted by the parser."""


def _refuse_doctype(path: Path) -> None:
    """A DOCTYPE can define entities: a few lines that unfold to gigabytes, or the text of another file."""
    parser = XMLParser(target=_Prolog(path))  # noqa: S314 (this is the guard)
    with Stream(path) as stream:
        try:
            while chunk := stream.read(CHUNK):
                parser.feed(chunk)
            parser.close()
        except _Begun:
            return
        except (ParseError, LookupError, ValueError) as error:  # the last two: an encoding that nobody knows
            raise NotAnExport(path) from error


def _parts(stream: Stream, path: Path) -> Iterator[Head | Part]:
    fields: dict[str, str] = {}
    is_known = False
    for element in _children(stream, path):
        found = part(element)
        if found is None:
            fields.setdefault(name_of(element), (element.text or "").strip())
            continue
        if not is_known:
            is_known = True
            yield _checked(head(fields), path)
        yield found
    if not is_known:
        yield _checked(head(fields), path)


def _checked(found: Head, path: Path) -> Head:
    if not VERSION.fullmatch(found.version):
        raise NotAnExport(path, "it has no wxr_version")
    return found


def _children(stream: Stream, path: Path) -> Iterator[Element]:
    """What stands in the channel, one whole element after the other, each forgotten when the next one comes."""
    depth, channel = 0, Element("none")
    for event, element in iterparse(stream, ("start", "end")):  # noqa: S314 (no DOCTYPE comes this far)
        depth += 1 if event == "start" else -1
        if event == "start" and depth == 2:
            channel = element
        elif event == "end" and depth == 2:
            yield element
            channel.clear()
    if channel.tag != "channel":
        raise NotAnExport(path)
