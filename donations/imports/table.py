"""A file of comma-, semicolon- or tab-separated values, in whatever encoding, read row by row. Pure."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from donations.imports.errors import Unreadable

NO_TABLE = "This is no table of comma-separated values (CSV)."
LONGEST_CELL = 100_000  # characters
_CHUNK = 1 << 16
_BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
_OTHER_KINDS = {
    b"PK": "This is a spreadsheet or an archive, not a CSV file. Download the report as CSV, or unpack it first.",
    b"%PDF": "This is a PDF, not a CSV file. Download the report as CSV.",
    b"<": "This is a web page, not a CSV file. You may have been logged out when you downloaded it.",
}


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: Mapping[str, str]

    def get(self, field: str) -> str:
        return self.cells.get(field, "")


@dataclass(frozen=True)
class Table:
    """A file and where each field stands in it. `rows` may be walked several times; only one row is in memory."""

    file: BinaryIO
    encoding: str
    delimiter: str
    places: Mapping[str, int]
    width: int

    def rows(self) -> Iterator[Row]:
        for line, cells in _lines(self.file, self.encoding, self.delimiter):
            if line > 1 and any(cells):
                yield Row(line, {field: cells[at].strip() for field, at in self.places.items() if at < len(cells)})


def open_table(file: BinaryIO, names: Mapping[str, Sequence[str]], needed: Sequence[str], what: str) -> Table:
    """The table in a file whose columns are found by their names, in any of the languages of `names`."""
    encoding = _encoding(file)
    delimiter, header = _header(file, encoding)
    places = _places(header, names)
    if not all(field in places for field in needed):
        missing = ", ".join(f"“{names[field][0]}”" for field in needed if field not in places)
        raise Unreadable(f"This is no {what}: its first line has no column {missing}.")
    return Table(file, encoding, delimiter, places, len(header))


def key_of(text: str) -> str:
    """What spellings of one name share: case, accents, signs and spaces do not count."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", bare.casefold()).split())


def _places(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The first column of each field; of several names of a field the one that comes first in `names`."""
    columns: dict[str, int] = {}
    for place, name in enumerate(header):
        columns.setdefault(key_of(name), place)
    found = {
        field: [columns[key_of(name)] for name in known if key_of(name) in columns] for field, known in names.items()
    }
    return {field: places[0] for field, places in found.items() if places}


def _encoding(file: BinaryIO) -> str:
    """By its mark; else UTF-16 where every other byte is nothing; else UTF-8 where all of it is; else Windows'."""
    file.seek(0)
    start = file.read(_CHUNK)
    if not start.strip():
        raise Unreadable("The file is empty.")
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    for kind, sentence in _OTHER_KINDS.items():
        if start.lstrip().startswith(kind):
            raise Unreadable(sentence)
    if b"\0" in start:
        return _without_mark(start)
    return "utf-8" if _is_utf8(file) else "cp1252"


def _without_mark(start: bytes) -> str:
    even, odd = start[:2000:2].count(0), start[1:2000:2].count(0)
    if not even and odd > 20:
        return "utf-16-le"
    if not odd and even > 20:
        return "utf-16-be"
    raise Unreadable(NO_TABLE)


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _header(file: BinaryIO, encoding: str) -> tuple[str, list[str]]:
    """The delimiter that parts the first line into the most columns, and these."""
    best: tuple[str, list[str]] = (",", [])
    for delimiter in ",;\t":
        with suppress(Unreadable):  # by a wrong delimiter a sound line may look damaged
            _, cells = next(_lines(file, encoding, delimiter), (1, []))
            best = max(best, (delimiter, cells), key=lambda found: len(found[1]))
    if len(best[1]) < 3:
        raise Unreadable(NO_TABLE)
    return best


def _lines(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record and the line on which it begins. The file stays open."""
    file.seek(0)
    csv.field_size_limit(LONGEST_CELL)
    text = TextIOWrapper(file, encoding=encoding, newline="", errors="replace" if encoding == "cp1252" else "strict")
    reader, line = csv.reader(text, delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except (csv.Error, UnicodeError):
        raise Unreadable(f"The file cannot be read beyond line {line}: it is damaged, or no CSV file.") from None
    finally:
        text.detach()
