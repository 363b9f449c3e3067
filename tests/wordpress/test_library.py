"""Pictures: copied from a folder with the uploads, once each, and shown from here."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow

from blog.models import Image, Post
from tests.wordpress.exports import SITE, fields, item

UPLOADS = f"{SITE}/wp-content/uploads"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    (folder / "2015/03").mkdir(parents=True)
    for name in ("2015/03/ice.jpg", "2015/03/tide-scaled.jpg"):
        (folder / name).write_bytes(picture())
    (folder / "2015/03/words.jpg").write_bytes(b"Dear diary")
    (tmp_path / "secret.jpg").write_bytes(picture())
    return folder


def picture() -> bytes:
    data = BytesIO()
    Pillow.new("RGB", (40, 30), "navy").save(data, "JPEG")
    return data.getvalue()


def img(address: str) -> str:
    return f'<img src="{address}" srcset="{address} 300w" sizes="300px" alt="Ice" width="30" />'


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_picture_is_copied_once_whatever_its_size_and_address(move_in, uploads):
    addresses = [
        f"{UPLOADS}/2015/03/ice.jpg",
        f"{UPLOADS}/2015/03/ice-300x200.jpg",
        "http://www.tide.example/wp-content/uploads/2015/03/ice.jpg?w=30",
        "//tide.example/wp-content/uploads/2015/03/ice-e1300000000000.jpg",
        "/wp-content/uploads/2015/03/ice.jpg",
        "https://i0.wp.com/tide.example/wp-content/uploads/2015/03/ice.jpg?ssl=1",
    ]
    report = move_in(item(1, "A post", "".join(map(img, addresses))), uploads=uploads)
    image = Image.objects.get()
    body = Post.objects.get().body
    assert body.count(f'src="{image.file.url}"') == len(addresses)
    assert "srcset" not in body
    assert "1 × copied from the uploads" in report


def test_what_the_media_library_says_of_it_comes_along(move_in, uploads):
    alt = f"<wp:postmeta>{fields(meta_key='_wp_attachment_image_alt', meta_value='Pack ice')}</wp:postmeta>"
    entry = item(1, "A post", f'<a href="{UPLOADS}/2015/03/tide.jpg">{img(f"{UPLOADS}/2015/03/tide-300x200.jpg")}</a>')
    attachment = item(
        2,
        "Tide",
        "",
        alt,
        excerpt="At <b>noon</b>",
        post_type="attachment",
        status="inherit",
        attachment_url=f"{UPLOADS}/2015/03/tide-scaled.jpg",
    )
    move_in(entry, attachment, uploads=uploads)
    image = Image.objects.get()
    assert (image.title, image.alt, image.caption) == ("Tide", "Pack ice", "At noon")
    assert Post.objects.get().body.count(image.file.url) == 2


@pytest.mark.parametrize(
    "address",
    [
        f"{UPLOADS}/2015/03/absent.jpg",
        f"{UPLOADS}/2015/03/words.jpg",
        f"{UPLOADS}/../secret.jpg",
        f"{UPLOADS}/2015/03/%2e%2e/%2e%2e/%2e%2e/secret.jpg",
        f"{UPLOADS}//etc/passwd.jpg",
        "https://elsewhere.example/wp-content/uploads/2015/03/ice.jpg",
        "https://[broken/ice.jpg",
    ],
)
def test_what_cannot_be_copied_keeps_its_address(move_in, uploads, address):
    move_in(item(1, "A post", img(address)), uploads=uploads)
    assert not Image.objects.exists()
    assert address in Post.objects.get().body


def test_a_link_out_of_the_folder_is_not_followed(move_in, uploads):
    (uploads / "2015/03/link.jpg").symlink_to(uploads.parent / "secret.jpg")
    report = move_in(item(1, "A post", img(f"{UPLOADS}/2015/03/link.jpg")), uploads=uploads)
    assert not Image.objects.exists()
    assert "missing in the uploads" in report


def test_the_uploads_may_come_later_and_once(move_in, uploads):
    post = item(1, "A post", img(f"{UPLOADS}/2015/03/ice.jpg"))
    move_in(post)
    assert UPLOADS in Post.objects.get().body
    assert "1 updated" in move_in(post, uploads=uploads)
    body = Post.objects.get().body
    assert Image.objects.get().file.url in body
    assert "1 unchanged" in move_in(post, uploads=uploads)
    assert "1 unchanged" in move_in(post)
    assert Post.objects.get().body == body


def test_a_picture_that_was_deleted_here_does_not_come_back(move_in, uploads):
    move_in(item(1, "A post", img(f"{UPLOADS}/2015/03/ice.jpg")), uploads=uploads)
    Image.objects.get().delete()
    move_in(item(1, "A post", "New: " + img(f"{UPLOADS}/2015/03/ice.jpg")), uploads=uploads)
    assert not Image.objects.exists()


def test_a_dry_run_leaves_no_file_behind(move_in, uploads, own_media):
    report = move_in(item(1, "A post", img(f"{UPLOADS}/2015/03/ice.jpg")), uploads=uploads, dry_run=True)
    assert "1 × copied from the uploads" in report
    assert not Image.objects.exists()
    assert not files(own_media)


def test_a_run_that_fails_leaves_no_file_behind(move_in, uploads, own_media, monkeypatch):
    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("wordpress.actions._reset_sequences", fail)
    with pytest.raises(RuntimeError):
        move_in(item(1, "A post", img(f"{UPLOADS}/2015/03/ice.jpg")), uploads=uploads)
    assert not Post.objects.exists()
    assert not files(own_media)


def test_without_the_uploads_pictures_stay_where_they_are_and_are_counted(move_in):
    attachment = item(
        2, "Tide", "", post_type="attachment", status="inherit", attachment_url=f"{UPLOADS}/2015/03/a.jpg"
    )
    assert "1 × file of the media library, left where it is" in move_in(attachment)
