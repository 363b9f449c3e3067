"""What every answer of the house carries."""

from collections.abc import Callable

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware

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
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())
    else:
        response.content = b""


class Common(CommonMiddleware):
    """Django's own, but for the missing slash: it is added to the address of a page, not to that of a file."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return "." not in request.path.rpartition("/")[2] and super().should_redirect_with_slash(request)


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
