"""The picture in small, for the author's first page: the drive that runs, or the last one."""

from datetime import date

from donations import reckoning
from donations.comparison import compare
from donations.models import Drive


def sketch_on(today: date) -> dict[str, object]:
    """The context of `admin/donations/picture_small.html`. Two queries."""
    drives = list(Drive.objects.begun(today))
    if not drives:
        return {}
    days = [reckoning.days_of(drive) for drive in drives]
    sums = reckoning.daily_sums(days, today)
    context: dict[str, object] = {"drive": drives[0], "running": drives[0].ends_on >= today}
    for currency in list(sums)[:1]:
        context["shown"] = compare(days[0], dict.fromkeys(days, sums[currency]), currency, today)
    return context
