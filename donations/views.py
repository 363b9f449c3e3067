from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from donations.calendar import Phase
from donations.models import Drive, GivingWords


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
