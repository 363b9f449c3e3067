"""The letter of thanks, in the author's own words."""

from django.db import models
from django.db.models import Q

from donations.placeholders import validate_thanks


class ThankYou(models.Model):
    """There is one row, or none as long as the author wrote nothing."""

    DEFAULT_SUBJECT = "Thank you"
    DEFAULT_TEXT = (
        "Dear {name},\n\n"
        "thank you for {amount}, which reached me on {date}. It is readers like you who keep this site going.\n"
    )

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    subject = models.CharField(max_length=150, default=DEFAULT_SUBJECT, validators=[validate_thanks])
    text = models.TextField(
        default=DEFAULT_TEXT,
        validators=[validate_thanks],
        help_text="These are filled in: {name} the donor's name, {amount} “$25.00”, {date} “Feb. 3, 2026”, {drive} the "
        "drive that ran on that day, or “your support of this site” where none did. Of several gifts each is named.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "letter of thanks"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="thank_you_is_one_row"),)

    def __str__(self) -> str:
        return "Letter of thanks"

    @classmethod
    def current(cls) -> "ThankYou":
        """The stored letter, or the default one. Asking stores nothing."""
        return cls.objects.filter(pk=1).first() or cls()
