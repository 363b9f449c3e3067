"""What every answer of the house carries."""

from collections.abc import Callable
from urllib.parse import unquote

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.utils.cache import set_response_etag

from blog.moves import CLOSED
from wordpress import answering

ADMIN = "/admin/"


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the headers that depend on who asks, unless the view has spoken.

    A reader's page is the same bytes for everybody and may be kept anywhere, as long as
    it is asked for anew; what is made for someone with a session is nobody else's.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        )
        if request.method == "HEAD":  # its headers say all; servers complain of a body
            _empty(response)
        personal = settings.SESSION_COOKIE_NAME in request.COOKIES
        response.headers.setdefault("Cache-Control", "private, no-store" if personal else "public, no-cache")
        return response

    return middleware


def _empty(response: HttpResponse | StreamingHttpResponse) -> None:
    """Django makes an ETag for GET alone; while the body is there, this is the same one."""
    if "no-store" not in response.headers.get("Cache-Control", ""):
        set_response_etag(response)
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())
    else:
        response.content = b""


def old_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead readers from the addresses of before to where things are now; a page that exists is not asked about.

    What is neither here nor anywhere else stays the 404 that it was.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if CLOSED.match(path):
            return HttpResponseNotFound("Not found.\n", content_type="text/plain")
        if request.method not in ("GET", "HEAD") or path.startswith(ADMIN):
            return get_response(request)
        if found := answering.by_query(path, request.GET):
            return _moved(request, found)
        response = get_response(request)
        moved = _found_elsewhere(request) if response.status_code == 404 else None
        return moved or response

    return middleware


def _found_elsewhere(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    found = answering.by_path(request.path_info, request.GET)
    return _moved(request, found) if found and unquote(found) != request.path_info else None


def _moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    """The rest of the query string goes along: it may say where a reader comes from."""
    rest = answering.other_variables(request.GET)
    return HttpResponsePermanentRedirect(f"{address}{'&' if '?' in address else '?'}{rest}" if rest else address)


class Common(CommonMiddleware):
    """Django's own, but for the missing slash: it is added to the address of a page, not to that of a file."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        is_page = "." not in request.path.rpartition("/")[2] and not CLOSED.match(request.path_info)
        return is_page and super().should_redirect_with_slash(request)


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy of the settings, and for the admin what its editor needs on top.

    Tiptap, the editor, writes an inline style element and loads its modules by an
    import map that carries the nonce.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(ADMIN) and not report_only:
            parts.replace = {
                **(parts.replace or {}),
                "script-src": [SELF, NONCE],
                "style-src": [SELF, UNSAFE_INLINE],
                "img-src": [SELF, "data:", "blob:"],
            }
        return parts
