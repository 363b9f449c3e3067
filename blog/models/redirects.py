"""Where something stood before: the addresses that must still lead to it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from blog.models.entries import Entry
from blog.models.media import File, Image
from blog.models.terms import Category, Tag

TARGETS = ("entry", "category", "tag", "image", "file")


def _is_single(target: str) -> Q:
    return Q(**{f"{name}__isnull": name != target for name in TARGETS})


class Redirect(models.Model):
    """An address that nothing has any more, and the one thing that is meant by it.

    `path` is what stood after the host, decoded: `/2023/02/an-old-slug/`, `/wp-content/uploads/x.jpg`,
    or one of WordPress's numbers, such as `/?cat=3`. It leads to a thing, not to an address, so there are
    no chains, and what is not public is not given away (`blog.moves`).
    """

    path = models.CharField("old address", max_length=600, unique=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, blank=True, related_name="redirects")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="redirects")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, null=True, blank=True, related_name="redirects")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, null=True, blank=True, related_name="redirects")
    file = models.ForeignKey(File, on_delete=models.CASCADE, null=True, blank=True, related_name="redirects")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["path"]
        verbose_name = "old address"
        verbose_name_plural = "old addresses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_is_single("entry")
                | _is_single("category")
                | _is_single("tag")
                | _is_single("image")
                | _is_single("file"),
                name="blog_redirect_leads_to_one_thing",
                violation_error_message="An old address leads to one thing: choose exactly one.",
            )
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> Entry | Category | Tag | Image | File | None:
        return self.entry or self.category or self.tag or self.image or self.file
