"""Did this request come from a page of ours?

The comment form stands in a page that is the same bytes for every reader, so it cannot
carry a token of its own. Browsers say where a request comes from; a site that wants to
post in a reader's name cannot make them lie about it.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_foreign(request: HttpRequest) -> bool:
    """True where the browser says that another site sent this."""
    fetched_from = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetched_from and fetched_from not in ("same-origin", "none"):
        return True
    if origin is None or (origin == "null" and fetched_from):  # privacy tools blank the origin out
        return False
    return origin not in _own_origins(request)


def is_ours(request: HttpRequest) -> bool:
    """True where the browser says that it was sent by a page of ours; saying nothing is not enough."""
    spoke = "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
    return spoke and not is_foreign(request)


def _own_origins(request: HttpRequest) -> set[str]:
    configured = urlsplit(settings.SITE_URL)
    return {f"{configured.scheme}://{configured.netloc}", f"{request.scheme}://{request.get_host()}"}
