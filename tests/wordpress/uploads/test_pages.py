"""What WordPress shows of its media library, and to whom: in galleries, and on a page for each file."""

from pathlib import Path

import pytest
from PIL import Image as Pillow

from blog.models import Image, Post, Redirect
from tests.wordpress.samples import SITE, item

UPLOADS = f"{SITE}/wp-content/uploads"
PAGE = "/2015/03/post-1/ice/"
NOT_SHOWN = ["trash", "private", "draft", "auto-draft", ""]
NOT_PUBLIC = [
    {"status": "draft"},
    {"status": "private"},
    {"status": "trash"},
    {"status": "pending"},
    {"post_password": "sesame"},
    {"status": "future", "post_date": "2999-01-01 05:00:00", "post_date_gmt": "2999-01-01 12:00:00"},
]


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    Pillow.new("RGB", (40, 30), "navy").save(folder / "ice.jpg")
    return folder


def ice(*, status: str = "inherit", parent: int = 1) -> str:
    where = {"attachment_url": f"{UPLOADS}/ice.jpg", "link": f"{SITE}{PAGE}", "post_parent": parent}
    return item(12, "Ice", "", excerpt="Pack ice", post_type="attachment", status=status, **where)


def pages(client) -> list[int]:
    return [client.get(address).status_code for address in ("/?attachment_id=12", "/?p=12", PAGE)]


@pytest.mark.parametrize("shortcode", ["[gallery]", '[gallery ids="12"]', '[gallery include="12"]', '[gallery id="1"]'])
def test_a_gallery_shows_what_wordpress_shows(move_in, client, shortcode):
    move_in(ice(), item(1, "A post", shortcode))
    assert "Pack ice" in Post.objects.get().body
    assert "Pack ice" in client.get("/feed/").content.decode()


@pytest.mark.parametrize("status", NOT_SHOWN)
@pytest.mark.parametrize("shortcode", ["[gallery]", '[gallery ids="12"]', '[gallery include="12"]', '[gallery id="1"]'])
def test_no_gallery_shows_what_is_in_the_trash_or_private(move_in, client, shortcode, status):
    move_in(ice(status=status), item(1, "A post", shortcode))
    assert "ice.jpg" not in Post.objects.get().body
    assert "Pack ice" not in client.get("/feed/").content.decode()


@pytest.mark.parametrize("is_first", [True, False])
def test_the_page_of_a_public_posts_file_leads_to_the_file(move_in, client, uploads, is_first):
    parts = [ice(), item(1)] if is_first else [item(1), ice()]
    move_in(*parts, uploads=uploads)
    assert pages(client) == [301, 301, 301]
    assert client.get(PAGE).url == Image.objects.get().file.url


def test_the_page_of_a_file_without_a_post_leads_to_the_file(move_in, client, uploads):
    move_in(ice(parent=0), uploads=uploads)
    assert pages(client) == [301, 301, 301]


def test_the_post_may_be_here_since_an_earlier_run(move_in, client, uploads):
    move_in(item(1))
    move_in(ice(), uploads=uploads)
    assert pages(client) == [301, 301, 301]


@pytest.mark.parametrize("parent", NOT_PUBLIC)
@pytest.mark.parametrize("is_first", [True, False])
def test_counting_numbers_finds_no_file_of_what_is_not_public(move_in, client, uploads, parent, is_first):
    post = item(1, link=f"{SITE}/2015/03/post-1/", **parent)
    parts = [ice(), post] if is_first else [post, ice()]
    move_in(*parts, uploads=uploads)
    assert pages(client) == [404, 404, 404]
    assert client.get("/wp-content/uploads/ice.jpg").url == Image.objects.get().file.url


@pytest.mark.parametrize("status", NOT_SHOWN)
@pytest.mark.parametrize("parent", [0, 1])
def test_counting_numbers_finds_no_file_in_the_trash(move_in, client, uploads, status, parent):
    move_in(ice(status=status, parent=parent), item(1), uploads=uploads)
    assert pages(client) == [404, 404, 404]
    assert client.get("/wp-content/uploads/ice.jpg").status_code == 301


def test_a_file_of_a_post_that_nobody_knows_has_no_page(move_in, client, uploads):
    move_in(ice(parent=7), item(1), uploads=uploads)
    assert pages(client) == [404, 404, 404]
    assert Redirect.objects.count() == 1
