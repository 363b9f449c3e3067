"""Which post or page of WordPress is which: its number alone does not say."""

import re
from dataclasses import dataclass

from blog.models import Entry
from wordpress.exports.wxr import Item
from wordpress.models import Origin
from wordpress.origins import find, stand_in

HOST = re.compile(r"(?:https?:)?//[^/?#]*/?")


def number_of(item: Item) -> int:
    """WordPress's number, or one that stands in for it."""
    return item.number or stand_in(item.guid or item.link or item.title)


def guid_key(guid: str) -> str:
    """What a guid says besides its host, which changes where a site moves to another one or to https."""
    return HOST.sub("", guid.strip(), count=1)[:200]


def guid_key_of_row(guid: str, pk: int, number: int) -> str:
    """The same of what has moved in; nothing where the house has made its guid, for want of one."""
    key = guid_key(guid)
    return "" if key == f"?p={pk}" and pk != number else key


def is_same(row: Entry, item: Item) -> bool:
    """A thing keeps its kind, and its guid where it has one; all else of it may have changed there."""
    guids = {guid_key(item.guid), guid_key_of_row(row.guid, row.pk, number_of(item))} - {""}
    return row.kind == item.kind and len(guids) < 2


@dataclass(frozen=True)
class Match:
    """How a thing came before, with its row if that is still there; a new origin if it never came."""

    origin: Origin
    row: Entry | None
    is_repeated: bool = False
    shares_guid: bool = False  # another one of its number has the same


class Matches:
    """Knows the posts and pages of one file again, those of one number by turns.

    What a file says of a number in other words is another thing, even if it is of the same kind and guid.
    """

    def __init__(self, site: str) -> None:
        self._site = site
        self._turns: dict[str, int] = {}  # by what the file says of a thing
        self._taken: dict[int, tuple[int, ...]] = {}  # by number

    def match(self, item: Item, source: str) -> Match:
        """The thing that the item is. `source` is the digest of what the file says of it."""
        number = number_of(item)
        known = find(self._site, Origin.Kind.ENTRY, [number])
        rows = Entry.objects.in_bulk({origin.target for origin in known.values()}) if known else {}
        if source in self._turns:
            origin = known[number, self._turns[source]]
            return Match(origin, rows.get(origin.target), is_repeated=True)
        origin = self._origin(item, source, list(known.values()), rows)
        self._turns[source] = origin.turn
        self._taken[number] = (*self._taken.get(number, ()), origin.turn)
        guids = {guid_key(row.guid) for row in rows.values() if row.pk != origin.target}
        return Match(origin, rows.get(origin.target), shares_guid=guid_key(item.guid) in guids)

    def _origin(self, item: Item, source: str, known: list[Origin], rows: dict[int, Entry]) -> Origin:
        """The one with the same words, else one that is the same, else one that was deleted here, else a new one."""
        number = number_of(item)
        free = [origin for origin in known if origin.turn not in self._taken.get(number, ())]
        told = [origin for origin in free if origin.source == source]
        same = [origin for origin in free if origin.target in rows and is_same(rows[origin.target], item)]
        gone = [origin for origin in free if origin.target not in rows]
        turn = max((origin.turn for origin in known), default=-1) + 1
        new = Origin(site=self._site, kind=Origin.Kind.ENTRY, number=number, turn=turn)
        return next(iter([*told, *same, *gone, new]))
