"""Patreon's members file: a snapshot that says what each member has given in all his time. Pure.

It holds no payments. What came is the difference between two snapshots; pledges are promises
and count for nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from donations import people
from donations.imports import days
from donations.imports.entry import Entry, Skipped
from donations.imports.errors import BadCell
from donations.imports.table import Row, Table, open_table
from donations.money import read_money

NAMES = {
    "name": ("Name",),
    "email": ("Email", "E-mail"),
    "lifetime": ("Lifetime Amount", "Lifetime $", "Lifetime"),
    "since": ("Patronage Since Date", "Patronage Since"),
    "charged": ("Last Charge Date",),
    "user": ("User ID",),
    "updated": ("Last Updated",),
    "currency": ("Currency",),
}
NEEDED = ("lifetime", "user")

FIRST = "was seen for the first time: what he gave until now is only noted, not counted"
NOTHING = "gave nothing since the last file"
EARLIER = "was a member before the last file but is not in it: only noted"
OTHER_CURRENCY = "has changed his currency: only noted"
UNCOUNTED = "got money back that was never counted here"

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}


@dataclass(frozen=True, slots=True)
class Member:
    line: int
    user_id: str
    name: str
    email: str
    lifetime: Decimal
    currency: str
    since: date | None
    charged: date | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the house knows of a member: his last lifetime amount, how often that was noted, what was counted of it.

    `last_gift` is the number of the latest gift, from which money that went back is taken.
    """

    lifetime: Decimal
    currency: str
    place: int
    counted: Decimal
    last_gift: str = ""


def open_members(file: BinaryIO) -> Table:
    return open_table(file, NAMES, NEEDED, "Patreon members file")


def as_of(table: Table) -> datetime | None:
    """The latest moment that the file speaks of; Patreon does not name its time zone."""
    return max((at for at in map(_stamp, (row.get("updated") for row in table.rows())) if at), default=None)


def members(table: Table) -> Iterator[Member | Skipped]:
    for row in table.rows():
        try:
            yield _member(row)
        except BadCell as error:
            yield Skipped(row.line, str(error), problem=True)


def difference(member: Member, seen: Seen | None, before: date | None, today: date) -> Entry | Skipped:
    """What a member gave since the snapshot of the day `before`; None is the very first one."""
    reason = _uncountable(member, seen, before)
    if reason:
        return Skipped(member.line, reason)
    more = member.lifetime - (seen.lifetime if seen else 0)
    if more < 0:
        more = -min(-more, seen.counted if seen else Decimal(0))
        if not more:
            return Skipped(member.line, UNCOUNTED)
    place = seen.place if seen else 0
    return Entry(
        member.line,
        f"{member.user_id}/{place + 1}",
        _day(member, before, today),
        more,
        more,
        member.currency,
        name=member.name,
        email=member.email,
        recurring=True,
        plan=member.user_id,
        reference=seen.last_gift if seen and more < 0 else "",
    )


def _uncountable(member: Member, seen: Seen | None, before: date | None) -> str:
    if not seen:
        if before is None:
            return FIRST
        if not member.lifetime:
            return NOTHING
        return "" if member.since and member.since >= before else EARLIER
    if seen.currency != member.currency:
        return OTHER_CURRENCY
    return NOTHING if seen.lifetime == member.lifetime else ""


def _day(member: Member, before: date | None, today: date) -> date:
    """That of his last charge, where it lies between the snapshots; else today's."""
    charged = member.charged
    return charged if charged and charged <= today and (before is None or charged >= before) else today


def _member(row: Row) -> Member:
    if not re.fullmatch(r"[0-9A-Za-z-]{1,40}", row.get("user")):
        raise BadCell("has no user number")
    return Member(
        row.line,
        row.get("user"),
        people.one_line(row.get("name")),
        people.normal(row.get("email")),
        _lifetime(row.get("lifetime")),
        _currency(row),
        _day_of(row.get("since")),
        _day_of(row.get("charged")),
    )


def _lifetime(text: str) -> Decimal:
    try:
        amount = read_money(text or "0")
    except ValueError:
        raise BadCell("has an amount that cannot be read") from None
    if amount < 0:
        raise BadCell("has a lifetime amount below nothing")
    return amount


def _currency(row: Row) -> str:
    named = row.get("currency")
    if named and not re.fullmatch("[A-Z]{3}", named):
        raise BadCell("has no currency")
    return named or _SIGNS.get(row.get("lifetime")[:1], "USD")


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _day_of(text: str) -> date | None:
    try:
        return days.read_day(text[:10], days.YMD)
    except BadCell:
        return None
