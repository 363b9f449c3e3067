"""What the author publishes: posts and pages."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any, ClassVar, Self
from urllib.parse import quote, urljoin

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from blog.cleaning import plain
from blog.models.media import Image
from blog.models.terms import Category, Tag
from blog.paths import validate_path

PICTURE = re.compile(r"<img\s[^>]*>")


class EntryQuerySet(models.QuerySet["Entry"]):
    def published(self, now: datetime | None = None) -> Self:
        """What a reader may see: published by the author, and its time has come."""
        return self.filter(status=Entry.Status.PUBLISHED, published_at__lte=now or timezone.now())

    def in_category(self, category: Category) -> Self:
        """The entries of the category and of everything below it in the tree."""
        below = Q(category__path=category.path) | Q(category__path__startswith=f"{category.path}/")
        return self.filter(pk__in=Entry.categories.through.objects.filter(below).values("entry"))

    def with_terms(self) -> Self:
        return self.select_related("author", "picture").prefetch_related("categories", "tags")


class EntryManager(models.Manager.from_queryset(EntryQuerySet)):  # type: ignore[misc]
    """All entries, or those of one kind."""

    def __init__(self, kind: str | None = None) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> EntryQuerySet:
        entries: EntryQuerySet = super().get_queryset()
        return entries.filter(kind=self.kind) if self.kind else entries


class Entry(models.Model):
    """Whatever has an address of its own: a post in the stream, or a page beside it."""

    class Kind(models.TextChoices):
        POST = "post", "Post"
        PAGE = "page", "Page"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        PRIVATE = "private", "Private (only you)"
        TRASH = "trash", "In the trash"

    class Format(models.TextChoices):
        RICH = "rich", "In the editor"
        HTML = "html", "As plain HTML"

    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.POST, editable=False)
    title = models.CharField(max_length=300)
    slug = models.CharField(max_length=200, blank=True, help_text="The last part of the address; made from the title.")
    path = models.CharField(
        "address",
        max_length=500,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_path],
        help_text="Leave it empty: it is made when the post is published, and stays.",
    )
    body = models.TextField(blank=True)
    body_format = models.CharField("written", max_length=4, choices=Format.choices, default=Format.RICH)
    html = models.TextField(editable=False, blank=True)
    teaser = models.TextField(editable=False, blank=True)  # the HTML before <!--more-->, where the body has one
    picture = models.ForeignKey(
        Image,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lead picture",
        help_text="Stands above the text, and beside the link where the post is shared.",
    )
    words = models.TextField(editable=False, blank=True)  # the text without its markup, for the search
    excerpt = models.TextField(
        blank=True, help_text="Shown in lists and to search engines. Empty: the post's beginning."
    )
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    published_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="In the future: it appears by itself at that time. Empty: now, when you publish.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    categories = models.ManyToManyField(Category, blank=True, related_name="+")
    tags = models.ManyToManyField(Tag, blank=True, related_name="+")
    comments_open = models.BooleanField(default=True)
    comments_stay_open = models.BooleanField(
        "even when the post is old", default=False, help_text="Where the rules close comments after some days."
    )
    is_pinned = models.BooleanField("on top of the front page", default=False)
    guid = models.CharField(max_length=500, editable=False, blank=True)  # what feeds called it where it came from
    menu_order = models.PositiveSmallIntegerField(
        "place in the menu", null=True, blank=True, help_text="1 stands first. Empty: the page is not in the menu."
    )

    objects = EntryManager()

    class Meta:
        ordering: ClassVar = ["-published_at", "-pk"]
        verbose_name_plural = "entries"
        indexes: ClassVar = [
            models.Index(fields=["kind", "status", "published_at", "id"], name="blog_entry_stream"),
            models.Index(fields=["kind", "status", "is_pinned", "published_at", "id"], name="blog_entry_front"),
            models.Index(fields=["slug"], name="blog_entry_slug"),
            models.Index(fields=["status", "published_at", "id"], name="blog_entry_public"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(path__isnull=False, published_at__isnull=False),
                name="blog_entry_published_has_path_and_time",
                violation_error_message="A published entry needs an address and a time.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The entry's stored path, or while it has none the preview that only the author may open."""
        return quote(self.path) if self.path else reverse("preview", args=[self.pk])

    def is_public(self, now: datetime | None = None) -> bool:
        """The same rule as `EntryQuerySet.published`, for one entry in hand."""
        due = self.published_at is not None and self.published_at <= (now or timezone.now())
        return due and self.status == self.Status.PUBLISHED

    def neighbours(self) -> tuple[Entry | None, Entry | None]:
        """The post before this one and the post after it; a page has none."""
        if self.kind != self.Kind.POST or not self.published_at:
            return None, None
        posts = Post.objects.published().only("title", "path").exclude(pk=self.pk)
        here = Q(published_at=self.published_at)
        earlier = posts.filter(Q(published_at__lt=self.published_at) | here & Q(pk__lt=self.pk))
        later = posts.filter(Q(published_at__gt=self.published_at) | here & Q(pk__gt=self.pk))
        return earlier.first(), later.order_by("published_at", "pk").first()

    @property
    def byline(self) -> str:
        return self.author.get_full_name() or self.author.get_username()

    @property
    def summary(self) -> str:
        """The excerpt, or the beginning of the text, as plain text."""
        return self.excerpt or plain(self.html, words=55)

    @property
    def first_picture(self) -> str:
        """The whole address of the lead picture, else of the first one in the text, or nothing."""
        address = self.picture.file.url if self.picture else self._of_first_picture("src")
        return urljoin(f"{settings.SITE_URL}/", address) if address else ""

    @property
    def first_picture_alt(self) -> str:
        """What that picture shows, for those who cannot see it."""
        return self.picture.alt if self.picture else self._of_first_picture("alt")

    def _of_first_picture(self, attribute: str) -> str:
        picture = PICTURE.search(self.html)
        found = picture and re.search(rf'\s{attribute}="([^"]*)"', picture[0])
        return unescape(found[1]) if found else ""

    @property
    def changed_at(self) -> datetime:
        """When readers last saw it change: a scheduled post does when it appears."""
        return max(self.updated_at, self.published_at or self.updated_at)

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.is_public()


class Post(Entry):
    """An entry in the stream: front page, archives, feeds."""

    objects: ClassVar = EntryManager(Entry.Kind.POST)

    class Meta:
        proxy = True


class Page(Entry):
    """An entry beside the stream, such as “About”."""

    objects: ClassVar = EntryManager(Entry.Kind.PAGE)

    class Meta:
        proxy = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:  # rows from the database come as positional values and bring their kind
            kwargs.setdefault("kind", Entry.Kind.PAGE)
        super().__init__(*args, **kwargs)
