"""What feed readers get: posts as RSS, Atom and JSON Feed."""

import json
import re
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from hypothesis import given
from hypothesis import strategies as st

from blog.actions import save_entry
from blog.images import store_image
from blog.models import Site, Tag
from blog.syndication import absolute
from tests.blog.pictures import picture
from tests.factories import make_category, make_page, make_post

PARTS = ["/", "/category/ice/", "/tag/frost/"]
XML = [f"{part}feed/{form}" for part in PARTS for form in ("", "atom/")]
JSON = [f"{part}feed/json/" for part in PARTS]
FEEDS = [*XML, *JSON]
KINDS = {"": "application/rss+xml", "atom/": "application/atom+xml", "json/": "application/feed+json"}


@pytest.fixture
def fed(author):
    Site.objects.create(pk=1, title="Ledger & Co", tagline="Daily")
    body = '<p>Look: <a href="/about/">here</a> & <img src="/media/x.jpg" alt="x"></p><p>The very end.</p>'
    terms = {"categories": [make_category("Ice")], "tags": [Tag.objects.create(name="frost", slug="frost")]}
    return make_post("Ice & <fire>", body=body, **terms)


def get(path: str):
    return Client().get(path)


def parsed(path: str):
    feed = feedparser.parse(get(path).content)
    assert not feed.bozo, feed.bozo_exception
    return feed


def titles(path: str) -> list[str]:
    if path.endswith("json/"):
        return [item["title"] for item in get(path).json()["items"]]
    return [entry.title for entry in parsed(path).entries]


@pytest.mark.parametrize("path", XML)
def test_a_feed_is_well_formed_and_brings_the_whole_text(fed, path):
    (item,) = parsed(path).entries
    assert unescape(item.title) == "Ice & <fire>"
    assert item.link == f"http://testserver{fed.path}"
    assert item.id == f"http://testserver/?p={fed.pk}"
    assert item.author == "Tobias Wren"
    assert {tag.term for tag in item.tags} == {"Ice", "frost"}
    content = item.content[0].value
    assert "The very end." in content
    assert 'href="http://testserver/about/"' in content
    assert 'src="http://testserver/media/x.jpg"' in content


@pytest.mark.parametrize("path", JSON)
def test_a_json_feed_has_all_that_its_standard_knows(fed, path):
    feed = get(path).json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"].endswith("Ledger & Co")
    assert feed["home_page_url"] + "feed/json/" == feed["feed_url"] == f"http://testserver{path}"
    assert feed["description"] == "Daily"
    (item,) = feed["items"]
    assert item["id"] == f"http://testserver/?p={fed.pk}"
    assert item["url"] == f"http://testserver{fed.path}"
    assert item["title"] == "Ice & <fire>"
    assert item["image"] == "http://testserver/media/x.jpg"
    assert item["authors"] == [{"name": "Tobias Wren"}]
    assert item["tags"] == ["Ice", "frost"]
    assert 'href="http://testserver/about/"' in item["content_html"]
    for moment in ("date_published", "date_modified"):
        assert datetime.fromisoformat(item[moment]).utcoffset() is not None


def test_a_json_feed_says_nothing_where_there_is_nothing_to_say(author):
    make_post("Bare", body="")
    (item,) = get("/feed/json/").json()["items"]
    assert item.keys() == {"id", "url", "title", "content_html", "date_published", "date_modified", "authors"}
    assert item["content_html"] == ""


@pytest.mark.parametrize("path", XML)
def test_a_feed_says_where_it_lives(fed, path):
    links = parsed(path).feed.links
    assert f"http://testserver{path}" in {link.href for link in links if link.rel == "self"}


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_says_what_it_is(fed, path):
    form = path.partition("feed/")[2]
    assert get(path).headers["Content-Type"] == f"{KINDS[form]}; charset=utf-8"


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_can_be_found_from_the_page_it_is_of(fed, path):
    part, _, form = path.partition("feed/")
    head = get(part).content.decode().partition("</head>")[0]
    assert re.search(rf'<link rel="alternate" type="{re.escape(KINDS[form])}" title="[^"]+" href="{path}">', head)


def test_the_posts_and_the_comments_are_two_feeds(fed):
    assert parsed("/feed/atom/").feed.id != parsed("/comments/feed/atom/").feed.id


@pytest.mark.parametrize("path", FEEDS)
def test_a_post_that_has_moved_in_keeps_the_name_that_readers_software_knows(fed, path):
    fed.guid = "http://old.example/?p=7"
    save_entry(fed)
    body = get(path).content.decode()
    assert "http://old.example/?p=7" in body
    assert f"http://testserver/?p={fed.pk}" not in body


def test_a_post_keeps_its_name_when_its_address_changes(fed):
    before = parsed("/feed/").entries[0].id
    fed.path = "/elsewhere/"
    save_entry(fed)
    assert parsed("/feed/").entries[0].id == before


def test_a_post_says_where_its_comments_are(fed):
    (item,) = parsed("/feed/").entries
    assert item.comments == f"http://testserver{fed.path}#comments"
    assert item.wfw_commentrss == f"http://testserver{fed.path}feed/"
    assert get(urlsplit(item.wfw_commentrss).path).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_what_only_a_page_needs_stays_there(author, path, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = store_image(picture())
    terms = {"categories": [make_category("Ice")], "tags": [Tag.objects.create(name="frost", slug="frost")]}
    post = make_post("Seen", body=f'<p><img src="{image.file.url}" alt="Ice"></p>', **terms)
    assert "srcset" in post.html
    body = get(path).content.decode()
    assert "http://testserver/media/pictures/" in body
    for noise in ("srcset", "sizes=", "decoding=", "loading="):
        assert noise not in body


def asked_again(path: str, etag: str) -> int:
    return Client().get(path, headers={"if-none-match": etag}).status_code


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_reader_that_asks_again_is_told_that_nothing_is_new(fed, path):
    assert asked_again(path, get(path).headers["ETag"]) == 304


@pytest.mark.parametrize("path", [*FEEDS, "/comments/feed/"])
def test_no_date_says_that_nothing_is_new_for_what_is_taken_away_has_none(fed, path):
    assert "Last-Modified" not in get(path).headers
    asked = {"if-modified-since": http_date(timezone.now().timestamp())}
    assert Client().get(path, headers=asked).status_code == 200


@pytest.mark.parametrize("path", [*FEEDS, "/comments/feed/"])
def test_who_asks_for_the_headers_alone_gets_the_same(fed, path):
    assert Client().head(path).headers["ETag"] == get(path).headers["ETag"]


@pytest.mark.parametrize("path", FEEDS)
def test_an_edit_is_news(fed, path):
    etag = get(path).headers["ETag"]
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        save_entry(fed)
        assert asked_again(path, etag) == 200


@pytest.mark.parametrize("path", FEEDS)
def test_so_is_it_when_the_newest_post_goes(fed, path):
    make_post("Older", published_at=timezone.now() - timedelta(days=9), categories=fed.categories.all())
    etag = get(path).headers["ETag"]
    fed.status = "draft"
    save_entry(fed)
    assert asked_again(path, etag) == 200
    assert "fire" not in get(path).content.decode()


@pytest.mark.parametrize("path", [*FEEDS, "/comments/feed/"])
def test_so_is_it_when_the_site_gets_another_name(fed, path):
    etag = get(path).headers["ETag"]
    Site.objects.update(title="The other ledger")
    assert asked_again(path, etag) == 200


def test_a_scheduled_post_is_news_when_it_appears(fed):
    etag = get("/feed/").headers["ETag"]
    make_post("Soon", published_at=timezone.now() + timedelta(hours=1))
    assert titles("/feed/json/") == ["Ice & <fire>"]
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert asked_again("/feed/", etag) == 200
        assert titles("/feed/json/") == ["Soon", "Ice & <fire>"]


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/", "/feed/json/", "/category/ice/feed/"])
def test_an_empty_feed_is_a_valid_feed_and_stays_as_it_is(db, path):
    make_category("Ice")
    etag = get(path).headers["ETag"]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert Client().get(path, headers={"if-none-match": etag}).status_code == 304
    if path.endswith("json/"):
        assert get(path).json()["items"] == []
    else:
        assert parsed(path).entries == []


# Podcasts

SOUND = {"url": "http://testserver/media/files/2023/02/a%20walk.mp3", "length": 1234}


def enclosures(path: str) -> list[dict]:
    """What the only item of the feed brings to hear or to see, as each format says it."""
    if path.endswith("json/"):
        (item,) = get(path).json()["items"]
        said = [(each["url"], each["size_in_bytes"], each["mime_type"]) for each in item.get("attachments", [])]
    else:
        (entry,) = parsed(path).entries
        said = [(each.href, int(each.length), each.type) for each in entry.enclosures]
    return [{"url": url, "length": length, "type": kind} for url, length, kind in said]


@pytest.fixture
def shelf(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "files/2023/02").mkdir(parents=True)
    for name in ("a walk.mp3", "film.mp4", "minutes.pdf"):
        (tmp_path / "files/2023/02" / name).write_bytes(b"x" * SOUND["length"])
    return tmp_path / "files/2023/02"


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/", "/feed/json/"])
@pytest.mark.parametrize(
    "body",
    [
        '<audio src="/media/files/2023/02/a%20walk.mp3"></audio>',
        '<audio><source src="/media/files/2023/02/a%20walk.mp3"></audio>',
        '<p><a href="/media/files/2023/02/a%20walk.mp3">Listen</a></p>',
        '<p><a href="http://testserver/media/files/2023/02/a%20walk.mp3">Listen</a></p>',
        '<p><a href="/media/files/2023/02/gone.mp3">Gone</a> <a href="/media/files/2023/02/minutes.pdf">Read</a></p>'
        '<p><a title="It" href="/media/files/2023/02/a%20walk.mp3">Listen</a></p>'
        '<video src="/media/files/2023/02/film.mp4"></video>',
    ],
)
def test_the_first_recording_of_a_post_goes_along(author, shelf, path, body):
    make_post("Heard", body)
    assert enclosures(path) == [{**SOUND, "type": "audio/mpeg"}]


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/", "/feed/json/"])
def test_so_does_a_film(author, shelf, path):
    make_post("Seen", '<video src="/media/files/2023/02/film.mp4" poster="/media/x.jpg"></video>')
    film = "http://testserver/media/files/2023/02/film.mp4"
    assert enclosures(path) == [{**SOUND, "url": film, "type": "video/mp4"}]


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/", "/feed/json/"])
@pytest.mark.parametrize(
    "address",
    [
        "/media/files/2023/02/gone.mp3",
        "/media/files/2023/02/minutes.pdf",
        "/media/../../etc/song.mp3",
        "/media/%2e%2e/song.mp3",
        "/media/files/2023/02/%00.mp3",
        "/media//etc/song.mp3",
        "/media/.mp3",
        "/media/",
        "/elsewhere/song.mp3",
        "https://other.example/media/files/2023/02/film.mp4",
        "https://other.example/song.mp3",
        "http://[half.mp3",
    ],
)
def test_what_is_no_recording_of_the_house_stays_a_link(author, shelf, path, address):
    make_post("Bare", f'<p><a href="{address}">Listen</a></p>')
    assert enclosures(path) == []


def test_characters_that_no_xml_may_hold_break_no_feed(author):
    make_post("Bell \x07 rings", body="<p>\x0b\ufffe and so on</p>")
    for path in ("/feed/", "/feed/atom/"):
        assert parsed(path).entries
    assert json.loads(get("/feed/json/").content)["items"]


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/", "/feed/json/"])
def test_a_feed_has_the_twenty_newest_posts_and_no_pages(author, path):
    make_page("About")
    for number in range(25):
        days = timedelta(days=number + 1)
        make_post(f"Number {number}", published_at=timezone.now() - days, is_pinned=number == 24)
    assert titles(path) == [f"Number {number}" for number in range(20)]


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("count", [2, 12])
def test_a_feed_asks_few_questions_however_long_it_is(fed, path, count, django_assert_max_num_queries):
    for number in range(count):
        make_post(f"Number {number}", categories=fed.categories.all(), tags=fed.tags.all())
    with django_assert_max_num_queries(5):
        get(path)


@pytest.mark.parametrize("path", [*FEEDS, "/comments/feed/", "/comments/feed/json/"])
def test_a_feed_is_for_reading_alone(fed, path):
    assert not Client().head(path).content
    assert Client().post(path).status_code == 405


@pytest.mark.parametrize("form", KINDS)
@pytest.mark.parametrize("part", ["/category/none/", "/tag/none/", "/nothing/"])
def test_what_is_not_there_has_no_feed(db, part, form):
    assert get(f"{part}feed/{form}").status_code == 404


@pytest.mark.parametrize(
    ("there", "elsewhere"),
    [
        ('<a href="/x/">', '<a href="https://a.example/x/">'),
        ('<a href="#note">', '<a href="https://a.example/2023/post/#note">'),
        ('<img src="x.jpg">', '<img src="https://a.example/2023/post/x.jpg">'),
        ('<a href="//b.example/?a=1&amp;b=2">', '<a href="https://b.example/?a=1&amp;b=2">'),
        ('<a href="mailto:me@a.example">', '<a href="mailto:me@a.example">'),
        ('<a href="http://[half">', '<a href="http://[half">'),
        ('<p>Write href="/x/" there.</p>', '<p>Write href="/x/" there.</p>'),
    ],
)
def test_addresses_hold_wherever_the_text_is_read(there, elsewhere):
    assert absolute(there, "https://a.example/2023/post/") == elsewhere


@given(st.text('<a href="/.#x&;:[]>'))
def test_to_make_addresses_whole_twice_is_to_do_it_once(html):
    once = absolute(html, "https://a.example/2023/post/")
    assert absolute(once, "https://a.example/2023/post/") == once
