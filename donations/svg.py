"""SVG as text, made of numbers: the paper, the field on it, lines, bars and letters; `charts.py` draws with them.

Colours are the page's: the classes have theirs in `css/admin.css`. Without that style sheet every line and letter is
drawn in the colour of the text around it. Money becomes a float here for its place on the paper, and for nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from donations.money import in_figures
from donations.picture import rounded

LETTER = 7.4  # the width of a figure of TEXT, on the wide side
TEXT = 13
CENT = Decimal("0.01")
NO_LETTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet: its size in units, which are pixels where it is shown unscaled, and the room for the labels."""

    name: str
    width: int
    height: int
    right: int = 8
    top: int = 22
    bottom: int = 26
    ticks: int = 4
    whole_labels: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """The part of the paper on which is drawn, and where a day and a sum are on it."""

    left: float
    top: float
    right: float
    bottom: float
    columns: int
    low: float
    high: float

    def x(self, column: float) -> float:
        return self.left + (self.right - self.left) * column / self.columns

    def y(self, amount: Decimal | float) -> float:
        return self.bottom - (self.bottom - self.top) * (float(amount) - self.low) / (self.high - self.low)


def ticks(low: Decimal, high: Decimal, about: int = 4) -> list[Decimal]:
    """Round numbers from at or below `low` to at or above `high`, nought among them, in some `about` steps."""
    low, high = min(low, Decimal(0)), max(high, Decimal(0))
    span = (high - low) or Decimal(100)
    power = max(Decimal(10) ** (span / about).adjusted(), CENT)
    step = next(step for step in (power, 2 * power, 5 * power, 10 * power) if step * about >= span)
    first, last = floor(low / step), ceil((high if high > low else span) / step)
    return [step * number for number in range(first, last + 1)]


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places moved so that each is `gap` from the next, in their order, and as far as there is room inside."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    moved = list(places)
    floor = low
    for number in order:
        moved[number] = floor = max(moved[number], floor)
        floor += gap
    ceiling = high
    for number in reversed(order):
        moved[number] = min(moved[number], ceiling)
        ceiling = moved[number] - gap
    return moved


def sheet(paper: Paper, name: str, parts: Iterable[str], title: str, told: str) -> SafeString:
    known = f"chart-{name}-{paper.name}"
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{paper.name}" role="img" '
        f'aria-labelledby="{known}-title" aria-describedby="{known}-told" '
        f'viewBox="0 0 {paper.width} {paper.height}" font-size="{TEXT}" fill="none" stroke="none">'
        f'<title id="{known}-title">{safe(title)}</title><desc id="{known}-told">{safe(told)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def field_of(amounts: Sequence[Decimal], columns: int, currency: str, paper: Paper) -> tuple[Field, str]:
    """The field with its sums' axis: round numbers at the left, a hairline for each."""
    round_ones = ticks(min(amounts, default=Decimal(0)), max(amounts, default=Decimal(0)), paper.ticks)
    written = in_figures if round_ones[1] - round_ones[0] < 1 else rounded
    names = [written(amount, currency) for amount in round_ones]
    left = min(max(map(len, names)) * LETTER + 8, paper.width / 2)  # half is left for the drawing, whatever the sums
    low, high = float(round_ones[0]), float(round_ones[-1])
    field = Field(left, paper.top, paper.width - paper.right, paper.height - paper.bottom, max(columns, 1), low, high)
    axis = "".join(
        path(
            [(field.left, field.y(amount)), (field.right, field.y(amount))],
            "chart-zero" if not amount else "chart-hair",
        )
        + text(field.left - 7, field.y(amount) + 4.5, name, "end")
        for amount, name in zip(round_ones, names, strict=True)
    )
    return field, axis


def label_step(field: Field, count: int, letters: int) -> int:
    room = max((field.right - field.left) / max(count, 1), 1)  # long names and huge sums may leave nothing between them
    return max(1, -int(-(letters + 1.5) * LETTER // room))


def path(points: Sequence[tuple[float, float]], kind: str, dash: str = "") -> str:
    steps = "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path class="{kind}" d="M{steps}" stroke="currentColor"{dashed}/>'


def rect(field: Field, left: float, right: float, low: Decimal, high: Decimal, kind: str, fill: float = 1) -> str:
    top, bottom = sorted((field.y(low), field.y(high)))
    x, y, width, height = map(coordinate, (left, top, right - left, bottom - top))
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" '
        f'fill="currentColor" fill-opacity="{fill}" stroke="currentColor"/>'
    )


def text(x: float, y: float, words: str, anchor: str, kind: str = "chart-text") -> str:
    place = f'x="{coordinate(x)}" y="{coordinate(y)}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place} fill="currentColor">{safe(words)}</text>'


def safe(text: str) -> str:
    """Escaped, and without the control characters that no XML may hold."""
    return escape(NO_LETTER.sub("\ufffd", text))


def coordinate(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
