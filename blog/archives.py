"""Years, months and days in the author's time zone. Pure but for the zone that Django has set."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """From `start`, which is in it, to `end`, which is not."""

    name: str
    start: datetime
    end: datetime


def period(year: int, month: int | None = None, day: int | None = None) -> Period | None:
    """The year, month or day, or None where the calendar has no such thing."""
    if not MINYEAR < year < MAXYEAR:  # their first and last midnights lie beyond the calendar in some time zone
        return None
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
        if day is not None:
            return Period(f"{first:%A, %B} {first.day}, {year}", _midnight(first), _midnight(first + timedelta(days=1)))
        if month is not None:
            following = date(year + month // 12, month % 12 + 1, 1)
            return Period(f"{first:%B} {year}", _midnight(first), _midnight(following))
        return Period(str(year), _midnight(first), _midnight(date(year + 1, 1, 1)))
    except (ValueError, OverflowError):
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
