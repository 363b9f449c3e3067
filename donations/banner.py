"""What the drive's banner shows on a given day; the readers' pages and the preview in the admin show the same."""

from datetime import date
from decimal import Decimal

from donations.models import Drive, Gift, Way


def banner_on(drive: Drive, today: date) -> dict[str, object]:
    """The context of `donations/banner.html`. Asks for the ways of giving once: they are counted and listed."""
    ways = list(Way.objects.offered())
    return {
        "drive": drive,
        "line": drive.line_on(today),
        "appeal": drive.appeal_on(today, ways=len(ways)),
        "ways": ways,
        "reached": reached_on(drive, today) if drive.thermometer else None,
    }


def reached_on(drive: Drive, today: date) -> int | None:
    """How much of its goal a drive has brought, in whole per cent; None without a goal.

    Of the currency in which most gifts were made: sums of several are not added up.
    """
    if not drive.goal:
        return None
    totals = Gift.objects.given(drive.starts_on, min(today, drive.ends_on)).totals()
    given = max(totals, key=lambda one: one["gifts"])["gross"] if totals else Decimal(0)
    return max(int(given * 100 / drive.goal), 0)
