"""What the readers of the sample site gave: four winters of invented gifts by invented people, the same each time.

For the picture of a drive to show something there are regulars who come back each winter, subscriptions that go on
between the drives, and a gift now and then that was paid back.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count

from django.utils import timezone

from donations.models import Donor, DonorAddress, Drive, Gift

A_YEAR = timedelta(days=364)  # so that a drive begins on the same day of the week each winter
WINTERS = ((3, 62, 0.8), (2, 88, 1.0), (1, 118, 1.15), (0, 108, 1.1))  # years ago, gifts in four weeks, how generous
CENT = Decimal("0.01")
FIRST_NAMES = "Ada Bruno Celia Dov Edda Farid Greta Hugo Ines Jonas Kira Lorenz Mina Nils Oda Piet Runa Sami Tove Ulla"
LAST_NAMES = "Ashdown Birchall Corvin Dunmore Eastwick Farrow Galt Hallam Ives Jessop Kestrel Lorne Marlow Nye Orrin"
SOURCES, OFTEN = ("zelle", "check", "cash", "paypal", "patreon"), (22, 14, 2, 48, 14)
AMOUNTS, SO_OFTEN = (5, 10, 15, 20, 25, 30, 50, 75, 100, 200, 500), (6, 14, 6, 18, 20, 6, 16, 4, 8, 2, 0.5)


class Ledger:
    """Gifts in the making, and those who make them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.chance = random.Random(7)  # noqa: S311  (nothing here is secret)
        self.numbers = count(1)
        self.donors = [self._donor(number) for number in range(260)]
        self.gifts: list[Gift] = []

    def _donor(self, number: int) -> Donor:
        first, last = self.chance.choice(FIRST_NAMES.split()), self.chance.choice(LAST_NAMES.split())
        donor = Donor.objects.create(name=f"{first} {last}")
        DonorAddress.objects.create(donor=donor, email=f"{first}.{last}.{number}@readers.example".lower())
        return donor

    def gift(self, donor: Donor, day: date, amount: int, source: str, plan: str = "") -> None:
        if day > self.today:
            return
        gross, fee = Decimal(amount), _fee(Decimal(amount), source)
        online = source in ("paypal", "patreon")
        thanked = timezone.make_aware(datetime.combine(day + timedelta(days=2), time(9, 30)))
        self.gifts.append(
            Gift(
                donor=donor,
                given_on=day,
                gross=gross,
                fee=fee,
                net=gross - fee,
                source=source,
                recurring=bool(plan),
                plan=plan,
                external_id=f"SAMPLE{next(self.numbers):06}" if online else "",
                thanked_at=thanked if day + timedelta(days=9) < self.today else None,
            )
        )

    def keep(self) -> None:
        Gift.objects.bulk_create(self.gifts)
        back = [gift for place, gift in enumerate(self.gifts) if place % 90 == 40 and not gift.recurring]
        Gift.objects.bulk_create(filter(None, map(self._paid_back, back)))

    def _paid_back(self, gift: Gift) -> Gift | None:
        day = gift.given_on + timedelta(days=6)
        if day > self.today:
            return None
        taken = {"donor": gift.donor, "source": gift.source, "recurring": gift.recurring, "plan": gift.plan}
        return Gift(**taken, refund_of=gift, given_on=day, gross=-gift.gross, fee=0, net=-gift.gross)


def load(drive: Drive) -> None:
    """The winters before the running drive, and what was given in all of them up to today."""
    ledger = Ledger(timezone.localdate())
    for years, gifts, generous in WINTERS:
        first = drive.starts_on - years * A_YEAR
        if years:
            _earlier(drive, first)
        for donor, day in _givers(ledger, first, years, gifts):
            _give(ledger, donor, day, generous)
    ledger.keep()


def _earlier(drive: Drive, first: date) -> None:
    last = first + (drive.ends_on - drive.starts_on)
    Drive.objects.create(name=drive.name, starts_on=first, ends_on=last, appeal=drive.appeal)


def _givers(ledger: Ledger, first: date, years: int, gifts: int) -> Iterator[tuple[Donor, date]]:
    """Most give in the first days and in the last. Each winter there are readers who were not there before."""
    known = ledger.donors[: 260 - 55 * years]
    days = [7, 6, 5, 4, 3, 3, 3] + [2] * 14 + [2, 2, 3, 3, 4, 5, 6]
    for day in sorted(ledger.chance.choices(range(28), days, k=gifts)):
        yield ledger.chance.choice(known), first + timedelta(days=day)


def _give(ledger: Ledger, donor: Donor, day: date, generous: float) -> None:
    source = ledger.chance.choices(SOURCES, OFTEN)[0]
    amount = round(ledger.chance.choices(AMOUNTS, SO_OFTEN)[0] * generous / 5) * 5 or 5
    if source == "patreon" or (source == "paypal" and ledger.chance.random() < 0.2):
        _subscribe(ledger, donor, day, min(amount, 20), source)
    else:
        ledger.gift(donor, day, amount, source)


def _subscribe(ledger: Ledger, donor: Donor, day: date, amount: int, source: str) -> None:
    """A payment every four weeks, for half a year to two years."""
    plan = f"I-SAMPLE{next(ledger.numbers):04}"
    for payment in range(ledger.chance.randint(6, 26)):
        ledger.gift(donor, day + payment * timedelta(days=28), amount, source, plan)


def _fee(amount: Decimal, source: str) -> Decimal:
    share = {"paypal": Decimal("0.0289"), "patreon": Decimal("0.08")}.get(source)
    fixed = Decimal("0.49") if source == "paypal" else Decimal(0)
    return (amount * share + fixed).quantize(CENT, ROUND_HALF_UP) if share else Decimal(0)
