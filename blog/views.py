"""The readers' side of the blog: the stream, its archives, one entry, and the search."""

import re

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from blog import archives
from blog.models import Category, Entry, EntryQuerySet, Post, Site, Tag
from blog.search import Found, find
from blog.visitors import staff

LONGEST_QUERY = 200  # characters
PAGE = re.compile(r"page/[0-9]+/$")


@require_safe
def home(request: HttpRequest, number: int = 1) -> HttpResponse:
    """The newest posts, and before them those that the author has pinned."""
    # True of every post: so SQLite walks the index made for this, and does not sort all posts for ten of them.
    posts = Post.objects.published().filter(is_pinned__gte=False)
    posts = posts.order_by("-is_pinned", "-published_at", "-pk")
    return _stream(request, posts.with_terms(), number, "blog/home.html", {})


@require_safe
def category(request: HttpRequest, path: str, number: int = 1) -> HttpResponse:
    found = get_object_or_404(Category, path=path)
    context = {"kind": "Category", "term": found, "feed": reverse("category-feed", args=[path])}
    return _archive(request, Post.objects.published().in_category(found), number, found.name, context)


@require_safe
def tag(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    found = get_object_or_404(Tag, slug=slug)
    context = {"kind": "Tag", "feed": reverse("tag-feed", args=[slug])}
    return _archive(request, Post.objects.published().filter(tags=found), number, found.name, context)


@require_safe
def by_date(
    request: HttpRequest, year: int, month: int | None = None, day: int | None = None, number: int = 1
) -> HttpResponse:
    """The posts of a year, a month or a day, as the author's calendar has them."""
    period = archives.period(year, month, day)
    if period is None:
        raise Http404("The calendar has no such day.")
    posts = Post.objects.published().filter(published_at__gte=period.start, published_at__lt=period.end)
    if not posts.exists():
        raise Http404("Nothing was published then.")
    return _archive(request, posts, number, period.name, {"kind": "Archive"})


@require_safe
def search(request: HttpRequest, number: int = 1) -> HttpResponse:
    """Posts and pages that hold the words in their title or text, the best first."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    found = find(Entry.objects.published(), query)
    return _stream(request, found, number, "blog/search.html", {"query": query, "found": found})


def _archive(request: HttpRequest, posts: EntryQuerySet, number: int, heading: str, context: dict) -> HttpResponse:
    return _stream(request, posts.with_terms(), number, "blog/archive.html", {"heading": heading, **context})


def _stream(
    request: HttpRequest, posts: EntryQuerySet | Found, number: int, template: str, context: dict
) -> HttpResponse:
    """One page of a list; 404 for a page that does not exist. The first page has one address only."""
    here = escape_uri_path(request.path)
    first = PAGE.sub("", here) if request.resolver_match and "number" in request.resolver_match.kwargs else here
    if number == 1 and here != first:
        query = request.GET.urlencode()
        return redirect(f"{first}?{query}" if query else first, permanent=True)
    site = Site.current()
    try:
        page = Paginator(posts, site.posts_per_page).page(number)  # type: ignore[arg-type]
    except EmptyPage as nothing:
        raise Http404("There are not so many pages.") from nothing
    return render(request, template, {"site": site, "page": page, "first": first, "staff": staff(request), **context})


@require_safe
def entry(request: HttpRequest, path: str) -> HttpResponse:
    """One post or page at its stored path."""
    found = get_object_or_404(Entry.objects.published().with_terms(), path=f"/{path}/")
    return _show(request, found)


@never_cache
@staff_member_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page will look like, for the author alone."""
    found = get_object_or_404(Entry.objects.with_terms(), pk=pk)
    if not request.user.has_perm(f"blog.view_{found.kind}"):
        raise PermissionDenied
    return _show(request, found)


def _show(request: HttpRequest, found: Entry) -> HttpResponse:
    earlier, later = found.neighbours()
    context = {"entry": found, "earlier": earlier, "later": later, "staff": staff(request)}
    return render(request, "blog/entry.html", context)
