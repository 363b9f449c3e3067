"""What the site is called and how it shows itself."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from blog.paths import validate_pattern


class Site(models.Model):
    """The one record of what the site is called and how it shows itself."""

    title = models.CharField(max_length=120, default="House Rules")
    tagline = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True, help_text="A sentence or two for search engines and feed readers.")
    permalink_pattern = models.CharField(
        max_length=200,
        default="/%year%/%monthnum%/%postname%/",
        validators=[validate_pattern],
        help_text="The address that a new post gets. "
        "You may use %year% %monthnum% %day% %postname% %category% %post_id%.",
    )
    posts_per_page = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    whole_posts = models.BooleanField(
        "whole posts on the front page", default=True, help_text="Off: only the beginning of each post."
    )

    class Meta:
        verbose_name = verbose_name_plural = "site"

    def __str__(self) -> str:
        return self.title

    @classmethod
    def current(cls) -> Site:
        """The site's record, or its defaults where none has been saved: asking never writes."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
