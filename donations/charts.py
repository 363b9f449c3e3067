"""The charts of a drive, as SVG.

No line is told from another by its colour alone: this drive's is thick, the others are dashed each in a way of its
own, and all are named at their end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import cycle

from django.utils.safestring import SafeString, mark_safe

from donations.picture import rounded
from donations.svg import LETTER, TEXT, Field, Paper, apart, coordinate, field_of, label_step, path, rect, sheet, text

DASHES = ("7 3", "2 3", "10 3 2 3", "4 5", "14 4", "1 4", "6 2 1 2 1 2")
LABEL_GAP = 15

# At the widths at which each is shown (css/admin.css) its letters are never smaller than 11 pixels.
WIDE = Paper("wide", 760, 340, ticks=5)
NARROW = Paper("narrow", 340, 280, whole_labels=False)
WIDE_BARS = Paper("wide", 760, 210)
NARROW_BARS = Paper("narrow", 340, 200, ticks=3)


@dataclass(frozen=True, slots=True)
class Line:
    """A drive's cumulative sums. `label` stands at its end, with the sum where there is room."""

    label: str
    sums: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: what the drive itself brought, the renewals on top of it, and what is usual; None where unknown."""

    label: str
    fresh: Decimal | None = None
    renewed: Decimal = Decimal(0)
    usual: Decimal | None = None

    @property
    def total(self) -> Decimal:
        return (self.fresh or Decimal(0)) + self.renewed


def curves(
    this: Line, earlier: Sequence[Line], days: int, currency: str, paper: Paper, *, title: str, told: str
) -> SafeString:
    """The cumulative sums by day of the drive: this one's thick, the earlier ones' thin."""
    amounts = [amount for line in (this, *earlier) for amount in line.sums]
    ended = [line for line in (*earlier, this) if line.sums and (line is not this or len(line.sums) == days)]
    longest = max((len(_end(line, currency, paper)) for line in ended), default=0)
    paper = replace(paper, right=round(longest * LETTER) + 14)
    field, axes = field_of(amounts, days, currency, paper)
    drawn = [
        _curve(field, line.sums, "chart-earlier", dash) for line, dash in zip(earlier, cycle(DASHES), strict=False)
    ]
    parts = [axes, _weeks_axis(field, days), *drawn]
    parts += _end_labels(field, ended, this, days, currency, paper)
    parts += [_curve(field, this.sums, "chart-this"), _dot(field, this, days, currency, paper)]
    return sheet(paper, "sums", parts, title, told)


def bars(weeks: Sequence[Bar], currency: str, paper: Paper, *, title: str, told: str) -> SafeString:
    """The weeks: what each brought, renewals drawn apart, and a mark where an earlier drive usually was."""
    amounts = [amount for week in weeks for amount in (week.fresh or Decimal(0), week.total, week.usual or Decimal(0))]
    field, axes = field_of(amounts, max(len(weeks), 1), currency, paper)
    parts = [axes, *(_bar(field, number, week, currency) for number, week in enumerate(weeks))]
    step = label_step(field, len(weeks), max((len(week.label) for week in weeks), default=1))
    parts += [
        text(field.x(number + 0.5), field.bottom + 18, week.label, "middle")
        for number, week in enumerate(weeks)
        if number % step == 0
    ]
    return sheet(paper, "weeks", parts, title, told)


def sparkline(
    this: Sequence[Decimal], earlier: Sequence[Sequence[Decimal]], days: int, *, title: str, told: str
) -> SafeString:
    """The same curves without axes and letters, small."""
    amounts = [Decimal(0), *this, *(amount for sums in earlier for amount in sums)]
    low, high = float(min(amounts)), float(max(amounts))
    field = Field(3, 6, 214, 61, max(days, 1), low, high if high > low else low + 1)
    parts = [_curve(field, sums, "chart-earlier") for sums in earlier]
    parts += [_curve(field, this, "chart-this"), _point(field, this)]
    return sheet(Paper("small", 220, 66), "sketch", parts, title, told)


def share(part: Decimal, largest: Decimal) -> SafeString:
    """A bar in a table's row. The figures stand beside it, so it says nothing to who cannot see it."""
    width = float(max(part, Decimal(0)) / largest * 100) if largest > 0 else 0.0
    rect = f'<rect class="chart-bar" width="{coordinate(width)}" height="10" fill="currentColor"/>'
    # An element of HTML here, so that a page may hold many without a name for each.
    return mark_safe(
        f'<svg class="chart-share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{rect}</svg>'
    )


def _weeks_axis(field: Field, days: int) -> str:
    """A short stroke where each week ends, and the weeks' names between them as far as there is room."""
    weeks = -(-days // 7)
    step = label_step(field, weeks, 1)
    named = (field.right - field.left) / max(weeks, 1) >= 8 * LETTER
    marks = [
        path([(field.x(day), field.bottom), (field.x(day), field.bottom + 5)], "chart-zero")
        for day in range(0, days + 1, 7)
    ]
    names = [
        text(
            field.x((7 * week + min(7 * week + 7, days)) / 2),
            field.bottom + 18,
            f"week {week + 1}" if named else f"{week + 1}",
            "middle",
        )
        for week in range(0, weeks, step)
    ]
    return "".join(marks + names)


def _curve(field: Field, sums: Sequence[Decimal], kind: str, dash: str = "") -> str:
    points = [(field.x(0), field.y(0)), *((field.x(day), field.y(amount)) for day, amount in enumerate(sums, start=1))]
    return path(points, kind, dash)


def _end_labels(field: Field, ended: Sequence[Line], this: Line, days: int, currency: str, paper: Paper) -> list[str]:
    """The names in the margin at the right, each at the height of its line's end, moved where two would meet."""
    heights = [field.y(line.sums[-1]) for line in ended]
    places = apart(heights, LABEL_GAP, field.top, field.bottom)
    parts = []
    for line, height, place in zip(ended, heights, places, strict=True):
        end, margin = field.x(len(line.sums)), field.right + 8
        if len(line.sums) < days or abs(place - height) > 3:
            leader = [(end, height), (max(end, field.right), height), (margin - 2, place)]
            parts.append(path(leader, "chart-leader", "1 3"))
        kind = "chart-strong" if line is this else "chart-text"
        parts.append(text(margin, place + 4.5, _end(line, currency, paper), "start", kind))
    return parts


def _end(line: Line, currency: str, paper: Paper) -> str:
    sum_of = rounded(line.sums[-1], currency)
    return f"{line.label}: {sum_of}" if paper.whole_labels else line.label


def _dot(field: Field, this: Line, days: int, currency: str, paper: Paper) -> str:
    """Where this drive stands, with its sum; in the margin instead where the drive is over and there is room."""
    if not this.sums or (len(this.sums) == days and paper.whole_labels):
        return _point(field, this.sums)
    x, y = field.x(len(this.sums)), field.y(this.sums[-1])
    label = rounded(this.sums[-1], currency)
    anchor = "end" if x - field.left > len(label) * LETTER + 12 else "start"
    aside = -6 if anchor == "end" else 6
    return _point(field, this.sums) + text(x + aside, max(y - 10, TEXT), label, anchor, "chart-strong")


def _point(field: Field, sums: Sequence[Decimal]) -> str:
    if not sums:
        return ""
    x, y = field.x(len(sums)), field.y(sums[-1])
    return f'<circle class="chart-dot" cx="{coordinate(x)}" cy="{coordinate(y)}" r="4.5" fill="currentColor"/>'


def _bar(field: Field, number: int, week: Bar, currency: str) -> str:
    left, right = field.x(number + 0.2), field.x(number + 0.8)
    parts = []
    if week.fresh is not None:
        # Refunds may outweigh what came in; then there is nothing to stack.
        stacked = week.fresh >= 0 and week.renewed >= 0
        parts.append(rect(field, left, right, Decimal(0), week.fresh if stacked else week.total, "chart-bar"))
        if stacked and week.renewed:
            parts.append(rect(field, left, right, week.fresh, week.total, "chart-renewed", fill=0.3))
        parts.append(_bar_sum(field, number, week, rounded(week.total, currency)))
    if week.usual is not None:
        mark = [(field.x(number + 0.1), field.y(week.usual)), (field.x(number + 0.9), field.y(week.usual))]
        parts.append(path(mark, "chart-usual", "5 3"))
    return "".join(parts)


def _bar_sum(field: Field, number: int, week: Bar, label: str) -> str:
    """The sum above its bar, where the bars leave room for it. The table behind the chart has it in any case."""
    if len(label) * LETTER > field.x(1) - field.x(0):
        return ""
    place = field.y(max(week.total, Decimal(0))) - 6
    if week.usual is not None and place - TEXT < field.y(week.usual) < place + 5:
        place = field.y(week.usual) - 6  # the mark would strike it through
    return text(field.x(number + 0.5), place, label, "middle", "chart-strong")
