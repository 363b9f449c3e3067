"""Pictures on their way in: read with care, re-encoded, and stored with narrower copies for phones.

What is kept is a new picture made of the old one's pixels: no place of taking, no name of a camera's
owner, nothing hidden behind the image.
"""

import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from io import SEEK_END, BytesIO
from pathlib import PurePath
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from blog.models import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_ANIMATED_PIXELS = 100_000_000  # of all frames together
MAX_SIDE = 2560  # pixels
COPY_WIDTHS = (480, 960, 1600)  # pixels: a phone, a sharp phone or a desk, a sharp desk
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "PNG": {},
    "WEBP": {"quality": 82},
}
# What Pillow's decoders are known to raise over a broken file.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, OverflowError)

NO_PICTURE = "This is no picture that can be used here. Take a JPEG, PNG, WebP or GIF file."
DAMAGED = "This picture is damaged or incomplete: it ends before the image does. Save it anew and try again."
TOO_HEAVY = "This file is larger than 25 MB. Make the picture smaller first."
TOO_LARGE = "This picture has more than 50 million pixels. Make it smaller first."
TOO_LONG = "This animation is too large: shorten it, make it smaller, or use a video."


class UnfitPicture(Exception):
    """The file cannot be used; the text is a sentence for the author."""


@dataclass(frozen=True)
class Prepared:
    """A re-encoded picture that is ready to be stored; sizes in pixels, `copies` by their width."""

    suffix: str
    width: int
    height: int
    data: bytes
    copies: dict[int, bytes] = field(default_factory=dict)
    stem: str = "picture"


def store_image(file: IO[bytes], *, alt: str = "", caption: str = "", title: str = "") -> Image:
    """Store the picture and its copies; UnfitPicture, and nothing stored, where it cannot be used."""
    return keep(prepare(file), alt=alt, caption=caption, title=title)


@transaction.atomic
def keep(prepared: Prepared, *, name: str = "", alt: str = "", caption: str = "", title: str = "") -> Image:
    """Store what `prepare` made: the files first, then the row; no file stays where either fails.

    A picture that comes from a house like this one brings its `name` along, and keeps it where nothing has it yet.
    """
    stored: list[str] = []
    try:
        kept = _of_its_kind(name, prepared) if name else _new_name(prepared)
        stored.append(default_storage.save(kept, ContentFile(prepared.data)))
        for width, data in prepared.copies.items():
            stored.append(default_storage.save(copy_name(stored[0], width), ContentFile(data)))
        return Image.objects.create(
            file=stored[0],
            width=prepared.width,
            height=prepared.height,
            widths=list(prepared.copies),
            alt=alt,
            caption=caption,
            title=title,
        )
    except BaseException:
        _remove(stored)
        raise


@transaction.atomic
def remove_image(image: Image) -> None:
    """Delete the picture; its files go when that is certain."""
    name = str(image.file.name)
    names = [name, *(copy_name(name, width) for width in image.widths)]
    image.delete()
    transaction.on_commit(lambda: _remove(names))


def copy_name(name: str, width: int) -> str:
    """Where the copy of that width lies: beside the picture."""
    return str(PurePath(name).with_suffix("")) + f"-{width}.webp"


def measure(file: IO[bytes]) -> tuple[int, int]:
    """Width and height in pixels by the header alone; UnfitPicture where that shows already that it cannot be used.

    Hundreds of times faster than `prepare`, which alone sees whether the picture is whole.
    """
    try:
        return _opened(file).size
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise UnfitPicture(TOO_LARGE) from error
    except (UnidentifiedImageError, *BROKEN) as error:
        raise UnfitPicture(NO_PICTURE) from error


def prepare(file: IO[bytes]) -> Prepared:
    """The picture upright, in sRGB, at most 2560 pixels a side and without metadata; or UnfitPicture."""
    try:
        picture = _opened(file)
        made = _animation(picture) if _is_animated(picture) else _still(picture)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise UnfitPicture(TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise UnfitPicture(NO_PICTURE) from error
    except BROKEN as error:
        raise UnfitPicture(DAMAGED) from error
    return replace(made, stem=_readable(getattr(file, "name", None) or ""))


def _opened(file: IO[bytes]) -> Pillow.Image:
    """The picture, of which only the header has been read: its size is judged before a pixel is decoded."""
    if file.seek(0, SEEK_END) > MAX_BYTES:
        raise UnfitPicture(TOO_HEAVY)
    file.seek(0)
    picture = Pillow.open(file, formats=FORMATS)
    if picture.width * picture.height > MAX_PIXELS:
        raise UnfitPicture(TOO_LARGE)
    return picture


def _still(picture: Pillow.Image) -> Prepared:
    kept = "JPEG" if picture.format in ("JPEG", "MPO") else "WEBP" if picture.format == "WEBP" else "PNG"
    picture.draft(None, (MAX_SIDE, MAX_SIDE))  # lets a large JPEG be decoded smaller, in a fraction of the memory
    picture = _plain(ImageOps.exif_transpose(picture))
    # A tall diagram would be unreadable if its height, too, had to fit into the usual limit.
    picture.thumbnail((MAX_SIDE, MAX_SIDE * 4 if picture.height > picture.width * 2 else MAX_SIDE))
    copies = {width: _copy(picture, width) for width in COPY_WIDTHS if width < picture.width}
    return Prepared(SUFFIXES[kept], picture.width, picture.height, _encoded(picture, kept), copies)


def _plain(picture: Pillow.Image) -> Pillow.Image:
    """The pixels in one of three plain modes and in sRGB, with nothing else attached."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):  # 16 bits of grey, as telescopes have it
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "L" if picture.mode in ("1", "L") else "RGB"
    if picture.mode not in ("RGB", "RGBA", "CMYK"):
        picture = picture.convert(mode)
    picture = _in_srgb(picture, mode, profile) if profile and mode != "L" else picture.convert(mode)
    picture.info.clear()
    return picture


def _in_srgb(picture: Pillow.Image, mode: str, profile: bytes) -> Pillow.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError):  # a profile that is broken, or for other colours than the picture's
        return picture.convert(mode)


def _copy(picture: Pillow.Image, width: int) -> bytes:
    height = max(1, round(picture.height * width / picture.width))
    return _encoded(picture.resize((width, height), Pillow.Resampling.LANCZOS), "WEBP")


def _is_animated(picture: Pillow.Image) -> bool:
    # Phones store a photograph and its preview as two “frames” of one JPEG, and call it MPO.
    return picture.format != "MPO" and getattr(picture, "is_animated", False)


def _animation(picture: Pillow.Image) -> Prepared:
    """The frames as an animated WebP, which every browser shows and which is smaller; without copies."""
    frames = picture.n_frames  # type: ignore[attr-defined]
    if max(picture.size) > MAX_SIDE or picture.width * picture.height * frames > MAX_ANIMATED_PIXELS:
        raise UnfitPicture(TOO_LONG)
    durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(picture)]
    loop = picture.info.get("loop", 1)  # 0: for ever
    data = _encoded(picture, "WEBP", save_all=True, duration=durations, loop=loop)
    return Prepared(SUFFIXES["WEBP"], *picture.size, data)


def _encoded(picture: Pillow.Image, kept: str, **more: object) -> bytes:
    target = BytesIO()
    picture.save(target, kept, **OPTIONS[kept], **more)
    return target.getvalue()


def _readable(name: str) -> str:
    return slugify(PurePath(name).stem)[:60].strip("-") or "picture"


def _new_name(prepared: Prepared) -> str:
    month = f"{timezone.localtime():%Y/%m}"
    return f"pictures/{month}/{prepared.stem}-{secrets.token_hex(4)}.{prepared.suffix}"


def _of_its_kind(name: str, prepared: Prepared) -> str:
    return str(PurePath(name).with_suffix(f".{prepared.suffix}"))


def _remove(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
