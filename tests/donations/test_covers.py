"""Covers of books: what comes in is a stranger's file, what is kept is a picture."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from donations.covers import reencoded
from tests.donations.factories import picture


def decoded(cover) -> Image.Image:
    return Image.open(BytesIO(cover.read()))


def png_that_claims(width: int, height: int) -> SimpleUploadedFile:
    """A header and a few bytes, as a decompression bomb has them."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bomb.png", body)


@pytest.mark.parametrize("encoding", ["JPEG", "PNG", "WEBP"])
def test_a_large_cover_becomes_a_webp_of_six_hundred_pixels(encoding):
    cover = decoded(reencoded(picture(1200, 1800, encoding)))

    assert (cover.format, cover.size) == ("WEBP", (600, 900))


def test_a_small_cover_is_not_blown_up():
    assert decoded(reencoded(picture(40, 60))).size == (40, 60)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_covers_in_any_kind_of_colour_are_taken(mode):
    assert decoded(reencoded(picture(mode=mode))).size == (40, 60)


def test_a_cover_from_a_printer_in_four_colours_is_taken():
    assert decoded(reencoded(picture(encoding="JPEG", mode="CMYK"))).mode == "RGB"


def test_a_transparent_cover_stays_transparent():
    assert decoded(reencoded(picture(mode="RGBA"))).mode == "RGBA"


def test_a_photograph_is_turned_upright_and_loses_its_place_and_comments():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x9286] = "taken in my kitchen"
    exif.get_ifd(0x8825)[1] = "N"
    sideways = picture(60, 40, "JPEG", exif=exif, comment=b"secret", icc_profile=b"profile")

    kept = reencoded(sideways)

    assert decoded(kept).size == (40, 60)
    kept.seek(0)
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(decoded(kept).info)


def test_what_hangs_behind_a_picture_is_dropped():
    upload = picture(encoding="JPEG")
    tailed = SimpleUploadedFile("x.jpg", upload.read() + b"<script>alert(1)</script>")

    assert b"script" not in reencoded(tailed).read()


def test_the_name_of_the_upload_is_forgotten():
    names = {reencoded(picture(name="../../etc/passwd.php")).name for _ in range(2)}

    assert len(names) == 2
    assert all(name.endswith(".webp") and "passwd" not in name and "/" not in name for name in names)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0 no picture",
        b"%PDF-1.4",
        b"\0" * 4096,
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError, match="no picture"):
        reencoded(SimpleUploadedFile("cover.png", content))


@pytest.mark.parametrize("encoding", ["GIF", "BMP", "TIFF", "PPM", "ICO"])
def test_pictures_of_other_kinds_are_refused(encoding):
    with pytest.raises(ValidationError, match="no picture"):
        reencoded(picture(encoding=encoding, name="cover.png"))


@pytest.mark.parametrize("encoding", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(encoding):
    whole = picture(300, 300, encoding).read()

    with pytest.raises(ValidationError, match="no picture"):
        reencoded(SimpleUploadedFile("cover.png", whole[: len(whole) // 2]))


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (12_000, 12_000), (7_072, 7_072)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(width, height):
    with pytest.raises(ValidationError, match="50 million pixels"):
        reencoded(png_that_claims(width, height))


def test_a_tapeworm_of_a_picture_becomes_small_too():
    assert max(decoded(reencoded(picture(20, 40_000))).size) <= 1800
