"""All parts of the sitemap: the blog's own, and what stands beside the posts."""

from django.urls import reverse

from blog.sitemaps import PARTS, Item, Part, newest
from donations.models import Book


class Rooms(Part):
    """The front page, which changes with the posts, the rules, the ways of giving, and the books if there are any."""

    def items(self) -> list[Item]:
        books = ["books"] if Book.objects.active().exists() else []
        return [("home", newest()), *((name, None) for name in ["rules", "donate", *books])]

    def location(self, item: Item) -> str:
        return reverse(item[0])


SITEMAPS = {"rooms": Rooms, **PARTS}
