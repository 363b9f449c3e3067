"""Drives, ways and books with what they need; a test names only what it is about."""

import itertools
from datetime import date
from io import BytesIO

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from donations.models import Book, Drive, Way

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
