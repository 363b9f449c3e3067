"""RSS and Atom, with the whole text. What belongs to the day, such as a drive, never enters a feed."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from blog.models import Category, Entry, EntryQuerySet, Post, Site, Tag

NEWEST = 20  # items
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
OWN_ADDRESS = re.compile(r'(\s(?:href|src|poster|cite)=")/(?!/)')
FOR_THE_PAGE = re.compile(r'\s(?:srcset|sizes|loading|decoding)="[^"]*"')


def fit(text: str) -> str:
    """The text without the characters that no XML file may hold."""
    return NOT_XML.sub("", text)


def absolute(html: str) -> str:
    """HTML as it must stand outside of the site: with whole addresses."""
    return OWN_ADDRESS.sub(rf"\1{settings.SITE_URL}/", FOR_THE_PAGE.sub("", fit(html)))


class Rss(Rss201rev2Feed):
    """RSS 2.0 with `content:encoded`, as WordPress sends it."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class Atom(Atom1Feed):
    """Atom 1.0 with the whole text as `content`."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class PostFeed(Feed):
    """The newest posts of the site. `obj` is the category or tag of the narrower feeds."""

    feed_type: type = Rss

    def title(self, obj: Category | Tag | None) -> str:
        site = Site.current().title
        return fit(f"{obj.name} – {site}" if obj else site)

    def description(self) -> str:
        site = Site.current()
        return fit(site.description or site.tagline or site.title)

    def link(self, obj: Category | Tag | None) -> str:
        return settings.SITE_URL + (obj.get_absolute_url() if obj else reverse("home"))

    def feed_url(self, obj: Category | Tag | None) -> str:
        return f"{self.link(obj)}feed/"

    def posts(self, obj: Any) -> EntryQuerySet:
        return Post.objects.published()

    def items(self, obj: Any) -> EntryQuerySet:
        return self.posts(obj).with_terms()[:NEWEST]

    def item_title(self, item: Entry) -> str:
        return escape(fit(item.title))

    def item_description(self, item: Entry) -> str:
        return fit(item.summary)

    def item_link(self, item: Entry) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    item_guid_is_permalink = False

    def item_guid(self, item: Entry) -> str:
        """WordPress's kind: it stays the same when the address changes, so no reader shows a post twice."""
        return f"{settings.SITE_URL}/?p={item.pk}"

    def item_author_name(self, item: Entry) -> str:
        return fit(item.byline)

    def item_pubdate(self, item: Entry) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Entry) -> datetime:
        return max(item.updated_at, item.published_at or item.updated_at)

    def item_categories(self, item: Entry) -> list[str]:
        terms: list[Category | Tag] = [*item.categories.all(), *item.tags.all()]
        return [fit(term.name) for term in terms]

    def item_extra_kwargs(self, item: Entry) -> dict[str, str]:
        return {"content": absolute(item.html)}


class AtomPostFeed(PostFeed):
    feed_type = Atom

    def subtitle(self) -> str:
        return self.description()

    def feed_url(self, obj: Category | Tag | None) -> str:
        return f"{self.link(obj)}feed/atom/"


class CategoryFeed(PostFeed):
    def get_object(self, request: HttpRequest, path: str) -> Category:
        return get_object_or_404(Category, path=path)

    def posts(self, obj: Category) -> EntryQuerySet:
        return Post.objects.published().in_category(obj)


class TagFeed(PostFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Tag:
        return get_object_or_404(Tag, slug=slug)

    def posts(self, obj: Tag) -> EntryQuerySet:
        return Post.objects.published().filter(tags=obj)
