"""The rules as data: the posted text and the code that decides both read this record."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.safestring import SafeString, mark_safe

from blog.markup import render
from comments.admission import Policy
from comments.ladder import BAN, SUSPENSION, WARNING, Ladder

WELCOME = (
    "<p>You need not register. All opinions are welcome, strong criticism of me included. "
    "Name-calling and obscenities are not.</p>"
)

MOST_LINKS, MOST_COMMENTS, MOST_DAYS = 100, 1000, 3650  # a rule that nobody ever reaches is a slip of the keys

STEPS = {WARNING: "a warning", SUSPENSION: "a suspension", BAN: "a ban"}


class HouseRules(models.Model):
    """The one record of the rules. `ladder` and `policy` are what the pure decisions read."""

    links_allowed = models.PositiveSmallIntegerField(
        default=1,
        validators=[MaxValueValidator(MOST_LINKS)],
        help_text="A comment with more links than this waits for you.",
    )
    first_timers_wait = models.BooleanField("a reader's first comment waits", default=True)

    first_step = models.CharField("first offence of someone new", max_length=10, choices=STEPS.items(), default=WARNING)
    second_step = models.CharField(
        "second offence, or a first by someone who has been here a while",
        max_length=10,
        choices=STEPS.items(),
        default=SUSPENSION,
    )
    last_step = models.CharField("after that", max_length=10, choices=STEPS.items(), default=BAN)
    suspension_days = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(365)], help_text="How long a suspension lasts."
    )
    established_days = models.PositiveSmallIntegerField(
        "“been here a while”: days",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text="Someone has been here a while when his first published comment is at least this old …",
    )
    established_comments = models.PositiveSmallIntegerField(
        "“been here a while”: comments",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_COMMENTS)],
        help_text="… and at least this many of his were published.",
    )
    forget_offences_days = models.PositiveSmallIntegerField(
        "offences are forgotten after (days)",
        default=0,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text="0 is never. If you set it, the posted rules say so.",
    )
    appeals = models.BooleanField(
        "who was warned, suspended or banned may answer", default=True, help_text="Once, within twenty days."
    )

    confirm_new_browsers = models.BooleanField(
        "a known address from a new browser waits",
        default=True,
        help_text="Until its owner answers a letter, so that nobody gets in by typing a regular's name and address.",
    )
    trust_names_until = models.DateField(
        "until this day, name and address are enough",
        null=True,
        blank=True,
        help_text="For the first weeks after moving in, when the house knows none of your readers' browsers.",
    )
    hold_lookalikes = models.BooleanField(
        "a name that looks like yours or a regular's waits",
        default=True,
    )
    hold_traps = models.BooleanField(
        "what looks sent by a program waits",
        default=True,
        help_text="A hidden field was filled in, it was sent within three seconds, or the name is a web address.",
    )
    hold_shared = models.BooleanField(
        "comments from the browser or network of somebody barred wait",
        default=True,
        help_text="For thirty days.",
    )
    limit_pace = models.BooleanField(
        "limit how fast comments come in",
        default=True,
        help_text="One person: one in 15 seconds, 6 in ten minutes, 30 a day. One network: 20 an hour.",
    )
    wave = models.PositiveSmallIntegerField(
        "a wave is this many comments",
        default=60,
        help_text="Within ten minutes, on the whole site: then everyone new waits, whatever else you set. 0: never.",
    )
    words = models.TextField(
        "words that make a comment wait",
        blank=True,
        help_text="One a line. Whole words; a * at the end stands for any ending.",
    )
    old_post_days = models.PositiveSmallIntegerField(
        "comments on posts older than this wait (days)",
        default=0,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text="0 is never.",
    )
    close_after_days = models.PositiveSmallIntegerField(
        "comments close after (days)",
        default=0,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text="Counted from the day on which the post appeared; 0 is never. A post can be kept open by itself.",
    )
    forget_networks_days = models.PositiveSmallIntegerField(
        "network addresses are forgotten after (days)",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="They are kept shortened even before that.",
    )

    before = models.TextField("your words before the rules", blank=True, default=WELCOME)
    after = models.TextField("your words after the rules", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "house rules"

    def __str__(self) -> str:
        return "The house rules"

    def clean(self) -> None:
        if flaw := self.ladder.flaw():
            raise ValidationError(flaw)

    @classmethod
    def current(cls) -> HouseRules:
        """The author's rules, or the defaults where he has saved none: asking never writes."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def ladder(self) -> Ladder:
        return Ladder(
            self.first_step,
            self.second_step,
            self.last_step,
            suspension=timedelta(days=self.suspension_days),
            forgotten_after=_days(self.forget_offences_days),
        )

    def policy(self, today: date) -> Policy:
        return Policy(
            links_allowed=self.links_allowed,
            first_timers_wait=self.first_timers_wait,
            confirm_new_browsers=not self.names_are_trusted(today),
            hold_lookalikes=self.hold_lookalikes,
            hold_traps=self.hold_traps,
            hold_shared=self.hold_shared,
            limit_pace=self.limit_pace,
            old_after=_days(self.old_post_days),
            wave=self.wave or None,
        )

    def names_are_trusted(self, today: date) -> bool:
        """WordPress's rule: whoever types a regular's name and address is taken for him."""
        return not self.confirm_new_browsers or (self.trust_names_until is not None and today <= self.trust_names_until)

    def is_a_while(self, published: int, first: datetime | None, at: datetime) -> bool:
        """“Has been here a while”: so many published comments, the first of them so long before that moment."""
        return first is not None and published >= self.established_comments and first <= self.a_while_before(at)

    def a_while_before(self, at: datetime) -> datetime:
        return at - timedelta(days=self.established_days)

    def closing_of(self, published_at: datetime) -> datetime | None:
        """When comments on a post close by themselves; None for never."""
        after = _days(self.close_after_days)
        return published_at + after if after else None

    @property
    def before_html(self) -> SafeString:
        return mark_safe(render(self.before).html)

    @property
    def after_html(self) -> SafeString:
        return mark_safe(render(self.after).html)


def _days(count: int) -> timedelta | None:
    return timedelta(days=count) if count else None
