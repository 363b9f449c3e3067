"""The bytes of an export on their way to the parser: what no XML may hold is taken out, and counted."""

import re
from collections import Counter
from pathlib import Path

from wordpress.errors import NotAnExport, Unreadable

# WordPress writes what its database holds; XML forbids these, and one of them would end the reading.
CONTROL = bytes({*range(32)} - {9, 10, 13})
HEAD = 64 * 1024  # bytes in which the document has to begin
BEGINNING = re.compile(rb"<\?xml|<rss\b")
BOM = b"\xef\xbb\xbf"
ROOT = re.compile(rb"<rss\b[^>]*")
# WordPress.com and plugins for feeds write these into the head without saying what they stand for.
FEED_PREFIXES = (
    b"atom",
    b"creativeCommons",
    b"geo",
    b"georss",
    b"itunes",
    b"media",
    b"podcast",
    b"slash",
    b"sy",
    b"thr",
)


class Stream:
    """A file of bytes without control characters, from the beginning of its document on.

    `repairs` counts what was taken out, by name.
    """

    def __init__(self, path: Path) -> None:
        self.repairs: Counter[str] = Counter()
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
        self._ahead = self._from_beginning(self._file.read(HEAD), path)

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def read(self, size: int = -1) -> bytes:
        """Some bytes, more than `size` at the beginning; none only at the end of the file."""
        ahead, self._ahead = self._ahead, b""
        while not ahead and (raw := self._file.read(size)):
            ahead = self._without_control(raw)
        return ahead

    def _from_beginning(self, head: bytes, path: Path) -> bytes:
        head = self._without_control(head)
        beginning = BEGINNING.search(head)
        if not beginning:
            self._file.close()
            raise NotAnExport(path)
        if head[: beginning.start()].removeprefix(BOM).strip():
            self.repairs["text before the beginning of the file, left out"] += 1
        return ROOT.sub(_with_feed_prefixes, head[beginning.start() :], count=1)

    def _without_control(self, raw: bytes) -> bytes:
        kept = raw.translate(None, CONTROL)
        if len(kept) < len(raw):
            self.repairs["control characters, taken out"] += len(raw) - len(kept)
        return kept


def _with_feed_prefixes(root: re.Match[bytes]) -> bytes:
    missing = (prefix for prefix in FEED_PREFIXES if b"xmlns:" + prefix + b"=" not in root[0])
    return root[0] + b"".join(b' xmlns:%b="undeclared"' % prefix for prefix in missing)
