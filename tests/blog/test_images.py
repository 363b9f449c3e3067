"""Pictures on their way in: what is kept of them, and what is refused."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from blog import images
from blog.images import UnfitPicture, copy_name, prepare, remove_image, store_image
from blog.models import Image
from tests.blog.pictures import (
    CAMERA,
    HTML,
    SVG,
    TEXT,
    animation,
    named_jpg,
    photograph,
    picture,
    png_header,
    truncated,
    upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_shelf(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(image: Image) -> Pillow.Image:
    return Pillow.open(image.file.path)


def files(shelf) -> list[str]:
    return sorted(path.name for path in shelf.rglob("*") if path.is_file())


def test_a_picture_is_stored_with_its_sizes_and_words():
    image = store_image(picture((1200, 800)), alt="Ice", caption="Ice in the harbour", title="Harbour")
    assert (image.width, image.height, image.widths) == (1200, 800, [480, 960])
    assert (image.alt, image.caption, image.title) == ("Ice", "Ice in the harbour", "Harbour")
    assert stored(image).size == (1200, 800)
    assert stored(image).info["progressive"]


def test_its_name_is_readable_and_cannot_be_guessed(empty_shelf):
    first, second = store_image(picture(name="Hafen im Eis (2).JPG")), store_image(picture(name="Hafen im Eis (2).JPG"))
    assert first.file.name.startswith("pictures/20")
    assert "/hafen-im-eis-2-" in first.file.name
    assert first.file.name != second.file.name


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "\x00.jpg", "…", "a" * 300 + ".jpg", "con.php.jpg"])
def test_a_hostile_name_becomes_a_harmless_one(name, empty_shelf):
    file = picture()
    file._name = name
    path = store_image(file).file.path
    assert path.startswith(str(empty_shelf / "pictures"))
    assert path.endswith(".jpg")
    assert ".php" not in path


def test_copies_for_smaller_screens_lie_beside_it():
    image = store_image(picture((3000, 1500)))
    assert image.widths == [480, 960, 1600]
    for width in image.widths:
        with default_storage.open(copy_name(image.file.name, width)) as file:
            copy = Pillow.open(file)
            assert (copy.format, copy.size) == ("WEBP", (width, width // 2))


def test_a_small_picture_needs_no_copies():
    assert store_image(picture((480, 300))).widths == []


def test_a_large_picture_is_capped():
    image = store_image(picture((5200, 3900)))
    assert (image.width, image.height) == (2560, 1920)
    assert stored(image).size == (2560, 1920)


def test_a_tall_diagram_stays_wide_enough_to_be_read():
    assert (prepare(picture((1000, 6000))).width, prepare(picture((1000, 6000))).height) == (1000, 6000)


def test_a_photograph_is_turned_upright_and_tells_nothing():
    before = photograph((1200, 800))
    assert CAMERA.encode() in before.read()
    image = store_image(before)
    kept = stored(image)
    assert kept.size == (image.width, image.height) == (800, 1200)
    assert kept.getpixel((400, 100))[0] > 200  # red was on the left; turned by a quarter it is on top
    assert not kept.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(kept.info)
    for name in [image.file.name, *(copy_name(image.file.name, width) for width in image.widths)]:
        with default_storage.open(name) as file:
            data = file.read()
        assert CAMERA.encode() not in data
        assert b"GPS" not in data
        assert b"Exif" not in data


def test_what_is_hidden_behind_the_image_is_gone():
    file = picture()
    image = store_image(named_jpg(file.read() + b"<?php system($_GET['x']); ?><script>alert(1)</script>"))
    with image.file.open() as kept:
        data = kept.read()
    assert b"<?php" not in data
    assert b"<script" not in data


def test_colours_of_another_profile_are_brought_into_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    grey = Pillow.new("RGB", (600, 400), (90, 160, 90))
    wide = swapped_profile()
    image = store_image(upload(grey, "JPEG", "wide.jpg", icc_profile=wide))
    red, green, blue = stored(image).getpixel((300, 200))
    assert green < red  # the profile says that red and green are swapped
    assert blue == pytest.approx(90, abs=12)
    assert "icc_profile" not in stored(image).info
    # A profile that does not fit the picture is left aside.
    odd = store_image(upload(grey, "JPEG", "odd.jpg", icc_profile=profile.tobytes()))
    assert stored(odd).getpixel((300, 200))[1] == pytest.approx(160, abs=4)


def swapped_profile() -> bytes:
    """sRGB with the tags of red and green exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    names = {bytes(profile[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    red, green = names[b"rXYZ"], names[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize(
    ("kind", "mode", "suffix"),
    [
        ("PNG", "RGBA", ".png"),
        ("PNG", "P", ".png"),
        ("PNG", "L", ".png"),
        ("PNG", "1", ".png"),
        ("WEBP", "RGBA", ".webp"),
        ("GIF", "P", ".png"),
        ("JPEG", "L", ".jpg"),
        ("JPEG", "CMYK", ".jpg"),
    ],
)
def test_every_kind_of_picture_comes_through(kind, mode, suffix):
    image = store_image(picture((700, 500), kind, mode=mode))
    assert image.file.name.endswith(suffix)
    assert stored(image).size == (700, 500)
    assert stored(image).mode in ("RGB", "RGBA", "L")


def test_what_is_transparent_stays_so():
    clear = Pillow.new("RGBA", (600, 400), (255, 0, 0, 0))
    image = store_image(upload(clear, "PNG", "clear.png"))
    assert stored(image).getpixel((5, 5))[3] == 0


def test_sixteen_bits_of_grey_do_not_turn_white():
    telescope = Pillow.new("I;16", (600, 400), 32768)
    assert stored(store_image(upload(telescope, "PNG", "m31.png"))).getpixel((5, 5)) == pytest.approx(128, abs=1)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_keeps_its_frames(kind):
    image = store_image(animation(4, kind))
    assert stored(image).n_frames == 4
    assert image.file.name.endswith(".webp")
    assert image.widths == []


def test_an_animation_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(images, "MAX_ANIMATED_PIXELS", 60 * 40 * 2)
    with pytest.raises(UnfitPicture, match="animation is too large"):
        store_image(animation(3))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (named_jpg(TEXT), "no picture"),
        (named_jpg(SVG), "no picture"),
        (named_jpg(HTML), "no picture"),
        (named_jpg(b""), "no picture"),
        (truncated(), "damaged"),
        (png_header(20_000, 20_000), "50 million pixels"),
        (png_header(8_000, 8_000), "50 million pixels"),
        (png_header(60_000, 60_000), "50 million pixels"),
        (png_header(3_000, 3_000), "damaged"),
        (upload(Pillow.new("RGB", (60, 40)), "TIFF", "scan.jpg"), "no picture"),
        (upload(Pillow.new("RGB", (60, 40)), "BMP", "scan.jpg"), "no picture"),
    ],
)
def test_what_is_no_good_is_refused_with_a_sentence_and_leaves_nothing(file, words, empty_shelf):
    file.seek(0)
    with pytest.raises(UnfitPicture, match=words) as refused:
        store_image(file)
    assert str(refused.value).endswith(".")
    assert not Image.objects.exists()
    assert not files(empty_shelf)


def test_a_file_that_is_too_heavy_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(images, "MAX_BYTES", 1000)
    monkeypatch.setattr(images.Pillow, "open", None)
    with pytest.raises(UnfitPicture, match="25 MB"):
        store_image(picture())


def test_a_disk_that_fails_half_way_leaves_nothing_behind(empty_shelf, monkeypatch):
    save, calls = default_storage.save, []

    def failing(name, content):
        calls.append(name)
        if len(calls) == 3:
            raise OSError("No space left on device")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", failing)
    with pytest.raises(OSError, match="No space"):
        store_image(picture((2000, 1000)))
    assert not files(empty_shelf)
    assert not Image.objects.exists()


def test_removing_a_picture_removes_its_files(empty_shelf, django_capture_on_commit_callbacks):
    image = store_image(picture())
    assert len(files(empty_shelf)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        remove_image(image)
    assert not files(empty_shelf)
    assert not Image.objects.exists()


def test_any_open_file_will_do():
    data = ContentFile(picture().read(), name="from-an-import.jpg")
    assert "/from-an-import-" in store_image(data).file.name
    assert "/picture-" in store_image(BytesIO(picture().read())).file.name


def test_the_copies_look_like_the_picture():
    image = store_image(picture((1000, 600)))
    with default_storage.open(copy_name(image.file.name, 480)) as file:
        copy = ImageOps.exif_transpose(Pillow.open(file)).convert("RGB")
    assert copy.getpixel((50, 100))[0] > 200
    assert copy.getpixel((430, 100))[2] > 200
