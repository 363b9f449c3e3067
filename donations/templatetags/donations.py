"""The tags with which other rooms show a drive, a book and the ways of giving."""

from django import template
from django.db.models import Model, prefetch_related_objects
from django.template.defaultfilters import stringfilter
from django.utils import timezone

from donations import markup, words
from donations.banner import banner_on
from donations.models import Book, Drive, Way

register = template.Library()


@register.inclusion_tag("donations/banner.html")
def drive_banner(scroll_to: str = "") -> dict[str, object]:
    """The banner of the drive that runs today in the author's time zone, or nothing.

    `scroll_to` is the id of the thing that the reader came for; a link to it then stands first.
    """
    today = timezone.localdate()
    drive = Drive.objects.running(today).first()
    return {"scroll_to": scroll_to, **banner_on(drive, today)} if drive else {}


@register.inclusion_tag("donations/book.html")
def book_panel(post: Model) -> dict[str, object]:
    """One of the active books, or nothing. A post keeps its book until the books change, so a cache can keep both."""
    books = list(Book.objects.active())
    if not books:
        return {}
    book = books[post.pk % len(books)]
    prefetch_related_objects([book], "vendors", "quotes")
    return {"book": book}


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
