"""Pictures and other files of the author's."""

from pathlib import PurePath
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Image(models.Model):
    """A picture of the author's, re-encoded without its metadata, with narrower copies for phones.

    `width` and `height` are in pixels and those of the stored file; `widths` are those of
    the copies, which lie beside it (`blog.images.copy_name`).
    """

    file = models.ImageField(upload_to="pictures", width_field="width", height_field="height", db_index=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = models.JSONField(default=list, editable=False)
    alt = models.CharField(
        "alternative text", max_length=300, blank=True, help_text="What the picture shows, for those who cannot see it."
    )
    caption = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=200, blank=True, help_text="For you, to find it again.")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.title or self.alt or str(self.file.name)


class File(models.Model):
    """A file of the author's that is no picture: a PDF, a recording, a film. It is served as it came."""

    file = models.FileField(upload_to="files", max_length=255, db_index=True)
    title = models.CharField(max_length=200, blank=True, help_text="For you, to find it again.")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.title or PurePath(str(self.file.name)).name
