"""What search engines may know: all that readers may see, with the day of its last change."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from blog.models import Entry, EntryQuerySet


class EntrySitemap(Sitemap):
    limit = 2000  # addresses in a file, as WordPress has it

    def items(self) -> EntryQuerySet:
        return Entry.objects.published().only("path", "updated_at", "published_at", "status", "kind")

    def lastmod(self, item: Entry) -> datetime:
        return item.updated_at

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """Addresses begin with SITE_URL, whatever name the site was asked for under."""
        own = urlsplit(settings.SITE_URL)
        site = SimpleNamespace(domain=own.netloc)
        return super().get_urls(page=page, site=site, protocol=own.scheme)
