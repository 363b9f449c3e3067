"""What belongs to the house and to none of its rooms."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from blog.files import SHOWN, suffix_of
from config.ranges import in_part

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /search/
Disallow: /comments/on/
Disallow: /comments/waiting/

Sitemap: {site}/sitemap.xml
"""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the house can reach its database."""
    connection.ensure_connection()
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS.format(site=settings.SITE_URL), content_type="text/plain")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture or a file. nginx or Caddy take this over where they stand in front (docs/operating.md).

    Every stored name has a random part, so a file never changes under its address.
    """
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = policy_of(path)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if path.startswith("files/"):
        response.headers["Content-Type"] = SHOWN.get(suffix_of(path), "application/octet-stream")
        response.headers["Content-Disposition"] = "inline" if suffix_of(path) in SHOWN else "attachment"
    return in_part(request, response)


def policy_of(path: str) -> str:
    """Nothing in a file may run or load anything. A browser's own player and reader have to work in it all the same."""
    if suffix_of(path) == "pdf":  # which no browser shows in a sandbox
        return "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
    return "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)
