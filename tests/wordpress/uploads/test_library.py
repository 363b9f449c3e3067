"""Pictures and files: copied from a folder with the uploads, once each, and shown from here."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow

from blog.images import copy_name
from blog.models import File, Image, Post, Redirect
from tests.factories import make_post
from tests.wordpress.samples import SITE, fields, item

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


def picture(size: tuple[int, int] = (40, 30)) -> bytes:
    data = BytesIO()
    Pillow.new("RGB", size, "navy").save(data, "JPEG")
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
    assert "leads out of the uploads, refused" in report


@pytest.mark.parametrize("name", ["..%2fsecret.jpg", "2015%2F..%2f..%2fsecret.jpg", "..%2f..%2fetc/passwd", "../x.php"])
def test_what_leads_out_of_the_folder_is_named_as_refused(move_in, uploads, name):
    report = move_in(item(1, "A post", f'<a href="{UPLOADS}/{name}">It</a>'), uploads=uploads)
    assert "1 × address that leads out of the uploads, refused" in report
    assert f"{UPLOADS}/{name}" in Post.objects.get().body


@pytest.mark.parametrize("named", ["only.jpg", "only-1024x768.jpg", "only-scaled.jpg", "Only.JPG"])
def test_of_a_picture_that_is_gone_the_largest_size_is_taken(move_in, uploads, named):
    for size in ((300, 200), (150, 150), (1200, 9)):
        lay(uploads, f"2015/03/only-{size[0]}x{size[1]}.jpg", picture(size))
    lay(uploads, "2015/03/only-child-2000x2000.jpg", picture((2000, 2000)))
    report = move_in(item(1, "A post", img(f"{UPLOADS}/2015/03/{named}")), uploads=uploads)
    image = Image.objects.get()
    assert (image.width, image.height) == (300, 200)
    assert image.file.url in Post.objects.get().body
    assert "1 × missing in the uploads, the largest of its sizes taken" in report
    assert "only-300x200.jpg" in report


def test_of_a_picture_of_the_media_library_that_is_gone_too(move_in, uploads):
    lay(uploads, "2015/03/only-300x200.jpg", picture((300, 200)))
    body = "".join(img(f"{UPLOADS}/2015/03/{name}.jpg") for name in ("only", "only-300x200", "only-1024x768"))
    move_in(attachment(2, "2015/03/only.jpg"), item(1, "A post", body), uploads=uploads)
    assert Post.objects.get().body.count(Image.objects.get().file.url) == 3


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
    assert "1 × file of the media library, left where it is" in move_in(attachment(2, "2015/03/a.jpg"))


# Where files are found


def attachment(number: int, name: str, *inside: str, folder: str = UPLOADS, **values: str) -> str:
    values = {"link": f"{SITE}/2015/03/post-1/file-{number}/", "attachment_url": f"{folder}/{name}", **values}
    return item(number, "A file", "", *inside, post_type="attachment", status="inherit", **values)


def noted(name: str) -> str:
    return f"<wp:postmeta>{fields(meta_key='_wp_attached_file', meta_value=name)}</wp:postmeta>"


@pytest.mark.parametrize(
    ("on_disk", "address"),
    [
        ("2015/03/tide-e1300000000000.jpg", f"{UPLOADS}/2015/03/tide-e1300000000000-300x200.jpg"),
        ("2015/03/tide-rotated.jpg", f"{UPLOADS}/2015/03/tide-300x200.jpg"),
        ("2015/03/Tide.JPG", f"{UPLOADS}/2015/03/tide.jpg"),
        ("2015/03/tide.jpg", f"{UPLOADS}/2015/03/TIDE-300x200.JPG"),
        ("2015/03/Gezeit\u00e4t.jpg", f"{UPLOADS}/2015/03/Gezeit%C3%A4t.jpg"),
        ("2015/03/Gezeita\u0308t.jpg", f"{UPLOADS}/2015/03/Gezeit%c3%a4t.jpg"),
        ("2015/03/two words.jpg", f"{UPLOADS}/2015/03/two%20words.jpg"),
        ("2015/03/map-300x200.jpg", f"{UPLOADS}/2015/03/map-300x200.jpg"),
        ("flat.jpg", "/wp-content/uploads/flat.jpg"),
        ("2013/01/x.jpg", f"{SITE}/blog/wp-content/uploads/2013/01/x.jpg"),
        ("2013/01/x.jpg", f"{SITE}/files/2013/01/x-150x150.jpg"),
        ("2013/01/x.jpg", f"{UPLOADS}/sites/3/2013/01/x.jpg"),
        ("sites/3/2013/01/x.jpg", f"{UPLOADS}/sites/3/2013/01/x.jpg"),
        ("2013/01/x.jpg", "https://i2.wp.com/www.tide.example/wp-content/uploads/2013/01/x.jpg?resize=300,200"),
        ("pictures/2013/01/x-0a1b2c3d.jpg", f"{SITE}/media/pictures/2013/01/x-0a1b2c3d.jpg"),
    ],
)
def test_a_picture_is_found_however_its_address_is_written(move_in, uploads, on_disk, address):
    lay(uploads, on_disk, picture())
    report = move_in(item(1, "A post", img(address)), uploads=uploads)
    assert "1 × copied from the uploads" in report
    assert f'src="{Image.objects.get().file.url}"' in Post.objects.get().body


def test_wordpress_com_keeps_files_on_a_host_of_their_own(move_in, uploads):
    lay(uploads, "2013/01/x.jpg", picture())
    declared = attachment(2, "2013/01/x.jpg", folder="https://tidal.files.wordpress.com")
    address = "https://tidal.files.wordpress.com/2013/01/x.jpg?w=300"
    move_in(declared, item(1, "A post", img(address)), uploads=uploads)
    assert Image.objects.get().file.url in Post.objects.get().body


def test_the_place_that_wordpress_has_noted_says_what_an_unusual_address_does_not(move_in, uploads):
    lay(uploads, "2013/01/x.jpg", picture())
    declared = attachment(2, "2013/01/x.jpg", noted("2013/01/x.jpg"), folder=f"{SITE}/assets")
    bare = attachment(3, "?attachment_id=3", noted("C:\\www\\wp-content\\uploads\\2015\\03\\ice.jpg"), folder=SITE)
    move_in(declared, bare, item(1, "A post", img(f"{SITE}/assets/2013/01/x-300x200.jpg")), uploads=uploads)
    assert Image.objects.count() == 2
    assert "/media/pictures/" in Post.objects.get().body


def test_the_same_name_in_two_months_is_two_pictures(move_in, uploads):
    lay(uploads, "2015/04/ice.jpg", picture())
    move_in(
        item(1, "A post", img("/wp-content/uploads/2015/03/ice.jpg")), attachment(2, "2015/04/ice.jpg"), uploads=uploads
    )
    assert Image.objects.count() == 2


def test_some_call_their_own_pictures_as_wordpress_calls_its_copies(move_in, uploads):
    for name in ("map.jpg", "map-300x200.jpg"):
        lay(uploads, name, picture())
    body = img("/wp-content/uploads/map-300x200.jpg") + img("/wp-content/uploads/map.jpg")
    move_in(attachment(2, "map.jpg"), attachment(3, "map-300x200.jpg"), item(1, "A post", body), uploads=uploads)
    assert Image.objects.count() == 2
    assert all(image.file.url in Post.objects.get().body for image in Image.objects.all())


# Files that are no pictures


def lay(folder: Path, name: str, data: bytes = b"%PDF-1.7") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_a_file_that_is_no_picture_comes_along_as_it_is(move_in, uploads):
    lay(uploads, "2015/03/Minutes.pdf")
    lay(uploads, "2015/03/waves.mp3", b"ID3 waves")
    body = (
        f'<a href="{UPLOADS}/2015/03/Minutes.pdf#page=3">Minutes</a><audio src="{UPLOADS}/2015/03/waves.mp3"></audio>'
    )
    report = move_in(item(1, "A post", body), attachment(2, "2015/03/Minutes.pdf"), uploads=uploads)
    assert "2 × file that is no picture, copied from the uploads" in report
    minutes = File.objects.get(title="A file")
    assert (minutes.uploaded_at.year, minutes.uploaded_at.month) == (2015, 3)
    assert minutes.file.read() == b"%PDF-1.7"
    assert f'href="{minutes.file.url}#page=3"' in Post.objects.get().body
    assert f'src="{File.objects.get(title="").file.url}"' in Post.objects.get().body


def test_files_that_come_later_are_found_once_and_not_again_when_deleted(move_in, uploads):
    lay(uploads, "2015/03/minutes.pdf")
    post = item(1, "A post", f'<a href="{UPLOADS}/2015/03/minutes.pdf">Minutes</a>')
    move_in(post)
    assert "1 updated" in move_in(post, uploads=uploads)
    assert "1 unchanged" in move_in(post, uploads=uploads)
    assert "1 × here since an earlier run" in move_in(post, uploads=uploads)
    File.objects.get().delete()
    assert "1 × deleted here: left so" in move_in(attachment(2, "2015/03/minutes.pdf"), uploads=uploads)
    assert not File.objects.exists()


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "code.php", "setup.exe", "README", "x.sourcecode"])
def test_what_is_not_served_here_is_named_and_stays(move_in, uploads, name):
    lay(uploads, f"2015/03/{name}", b"<p>")
    address = f"{UPLOADS}/2015/03/{name}"
    report = move_in(item(1, "A post", f'<a href="{address}">It</a>'), uploads=uploads)
    assert "1 × file of a kind that is not served here" in report
    assert f"2015/03/{name}" in report
    assert address in Post.objects.get().body
    assert not File.objects.exists()


def test_a_page_that_calls_itself_a_recording_is_not_taken(move_in, uploads):
    lay(uploads, "2015/03/waves.mp3", b"<!doctype html>Not found")
    assert "1 × unfit" in move_in(attachment(2, "2015/03/waves.mp3"), uploads=uploads)
    assert not File.objects.exists()


# Old addresses


def leading_to(media: Image | File) -> set[str]:
    return {row.path for row in media.redirects.all()}


def test_old_addresses_lead_to_what_has_moved_in_and_are_made_once(move_in, uploads):
    lay(uploads, "2015/03/minutes.pdf")
    parts = [attachment(2, "2015/03/tide-scaled.jpg"), attachment(3, "2015/03/minutes.pdf")]
    report = move_in(*parts, uploads=uploads)
    assert "Old addresses: 7 created" in report
    assert leading_to(Image.objects.get()) == {
        "/wp-content/uploads/2015/03/tide-scaled.jpg",
        "/wp-content/uploads/2015/03/tide.jpg",
        "/?attachment_id=2",
        "/2015/03/post-1/file-2/",
    }
    assert leading_to(File.objects.get()) == {
        "/wp-content/uploads/2015/03/minutes.pdf",
        "/?attachment_id=3",
        "/2015/03/post-1/file-3/",
    }
    assert "Old addresses" not in move_in(*parts, uploads=uploads).replace("Old addresses:\n", "")
    assert Redirect.objects.count() == 7


def test_what_only_a_text_names_has_its_old_address_as_well(move_in, uploads):
    body = img(f"{SITE}/blog/wp-content/uploads/2015/03/ice-300x200.jpg")
    move_in(item(1, "A post", body), uploads=uploads)
    assert leading_to(Image.objects.get()) == {"/blog/wp-content/uploads/2015/03/ice.jpg"}


def test_no_old_address_takes_that_of_another_picture_or_of_a_post(move_in, uploads, author):
    for name in ("map.jpg", "map-300x200.jpg"):
        lay(uploads, name, picture())
    make_post(author=author, path="/2015/03/post-1/file-2/")
    move_in(attachment(2, "map-300x200.jpg"), attachment(3, "map.jpg"), uploads=uploads)
    second = Redirect.objects.get(path="/wp-content/uploads/map.jpg").image
    assert leading_to(second) == {"/wp-content/uploads/map.jpg", "/?attachment_id=3", "/2015/03/post-1/file-3/"}
    assert not Redirect.objects.filter(path="/2015/03/post-1/file-2/").exists()


# From a house like this one


OURS = "pictures/2015/03/ice-0a1b2c3d.jpg"


def test_from_another_house_pictures_and_files_keep_their_addresses(move_in, uploads, own_media):
    lay(uploads, OURS, picture((600, 400)))
    lay(uploads, "files/2015/03/minutes-0a1b2c3d.pdf")
    parts = [attachment(2, OURS, folder=f"{SITE}/media")]
    parts.append(attachment(3, "files/2015/03/minutes-0a1b2c3d.pdf", folder=f"{SITE}/media"))
    move_in(*parts, item(1, "A post", img(f"{SITE}/media/{OURS}")), uploads=uploads)
    image = Image.objects.get()
    assert (image.file.name, File.objects.get().file.name) == (OURS, "files/2015/03/minutes-0a1b2c3d.pdf")
    assert (own_media / copy_name(OURS, 480)).is_file()
    assert f'src="/media/{OURS}"' in Post.objects.get().body
    assert not Redirect.objects.filter(path__startswith="/media/").exists()


def test_a_name_that_is_taken_here_is_left_alone(move_in, uploads, own_media):
    lay(uploads, OURS, picture())
    lay(own_media, OURS, b"the picture of this house")
    for dry_run in (True, False):
        move_in(attachment(2, OURS, folder=f"{SITE}/media"), uploads=uploads, dry_run=dry_run)
        assert (own_media / OURS).read_bytes() == b"the picture of this house"
    assert Image.objects.get().file.name != OURS


# Trying it out


def test_a_dry_run_tells_what_fits_and_copies_nothing(move_in, uploads, own_media):
    lay(uploads, "2015/03/minutes.pdf")
    lay(uploads, "2015/03/waves.mp3", b"<html>")
    names = ("ice.jpg", "words.jpg", "absent.jpg", "minutes.pdf", "waves.mp3")
    parts = [attachment(number, f"2015/03/{name}") for number, name in enumerate(names, 2)]
    tried = move_in(*parts, uploads=uploads, dry_run=True)
    assert not files(own_media)
    assert not Image.objects.exists()
    assert not File.objects.exists()
    done = move_in(*parts, uploads=uploads)
    for line in ("1 × copied", "1 × file that is no picture, copied", "2 × unfit", "1 × missing", "Old addresses: 6"):
        assert line in tried
        assert line in done


def test_a_run_that_fails_takes_its_files_back_too(move_in, uploads, own_media, monkeypatch):
    def fail(*args: object) -> None:
        raise RuntimeError

    lay(uploads, "2015/03/minutes.pdf")
    monkeypatch.setattr("wordpress.actions._reset_sequences", fail)
    with pytest.raises(RuntimeError):
        move_in(attachment(2, "2015/03/minutes.pdf"), uploads=uploads)
    assert not files(own_media)
