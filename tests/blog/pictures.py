"""Pictures to try the house on, good and bad."""

import struct
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

CAMERA = "Camera of nobody"


def picture(size: tuple[int, int] = (1200, 800), kind: str = "JPEG", name: str = "", mode: str = "RGB", **options: Any):
    """An upload: the left half red, the right half blue, so that one sees which side is up."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return upload(image.convert(mode), kind, name or f"Harbour Ice.{kind.lower()}", **options)


def upload(image: Image.Image, kind: str, name: str, **options: Any) -> SimpleUploadedFile:
    data = BytesIO()
    image.save(data, kind, **options)
    return SimpleUploadedFile(name, data.getvalue(), content_type=f"image/{kind.lower()}")


def photograph(size: tuple[int, int] = (1200, 800)) -> SimpleUploadedFile:
    """A JPEG as a phone makes it: lying on its side, and telling where and with what it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = CAMERA
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (33.0, 26.0, 54.0), 3: "W", 4: (112.0, 4.0, 26.0)})
    return picture(size, exif=exif, comment=b"a comment of the camera")


def animation(frames: int = 3, kind: str = "GIF") -> SimpleUploadedFile:
    images = [Image.new("RGB", (60, 40), (60 * number, 0, 0)) for number in range(frames)]
    return upload(
        images[0], kind, f"waves.{kind.lower()}", save_all=True, append_images=images[1:], duration=120, loop=0
    )


def png_header(width: int, height: int) -> SimpleUploadedFile:
    """A small file that says it is a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    row = zlib.compress(b"\0" * 10_000)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bomb.png", data, content_type="image/png")


def truncated() -> SimpleUploadedFile:
    whole = picture().read()
    return SimpleUploadedFile("half.jpg", whole[: len(whole) // 2], content_type="image/jpeg")


def named_jpg(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("picture.jpg", data, content_type="image/jpeg")


TEXT = b"Dear editor, this is a letter and no picture at all. " * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
