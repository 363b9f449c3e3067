"""Where from WordPress a row has come: the memory that lets an export move in twice without doubling anything."""

from typing import ClassVar

from django.db import models


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

    site = models.CharField(max_length=200)  # wordpress.wxr.site_key
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
