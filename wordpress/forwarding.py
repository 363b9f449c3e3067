"""Old addresses that lead on to what has moved in. Who answers them: `wordpress.answering`."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Model

from blog.models import Entry, Redirect
from blog.moves import is_possible
from wordpress.report import Report


def forward(paths: Iterable[str], report: Report, **target: Model) -> None:
    """Let these addresses lead to the target, where nothing stands and nothing else is led to yet."""
    # Files of a house like this one have their address for good, below the folder that serves them.
    wanted = {path for path in paths if path and is_possible(path) and not path.startswith(settings.MEDIA_URL)}
    for model in (Redirect, Entry) if wanted else ():
        wanted -= set(model._default_manager.filter(path__in=wanted).values_list("path", flat=True))
    Redirect.objects.bulk_create([Redirect(path=path, **target) for path in sorted(wanted)])
    if wanted:
        report.count("Old addresses", "created", number=len(wanted))
