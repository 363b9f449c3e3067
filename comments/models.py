"""What readers say, who they are, and the ledger of what was decided about it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from blog.markup import render
from blog.models import Entry
from comments.markup import link_targets

WELCOME = (
    "<p>You need not register. All opinions are welcome, strong criticism of me included. "
    "Name-calling and obscenities are not.</p>"
)


class HouseRules(models.Model):
    """The one record of the rules: the posted text and the code that decides both read it."""

    links_allowed = models.PositiveSmallIntegerField(
        default=1, help_text="A comment with more links than this waits for you."
    )
    first_timers_wait = models.BooleanField(default=True, help_text="A reader's first comment waits for you.")
    established_days = models.PositiveSmallIntegerField(
        "“been here a while”: days",
        default=30,
        validators=[MinValueValidator(1)],
        help_text="Someone has been here a while when his first published comment is at least this old …",
    )
    established_comments = models.PositiveSmallIntegerField(
        "“been here a while”: comments",
        default=5,
        validators=[MinValueValidator(1)],
        help_text="… and at least this many of his were published.",
    )
    suspension_days = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(365)], help_text="How long a suspension lasts."
    )
    before = models.TextField("your words before the rules", blank=True, default=WELCOME)
    after = models.TextField("your words after the rules", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "house rules"

    def __str__(self) -> str:
        return "The house rules"

    @property
    def before_html(self) -> SafeString:
        return mark_safe(render(self.before).html)

    @property
    def after_html(self) -> SafeString:
        return mark_safe(render(self.after).html)

    @classmethod
    def current(cls) -> HouseRules:
        """The author's rules, or the defaults where he has saved none: asking never writes."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Commenter(models.Model):
    """A person who comments: one e-mail address, never registered.

    The address is kept trimmed and in lower case (`comments.people.normal_address`).
    """

    email = models.EmailField(unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["email"]

    def __str__(self) -> str:
        return self.email


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> Self:
        """What readers see, in the order in which it was said."""
        return self.filter(status=Comment.Status.PUBLISHED).order_by("submitted_at", "pk")

    def waiting(self) -> Self:
        """What the author has to decide, the longest waiting first."""
        return self.filter(status=Comment.Status.PENDING).order_by("submitted_at", "pk")

    def refused(self) -> Self:
        """What the author has turned away or taken down."""
        return self.filter(status__in=[Comment.Status.REJECTED, Comment.Status.SPAM, Comment.Status.REMOVED])

    def on(self, entry: Entry) -> Self:
        return self.filter(post_id=entry.pk)


class Comment(models.Model):
    """What somebody said under a post. `body` is as it was typed, `html` what readers get."""

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting"
        PUBLISHED = "published", "Published"
        REJECTED = "rejected", "Rejected"
        SPAM = "spam", "Spam"
        REMOVED = "removed", "Removed"

    class Kind(models.TextChoices):
        COMMENT = "comment", "Comment"
        PINGBACK = "pingback", "Pingback"
        TRACKBACK = "trackback", "Trackback"

    post = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    commenter = models.ForeignKey(Commenter, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.COMMENT)
    name = models.CharField(max_length=250)
    website = models.URLField(max_length=500, blank=True)
    body = models.TextField()
    html = models.TextField(editable=False)
    status = models.CharField(max_length=9, choices=Status.choices)
    reasons = models.JSONField(default=list, blank=True)  # why it waited: codes of comments.admission
    submitted_at = models.DateTimeField(default=timezone.now)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["submitted_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["post", "status", "submitted_at", "id"], name="comments_thread"),
            models.Index(fields=["status", "submitted_at", "id"], name="comments_queue"),
            models.Index(fields=["commenter", "status"], name="comments_history"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "published", "rejected", "spam", "removed"]),
                name="comments_comment_status",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(commenter__isnull=True), name="comments_comment_one_writer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} on “{self.post}”"

    def get_absolute_url(self) -> str:
        return f"{self.post.get_absolute_url()}#comment-{self.pk}"

    @property
    def is_public(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def link_targets(self) -> list[str]:
        """Where the links in its text lead, in order."""
        return link_targets(self.html)

    @property
    def by_author(self) -> bool:
        return self.author_id is not None


class Decision(models.Model):
    """One row of the ledger: who moved which comment from where to where, and when. Never changed, never deleted."""

    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="decisions")
    label = models.CharField(max_length=400)  # outlives the comment
    verb = models.CharField(max_length=20)
    before = models.CharField(max_length=9, choices=Comment.Status.choices)
    after = models.CharField(max_length=9, choices=Comment.Status.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)  # outlives the account
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.verb}, {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("A row of the ledger is never changed.")
        super().save(*args, **kwargs)
