"""What a page says of itself in the words of schema.org, as JSON-LD. Plain data, made in this one place."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from blog.models import Category, Entry, Site

LONGEST_HEADLINE = 110  # characters
# Inside a script element nothing may end it: a title can hold </script>.
NOT_IN_SCRIPT = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def script(data: dict[str, Any]) -> SafeString:
    """The data as an element for the page's head. It is not run, so the site's policy lets it stand there."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).translate(NOT_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def stamp(moment: datetime) -> str:
    """A moment as `<time datetime>` wants it: in the author's zone, to the second."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def posting(post: Entry, site: Site) -> dict[str, Any]:
    """A public post, as search engines want to know it."""
    address, home = settings.SITE_URL + post.get_absolute_url(), f"{settings.SITE_URL}/"
    data = {
        "@type": "BlogPosting",
        "headline": Truncator(post.title).chars(LONGEST_HEADLINE),
        "description": post.summary,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": stamp(post.published_at or post.created_at),
        "dateModified": stamp(post.changed_at),
        "author": {"@type": "Person", "name": post.byline, "url": home},
        "publisher": {"@type": "Organization", "name": site.title, "url": home},
    }
    return {**data, "image": post.first_picture} if post.first_picture else data


def breadcrumbs(category: Category, site: Site) -> dict[str, Any]:
    """The way from the front page down to the category."""
    steps = [(site.title, "/"), *((step.name, step.get_absolute_url()) for step in _way_to(category))]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": f"{settings.SITE_URL}{address}"}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _way_to(category: Category) -> list[Category]:
    slugs = category.path.split("/")
    above = ["/".join(slugs[:depth]) for depth in range(1, len(slugs))]
    return [*Category.objects.filter(path__in=above).order_by("path"), category] if above else [category]
