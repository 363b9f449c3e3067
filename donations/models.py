"""What the author sets up so that readers can support him: drives, ways of giving, books.

What depends on the day is asked, never stored: see `calendar.py`.
"""

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField

from donations import calendar
from donations.markup import PROSE, author_html, tidied
from donations.placeholders import fill, validate_appeal, validate_closing_words
from donations.words import counted

https_only = RegexValidator(r"^https://", "Give an address that begins with https://.", code="not_https")
paypal_number = RegexValidator(
    r"^[A-Z0-9]{6,32}\Z",
    "This is not a button's number. PayPal shows it as hosted_button_id: capital letters and digits, nothing else. "
    "Paste only these, not the code around them.",
    code="not_a_number",
)


class DriveQuerySet(models.QuerySet["Drive"]):
    def running(self, today: date) -> "DriveQuerySet":
        return self.begun(today).filter(ends_on__gte=today)

    def begun(self, today: date) -> "DriveQuerySet":
        """Those running and those over, the latest first."""
        return self.filter(starts_on__lte=today).order_by("-starts_on")

    def overlapping(self, starts_on: date, ends_on: date) -> "DriveQuerySet":
        return self.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)


class Drive(models.Model):
    """A fund-raising drive. Only one runs at a time: `clean` refuses a second one in the same days.

    The database does not hold that rule, for SQLite has no constraint for it; should two overlap all the same, the one
    that began last shows.
    """

    name = models.CharField(
        max_length=100, help_text="As it reads within a sentence, e.g. “the annual February drive”. Readers see it."
    )
    starts_on = models.DateField("first day", help_text="The banner appears at the first minute of this day.")
    ends_on = models.DateField(
        "last day",
        help_text="The banner is gone after the last minute of this day. You may move it during the drive.",
    )
    appeal = ProseEditorField(
        extensions=PROSE,
        sanitize=tidied,
        validators=[validate_appeal],
        help_text="Your own words. These are filled in on each day: {drive} its name, {week} “third”, {weeks_left} "
        "“two weeks”, {days_left} “twelve days”, {ways} “five ways”. E.g.: This is the {week} week of {drive}, with "
        "{weeks_left} left. The list of ways follows by itself.",
    )
    closing_words = ProseEditorField(
        extensions=PROSE,
        sanitize=tidied,
        blank=True,
        validators=[validate_closing_words],
        help_text="Shown on the page of giving from the end of this drive until the next begins. {drive} is filled in.",
    )

    objects = DriveQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="drive_ends_after_it_starts",
                violation_error_message="The last day cannot come before the first day.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not (self.starts_on and self.ends_on):
            return
        other = Drive.objects.overlapping(self.starts_on, self.ends_on).exclude(pk=self.pk).first()
        if other:
            raise ValidationError(f"Only one drive can run at a time, and {other.name} runs {other.dates}.")

    @property
    def dates(self) -> str:
        return f"from {date_format(self.starts_on)} to {date_format(self.ends_on)}"

    def on(self, today: date) -> calendar.Standing:
        return calendar.standing(self.starts_on, self.ends_on, today)

    def line_on(self, today: date) -> str:
        """The drive's own line, true on that day: "third week, two weeks left"."""
        return calendar.line(self.on(today))

    def appeal_on(self, today: date, ways: int) -> SafeString:
        now = self.on(today)
        values = {
            "drive": self.name,
            "week": calendar.week_in_words(now),
            "weeks_left": calendar.weeks_left_in_words(now),
            "days_left": calendar.days_left_in_words(now),
            "ways": counted(ways, "way"),
        }
        return author_html(fill(self.appeal, {name: escape(value) for name, value in values.items()}))

    def closing_html(self) -> SafeString:
        return author_html(fill(self.closing_words, {"drive": escape(self.name)}))


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


class BookQuerySet(models.QuerySet["Book"]):
    def active(self) -> "BookQuerySet":
        return self.filter(active=True)


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

    objects = BookQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.cover and not self.cover_alt.strip():
            raise ValidationError("Say in a few words what the cover shows, for those who cannot see it.")

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
