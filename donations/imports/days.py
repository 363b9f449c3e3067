"""Days and times as files write them. Pure.

02/03/2026 is in February in America and in March elsewhere; no single row says which. So
the whole file is looked at, and where it leaves the question open, the author is asked.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from donations.imports.errors import BadCell

MDY, DMY, YMD = "MDY", "DMY", "YMD"
ORDERS = {MDY: "month/day/year", DMY: "day/month/year", YMD: "year-month-day"}

_DATE = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{2,4})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(?: ?([AaPp])\.?[Mm]\.?)?")
_OFFSET = re.compile(r"(?:GMT|UTC)? ?([+-])([0-9]{1,2}):?([0-9]{2})?")
_ZONES = (
    "UTC 0, GMT 0, WET 0, BST 1, WEST 1, CET 1, MEZ 1, CEST 2, MESZ 2, EET 2, EEST 3, MSK 3, EST -5, EDT -4, CST -6, "
    "CDT -5, MST -7, MDT -6, PST -8, PDT -7, AKST -9, AKDT -8, HST -10, JST 9, AWST 8, AEST 10, AEDT 11, NZST 12, "
    "NZDT 13"
)
_HOURS = {name: int(hours) for name, hours in (zone.split() for zone in _ZONES.split(", "))}
_FIRST_YEAR, _LAST_YEAR = 1990, 2200


def orders_of(texts: Iterable[str], today: date) -> set[str]:
    """The orders in which every date can be read. More than one: the file does not say. None: there is none."""
    left = set(ORDERS)
    for text in set(texts):
        left = {order for order in left if _fits(text, order, today)}
    return left


def sign_of(texts: Iterable[str]) -> str:
    """What parts day, month and year in all of them; nothing where they differ."""
    signs = {found[2] for text in set(texts) if (found := _DATE.fullmatch(text))}
    return signs.pop() if len(signs) == 1 else ""


def _fits(text: str, order: str, today: date) -> bool:
    """Nothing is dated later than tomorrow. What is no date in any order rules none out: its row will be refused."""
    found = _DATE.fullmatch(text)
    if not found:
        return True
    if found[2] == "." and order == MDY:
        return False
    try:
        return read_day(text, order) <= today + timedelta(days=1)
    except BadCell:
        return not any(_possible(text, other) for other in ORDERS)


def _possible(text: str, order: str) -> bool:
    try:
        return bool(read_day(text, order))
    except BadCell:
        return False


def read_day(text: str, order: str) -> date:
    found = _DATE.fullmatch(text)
    if not found or (len(found[1]) == 4) != (order == YMD):
        raise BadCell("has a date that cannot be read")
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    year, month, day = {MDY: (third, first, second), DMY: (third, second, first), YMD: (first, second, third)}[order]
    if order != YMD and len(found[4]) == 2:
        year += 2000
    try:
        read = date(year, month, day)
    except ValueError:
        raise BadCell("has a date that cannot be read") from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadCell("has a date that cannot be right")
    return read


def read_time(text: str) -> time | None:
    """None where there is none, or none that makes sense."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, half = int(found[1]), (found[4] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def read_zone(text: str) -> tzinfo | None:
    """ "PST", "Europe/Berlin" or "GMT+01:00"; None for what is none."""
    if text in _HOURS:
        return timezone(timedelta(hours=_HOURS[text]))
    if text in _known_zones():
        return ZoneInfo(text)
    found = _OFFSET.fullmatch(text)
    if not found or int(found[2]) > 14:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset)


def moment(day: date, clock: str, zone: str) -> datetime | None:
    """The instant, or None where the file does not tell the time or its zone."""
    at, where = read_time(clock), read_zone(zone)
    return datetime.combine(day, at, where) if at and where else None
