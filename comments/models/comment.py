"""What somebody said under a post."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from blog.models import Entry
from comments.admission import CLAIMED, PROOFS
from comments.markup import link_targets
from comments.models.people import Browser, Commenter


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
    look = models.CharField(max_length=250, blank=True, editable=False, db_index=True)  # what the name looks like
    website = models.URLField(max_length=500, blank=True)
    body = models.TextField()
    html = models.TextField(editable=False)
    status = models.CharField(max_length=9, choices=Status.choices)
    reasons = models.JSONField(default=list, blank=True)  # why it waited: codes of comments.admission
    evidence = models.JSONField(default=dict, blank=True)  # what was found, a list of texts by code
    submitted_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)  # when it last appeared; null for what was moved in

    # How sure the house was of its writer, and what it knows of where he wrote.
    proof = models.CharField(max_length=9, choices=[(proof, proof) for proof in PROOFS], default=CLAIMED)
    browser = models.ForeignKey(Browser, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments")
    network = models.CharField(max_length=50, blank=True)  # shortened, and forgotten by the tick

    told_author_at = models.DateTimeField(null=True, blank=True)
    tell_writer = models.BooleanField(default=False)  # he wants a letter when it is published

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["submitted_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["post", "status", "submitted_at", "id"], name="comments_thread"),
            models.Index(fields=["status", "submitted_at", "id"], name="comments_queue"),
            models.Index(fields=["submitted_at", "id"], name="comments_all"),
            models.Index(fields=["commenter", "status"], name="comments_history"),
            models.Index(fields=["post", "published_at"], name="comments_appeared"),
            models.Index(fields=["published_at"], condition=Q(tell_writer=True), name="comments_tell_writer"),
            models.Index(fields=["network"], condition=~Q(network=""), name="comments_network"),
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
        """The web addresses in it, as they were counted; in what was moved in, where its links lead."""
        return self.evidence.get("links") or link_targets(self.html)

    @property
    def reader(self) -> Commenter:
        """Who wrote it. Raises ValueError where that is the author, or nobody is known."""
        if self.commenter is None:
            raise ValueError(f"{self} is no reader's.")
        return self.commenter

    @property
    def by_author(self) -> bool:
        return self.author_id is not None
