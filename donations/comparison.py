"""One drive beside the others, in one currency: what the page of the picture and the small one on the desk say.

Made of the curves of `picture.py`; nothing here asks a database or a clock either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.text import capfirst

from donations import charts, picture
from donations.calendar import DAYS_IN_A_WEEK
from donations.charts import Bar, Line, Paper
from donations.money import in_figures
from donations.picture import Curve, DriveDays, Sums

LATEST = 5  # of the earlier drives so many are drawn, and the best one: more lines than that nobody can follow


@dataclass(frozen=True, slots=True)
class DayRow:
    """A line of the table behind the chart. Of a day that is still to come there is nothing."""

    number: int
    day: date
    brought: Decimal | None
    so_far: Decimal | None
    others: list[Decimal | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`others` are the drives in whose days something is recorded, the latest first; `today` ends today's line."""

    this: Curve
    others: tuple[Curve, ...]
    currency: str

    @property
    def shown(self) -> list[Curve]:
        """Those that are drawn: the latest, and the best of all."""
        best = max(self.others, key=lambda other: other.total, default=None)
        return [other for place, other in enumerate(self.others) if place < LATEST or other is best]

    @property
    def days(self) -> int:
        return max(curve.drive.length for curve in (self.this, *self.shown))

    @property
    def labels(self) -> dict[DriveDays, str]:
        return picture.labels([self.this.drive, *(other.drive for other in self.others)])

    @property
    def names(self) -> list[str]:
        """Of the drives that are drawn beside this one."""
        labels = self.labels
        return [labels[other.drive] for other in self.shown]

    @property
    def sum(self) -> str:
        return in_figures(self.this.total, self.currency)

    @property
    def sum_today(self) -> str:
        """What its latest day brought."""
        return in_figures(self.this.on(len(self.this.sums)), self.currency)

    @property
    def place(self) -> str:
        """ "second best of four drives after two weeks", or why there is no such thing."""
        if len(self.others) == 0:
            return "no earlier drive to compare it with is on record"
        words = picture.rank_in_words(picture.rank(self.this, self.others))
        return words or "no other drive on record has come as far"

    @property
    def days_in_words(self) -> str:
        return picture.days_in_words(len(self.this.sums))

    def rows(self) -> list[DayRow]:
        this, days = self.this, self.this.drive.days()
        return [
            DayRow(
                number,
                day,
                brought=this.on(number) if number <= len(this.sums) else None,
                so_far=_at(this, number),
                others=[_at(other, number) for other in self.shown],
            )
            for number, day in enumerate(days, start=1)
        ]

    def weeks(self, fresh: Curve) -> list[Bar]:
        """`fresh` is this drive without the renewals; what it lacks is drawn apart."""
        brought, freshly = self.this.weeks(), fresh.weeks()
        # A last week of two days is not to be measured against whole ones.
        usual = picture.usual_weeks(self.others)[: self.this.drive.length // DAYS_IN_A_WEEK]
        count = -(-self.this.drive.length // DAYS_IN_A_WEEK)
        return [
            Bar(
                f"week {number + 1}",
                freshly[number] if number < len(freshly) else None,
                brought[number] - freshly[number] if number < len(brought) else Decimal(0),
                usual[number] if number < len(usual) else None,
            )
            for number in range(count)
        ]

    def curves(self, paper: Paper) -> SafeString:
        labels = self.labels
        this, *earlier = (Line(labels[curve.drive], curve.sums) for curve in (self.this, *self.shown))
        title = f"What {self.this.drive.name} brought, day by day"
        return charts.curves(this, earlier, self.days, self.currency, paper, title=title, told=self._told())

    def bars(self, weeks: Sequence[Bar], paper: Paper) -> SafeString:
        begun = [week for week in weeks if week.fresh is not None]
        told = "; ".join(f"{week.label}: {in_figures(week.total, self.currency)}" for week in begun)
        title = f"What each week of {self.this.drive.name} brought"
        return charts.bars(weeks, self.currency, paper, title=title, told=told)

    def sketch(self) -> SafeString:
        earlier = [other.sums for other in self.shown]
        title = f"{capfirst(self.this.drive.name)} beside the others"
        return charts.sparkline(self.this.sums, earlier, self.days, title=title, told=self._told())

    def _told(self) -> str:
        """The chart in words, for who does not see it."""
        labels, days = self.labels, len(self.this.sums)
        at_that_day = ", ".join(
            f"{labels[other.drive]} {in_figures(other.after(days), self.currency)}" for other in self.shown
        )
        beside = f" The other drives at that day: {at_that_day}." if at_that_day else ""
        return f"{self.sum} after {self.days_in_words}; {self.place}.{beside}"


def compare(this: DriveDays, sums: Mapping[DriveDays, Sums], currency: str, today: date) -> Comparison:
    """This drive beside the others of `sums`, which are in the order in which they are to be shown."""
    others = (picture.curve(drive, by_day, today) for drive, by_day in sums.items() if drive != this)
    recorded = tuple(other for other in others if any(other.sums))
    return Comparison(picture.curve(this, sums[this], today), recorded, currency)


def _at(curve: Curve, day: int) -> Decimal | None:
    return curve.sums[day - 1] if day <= len(curve.sums) else None
