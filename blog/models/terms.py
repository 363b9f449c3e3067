"""What a post is about: categories in their tree, and tags."""

from typing import ClassVar

from django.db import models
from django.urls import reverse


class Category(models.Model):
    """A place in the tree of subjects; `path` is the chain of slugs that stands in its address."""

    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=200, blank=True, help_text="Made from the name where you leave it empty.")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    description = models.TextField(blank=True)
    path = models.CharField(max_length=1000, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["path"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.path])

    @property
    def depth(self) -> int:
        return self.path.count("/")


class Tag(models.Model):
    name = models.CharField(max_length=200, unique=True)
    slug = models.CharField(max_length=200, unique=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])
