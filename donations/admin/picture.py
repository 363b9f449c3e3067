"""The picture of a drive: how it goes against the earlier ones. It shows and changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from donations import charts, picture, reckoning
from donations.comparison import Comparison, compare
from donations.models import Drive, Gift
from donations.picture import Curve, DriveDays, Given, Part

Gifts = Mapping[DriveDays, Sequence[Given]]


def urls(site: AdminSite) -> list[URLPattern]:
    return [path("picture/", site.admin_view(picture_view), {"site": site}, name="donations_drive_picture")]


@require_safe
def picture_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """`?drive=` and `?currency=` choose; without them the latest drive in the main currency is shown."""
    if not request.user.has_perm("donations.view_gift"):
        raise PermissionDenied
    today = timezone.localdate()
    drives = {drive.pk: drive for drive in Drive.objects.begun(today)}
    given = reckoning.given([reckoning.days_of(drive) for drive in drives.values()], today)
    context = {**site.each_context(request), "title": "How the drives go", "drives": drives.values()}
    if any(given.values()):
        context |= _picture(request.GET, drives, given, today)
    return TemplateResponse(request, "admin/donations/drive/picture.html", context)


def _picture(asked: QueryDict, drives: Mapping[int, Drive], given: Gifts, today: date) -> dict[str, object]:
    currencies = picture.currencies(gift for gifts in given.values() for gift in gifts)
    drive = drives[int(_chosen(asked, "drive", [str(pk) for pk in drives]))]
    currency = _chosen(asked, "currency", currencies)
    gifts = {days: picture.in_currency(of_it, currency) for days, of_it in given.items()}
    fresh = {days: picture.fresh(of_it) for days, of_it in gifts.items()}
    this, without = reckoning.days_of(drive), asked.get("renewals") == "without"
    counted = fresh if without else gifts
    shown = _compared(this, counted, currency, today)
    return {
        "drive": drive,
        "running": this.last >= today,
        "currency": currency,
        "currencies": currencies,
        "without": without,
        "shown": shown,
        "fresh": _compared(this, fresh, currency, today),
        **_charts(shown, fresh[this], today),
        "table": _table(drives, counted, shown, currency, today),
        "parts": _parts(counted[this]),
        "renewed": picture.part("", gifts[this]).gross != picture.part("", fresh[this]).gross,
    }


def _chosen(asked: QueryDict, name: str, offered: Sequence[str]) -> str:
    value = asked.get(name) or offered[0]
    if value not in offered:
        raise Http404("There is no such drive or currency here.")
    return value


def _compared(this: DriveDays, gifts: Gifts, currency: str, today: date) -> Comparison:
    return compare(this, {days: picture.daily(of_it) for days, of_it in gifts.items()}, currency, today)


def _charts(shown: Comparison, fresh: Sequence[Given], today: date) -> dict[str, object]:
    weeks = shown.weeks(picture.curve(shown.this.drive, picture.daily(fresh), today))
    return {
        "curves": [shown.curves(paper) for paper in (charts.WIDE, charts.NARROW)],
        "bars": [shown.bars(weeks, paper) for paper in (charts.WIDE_BARS, charts.NARROW_BARS)],
        "weeks": weeks,
        "usual": any(week.usual is not None for week in weeks),
    }


@dataclass(frozen=True, slots=True)
class DriveRow:
    """A drive in the table of all drives. `by_then` is its sum on the day up to which the chosen one has come."""

    drive: Drive
    chosen: bool
    by_then: Decimal
    curve: Curve
    all: Part


def _table(drives: Mapping[int, Drive], gifts: Gifts, shown: Comparison, currency: str, today: date) -> list[DriveRow]:
    rows = []
    for drive in drives.values():
        days = reckoning.days_of(drive)
        curve = picture.curve(days, picture.daily(gifts[days]), today)
        by_then = curve.after(len(shown.this.sums))
        rows.append(DriveRow(drive, days == shown.this.drive, by_then, curve, picture.part("", gifts[days])))
    return rows


@dataclass(frozen=True, slots=True)
class PartRow:
    part: Part
    name: str
    bar: SafeString


def _parts(gifts: Sequence[Given]) -> list[tuple[str, list[PartRow]]]:
    """The same gifts divided in three ways, each with its heading."""
    sources = dict(Gift.Source.choices)
    return [
        ("Once or again and again", _rows(picture.split(gifts, lambda gift: gift.kind, picture.KINDS))),
        ("From whom", _rows(picture.split(gifts, lambda gift: gift.donor, picture.DONORS))),
        ("By which way", _rows(picture.split(gifts, lambda gift: sources.get(gift.source, gift.source)))),
    ]


def _rows(parts: Sequence[Part]) -> list[PartRow]:
    largest = max((part.gross for part in parts), default=Decimal(0))
    return [PartRow(part, part.name, charts.share(part.gross, largest)) for part in parts]
