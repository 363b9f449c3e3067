"""The bytes of an export on their way to the parser."""

import codecs
import io
import re
from pathlib import Path
from typing import BinaryIO

from wordpress.exports.errors import NotAnExport, Unreadable
from wordpress.exports.repairs import JUNK, RECODED, Mender, Repairs

CHUNK = 64 * 1024  # bytes
HEAD = 64 * 1024  # bytes in which the document has to begin
LONGEST_LINE = 64 * 1024 * 1024  # bytes
# The root itself, not one in a comment before it; what stands before is for nobody.
BEGINNING = re.compile(rb"(?:<!--.*?-->|[^<]|<(?!rss\b))*+(?=<rss\b)", re.DOTALL)
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
DECLARATION = re.compile(rb"<\?xml\b[^>]*\?>")
DECLARED = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']""")
# These hold no letter that the tolerant reading of UTF-8 would not find as well.
WESTERN = {"ascii", "cp1252", "iso8859-1", "utf-8", "utf-8-sig"}
UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
PACKED = {b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!"}


class Stream:
    """A file in UTF-8 from its root element on, with a line end for each line of what stands before that.

    As it is, unless `is_mended`: then with everything put right that XML does not allow. A file
    that declares another encoding is always mended. `repairs` says what was put right.
    """

    def __init__(self, path: Path, *, is_mended: bool = False) -> None:
        self.repairs = Repairs()
        self.is_over = False
        self._ahead = b""
        self._path = path
        try:
            self._raw = path.open("rb")
            self._begin(is_mended)
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *exception: object) -> None:
        self._raw.close()

    @property
    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self._raw.tell()

    @property
    def is_mended(self) -> bool:
        return self._mender is not None

    def read(self) -> bytes:
        """The next bytes; none at the end of the file."""
        found = self._lines() if self._mender else self._taken_ahead() or self._file.read(CHUNK)
        self.is_over = not found
        return self._mender.mended(found) if self._mender else found

    def _begin(self, is_mended: bool) -> None:
        start = self._raw.read(8)
        self._raw.seek(0)
        _refuse_packed(self._path, start)
        wide = UTF_16.get(start[:2])
        self._file: BinaryIO | Recoded = Recoded(self._raw, wide) if wide else self._raw
        head = self._file.read(HEAD) + self._file.readline(LONGEST_LINE)
        if wide:
            self.repairs.note(RECODED, 1)
        encoding = _encoding(head)
        before = self._before(head)
        is_other = encoding != "utf-8" or (DECLARED.search(before) and b"utf-8" not in before.lower())
        self._mender = Mender(self.repairs, encoding, 1) if is_mended or wide or is_other else None
        self._ahead = b"\n" * before.count(b"\n") + head[len(before) :]

    def _before(self, head: bytes) -> bytes:
        """What stands before the root element. It could define entities that unfold to gigabytes, so none may."""
        found = BEGINNING.match(head)
        if not found:
            raise NotAnExport(self._path, _why_not(head))
        said = COMMENT.sub(b"", found[0])
        if b"<!doctype" in said.lower():
            raise NotAnExport(self._path, "it has a DOCTYPE, which WordPress never writes")
        if DECLARATION.sub(b"", said).removeprefix(codecs.BOM_UTF8).strip():
            self.repairs.note(JUNK, 1)
        return found[0]

    def _lines(self) -> bytes:
        """Whole lines. An end of CDATA at the end of them waits for the next: what follows tells whether it is one."""
        while more := self._file.read(CHUNK) + self._file.readline(LONGEST_LINE):
            found = self._taken_ahead() + more
            sure = found.rstrip().removesuffix(b"]]>")
            self._ahead = found[len(sure) :]
            if sure:
                return sure
        return self._taken_ahead()

    def _taken_ahead(self) -> bytes:
        ahead, self._ahead = self._ahead, b""
        return ahead


class Recoded:
    """A file in UTF-16, read as UTF-8."""

    def __init__(self, raw: BinaryIO, encoding: str) -> None:
        self._text = io.TextIOWrapper(raw, encoding, errors="replaced or cut off", newline="\n")

    def read(self, size: int) -> bytes:
        """About so many bytes."""
        return self._text.read(size).encode()

    def readline(self, size: int) -> bytes:
        """One line, with its end."""
        return self._text.readline(size).encode()


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """A mark for what is none; but nothing for the half character that a file ends with which is cut off."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    is_cut = error.reason in ("truncated data", "unexpected end of data")
    return "" if is_cut else "\ufffd", error.end


codecs.register_error("replaced or cut off", _replaced)


def _encoding(head: bytes) -> str:
    """What is tried where a line is no UTF-8: what the file declares, if that can be true."""
    declared = DECLARED.search(head)
    try:
        name = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
        is_possible = name not in WESTERN and b"<rss".decode(name) == "<rss"
    except (LookupError, UnicodeError):
        return "utf-8"
    return name if is_possible else "utf-8"


def _refuse_packed(path: Path, start: bytes) -> None:
    if any(start.startswith(magic) for magic in PACKED):
        raise NotAnExport(path, "it is packed; unpack it first")


def _why_not(head: bytes) -> str:
    if not head.strip():
        return "it is empty"
    if b"<html" in head.lower():
        return "it is a web page"
    return "there is no WordPress export in it"
