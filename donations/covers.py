"""Pictures of books, re-encoded before they are stored.

What is kept is a new picture made of the old one's pixels: no place, no name, nothing hidden behind the image.
"""

import secrets
from functools import partial
from io import BytesIO
from typing import IO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageOps

from donations.models import Book

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 50_000_000
WIDTH = 600  # pixels: twice the width at which the panel shows it, for sharp screens
HEIGHT = 1800  # pixels: no book is taller than three times its width

NO_PICTURE = "This is no picture that can be used here. Take a JPEG, PNG or WebP file."
TOO_LARGE = "This picture has more than 50 million pixels. Make it smaller first."


def reencoded(upload: IO[bytes]) -> ContentFile:
    """The picture as a small WebP under a random name; ValidationError where it is none or is too large."""
    try:
        picture = _plain(_opened(upload))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_LARGE, code="too_large") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(NO_PICTURE, code="no_picture") from error
    encoded = BytesIO()
    picture.save(encoded, "WEBP", quality=82)
    return ContentFile(encoded.getvalue(), name=f"{secrets.token_hex(8)}.webp")


def _opened(upload: IO[bytes]) -> Image.Image:
    # Opening reads the header only; the size is judged before a single pixel is decoded.
    picture = Image.open(upload, formats=FORMATS)
    if picture.width * picture.height > MAX_PIXELS:
        raise ValidationError(TOO_LARGE, code="too_large")
    return picture


def _plain(picture: Image.Image) -> Image.Image:
    picture = ImageOps.exif_transpose(picture)
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((WIDTH, HEIGHT))
    picture.info.clear()
    return picture


class CoverField(forms.ImageField):
    """A form field whose value is the re-encoded picture."""

    def to_python(self, data):
        # Not ImageField's own: that one opens the upload with every decoder that Pillow has.
        upload = forms.FileField.to_python(self, data)
        return reencoded(upload) if upload else upload


def forget(name: str) -> None:
    """Remove a cover that was replaced, once that is certain; one that a book still shows stays."""
    if name:
        transaction.on_commit(partial(_remove_unused, name), robust=True)


def _remove_unused(name: str) -> None:
    if not Book.objects.filter(cover=name).exists():
        Book._meta.get_field("cover").storage.delete(name)
