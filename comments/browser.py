"""The browser from which somebody comments, known again by a secret that only it and nobody's page holds.

The cookie is set when a comment has been taken in, and is sent to the addresses under
/comments/ alone: no page that readers share is made or kept with regard to it.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "__Secure-browser" if settings.HTTPS else "browser"
PATH = "/comments/"
A_YEAR = 365 * 24 * 60 * 60  # seconds

_SECRET = re.compile(r"[A-Za-z0-9_-]{22}")


def secret_of(request: HttpRequest) -> str:
    """The secret that the browser was given; empty where it has none."""
    secret = request.COOKIES.get(COOKIE, "")
    return secret if _SECRET.fullmatch(secret) else ""


def new_secret() -> str:
    return secrets.token_urlsafe(16)  # 128 bits


def remember(response: HttpResponse, secret: str) -> None:
    """Let the browser keep its secret for another year."""
    response.set_cookie(COOKIE, secret, max_age=A_YEAR, path=PATH, secure=settings.HTTPS, httponly=True, samesite="Lax")
