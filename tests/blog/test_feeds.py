"""What feed readers and search engines get."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from blog.models import Site, Tag
from tests.factories import make_category, make_page, make_post

FEEDS = ["/feed/", "/feed/atom/", "/category/ice/feed/", "/tag/frost/feed/"]


@pytest.fixture
def fed(author):
    Site.objects.create(pk=1, title="Ledger & Co", tagline="Daily")
    body = '<p>Look: <a href="/about/">here</a> & <img src="/media/x.jpg" alt="x"></p><p>The very end.</p>'
    terms = {"categories": [make_category("Ice")], "tags": [Tag.objects.create(name="frost", slug="frost")]}
    return make_post("Ice & <fire>", body=body, **terms)


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_well_formed_and_brings_the_whole_text(fed, path):
    feed = feedparser.parse(Client().get(path).content)
    assert not feed.bozo
    (item,) = feed.entries
    assert item.link == f"http://testserver{fed.path}"
    assert item.id == f"http://testserver/?p={fed.pk}"
    assert item.author == "Tobias Wren"
    assert {tag.term for tag in item.tags} == {"Ice", "frost"}
    content = item.content[0].value
    assert "The very end." in content
    assert 'href="http://testserver/about/"' in content
    assert 'src="http://testserver/media/x.jpg"' in content


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_says_where_it_lives(fed, path):
    links = feedparser.parse(Client().get(path).content).feed.links
    assert f"http://testserver{path}" in {link.href for link in links if link.rel == "self"}


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_reader_that_asks_again_is_told_that_nothing_is_new(fed, path):
    first = Client().get(path)
    for header, value in (
        ("if-none-match", first.headers["ETag"]),
        ("if-modified-since", first.headers["Last-Modified"]),
    ):
        assert Client().get(path, headers={header: value}).status_code == 304


def test_characters_that_no_xml_may_hold_break_no_feed(author):
    make_post("Bell \x07 rings", body="<p>\x0b\ufffe and so on</p>")
    for path in ("/feed/", "/feed/atom/"):
        assert not feedparser.parse(Client().get(path).content).bozo


def test_a_feed_has_the_twenty_newest_posts_and_no_pages(author):
    make_page("About")
    for number in range(25):
        make_post(f"Number {number}", published_at=timezone.now() - timedelta(days=number + 1))
    entries = feedparser.parse(Client().get("/feed/").content).entries
    assert [entry.title for entry in entries] == [f"Number {number}" for number in range(20)]


def test_an_empty_house_has_valid_feeds_too(db):
    for path in ("/feed/", "/feed/atom/", "/comments/feed/"):
        assert not feedparser.parse(Client().get(path).content).bozo


def test_the_sitemap_names_all_that_is_public_with_its_last_change(fed):
    make_page("About")
    tree = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = {place.text for place in tree.iter(f"{name}loc")}
    assert places == {f"http://testserver{fed.path}", "http://testserver/about/"}
    assert all(datetime.fromisoformat(change.text) for change in tree.iter(f"{name}lastmod"))


def test_robots_are_told_where_the_sitemap_is_and_what_is_not_for_them(db):
    text = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text
