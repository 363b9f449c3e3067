"""Where from WordPress a row has come, so that an export moves in twice without doubling anything; and the moves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Value, When


class Origin(models.Model):
    """One thing of one WordPress site and the row it has become here.

    `source` is the digest of what the export said, `stored` of what was written here because
    of it: where the first differs from the file, it was changed there; where the second
    differs from the row, it was edited here. A row deleted here leaves its origin behind, so
    that it does not come back.
    """

    class Kind(models.TextChoices):
        ENTRY = "entry", "Post or page"
        COMMENT = "comment", "Comment"
        CATEGORY = "category", "Category"
        TAG = "tag", "Tag"
        USER = "user", "User"
        IMAGE = "image", "Picture"

    site = models.CharField(max_length=200)  # wordpress.exports.wxr.site_key
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.BigIntegerField()  # WordPress's; below zero for what has none there (wordpress.origins.stand_in)
    turn = models.PositiveSmallIntegerField(default=0)  # more than 0 where a file uses the number for several things
    target = models.BigIntegerField()
    source = models.CharField(max_length=64)
    stored = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "kind", "number", "turn"], name="wordpress_origin_once")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "target"], name="wordpress_origin_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.site}"


class MoveQuerySet(models.QuerySet["Move"]):
    def under_way(self) -> "MoveQuerySet":
        """The move that waits or runs; there is never more than one."""
        return self.filter(state__in=Move.UNDER_WAY)


class Move(models.Model):
    """A move from WordPress that somebody asked for on a page, and what has become of it.

    The files lie in a folder of their own (wordpress.moving) until it is over; the report stays.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for the clock"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"
        INTERRUPTED = "interrupted", "Interrupted"

    UNDER_WAY = (State.WAITING, State.RUNNING)

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="by"
    )
    asked_at = models.DateTimeField("asked for")
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_dry_run = models.BooleanField("only tried")
    with_uploads = models.BooleanField("with pictures and files")
    file_names = models.JSONField("files", default=list)
    folder = models.CharField(max_length=32, blank=True)  # below DATA_DIR/moving
    state = models.CharField(max_length=11, choices=State.choices, default=State.WAITING)
    report = models.TextField(blank=True, help_text="Or why it was refused.")
    has_losses = models.BooleanField("something is lost", default=False)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = "move from WordPress"
        verbose_name_plural = "moves from WordPress"
        constraints: ClassVar = [
            models.UniqueConstraint(
                Case(When(state__in=("waiting", "running"), then=Value(1))), name="wordpress_one_move_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{'trial' if self.is_dry_run else 'move'} of {', '.join(self.file_names)}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY
