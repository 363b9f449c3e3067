"""What the author publishes: posts and pages, their categories and tags, pictures and files, and the site itself."""

from blog.models.entries import Entry, EntryManager, EntryQuerySet, Page, Post
from blog.models.media import File, Image
from blog.models.redirects import Redirect
from blog.models.site import Site
from blog.models.terms import Category, Tag

__all__ = [
    "Category",
    "Entry",
    "EntryManager",
    "EntryQuerySet",
    "File",
    "Image",
    "Page",
    "Post",
    "Redirect",
    "Site",
    "Tag",
]
