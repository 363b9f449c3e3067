"""How the author answers: offences, the sanctions that follow them, and appeals. All of it is append-only."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from post_office.models import Email

from comments import ladder
from comments.admission import CLAIMED
from comments.models.comment import Comment
from comments.models.people import Browser, Commenter

UNDO = timedelta(minutes=5)  # this long a letter waits, and the author may take it back
APPEAL = timedelta(days=20)


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def against(self, commenter: Commenter) -> Self:
        """All that was ever issued against this person, under any of his addresses."""
        return self.filter(commenter__in=Commenter.objects.same_person(commenter))

    def in_force(self, now: datetime) -> Self:
        """Those that keep somebody from posting now; the same as `ladder.Past.in_force`."""
        held = Q(step=ladder.BAN) | Q(step=ladder.SUSPENSION, until__gt=now)
        return self.filter(held, voided_at__isnull=True, ended_at__isnull=True)


class Sanction(models.Model):
    """A warning, a suspension or a ban: of a person, of a browser, or of both.

    Of a browser alone where the author found that somebody used another's address. What
    it does is computed from its dates; it is lifted by a date and voided by a date,
    each with a name and a reason, and never edited.
    """

    class Step(models.TextChoices):
        WARNING = ladder.WARNING, "Warning"
        SUSPENSION = ladder.SUSPENSION, "Suspension"
        BAN = ladder.BAN, "Ban"

    commenter = models.ForeignKey(Commenter, on_delete=models.PROTECT, null=True, blank=True, related_name="sanctions")
    browser = models.ForeignKey(Browser, on_delete=models.PROTECT, null=True, blank=True, related_name="sanctions")
    name = models.CharField(max_length=250)  # under which he wrote
    step = models.CharField(max_length=10, choices=Step.choices)
    issued_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    demanded = models.CharField(max_length=10, blank=True)  # what the rules demanded, where the author overruled them
    sentence = models.TextField(blank=True)  # of the posted rules, as they stood
    reason = models.TextField("why you overruled the rules", blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    batch = models.UUIDField(default=uuid.uuid4, editable=False)  # what the ledger moved along with it

    letter_subject = models.CharField(max_length=250, blank=True)
    letter = models.TextField(blank=True)  # as it was sent
    mail = models.ForeignKey(Email, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    noticed_at = models.DateTimeField(null=True, blank=True)  # the letter left, or a page told him
    acknowledged_at = models.DateTimeField(null=True, blank=True)  # “I have read this”

    attempts = models.PositiveIntegerField(default=0)  # comments that it kept out

    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_because = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=200, blank=True)
    voided_because = models.TextField(blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(step__in=ladder.STEPS), name="comments_sanction_step"),
            models.CheckConstraint(
                condition=Q(commenter__isnull=False) | Q(browser__isnull=False), name="comments_sanction_of_someone"
            ),
            models.CheckConstraint(
                condition=Q(step=ladder.SUSPENSION, until__isnull=False)
                | (~Q(step=ladder.SUSPENSION) & Q(until__isnull=True)),
                name="comments_sanction_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} of {self.bearer}"

    @property
    def bearer(self) -> str:
        """Who bears it, in words: of a browser alone the name is that of the person whose address it used."""
        return self.name if self.commenter_id else f"a browser that used the address of {self.name}"

    @property
    def past(self) -> ladder.Past:
        return ladder.Past(
            step=self.step,
            issued_at=self.issued_at,
            until=self.until,
            ended_at=self.ended_at,
            noticed_at=self.noticed_at,
            read=self.acknowledged_at is not None,
            void=self.voided_at is not None,
            key=self.pk,
        )

    def in_force(self, now: datetime) -> bool:
        return self.past.in_force(now)

    def can_be_undone(self, now: datetime) -> bool:
        return self.voided_at is None and self.noticed_at is None and now < self.issued_at + UNDO

    def can_be_disclaimed(self, now: datetime) -> bool:
        """Whether somebody may still say that it was not he: not once he has read it, answered it or owned up to it."""
        if self.acknowledged_at or hasattr(self, "appeal") or self.offences.exclude(comment__proof=CLAIMED).exists():
            return False
        return self.commenter is not None and self.voided_at is None and now < self.issued_at + APPEAL

    def can_be_appealed(self, now: datetime) -> bool:
        return self.voided_at is None and now < self.issued_at + APPEAL and not hasattr(self, "appeal")


class Offence(models.Model):
    """A comment that broke the rules, so decided by a human, and the sanction that answered it.

    No sanction where the author took the comment down and left it at that. Withdrawn
    when its sanction turned out to be a mistake.
    """

    class Category(models.TextChoices):
        NAME_CALLING = "name-calling", "Name-calling"
        OBSCENITY = "obscenity", "Obscenity"
        OTHER = "other", "Something else"

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="offences")
    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, null=True, blank=True, related_name="offences")
    category = models.CharField(max_length=12, choices=Category.choices)
    established = models.BooleanField("had been here a while")
    words = models.TextField()  # as they stood when it was decided
    reason = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(withdrawn_at__isnull=True), name="comments_offence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} by {self.comment.name}"


class Appeal(models.Model):
    """What somebody answered to a sanction, once, and what the author made of it."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "It stands"
        ENDED = "ended", "Ended early"
        VOIDED = "voided", "It was a mistake"

    sanction = models.OneToOneField(Sanction, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(max_length=2000)
    sent_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True)
    answer = models.TextField(max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"Appeal against the {self.sanction.get_step_display().lower()} of {self.sanction.name}"
