"""The letter of thanks: the author's words with the donor's name and gifts filled in. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format

from donations.money import in_figures
from donations.placeholders import fill

NAMELESS = "reader"
NO_DRIVE = "your support of this site"
MOST_NAMED = 4  # gifts; of more only the sum is named


@dataclass(frozen=True)
class Given:
    amount: Decimal
    currency: str
    day: date
    drive: str = ""


def letter(subject: str, text: str, name: str, gifts: Sequence[Given]) -> tuple[str, str]:
    """Subject and text of one letter for one or several gifts."""
    values = {
        "name": name or NAMELESS,
        "amount": _amounts(gifts),
        "date": _days(sorted({gift.day for gift in gifts})),
        "drive": _listed(list(dict.fromkeys(gift.drive for gift in gifts if gift.drive))) or NO_DRIVE,
    }
    return fill(subject, values), fill(text, values)


def _amounts(gifts: Sequence[Given]) -> str:
    if len(gifts) <= MOST_NAMED:
        return _listed([in_figures(gift.amount, gift.currency) for gift in gifts])
    sums: dict[str, Decimal] = {}
    for gift in gifts:
        sums[gift.currency] = sums.get(gift.currency, Decimal(0)) + gift.amount
    return _listed([in_figures(amount, currency) for currency, amount in sums.items()])


def _days(days: Sequence[date]) -> str:
    if len(days) <= MOST_NAMED:
        return _listed([date_format(day) for day in days])
    return f"{len(days)} days between {date_format(days[0])} and {date_format(days[-1])}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
