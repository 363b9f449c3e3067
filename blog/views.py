"""The readers' side of the blog: the stream, its archives, one entry, and the search."""

import re

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from blog import archives
from blog.models import Category, Entry, EntryQuerySet, Post, Site, Tag
from blog.visitors import staff

LONGEST_QUERY = 200  # characters
PAGE = re.compile(r"page/[0-9]+/$")


@require_safe
def home(request: HttpRequest, number: int = 1) -> HttpResponse:
    """The newest posts. WordPress's old query addresses of the front page are answered here too."""
    if old := _old_address(request):
        return redirect(old, permanent=True)
    return _stream(request, Post.objects.published(), number, "blog/home.html", {})


def _old_address(request: HttpRequest) -> str | None:
    """Where `/?s=words`, `/?p=12` and `/?page_id=12` have moved to, or None."""
    if "s" in request.GET:
        return f"{reverse('search')}?{urlencode({'q': request.GET['s']})}"
    number = request.GET.get("p") or request.GET.get("page_id")
    if number is None:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404("No post has such a number.")
    return get_object_or_404(Entry.objects.published(), pk=number).get_absolute_url()


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
    """Posts that hold the words in their title or text, the newest first."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    posts = Post.objects.published().containing(query) if query else Post.objects.none()
    return _archive(request, posts, number, query, {"kind": "Search", "query": query, "is_search": True})


def _archive(request: HttpRequest, posts: EntryQuerySet, number: int, heading: str, context: dict) -> HttpResponse:
    return _stream(request, posts, number, "blog/archive.html", {"heading": heading, **context})


def _stream(request: HttpRequest, posts: EntryQuerySet, number: int, template: str, context: dict) -> HttpResponse:
    """One page of a list of posts; 404 for a page that does not exist. The first page has one address only."""
    here = escape_uri_path(request.path)
    first = PAGE.sub("", here) if request.resolver_match and "number" in request.resolver_match.kwargs else here
    if number == 1 and here != first:
        query = request.GET.urlencode()
        return redirect(f"{first}?{query}" if query else first, permanent=True)
    site = Site.current()
    try:
        page = Paginator(posts.with_terms(), site.posts_per_page).page(number)
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
