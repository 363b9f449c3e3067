"""What the blog offers to any page: the menu, and the ways to find something."""

from typing import Any

from django import template
from django.db.models import Exists, Max, Min, OuterRef
from django.utils import timezone
from django.utils.safestring import SafeString

from blog import linked_data
from blog.models import Category, Entry, EntryQuerySet, Page, Post, Site

register = template.Library()
register.filter(linked_data.stamp)


@register.simple_tag
def site_menu() -> EntryQuerySet:
    """The pages that the author has given a place in the menu."""
    pages = Page.objects.published().exclude(menu_order=None)
    return pages.only("title", "path").order_by("menu_order", "title")


@register.inclusion_tag("blog/finding.html")
def finding() -> dict[str, Any]:
    """The subjects that have something to read, and the years from the first post to the newest."""
    span = Post.objects.published().aggregate(first=Min("published_at"), last=Max("published_at"))
    years = range(0)
    if span["first"]:
        years = range(timezone.localtime(span["last"]).year, timezone.localtime(span["first"]).year - 1, -1)
    return {"categories": _subjects(), "years": years}


def _subjects() -> list[Category]:
    """The categories below which readers find something; the name of any other would tell of what is not public."""
    posts = Post.objects.published().filter(categories=OuterRef("pk"))
    categories = list(Category.objects.annotate(has_posts=Exists(posts)))
    paths = [f"{category.path}/" for category in categories if category.has_posts]
    return [category for category in categories if any(path.startswith(f"{category.path}/") for path in paths)]


@register.simple_tag
def unpublished() -> list[Entry]:
    """The author's next posts: those whose time has not come, and his five newest drafts."""
    posts = Post.objects.only("title", "status", "published_at")
    scheduled = posts.filter(status=Post.Status.PUBLISHED, published_at__gt=timezone.now()).order_by("published_at")
    return [*scheduled[:5], *posts.filter(status=Post.Status.DRAFT).order_by("-updated_at")[:5]]


@register.simple_tag
def posting(post: Entry, site: Site) -> SafeString:
    return linked_data.script(linked_data.posting(post, site))


@register.simple_tag
def breadcrumbs(category: Category, site: Site) -> SafeString:
    return linked_data.script(linked_data.breadcrumbs(category, site))
