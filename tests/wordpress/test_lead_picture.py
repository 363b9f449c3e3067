"""The picture that stands for a post."""

from pathlib import Path

import pytest
from PIL import Image as Pillow

from blog.models import Image, Post
from tests.wordpress.samples import SITE, item, meta

UPLOADS = f"{SITE}/wp-content/uploads"
PICTURE = item(9, "A tide", post_type="attachment", status="inherit", attachment_url=f"{UPLOADS}/2015/03/tide.jpg")


@pytest.fixture
def uploads(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "uploads/2015/03").mkdir(parents=True)
    Pillow.new("RGB", (40, 30), "navy").save(tmp_path / "uploads/2015/03/tide.jpg", "JPEG")
    return tmp_path / "uploads"


def post(body: str = "Words.", number: int = 9) -> str:
    return item(5, "A post", body, meta("_thumbnail_id", number), link=f"{SITE}/2015/03/post-5/")


def test_it_stands_above_the_text_and_beside_the_link(move_in, uploads, client):
    move_in(post(), PICTURE, uploads=uploads)
    row = Post.objects.get()
    assert row.html.startswith("<figure><img")
    page = client.get("/2015/03/post-5/").content.decode()
    assert row.picture.file.url in page.partition('property="og:image"')[2].partition(">")[0]


def test_it_is_not_shown_twice(move_in, uploads):
    move_in(post(f'<img src="{UPLOADS}/2015/03/tide.jpg" />'), PICTURE, uploads=uploads)
    row = Post.objects.get()
    assert row.picture == Image.objects.get()
    assert row.html.count("<img") == 1


@pytest.mark.parametrize("number", [4, 999])
def test_a_number_that_means_no_picture_is_passed_over(move_in, uploads, number):
    move_in(post(number=number), PICTURE, uploads=uploads)
    assert Post.objects.get().picture is None


def test_it_comes_with_the_uploads_also_when_the_post_was_here_before(move_in, uploads):
    move_in(post(), PICTURE)
    assert Post.objects.get().picture is None
    move_in(post(), PICTURE, uploads=uploads)
    assert Post.objects.get().picture == Image.objects.get()
