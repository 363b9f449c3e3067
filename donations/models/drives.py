"""A fund-raising drive. What depends on the day is asked, never stored: see `calendar.py`."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
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

    shows_on = models.CharField(
        "the banner shows",
        max_length=10,
        choices=[("posts", "above each post"), ("everywhere", "on every page")],
        default="posts",
    )
    may_be_closed = models.BooleanField(
        "readers may close the banner", default=True, help_text="It stays closed for them until the drive ends."
    )

    goal = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="What you hope for, in the currency of most of your gifts. Readers never see the sum.",
    )
    thermometer = models.BooleanField(
        "readers see how far it has come",
        default=False,
        help_text="In per cent of the goal, by the gifts in your ledger. It lets them guess what you live on.",
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
        if self.thermometer and not self.goal:
            raise ValidationError({"goal": "Readers can only be told how far it has come where there is a goal."})
        if not (self.starts_on and self.ends_on):
            return
        other = Drive.objects.overlapping(self.starts_on, self.ends_on).exclude(pk=self.pk).first()
        if other:
            raise ValidationError(f"Only one drive can run at a time, and {other.name} runs {other.dates}.")

    @property
    def dates(self) -> str:
        return f"from {date_format(self.starts_on)} to {date_format(self.ends_on)}"

    def shows_above(self, *, post: bool) -> bool:
        """Whether the banner belongs above a post, or above a page that is none."""
        return post or self.shows_on == "everywhere"

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
