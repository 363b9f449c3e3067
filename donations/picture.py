"""What came in during a drive, set beside the drives before it. Nothing here asks a database or a clock.

Sums are of each currency by itself, before fees, with refunds taken off on the day on which they were sent back.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from donations.calendar import DAYS_IN_A_WEEK
from donations.money import in_figures
from donations.words import counted, ordinal

NOTHING = Decimal(0)

ONCE, SUBSCRIBED, RENEWED = "one-time gifts", "new subscriptions", "renewals of older subscriptions"
NEW, RETURNING, NAMELESS = "new donors", "donors who had given before", "nobody knows who"
KINDS = (ONCE, SUBSCRIBED, RENEWED)
DONORS = (NEW, RETURNING, NAMELESS)

Sums = Mapping[date, Decimal]  # what each day brought


@dataclass(frozen=True, slots=True)
class Given:
    """One gift in the days of a drive, or a refund, whose amounts are negative.

    `returning`: its donor had given before that drive's first day; None where there is no donor. `renewal`: so had the
    very subscription, and this payment would have come without any drive.
    """

    day: date
    gross: Decimal
    fee: Decimal
    currency: str
    source: str
    recurring: bool
    returning: bool | None
    renewal: bool = False

    @property
    def kind(self) -> str:
        if self.renewal:
            return RENEWED
        return SUBSCRIBED if self.recurring else ONCE

    @property
    def donor(self) -> str:
        if self.returning is None:
            return NAMELESS
        return RETURNING if self.returning else NEW


@dataclass(frozen=True, slots=True)
class DriveDays:
    """A drive as its days: both ends belong to it."""

    name: str
    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def begun(self, today: date) -> int:
        """How many of its days have begun by `today`, which counts."""
        return max(0, min(self.length, (today - self.first).days + 1))

    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.length)]


@dataclass(frozen=True, slots=True)
class Curve:
    """A drive's sum at the end of each of its days, as far as they have begun."""

    drive: DriveDays
    sums: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return self.after(len(self.sums))

    @property
    def over(self) -> bool:
        return len(self.sums) == self.drive.length

    def after(self, days: int) -> Decimal:
        """The sum after so many of its days; a drive that was shorter keeps what it ended with."""
        return self.sums[min(days, len(self.sums)) - 1] if days and self.sums else NOTHING

    def on(self, day: int) -> Decimal:
        """What its `day`th day brought, from 1 on."""
        return self.after(day) - self.after(day - 1)

    def weeks(self) -> list[Decimal]:
        """What each of its weeks brought; the last one may have fewer days."""
        ends = range(DAYS_IN_A_WEEK, len(self.sums) + DAYS_IN_A_WEEK, DAYS_IN_A_WEEK)
        return [self.after(end) - self.after(end - DAYS_IN_A_WEEK) for end in ends]


def daily(gifts: Iterable[Given]) -> dict[date, Decimal]:
    """What each day brought. A day without a gift is left out."""
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for gift in gifts:
        sums[gift.day] += gift.gross
    return dict(sums)


def curve(drive: DriveDays, sums: Sums, today: date) -> Curve:
    days = drive.days()[: drive.begun(today)]
    return Curve(drive, tuple(accumulate(sums.get(day, NOTHING) for day in days)))


def fresh(gifts: Iterable[Given]) -> list[Given]:
    """The gifts without the renewals, which would have come without a drive."""
    return [gift for gift in gifts if not gift.renewal]


def currencies(gifts: Iterable[Given]) -> list[str]:
    """The author's main currency, in which most gifts are made, stands first."""
    return most_first(Counter(gift.currency for gift in gifts))


def in_currency(gifts: Iterable[Given], currency: str) -> list[Given]:
    return [gift for gift in gifts if gift.currency == currency]


def usual_weeks(others: Sequence[Curve]) -> list[Decimal]:
    """What the drives brought in each week, on the average of those for which it was whole and is over."""
    brought = [one.weeks()[: len(one.sums) // DAYS_IN_A_WEEK] for one in others]
    longest = max(map(len, brought), default=0)
    by_week = [[weeks[number] for weeks in brought if number < len(weeks)] for number in range(longest)]
    return [sum(sums, NOTHING) / len(sums) for sums in by_week]


def most_first(numbers: Mapping[str, int]) -> list[str]:
    return sorted(numbers, key=lambda name: (-numbers[name], name))


# The rank


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of a drive after `days` of its days, from 1 on, among so many drives; `level` others share it."""

    place: int
    level: int
    among: int
    days: int


def rank(this: Curve, others: Iterable[Curve]) -> Rank:
    """Where this drive stands among those that have been through as many days, or are over, at that same day."""
    days = len(this.sums)
    sums = [other.after(days) for other in compared(this, others)]
    mine = this.total
    return Rank(1 + sum(one > mine for one in sums), sums.count(mine), 1 + len(sums), days)


def compared(this: Curve, others: Iterable[Curve]) -> list[Curve]:
    """The drives that this one can be held against. In whose days nothing is recorded, that one tells nothing."""
    days = len(this.sums)
    return [one for one in others if one != this and any(one.sums) and (one.over or len(one.sums) >= days)]


def rank_in_words(rank: Rank) -> str:
    """ "second best of four drives after two weeks"; nothing where there is no other drive to compare with."""
    if rank.among == 1:
        return ""
    place = "the best" if rank.place == 1 else f"{ordinal(rank.place)} best"
    level = f", level with {'one other' if rank.level == 1 else counted(rank.level, 'other')}," if rank.level else ""
    return f"{place} of {counted(rank.among, 'drive')}{level} after {days_in_words(rank.days)}"


def days_in_words(days: int) -> str:
    weeks, odd = divmod(days, DAYS_IN_A_WEEK)
    return counted(days, "day") if odd or not weeks else counted(weeks, "week")


# The parts


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a drive brought. Refunds are in its sums, but are not counted among its gifts."""

    name: str
    gifts: int
    gross: Decimal
    fee: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.fee


def part(name: str, gifts: Sequence[Given]) -> Part:
    return Part(
        name,
        sum(gift.gross > 0 for gift in gifts),
        sum((gift.gross for gift in gifts), NOTHING),
        sum((gift.fee for gift in gifts), NOTHING),
    )


def split(gifts: Iterable[Given], by: Callable[[Given], str], order: Sequence[str] = ()) -> list[Part]:
    """The gifts in parts: those named in `order` first, the others after them, the largest first."""
    groups: dict[str, list[Given]] = defaultdict(list)
    for gift in gifts:
        groups[by(gift)].append(gift)
    parts = [part(name, group) for name, group in groups.items()]
    places = {name: place for place, name in enumerate(order)}
    return sorted(parts, key=lambda one: (places.get(one.name, len(places)), -one.gross, one.name))


# The words


def labels(drives: Sequence[DriveDays]) -> dict[DriveDays, str]:
    """A short name for each: its year, and as much more as tells it from the others."""
    for pattern in ("%Y", "%b %Y", "%b %-d, %Y"):
        short = {drive: _dated(drive.first, pattern) for drive in drives}
        if len(set(short.values())) == len(short):
            break
    return short if drives else {}


def _dated(day: date, pattern: str) -> str:
    # "%-d" and a year of four digits are not to be had from strftime on every system.
    return day.strftime(pattern.replace("%-d", str(day.day)).replace("%Y", f"{day.year:04}"))


def rounded(amount: Decimal, currency: str) -> str:
    """ "$1,250", for a chart; a table has the cents."""
    return in_figures(amount.quantize(Decimal(1)), currency).replace(".00", "", 1)
