"""Did this request come from a page of ours?

The comment form stands in a page that is the same bytes for every reader, so it cannot
carry a token of its own. Browsers say where a request comes from; a site that wants to
post in a reader's name cannot make them lie about it.
"""

from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from comments.people import network_of


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


def network(request: HttpRequest) -> str:
    """The network from which it comes, shortened; empty where that is not known.

    Each proxy that the operator trusts writes the address of who came to it at the right
    end of X-Forwarded-For; what stands further left anybody may have written.
    """
    hops = settings.TRUSTED_PROXIES
    told = reversed(request.headers.get("X-Forwarded-For", "").split(",")) if hops else iter(())
    address = next(islice(told, hops - 1, None), "") if hops else request.META.get("REMOTE_ADDR", "")
    return network_of(address.strip())


def _own_origins(request: HttpRequest) -> set[str]:
    configured = urlsplit(settings.SITE_URL)
    return {f"{configured.scheme}://{configured.netloc}", f"{request.scheme}://{request.get_host()}"}
