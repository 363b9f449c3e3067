"""Where a drive stands on a given day, and the words for it.

Nothing here asks a clock or a database: a day goes in, words come out. Nothing is stored either, so a drive that is
extended in its middle, or whose dates are mended, is right again on the next page that is served.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from donations.words import counted, ordinal

DAYS_IN_A_WEEK = 7
# From here on weeks are too coarse a measure: "one week left" would be untrue on the last three days.
LAST_DAYS = 3


class Phase(Enum):
    BEFORE = "before"
    RUNNING = "running"
    LAST_WEEK = "last week"
    LAST_DAYS = "last days"
    LAST_DAY = "last day"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Standing:
    """A drive on one day. That day itself counts among the days and weeks left; outside the drive all three are 0."""

    phase: Phase
    week: int = 0
    weeks_left: int = 0
    days_left: int = 0


def standing(starts_on: date, ends_on: date, today: date) -> Standing:
    """Both ends belong to the drive: it runs from the first minute of `starts_on` to the last minute of `ends_on`."""
    if today < starts_on:
        return Standing(Phase.BEFORE)
    if today > ends_on:
        return Standing(Phase.OVER)
    days_left = (ends_on - today).days + 1
    return Standing(
        phase=_phase(days_left),
        week=(today - starts_on).days // DAYS_IN_A_WEEK + 1,
        weeks_left=-(-days_left // DAYS_IN_A_WEEK),
        days_left=days_left,
    )


def week_in_words(now: Standing) -> str:
    return ordinal(now.week)


def weeks_left_in_words(now: Standing) -> str:
    """Whole weeks, a begun one counted; on the last three days the days, so that the sentence around stays true."""
    if now.days_left <= LAST_DAYS:
        return days_left_in_words(now)
    return counted(now.weeks_left, "week")


def days_left_in_words(now: Standing) -> str:
    return counted(now.days_left, "day")


def line(now: Standing) -> str:
    """What the banner says by itself, above the author's appeal: "third week, two weeks left", "the last day"."""
    match now.phase:
        case Phase.BEFORE:
            return "not begun yet"
        case Phase.RUNNING:
            return f"{week_in_words(now)} week, {weeks_left_in_words(now)} left"
        case Phase.LAST_WEEK:
            return _last_week(now)
        case Phase.LAST_DAYS:
            return f"the last {days_left_in_words(now)}"
        case Phase.LAST_DAY:
            return "the last day"
        case Phase.OVER:
            return "over"


def _phase(days_left: int) -> Phase:
    if days_left == 1:
        return Phase.LAST_DAY
    if days_left <= LAST_DAYS:
        return Phase.LAST_DAYS
    return Phase.LAST_WEEK if days_left <= DAYS_IN_A_WEEK else Phase.RUNNING


def _last_week(now: Standing) -> str:
    # The only week of a short drive is no last one.
    left = f"{days_left_in_words(now)} left"
    return left if now.week == 1 else f"last week, {left}"
