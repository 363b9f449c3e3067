"""The ledger as a table that a spreadsheet may open: no cell of a donor's is ever a formula."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from donations.models import Gift

COLUMNS = (
    *("Date", "Donor", "E-mail address", "Amount", "Fee", "Net", "Currency", "Source", "Recurring", "Plan"),
    *("Drive", "Thanked", "Note", "Number at the source"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def lines(gifts: Iterable[Gift]) -> Iterator[str]:
    """The file bit by bit, with the mark by which spreadsheets know UTF-8. Gifts carry `drive_name`."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for gift in gifts:
        yield writer.writerow([_cell(value) for value in _row(gift)])


class _Echo:
    def write(self, text: str) -> str:
        return text


def _row(gift: Gift) -> list[Any]:
    donor = gift.donor
    addresses = donor.addresses.all() if donor else []
    return [
        gift.given_on,
        donor.name if donor else "",
        " ".join(address.email for address in addresses),
        gift.gross,
        gift.fee,
        gift.net,
        gift.currency,
        gift.get_source_display(),
        "yes" if gift.recurring else "no",
        gift.plan,
        getattr(gift, "drive_name", None) or "",
        timezone.localdate(gift.thanked_at) if gift.thanked_at else "",
        gift.note,
        gift.external_id if gift.batch_id else "",
    ]


def _cell(value: Any) -> str:
    """Dates and amounts as they are, a minus included; text that would be a formula behind an apostrophe."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA) else text
