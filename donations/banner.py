"""What the drive's banner shows on a given day; the readers' pages and the preview in the admin show the same."""

from datetime import date

from donations.models import Drive, Way


def banner_on(drive: Drive, today: date) -> dict[str, object]:
    """The context of `donations/banner.html`. Asks for the ways of giving once: they are counted and listed."""
    ways = list(Way.objects.offered())
    return {
        "drive": drive,
        "line": drive.line_on(today),
        "appeal": drive.appeal_on(today, ways=len(ways)),
        "ways": ways,
    }
