"""What search engines may know: all that readers may see, with the day of its last change.

`/sitemap.xml` is the list of the parts, each of which has as many files as it needs.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from blog.models import EntryManager, Page, Post, Tag

Parts = Mapping[str, type["Part"]]


# What a place in the site is called, and when what stands there last changed, where that is known.
Item = tuple[str, datetime | None]


class Part(Sitemap):
    """`items` are pairs; `location` makes the address within the site from what stands first."""

    limit = 2000  # addresses in a file, as WordPress has it

    def lastmod(self, item: Item) -> datetime | None:
        return item[1]

    def get_latest_lastmod(self) -> datetime | None:
        """When anything in the part last changed: the lists do with every new post."""
        return newest()

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """Addresses begin with SITE_URL, whatever name the site was asked for under."""
        own = urlsplit(settings.SITE_URL)
        return super().get_urls(page=page, site=SimpleNamespace(domain=own.netloc), protocol=own.scheme)


def newest() -> datetime | None:
    """When a post was last published."""
    return Post.objects.published().values_list("published_at", flat=True).first()


class Entries(Part):
    """The oldest first: what is published next changes the last file alone."""

    entries: EntryManager
    changed = Greatest("updated_at", "published_at")  # a scheduled entry changes when it appears

    def items(self) -> QuerySet[Any, Any]:
        entries = self.entries.published().order_by("published_at", "pk")
        return entries.values_list("path", self.changed)

    def location(self, item: Item) -> str:
        return quote(item[0])

    def get_latest_lastmod(self) -> datetime | None:
        return self.entries.published().aggregate(last=Max(self.changed))["last"]


class Posts(Entries):
    entries = Post.objects


class Pages(Entries):
    entries = Page.objects


class Categories(Part):
    """Those with posts, in themselves or below, each with the time of its newest."""

    def items(self) -> list[Item]:
        rows = Post.objects.published().order_by().values_list("categories__path").annotate(Max("published_at"))
        return list(branches((path, changed) for path, changed in rows if path).items())

    def location(self, item: Item) -> str:
        return reverse("category", args=[item[0]])


class Tags(Part):
    """Those with posts. There can be many thousands, so the newest post is looked up for those of one file only."""

    def items(self) -> QuerySet[Any, Any]:
        posts = Post.objects.published().filter(tags=OuterRef("pk")).order_by("-published_at")
        tagged = Tag.objects.filter(Exists(posts)).order_by("slug")
        return tagged.values_list("slug", Subquery(posts.values("published_at")[:1]))

    def location(self, item: Item) -> str:
        return reverse("tag", args=[item[0]])


def branches(rows: Iterable[tuple[str, datetime]]) -> dict[str, datetime]:
    """The paths and all that stand above them, in order, each with the newest time in or below it."""
    changes: dict[str, datetime] = {}
    for path, changed in rows:
        slugs = path.split("/")
        for above in ("/".join(slugs[:depth]) for depth in range(1, len(slugs) + 1)):
            changes[above] = max(changed, changes.get(above, changed))
    return dict(sorted(changes.items()))


PARTS: Parts = {"posts": Posts, "pages": Pages, "categories": Categories, "tags": Tags}


@require_safe
@x_robots_tag
def index(request: HttpRequest, sitemaps: Parts) -> HttpResponse:
    """The list of all files of all parts."""
    files = [file for name, part in sitemaps.items() for file in _files(name, part())]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


def _files(name: str, part: Part) -> list[SitemapIndexItem]:
    paginator = part.paginator
    if not paginator.count:
        return []
    address, changed = settings.SITE_URL + reverse("sitemap-part", args=[name]), part.get_latest_lastmod()
    others = (f"{address}?p={number}" for number in paginator.page_range[1:])
    return [SitemapIndexItem(file, changed) for file in (address, *others)]
