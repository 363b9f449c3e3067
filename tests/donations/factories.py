"""Drives, ways and books with what they need; a test names only what it is about."""

import csv
import itertools
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from donations.actions import import_gifts
from donations.imports.entry import Answers
from donations.models import Book, Donor, DonorAddress, Drive, Gift, ImportBatch, Way

FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))
APPEAL = "<p>This is the {week} week of {drive}, with {weeks_left} left.</p>"
NEEDED = {
    "zelle": {"payee": "Nora Winter", "address": "nora.winter@example.org"},
    "patreon": {"url": "https://www.patreon.com/example"},
    "paypal_once": {"button_id": "ABCDEFGH12345"},
    "paypal_subscription": {"button_id": "SUBSCRIBE6789"},
    "check": {"payee": "Nora Winter", "address": "Nora Winter\nPO Box 12\nTucson AZ 85701"},
    "link": {"url": "https://give.example.org/nora"},
}
numbers = itertools.count(1)


def make_drive(first=FEBRUARY[0], last=FEBRUARY[1], **fields) -> Drive:
    return Drive.objects.create(
        **{"name": "the February drive", "appeal": APPEAL, "starts_on": first, "ends_on": last, **fields}
    )


def make_way(kind="zelle", **fields) -> Way:
    return Way.objects.create(**{"kind": kind, "title": f"Way by {kind}", **NEEDED[kind], **fields})


def make_all_ways() -> list[Way]:
    return [make_way(kind, position=place) for place, kind in enumerate(NEEDED) if kind != "link"]


def make_book(**fields) -> Book:
    number = next(numbers)
    return Book.objects.create(**{"title": f"Book {number}", "slug": f"book-{number}", **fields})


def picture(width=40, height=60, encoding="PNG", mode="RGB", name="cover.png", **how) -> SimpleUploadedFile:
    kept = BytesIO()
    Image.new(mode, (width, height)).save(kept, encoding, **how)
    return SimpleUploadedFile(name, kept.getvalue(), content_type=f"image/{encoding.lower()}")


def errors(response) -> str:
    """What a form of the admin says is wrong."""
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(error.get_text(" ", strip=True) for error in page.select(".errorlist"))


# The ledger.

PAYPAL_COLUMNS = (
    *("Date", "Time", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Fee", "Net"),
    *("From Email Address", "To Email Address", "Transaction ID", "Item Title", "Reference Txn ID", "Note"),
    "Balance Impact",
)
PAYPAL_ROW = {
    "Date": "02/14/2026",
    "Time": "10:00:00",
    "TimeZone": "PST",
    "Name": "Ann Reader",
    "Type": "Donation Payment",
    "Status": "Completed",
    "Currency": "USD",
    "Gross": "25.00",
    "Fee": "-1.03",
    "Net": "23.97",
    "From Email Address": "ann@mail.example",
    "To Email Address": "author@blog.example",
    "Balance Impact": "Credit",
}
PATREON_COLUMNS = (
    *("Name", "Email", "Discord", "Patron Status", "Follows You", "Free Member", "Free Trial", "Lifetime Amount"),
    *("Pledge Amount", "Charge Frequency", "Tier", "Patronage Since Date", "Last Charge Date", "Last Charge Status"),
    *("User ID", "Last Updated", "Currency"),
)
PATREON_ROW = {
    "Name": "Ann Reader",
    "Email": "ann@mail.example",
    "Patron Status": "Active patron",
    "Free Member": "No",
    "Lifetime Amount": "120.00",
    "Pledge Amount": "10.00",
    "Charge Frequency": "monthly",
    "User ID": "70001",
    "Patronage Since Date": "2025-02-01 13:37:12",
    "Last Charge Date": "2026-03-01 08:00:00",
    "Last Charge Status": "Paid",
    "Last Updated": "2026-02-20 15:52:24",
    "Currency": "USD",
}


def table(columns, rows, *, delimiter=",", encoding="utf-8-sig") -> bytes:
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([[row.get(column, "") for column in columns] for row in rows])
    return text.getvalue().encode(encoding)


def paypal(*changes, **how) -> bytes:
    """An activity report; each row a donation but for what is said. Its number is of its place, from 1."""
    rows = [
        {**PAYPAL_ROW, "Transaction ID": f"1AA{place:014}", **change} for place, change in enumerate(changes, start=1)
    ]
    return table(PAYPAL_COLUMNS, rows, **how)


def number(place: int) -> str:
    return f"1AA{place:014}"


def patreon(*changes, **how) -> bytes:
    return table(PATREON_COLUMNS, [{**PATREON_ROW, **change} for change in changes], **how)


def make_donor(name="Ann Reader", *emails, **fields) -> Donor:
    donor = Donor.objects.create(name=name, **fields)
    for email in emails:
        DonorAddress.objects.create(donor=donor, email=email)
    return donor


def make_gift(amount="25.00", given_on=date(2026, 2, 14), **fields) -> Gift:
    gross, fee = Decimal(amount), Decimal(fields.pop("fee", "0"))
    return Gift.objects.create(
        **{"gross": gross, "fee": fee, "net": gross - fee, "given_on": given_on, "source": "check", **fields}
    )


def take_in(content: bytes, source="paypal", by=None, **answers) -> ImportBatch:
    """Without a browser, for tests that are about something else."""
    answers = Answers(**{"rest": "skip", **answers})
    return import_gifts(BytesIO(content), source=source, file_name="report.csv", answers=answers, by=by)
