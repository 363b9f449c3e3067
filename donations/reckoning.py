"""What the ledger holds of the days of the drives, as plain data for `picture.py`: sums and flags, nobody's name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Coalesce

from donations.models import Drive, Gift
from donations.models.gifts import GiftQuerySet
from donations.picture import DriveDays, Given, most_first

CENT = Decimal("0.01")


class Row(NamedTuple):
    """A gift as the ledger has it. A refund is its gift's kind and its gift's donor's, whatever its own row says."""

    given_on: date
    gross: Decimal
    fee: Decimal
    currency: str
    source: str
    recurs: bool
    series: str
    giver: int | None


class Firsts(NamedTuple):
    """The day on which each donor first gave, and first paid for each of his subscriptions.

    A subscription outlives the record of its donor: where he was erased, its own number still tells it.
    """

    donors: dict[int, date]
    plans: dict[tuple[int | None, str], date]


def days_of(drive: Drive) -> DriveDays:
    return DriveDays(drive.name, drive.starts_on, drive.ends_on)


def given(drives: Sequence[DriveDays], today: date) -> dict[DriveDays, list[Given]]:
    """The gifts in each drive's days, up to today. Two queries, whatever the number of drives and gifts."""
    rows, firsts = _rows(drives, today), _firsts()
    return {
        drive: [_given(row, drive, firsts) for row in rows if drive.first <= row.given_on <= drive.last]
        for drive in drives
    }


def daily_sums(drives: Sequence[DriveDays], today: date) -> dict[str, dict[date, Decimal]]:
    """For each currency what each of the drives' days brought up to today, that of most gifts first. One query."""
    days = _counted(drives, today).values_list("currency", "given_on").annotate(Sum("gross"), Count("pk"))
    sums: dict[str, dict[date, Decimal]] = {}
    gifts: Counter[str] = Counter()
    for currency, day, gross, number in days:
        # SQLite adds decimals as floats, which at fifteen digits is exact to the cent.
        sums.setdefault(currency, {})[day] = gross.quantize(CENT)
        gifts[currency] += number
    return {currency: sums[currency] for currency in most_first(gifts)}


def _counted(drives: Iterable[DriveDays], today: date) -> GiftQuerySet:
    in_days = Q(pk__in=[])
    for drive in drives:
        in_days |= Q(given_on__range=(drive.first, drive.last))
    return Gift.objects.counted().filter(in_days, given_on__lte=today).order_by()


def _rows(drives: Sequence[DriveDays], today: date) -> list[Row]:
    told = _counted(drives, today).annotate(
        recurs=Coalesce("refund_of__recurring", "recurring"),
        series=Coalesce("refund_of__plan", "plan"),
        giver=Coalesce("refund_of__donor_id", "donor_id"),
    )
    return [Row(*row) for row in told.values_list(*Row._fields)]


def _firsts() -> Firsts:
    firsts = Firsts({}, {})
    for giver, recurring, plan, first in _first_days():
        if giver is not None:
            firsts.donors[giver] = min(first, firsts.donors.get(giver, first))
        if recurring:
            firsts.plans[giver, plan] = min(first, firsts.plans.get((giver, plan), first))
    return firsts


def _first_days() -> Iterable[tuple[int | None, bool, str, date]]:
    gifts = Gift.objects.filter(gross__gt=0).order_by()
    return gifts.values_list("donor", "recurring", "plan").annotate(first=Min("given_on"))


def _given(row: Row, drive: DriveDays, firsts: Firsts) -> Given:
    return Given(
        day=row.given_on,
        gross=row.gross,
        fee=row.fee,
        currency=row.currency,
        source=row.source,
        recurring=row.recurs,
        returning=None if row.giver is None else firsts.donors.get(row.giver, drive.first) < drive.first,
        renewal=row.recurs and _renews(row, drive, firsts),
    )


def _renews(row: Row, drive: DriveDays, firsts: Firsts) -> bool:
    """Whether the subscription is older than the drive."""
    if row.giver is None and not row.series:
        # Such as a month's sum of all members, typed by hand: most of it would have come without a drive.
        return True
    return firsts.plans.get((row.giver, row.series), drive.first) < drive.first
