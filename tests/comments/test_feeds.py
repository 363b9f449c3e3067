"""What readers say, as RSS, Atom and JSON Feed: of the whole site, and of one post or page."""

from datetime import timedelta

import feedparser
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from blog.actions import save_entry
from comments.models import Comment
from tests.factories import make_comment, make_page, make_post

KINDS = ["", "atom/", "json/"]


@pytest.fixture
def said(post) -> Comment:
    return make_comment(post, "Hm \x07 & <em>so</em> https://a.example", "Ada & Co")


@pytest.fixture(params=["/comments/", "post"])
def part(request, post) -> str:
    """Where a feed is of: the whole site, or the post."""
    return post.get_absolute_url() if request.param == "post" else request.param


def get(path: str, **headers: str):
    return Client().get(path, headers=headers)


def parsed(path: str):
    feed = feedparser.parse(get(path).content)
    assert not feed.bozo, feed.bozo_exception
    return feed


@pytest.mark.parametrize("form", ["", "atom/"])
def test_a_feed_points_to_the_comments(said, part, form):
    (item,) = parsed(f"{part}feed/{form}").entries
    assert item.link == f"http://testserver{said.get_absolute_url()}"
    assert item.author == "Ada & Co"
    assert "<em>so</em>" in item.content[0].value
    assert item.id == f"http://testserver/?p={said.post_id}#comment-{said.pk}"


def test_so_does_the_json_feed(said, part):
    feed = get(f"{part}feed/json/").json()
    assert feed["feed_url"] == f"http://testserver{part}feed/json/"
    (item,) = feed["items"]
    assert item["url"] == f"http://testserver{said.get_absolute_url()}"
    assert item["authors"] == [{"name": "Ada & Co"}]
    assert "<em>so</em>" in item["content_html"]


@pytest.mark.parametrize("form", KINDS)
def test_a_comment_below_a_post_that_has_moved_in_is_known_by_that_posts_name(said, part, form):
    said.post.guid = "http://old.example/?p=7"
    save_entry(said.post)
    assert f"http://old.example/?p=7#comment-{said.pk}" in get(f"{part}feed/{form}").content.decode()


@pytest.mark.parametrize("form", KINDS)
@pytest.mark.parametrize("status", [status for status in Comment.Status.values if status != "published"])
def test_what_is_not_published_is_in_no_feed(post, part, form, status):
    make_comment(post, "Nobody may read this.", status=status)
    assert "Nobody may read" not in get(f"{part}feed/{form}").content.decode()


@pytest.mark.parametrize("form", KINDS)
@pytest.mark.parametrize("fields", [{"status": "private"}, {"published_at": timezone.now() + timedelta(days=1)}])
def test_below_what_is_not_public_nothing_was_said(author, form, fields):
    hidden = make_post("A secret", path="/2020/01/hidden/", **fields)
    make_comment(hidden, "A secret word.")
    assert get(f"{hidden.path}feed/{form}").status_code == 404
    assert "ecret" not in get(f"/comments/feed/{form}").content.decode()


def test_a_page_has_its_feed_too(author):
    page = make_page("About")
    make_comment(page, "Well said.")
    assert parsed("/about/feed/").entries[0].author == "Ada Marsh"


def test_the_feed_of_a_post_has_only_what_was_said_below_it(said):
    other = make_post("Another", author=said.post.author)
    make_comment(other, "Elsewhere.")
    assert len(parsed("/comments/feed/").entries) == 2
    assert len(parsed(f"{other.path}feed/").entries) == 1


@pytest.mark.parametrize("form", KINDS)
def test_no_feed_tells_an_address_or_a_network(post, part, form):
    make_comment(post, "Hm.", "Ben", "ben@okoro.example", network="192.0.2.0/24", evidence={"x": ["of the house"]})
    body = get(f"{part}feed/{form}").content.decode()
    assert "Ben" in body
    assert not [secret for secret in ("okoro", "192.0.2", "of the house") if secret in body]


@pytest.mark.parametrize("form", KINDS)
def test_a_comment_that_had_to_wait_is_news_when_it_appears(post, part, form):
    make_comment(post, "First.")
    waiting = make_comment(post, "Held.", status="pending", submitted_at=timezone.now() - timedelta(hours=2))
    path = f"{part}feed/{form}"
    seen = get(path).headers
    assert get(path, **{"if-none-match": seen["ETag"]}).status_code == 304
    Comment.objects.filter(pk=waiting.pk).update(status="published", published_at=timezone.now())
    assert get(path, **{"if-none-match": seen["ETag"]}).status_code == 200


@pytest.mark.parametrize("form", KINDS)
def test_a_comment_that_is_removed_leaves_the_feed(said, part, form):
    path = f"{part}feed/{form}"
    etag = get(path).headers["ETag"]
    Comment.objects.filter(pk=said.pk).update(status="removed")
    response = get(path, **{"if-none-match": etag})
    assert response.status_code == 200
    assert "Ada" not in response.content.decode()


@pytest.mark.parametrize("form", KINDS)
def test_a_comment_that_is_edited_is_news(said, part, form):
    path = f"{part}feed/{form}"
    etag = get(path).headers["ETag"]
    Comment.objects.filter(pk=said.pk).update(html="<p>Mended.</p>")
    response = get(path, **{"if-none-match": etag})
    assert response.status_code == 200
    assert "Mended." in response.content.decode()


@pytest.mark.parametrize("form", KINDS)
def test_where_nothing_was_said_the_feed_is_empty_and_stays_as_it_is(post, part, form):
    path = f"{part}feed/{form}"
    etag = get(path).headers["ETag"]
    if form != "json/":
        assert parsed(path).entries == []
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert get(path, **{"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize("form", KINDS)
@pytest.mark.parametrize("count", [1, 25])
def test_a_feed_asks_few_questions_however_much_was_said(post, part, form, count, django_assert_max_num_queries):
    for number in range(count):
        make_comment(post, f"Number {number}", f"Reader {number}", f"reader{number}@many.example")
    with django_assert_max_num_queries(3):
        get(f"{part}feed/{form}")


def test_the_post_names_its_feed(said):
    page = get(said.post.path).content.decode()
    for kind, form in (("rss+xml", ""), ("atom+xml", "atom/"), ("feed+json", "json/")):
        assert f'<link rel="alternate" type="application/{kind}"' in page
        assert f'href="{said.post.path}feed/{form}"' in page
