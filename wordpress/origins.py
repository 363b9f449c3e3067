"""Is this thing new, changed there, edited here, or as it was? Answered from digests and `Origin`."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from wordpress.models import Origin

CREATED = "created"
UPDATED = "updated"
FOUND = "found here"
UNCHANGED = "unchanged"
KEPT = "changed there, but edited here: kept"
OLDER = "older there than here: kept"
GONE = "deleted here: left so"

BATCH = 500

Row = TypeVar("Row")


def digest(values: Iterable[object]) -> str:
    """SHA-256 of the values, the same under every version of Python."""
    return hashlib.sha256(json.dumps(list(values), default=str).encode()).hexdigest()


def source_of(record: Any) -> str:
    """The digest of what the file says about one thing.

    Fields left out of the record's repr are things of their own. What is empty says nothing, so a field that is
    read only from some day on does not make everything look changed on that day.
    """
    return digest([name, value] for name in _said(record.__class__) if (value := getattr(record, name)))


@cache
def _said(kind: type) -> list[str]:
    return [field.name for field in fields(kind) if field.repr]


def stand_in(text: str) -> int:
    """A number for what has none in WordPress, always the same and never one of WordPress's."""
    return -1 - (int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1)


def judge(origin: Origin | None, source: str, row: Row | None, content: Callable[[Row], str]) -> str:
    """What becomes of a thing, given its origin if it has come before, and its row if that is still there."""
    if origin is None:
        return CREATED
    if row is None:
        return GONE
    if origin.source == source:
        return UNCHANGED
    return UPDATED if origin.stored == content(row) else KEPT


def find(site: str, kind: str, numbers: Iterable[int]) -> dict[tuple[int, int], Origin]:
    """The origins of these numbers, by number and turn."""
    found: dict[tuple[int, int], Origin] = {}
    for batch in in_batches(numbers):
        origins = Origin.objects.filter(site=site, kind=kind, number__in=batch)
        found.update({(origin.number, origin.turn): origin for origin in origins})
    return found


def in_batches(values: Iterable[Row]) -> Iterator[list[Row]]:
    """Few enough at a time for every database's list of parameters."""
    values = iter(values)
    while batch := list(islice(values, BATCH)):
        yield batch
