"""The author's books, their vendors, and what reviewers said."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField

from donations.markup import PROSE, author_html, tidied
from donations.models.validators import https_only


class BookQuerySet(models.QuerySet["Book"]):
    def active(self) -> "BookQuerySet":
        return self.filter(active=True)

    def below_posts(self, today: date) -> "BookQuerySet":
        """Those that take turns below the posts on that day."""
        begun = Q(shows_from=None) | Q(shows_from__lte=today)
        return self.active().filter(begun, Q(shows_until=None) | Q(shows_until__gte=today))


class Book(models.Model):
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    slug = models.SlugField(max_length=100, unique=True, help_text="The book's name in addresses.")
    cover = models.ImageField(
        upload_to="covers/",
        width_field="cover_width",
        height_field="cover_height",
        blank=True,
        help_text="JPEG, PNG or WebP. It is made small and stripped of everything but the picture.",
    )
    cover_width = models.PositiveSmallIntegerField(null=True, editable=False)
    cover_height = models.PositiveSmallIntegerField(null=True, editable=False)
    cover_alt = models.CharField(
        "description of the cover", max_length=200, blank=True, help_text="For those who cannot see it."
    )
    blurb = ProseEditorField(extensions=PROSE, sanitize=tidied, blank=True)
    price = models.CharField(
        max_length=100, blank=True, help_text="In words, as readers shall see it: “$3.99, before discount”."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Small numbers come first.")
    active = models.BooleanField(default=True, help_text="Only active books are shown, one below each post.")
    shows_from = models.DateField("shown below posts from", null=True, blank=True, help_text="Empty: at once.")
    shows_until = models.DateField("until", null=True, blank=True, help_text="This day included. Empty: for good.")

    objects = BookQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.cover and not self.cover_alt.strip():
            raise ValidationError("Say in a few words what the cover shows, for those who cannot see it.")
        if self.shows_from and self.shows_until and self.shows_until < self.shows_from:
            raise ValidationError({"shows_until": "The last day cannot come before the first day."})

    def blurb_html(self) -> SafeString:
        return author_html(self.blurb)


class Vendor(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="vendors")
    name = models.CharField(max_length=100)
    url = models.URLField("web address", max_length=500, validators=[https_only])
    note = models.CharField(max_length=200, blank=True, help_text="E.g. “the author's share is larger here”.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


class BookQuote(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="quotes")
    text = models.TextField(help_text="Without quotation marks.")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)
        verbose_name = "quote from a review"
        verbose_name_plural = "quotes from reviews"

    def __str__(self) -> str:
        return self.source
