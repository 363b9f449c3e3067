"""An export read as a stream: a few items in memory, however long the file is."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from wordpress.exports.elements import head, name_of, part
from wordpress.exports.errors import Damaged, Endless, Flawed, NotAnExport, Truncated, Unreadable
from wordpress.exports.repairs import Repairs
from wordpress.exports.strays import Strays, has_strays, is_text
from wordpress.exports.stream import Stream
from wordpress.exports.wxr import Head, Item, Part, site_key

VERSION = re.compile(r"\d+\.\d+")
LONGEST = 64 * 1024 * 1024  # bytes of one item with all its comments
DEEPEST = 100  # elements within each other; WordPress writes three below an item
# WordPress.com and plugins for feeds write these into the head without saying what they stand for.
PREFIXES = ["atom", "creativeCommons", "geo", "georss", "itunes", "media", "podcast", "slash", "sy", "thr", "wfw"]
# Around everything, so that several exports may stand in one file.
_DECLARED = " ".join(f'xmlns:{prefix}="undeclared"' for prefix in PREFIXES)
OPENING = f"<exports {_DECLARED}>"
CLOSING = "</exports>"


class Export:
    """One file. After `read` has come to its end, `repairs` says what was mended, and in which lines.

    It is read strictly, which costs a healthy file nothing, as long as not `is_mended`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_mended = False
        self.repairs = Repairs()
        self.position = 0  # bytes

    def read(self) -> Iterator[Head | Part]:
        """What stands in the file, in its order, the head before everything.

        Raises Unreadable, and of that Flawed where mending may help.
        """
        last = "its head"
        with Stream(self.path, is_mended=self.is_mended) as stream:
            self.repairs = stream.repairs
            try:
                for found in _parts(stream, self.path):
                    self.position = stream.position
                    yield found
                    last = _named(found) if isinstance(found, Item) else last
            except ParseError as error:
                raise self._explained(error, stream, last) from error
            except EndlessError as error:
                raise Endless(self.path, str(error), last) from error
        if self.repairs.has_strays:
            self._note_strays()

    def items(self) -> Iterator[Item]:
        """The items alone."""
        return (found for found in self.read() if isinstance(found, Item))

    def _note_strays(self) -> None:
        strays = Strays(self.repairs)
        with Stream(self.path, is_mended=self.is_mended) as stream:
            strays.feed(OPENING.encode())
            while chunk := stream.read():
                strays.feed(chunk)
            strays.feed(CLOSING.encode())

    def _explained(self, error: ParseError, stream: Stream, last: str) -> Unreadable:
        line = error.position[0]
        if not stream.is_mended:
            return Flawed(self.path, line, last)
        return (Truncated if stream.is_over else Damaged)(self.path, line, last)


class EndlessError(Exception):
    """An item that is none."""


def _named(item: Item) -> str:
    return f"item {item.number} (“{item.title[:60]}”)"


def _parts(stream: Stream, path: Path) -> Iterator[Head | Part]:
    fields: dict[str, str] = {}
    known: Head | None = None
    for element in _children(stream):
        found = part(element)
        if found is None:
            name, text = name_of(element), (element.text or "").strip()
            fields.setdefault(name, text)
            if known and name == "wp:base_blog_url" and site_key(text) != known.site:
                raise NotAnExport(path, f"it holds those of two sites, {known.site} and {site_key(text)}")
            continue
        if not known:
            known = _checked(head(fields), path)
            yield known
        yield found
    if not known:
        yield _checked(head(fields), path)


def _checked(found: Head, path: Path) -> Head:
    if not VERSION.fullmatch(found.version):
        raise NotAnExport(path, "it has no wxr_version")
    return found


def _children(stream: Stream) -> Iterator[Element]:
    """What stands in the channels, each element whole, and forgotten when the next ones come.

    The tree is built without a word of Python; from time to time it is looked at, and what is whole is taken out.
    """
    builder = TreeBuilder()
    parser = XMLParser(target=builder)  # noqa: S314 (nothing before the root comes this far, so no DOCTYPE)
    parser.feed(OPENING)
    root, since = builder.close(), 0
    try:
        while chunk := stream.read():
            parser.feed(chunk)
            taken = list(_taken(root, 0, stream.repairs, is_open=True))
            yield from taken
            since = 0 if taken else since + len(chunk)
            _refuse_endless(root, since)
        parser.feed(CLOSING)
        parser.close()
    except ParseError:
        yield from _taken(root, 0, stream.repairs, is_open=builder.end("") not in _above_items(root))
        raise
    yield from _taken(root, 0, stream.repairs, is_open=False)


def _taken(parent: Element, depth: int, repairs: Repairs, *, is_open: bool) -> Iterator[Element]:
    """The whole children of the channels, which are taken out. The last one is not whole in what is still open."""
    children = list(parent)
    whole = len(children) - is_open
    for place, child in enumerate(children):
        if depth < 2:
            yield from _taken(child, depth + 1, repairs, is_open=place >= whole)
        elif place < whole:
            yield child
    repairs.has_strays |= is_text(parent.text) or any(map(has_strays, parent[:whole]))
    del parent[:whole]


def _above_items(root: Element) -> list[Element]:
    """What stands around the newest item: while nothing else is open, that one is whole."""
    return [root, *root[-1:], *(channel for rss in root[-1:] for channel in rss[-1:])]


def _refuse_endless(root: Element, since: int) -> None:
    if since > LONGEST:
        raise EndlessError(f"an item of more than {LONGEST >> 20} MB")
    element, depth = root, 0
    while len(element):
        element, depth = element[-1], depth + 1
        if depth > DEEPEST:
            raise EndlessError(f"elements more than {DEEPEST} deep within each other")
