"""The ledger: who decided what, and when."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.people import Commenter
from comments.models.sanctions import Sanction


class Decision(models.Model):
    """One row of the ledger. Never changed, never deleted; it outlives what it is about.

    `before` and `after` are a comment's states where it was moved. What was decided at
    once, be it five hundred comments, shares a `batch` and can be taken back together.
    """

    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="decisions")
    commenter = models.ForeignKey(Commenter, on_delete=models.SET_NULL, null=True, related_name="decisions")
    sanction = models.ForeignKey(Sanction, on_delete=models.SET_NULL, null=True, related_name="decisions")
    label = models.CharField(max_length=400)
    verb = models.CharField(max_length=20)
    before = models.CharField(max_length=9, choices=Comment.Status.choices, blank=True)
    after = models.CharField(max_length=9, choices=Comment.Status.choices, blank=True)
    detail = models.TextField(blank=True)  # a reason, or what the text was before it was edited
    batch = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.verb}, {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("A row of the ledger is never changed.")
        super().save(*args, **kwargs)
