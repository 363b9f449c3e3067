"""The newest posts as feeds, with the whole text. What belongs to the day, such as a drive, never enters a feed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Enclosure

from blog.models import Category, Entry, EntryQuerySet, Post, Site, Tag
from blog.recordings import first_recording
from blog.syndication import Steady, absolute, fit

NEWEST = 20  # items


@dataclass(frozen=True)
class Source:
    """What a feed is of: the site, or the one part of it that has the feed to itself."""

    site: Site
    part: Any = None

    @property
    def address(self) -> str:
        return settings.SITE_URL + (self.part.get_absolute_url() if self.part else reverse("home"))


class SiteFeed(Feed):
    """What all feeds of the site have in common; each is made once for every format."""

    feed_type: type[Steady]
    item_guid_is_permalink = False

    def __init__(self, feed_type: type[Steady]) -> None:
        self.feed_type = feed_type

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a date of the last change: the newest item's says nothing of what was taken away. The ETag does."""
        response = super().__call__(request, *args, **kwargs)
        del response.headers["Last-Modified"]
        return response

    def get_object(self, request: HttpRequest) -> Source:
        return Source(Site.current())

    def link(self, source: Source) -> str:
        return source.address

    def feed_url(self, source: Source) -> str:
        return f"{source.address}feed/{self.feed_type.place}"

    def feed_guid(self, source: Source) -> str:
        """Posts and comments have the same page, but are not the same feed."""
        return self.feed_url(source)

    def subtitle(self, source: Source) -> str:
        """Atom's word for the description."""
        description: str = self.description(source)
        return description

    def item_link(self, item: Any) -> str:
        return f"{settings.SITE_URL}{item.get_absolute_url()}"

    def item_extra_kwargs(self, item: Any) -> dict[str, Any]:
        return {"content": absolute(item.html, self.item_link(item))}


class PostFeed(SiteFeed):
    """The newest posts of the site, or of a category or tag."""

    def title(self, source: Source) -> str:
        return fit(f"{source.part.name} – {source.site.title}" if source.part else source.site.title)

    def description(self, source: Source) -> str:
        return fit(source.site.description or source.site.tagline or source.site.title)

    def posts(self, source: Source) -> EntryQuerySet:
        return Post.objects.published()

    def items(self, source: Source) -> EntryQuerySet:
        return self.posts(source).with_terms().defer("body", "teaser", "words")[:NEWEST]

    def item_title(self, item: Entry) -> str:
        return fit(item.title)

    def item_description(self, item: Entry) -> str:
        return fit(item.summary)

    def item_guid(self, item: Entry) -> str:
        return guid(item)

    def item_author_name(self, item: Entry) -> str:
        return fit(item.byline)

    def item_pubdate(self, item: Entry) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.changed_at

    def item_categories(self, item: Entry) -> list[str]:
        terms: list[Category | Tag] = [*item.categories.all(), *item.tags.all()]
        return [fit(term.name) for term in terms]

    def item_comments(self, item: Entry) -> str:
        return f"{self.item_link(item)}#comments"

    def item_enclosures(self, item: Entry) -> list[Enclosure]:
        """One at most, as RSS has it."""
        recording = first_recording(item.html)
        return [recording] if recording else []

    def item_extra_kwargs(self, item: Entry) -> dict[str, Any]:
        more = {"comment_feed": f"{self.item_link(item)}feed/", "image": item.first_picture}
        return {**super().item_extra_kwargs(item), **more}


class CategoryFeed(PostFeed):
    def get_object(self, request: HttpRequest, path: str) -> Source:  # type: ignore[override]
        return Source(Site.current(), get_object_or_404(Category, path=path))

    def posts(self, source: Source) -> EntryQuerySet:
        return Post.objects.published().in_category(source.part)


class TagFeed(PostFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Source:  # type: ignore[override]
        return Source(Site.current(), get_object_or_404(Tag, slug=slug))

    def posts(self, source: Source) -> EntryQuerySet:
        return Post.objects.published().filter(tags=source.part)


def guid(entry: Entry) -> str:
    """What readers' software knows the entry by: it stays when the address changes, so nothing is shown twice.

    A post that has moved in keeps what it was called; another gets what WordPress would give it.
    """
    return fit(entry.guid) or f"{settings.SITE_URL}/?p={entry.pk}"
