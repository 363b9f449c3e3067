"""How fast may somebody post? Pure: times in, the time to wait out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """At most `times` within `span`."""

    times: int
    span: timedelta


# For one person and for one browser; for one network, which many people may share.
PERSON = (Limit(1, timedelta(seconds=15)), Limit(6, timedelta(minutes=10)), Limit(30, timedelta(days=1)))
NETWORK = (Limit(20, timedelta(hours=1)),)
# Letters: to an address that somebody typed; to the author in a storm.
CONFIRMATION = (Limit(1, timedelta(hours=1)), Limit(3, timedelta(days=1)))
TO_AUTHOR = (Limit(10, timedelta(hours=1)),)
DIGEST = (Limit(1, timedelta(hours=1)),)


# Requests in one instant look at the clock before they stand in line: one that was served first may have looked later.
AHEAD = timedelta(minutes=1)


def wait(times: Sequence[datetime], limits: Sequence[Limit], now: datetime) -> timedelta:
    """How long until one more is within all limits; zero where it is already."""
    return max((_wait(times, limit, now) for limit in limits), default=timedelta(0))


def _wait(times: Sequence[datetime], limit: Limit, now: datetime) -> timedelta:
    recent = sorted(time for time in times if now - limit.span < time <= now + AHEAD)
    if len(recent) < limit.times:
        return timedelta(0)
    return min(recent[-limit.times] + limit.span - now, limit.span)


def kept(times: Sequence[datetime], limits: Sequence[Limit], now: datetime) -> list[datetime]:
    """Those that any of the limits still looks at."""
    longest = max(limit.span for limit in limits)
    return [time for time in times if now - longest < time <= now + AHEAD]
