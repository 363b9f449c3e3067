"""The tags with which other rooms show a drive, a book and the ways of giving."""

from decimal import Decimal

from django import template
from django.db.models import Model, prefetch_related_objects
from django.template.defaultfilters import stringfilter
from django.utils import timezone

from donations import markup, words
from donations.banner import banner_on
from donations.models import Book, Drive, Way
from donations.money import in_figures
from donations.shelf import book_below
from donations.sketch import sketch_on

register = template.Library()


@register.inclusion_tag("donations/banner.html")
def drive_banner(scroll_to: str = "") -> dict[str, object]:
    """The banner of the drive that runs today in the author's time zone, or nothing.

    `scroll_to` is the id of the post that the reader came for; a link to it then stands first. On a page without a
    post the banner shows only where the author wants it everywhere.
    """
    today = timezone.localdate()
    drive = Drive.objects.running(today).first()
    if drive is None or not drive.shows_above(post=bool(scroll_to)):
        return {}
    return {"scroll_to": scroll_to, "closable": drive.may_be_closed, **banner_on(drive, today)}


@register.inclusion_tag("donations/book.html")
def book_panel(post: Model) -> dict[str, object]:
    """One of the books that show today in the author's time zone, or nothing."""
    book = book_below(post.pk, list(Book.objects.below_posts(timezone.localdate())))
    if book is None:
        return {}
    prefetch_related_objects([book], "vendors", "quotes")
    return {"book": book}


@register.simple_tag
def any_books() -> bool:
    """Whether there is a page of books to lead to."""
    return Book.objects.active().exists()


@register.inclusion_tag("donations/ways.html")
def ways_of_giving() -> dict[str, object]:
    """The counted list of the ways of giving, or nothing where there are none."""
    return {"ways": list(Way.objects.offered())}


@register.filter
def in_words(number: int) -> str:
    return words.cardinal(number)


@register.filter
@stringfilter
def spelled_out(text: str) -> str:
    """Plain text whose e-mail addresses robots cannot harvest."""
    return markup.spelled_out(text)


@register.inclusion_tag("admin/donations/picture_small.html")
def drive_picture_small() -> dict[str, object]:
    """How the drive goes, in small, for who may see the gifts. The template that holds it asks who that is."""
    return sketch_on(timezone.localdate())


@register.filter
def figures(amount: Decimal | None, currency: str) -> str:
    """An amount to the cent; nothing of a day that is still to come."""
    return "" if amount is None else in_figures(amount, currency)
