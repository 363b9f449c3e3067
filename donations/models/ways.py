"""The ways of giving, and the author's words above them."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField

from donations.markup import PROSE, author_html, tidied
from donations.models.validators import https_only, paypal_number


class WayQuerySet(models.QuerySet["Way"]):
    def offered(self) -> "WayQuerySet":
        return self.filter(active=True)


class Way(models.Model):
    """A way of giving. What each kind needs is a rule of the database, so that none is ever shown without it."""

    class Kind(models.TextChoices):
        ZELLE = "zelle", "Zelle"
        PATREON = "patreon", "Patreon"
        PAYPAL_ONCE = "paypal_once", "PayPal, one donation"
        PAYPAL_SUBSCRIPTION = "paypal_subscription", "PayPal, subscription"
        CHECK = "check", "Check by mail"
        LINK = "link", "Link"

    NEEDS: ClassVar[dict[str, tuple[str, ...]]] = {
        Kind.ZELLE: ("payee", "address"),
        Kind.PATREON: ("url",),
        Kind.PAYPAL_ONCE: ("button_id",),
        Kind.PAYPAL_SUBSCRIPTION: ("button_id",),
        Kind.CHECK: ("payee", "address"),
        Kind.LINK: ("url",),
    }

    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=100, help_text="The name that readers see in the list, e.g. “Zelle”.")
    text = models.TextField(blank=True, help_text="A sentence or two on how it is done. Plain text.")
    note = models.CharField(max_length=200, blank=True, help_text="A short remark beside the title, e.g. “no fees”.")
    payee = models.CharField(max_length=200, blank=True, help_text="To whom: the name at the bank, or on the check.")
    address = models.TextField(
        blank=True,
        help_text="Zelle: your e-mail address or telephone number; readers see it in words, “ann at example dot org”, "
        "so that robots do not harvest it. Check: the postal address with your name, line by line.",
    )
    url = models.URLField("web address", max_length=500, blank=True, validators=[https_only])
    button_id = models.CharField(
        "PayPal button number",
        max_length=32,
        blank=True,
        validators=[paypal_number],
        help_text="Of a button that you made at PayPal. In its code this is the value of hosted_button_id.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Small numbers come first.")
    active = models.BooleanField(default=True, help_text="Only active ways are listed and counted.")

    objects = WayQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        verbose_name_plural = "ways of giving"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["zelle", "check"]) & ~Q(payee="") & ~Q(address="")
                | Q(kind__in=["patreon", "link"], url__startswith="https://")
                | Q(kind__in=["paypal_once", "paypal_subscription"]) & ~Q(button_id=""),
                name="way_has_what_its_kind_needs",
                violation_error_message="This kind of way needs more than that.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        missing = [name for name in self.NEEDS.get(self.kind, ()) if not getattr(self, name).strip()]
        if missing:
            raise ValidationError({name: f"{self.get_kind_display()} needs this." for name in missing})

    @property
    def template(self) -> str:
        """How this kind of way is shown."""
        return f"donations/ways/{self.kind}.html"


class GivingWords(models.Model):
    """The author's words at the head of the page of giving. There is one row, or none as long as he wrote nothing."""

    DEFAULT = (
        "<p>This site lives on what its readers give. If it is worth something to you, these are the ways to "
        "say so.</p>"
    )

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    intro = ProseEditorField("introduction", extensions=PROSE, sanitize=tidied, default=DEFAULT, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "words on the page of giving"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="giving_words_are_one_row"),)

    def __str__(self) -> str:
        return "Words on the page of giving"

    @classmethod
    def current(cls) -> "GivingWords":
        """The stored words, or the default ones. Asking stores nothing."""
        return cls.objects.filter(pk=1).first() or cls()

    def intro_html(self) -> SafeString:
        return author_html(self.intro)
