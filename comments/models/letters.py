"""Who wants to be written to, and how often the house has written or taken something in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from blog.models import Entry
from comments import pace
from comments.models.people import Commenter


class Follow(models.Model):
    """A reader who wants the comments that follow under a post. Nothing is sent before he has confirmed once."""

    post = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    commenter = models.ForeignKey(Commenter, on_delete=models.CASCADE, related_name="follows")
    since = models.DateTimeField(default=timezone.now)
    told_until = models.DateTimeField(default=timezone.now)  # what appeared before this has been told
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "commenter"], condition=Q(ended_at__isnull=True), name="comments_follow_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commenter} follows “{self.post}”"


class Meter(models.Model):
    """When something last happened, by key: what a person, a browser, a network sent; letters to one address.

    Whoever is about to do it locks the row first, so that parallel requests cannot pass together.
    """

    key = models.CharField(max_length=80, unique=True)
    times = models.JSONField(default=list)
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def locked(keys: Sequence[str]) -> list[Meter]:
        """The meters with these keys, new ones made, all locked, always in the same order."""
        keys = sorted(set(keys))
        Meter.objects.bulk_create([Meter(key=key) for key in keys], ignore_conflicts=True)
        return list(Meter.objects.select_for_update().filter(key__in=keys).order_by("key"))

    def wait(self, limits: Sequence[pace.Limit], now: datetime) -> timedelta:
        return pace.wait(self._read(), limits, now)

    def tick(self, limits: Sequence[pace.Limit], now: datetime) -> None:
        """Remember that it happened now, and forget what no limit looks at any more."""
        times = [*pace.kept(self._read(), limits, now), now]
        Meter.objects.filter(pk=self.pk).update(times=[time.isoformat() for time in times], touched_at=now)

    def _read(self) -> list[datetime]:
        return [time for text in self.times if (time := parse_datetime(text))]
