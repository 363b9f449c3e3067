from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from donations.calendar import Phase
from donations.models import Book, Drive, GivingWords


@require_safe
def donate(request: HttpRequest) -> HttpResponse:
    """The ways of giving, all year round; during a drive with its line, after it with the author's closing words."""
    today = timezone.localdate()
    drive = Drive.objects.begun(today).first()
    over = drive is not None and drive.on(today).phase is Phase.OVER
    context = {
        "words": GivingWords.current(),
        "line": drive.line_on(today) if drive and not over else "",
        "drive": drive,
        "closing": drive.closing_html() if drive and over else "",
    }
    return render(request, "donations/donate.html", context)


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """All books that are active; when they show below posts is of no matter here."""
    shown = list(Book.objects.active().prefetch_related("vendors", "quotes"))
    if not shown:
        raise Http404("There are no books.")
    summary = f"Books: {', '.join(book.title for book in shown)}."
    return render(request, "donations/books.html", {"books": shown, "summary": summary})
