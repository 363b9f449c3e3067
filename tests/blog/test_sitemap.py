"""What search engines are told: the sitemap, and what a page says of itself in its head."""

import json
import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from blog.images import store_image
from blog.linked_data import script
from blog.models import Site, Tag
from blog.sitemaps import Part, branches
from donations.models import Book
from tests.blog.pictures import picture
from tests.factories import make_category, make_page, make_post

PHOENIX = ZoneInfo("America/Phoenix")
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SLUGS = st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=4)
MOMENTS = st.datetimes(datetime(2003, 1, 1), datetime(2026, 1, 1))


def named(address: str, **headers: str) -> dict[str, str | None]:
    """The addresses in a file of the sitemap, each with the time of its last change."""
    tree = ElementTree.fromstring(Client().get(address, headers=headers).content)
    return {place.findtext(f"{NAMESPACE}loc") or "": place.findtext(f"{NAMESPACE}lastmod") for place in tree}


def files() -> list[str]:
    return [f"{found.path}?{found.query}" for found in map(urlsplit, named("/sitemap.xml"))]


def everything() -> dict[str, str | None]:
    return {place: changed for file in files() for place, changed in named(file).items()}


def head(path: str) -> str:
    return Client().get(path).content.decode().partition("</head>")[0]


def said(path: str) -> list[dict]:
    """The linked data of the page."""
    return [json.loads(data) for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', head(path))]


def test_the_sitemap_names_all_that_is_public(author):
    post = make_post("Ice", categories=[make_category("Sea")], tags=[Tag.objects.create(name="frost", slug="frost")])
    make_page("About")
    paths = {post.path, "/about/", "/category/sea/", "/tag/frost/", "/", "/rules/", "/donate/"}
    assert set(everything()) == {f"http://testserver{path}" for path in paths}
    for path in paths:
        assert Client().get(path).status_code == 200


def test_each_file_and_entry_says_when_it_last_changed(author):
    make_post("Ice")
    for file in ("/sitemap.xml", "/sitemap-posts.xml"):
        assert named(file)
        assert all(datetime.fromisoformat(changed or "") for changed in named(file).values())


def test_books_are_named_where_there_are_any(db):
    assert "http://testserver/books/" not in everything()
    Book.objects.create(title="The Long Metre", slug="the-long-metre")
    assert "http://testserver/books/" in everything()
    assert Client().get("/books/").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "private"},
        {"status": "trash"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_public_is_not_named_nor_is_its_subject(author, fields):
    tags = [Tag.objects.create(name="frost", slug="frost")]
    make_post("A secret", path="/a-secret/", categories=[make_category("Hidden")], tags=tags, **fields)
    make_category("Empty")
    assert {urlsplit(place).path for place in everything()} == {"/", "/rules/", "/donate/"}


def test_a_category_with_posts_below_it_alone_is_named_too(author):
    sea = make_category("Sea")
    make_post("Tide", categories=[make_category("Tides", parent=sea)])
    make_category("Ports", parent=sea)
    places = {urlsplit(place).path for place in named("/sitemap-categories.xml")}
    assert places == {"/category/sea/", "/category/sea/tides/"}


@given(st.lists(st.tuples(SLUGS.map("/".join), MOMENTS)))
def test_a_branch_is_as_new_as_the_newest_below_it(rows):
    found = branches(rows)
    for path, changed in found.items():
        below = [moment for other, moment in rows if f"{other}/".startswith(f"{path}/")]
        assert changed == max(below)
    assert {path for path, _ in rows} <= set(found)


def test_the_sitemap_is_split_at_its_limit(author, monkeypatch):
    monkeypatch.setattr(Part, "limit", 2)
    posts = [make_post(f"Number {n}", published_at=timezone.now() - timedelta(days=9 - n)) for n in range(5)]
    assert [file for file in files() if "posts" in file] == [
        "/sitemap-posts.xml?",
        "/sitemap-posts.xml?p=2",
        "/sitemap-posts.xml?p=3",
    ]
    assert {urlsplit(place).path for place in everything()} >= {post.path for post in posts}
    assert list(named("/sitemap-posts.xml?p=3")) == [f"http://testserver{posts[4].path}"]
    assert Client().get("/sitemap-posts.xml?p=4").status_code == 404


@pytest.mark.parametrize("path", ["/sitemap-none.xml", "/sitemap-posts.xml?p=x", "/sitemap-posts.xml?p=0"])
def test_there_is_no_other_file(db, path):
    assert Client().get(path).status_code == 404


def test_addresses_are_those_of_the_site_whatever_name_it_was_asked_for_under(author):
    make_post("Tide", slug="приливы-&-отливы")
    for file in ["/sitemap.xml", *files()]:
        for place in named(file, host="localhost"):
            assert place.startswith("http://testserver/")
            assert place.isascii()


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/sitemap.xml", 11), *((f"/sitemap-{part}.xml", 2) for part in ("rooms", "posts", "pages", "tags"))],
)
@pytest.mark.parametrize("count", [2, 7])
def test_the_sitemap_asks_the_same_few_questions_however_much_there_is(
    author, path, queries, count, django_assert_num_queries
):
    for number in range(count):
        tag = Tag.objects.create(name=f"t{number}", slug=f"t{number}")
        make_post(f"Number {number}", categories=[make_category(f"C{number}")], tags=[tag])
        make_page(f"Page {number}")
    with django_assert_num_queries(queries):
        Client().get(path)


def test_robots_are_told_where_the_sitemap_is_and_what_is_not_for_them(db):
    text = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text
    assert '<meta name="robots" content="noindex">' in head("/search/?q=ice")


def test_every_page_of_a_list_stands_for_itself_between_its_neighbours(author):
    Site.objects.create(pk=1, posts_per_page=2)
    sea = make_category("Sea", slug="море")
    for number in range(5):
        make_post(f"Number {number}", categories=[sea])
    for first in ("/", sea.get_absolute_url()):
        assert f'<link rel="canonical" href="http://testserver{first}">' in head(first)
        assert 'rel="prev"' not in head(first)
        second = head(f"{first}page/2/?from=elsewhere")
        assert f'<link rel="canonical" href="http://testserver{first}page/2/">' in second
        assert f'<link rel="prev" href="{first}">' in second
        assert f'<link rel="next" href="{first}page/3/">' in second
        assert 'rel="next"' not in head(f"{first}page/3/")


def test_a_post_tells_those_who_share_it_what_it_is(author):
    post = make_post(
        "Petrel lands", body='<p>It landed.</p><p><img src="/media/x.jpg" alt="A “dune”"></p>', excerpt="Down at last."
    )
    page = head(post.path)
    for name, content in {
        "og:title": "Petrel lands",
        "og:type": "article",
        "og:url": f"http://testserver{post.path}",
        "og:description": "Down at last.",
        "og:image": "http://testserver/media/x.jpg",
        "og:image:alt": "A “dune”",
        "og:locale": "en_US",
    }.items():
        assert f'<meta property="{name}" content="{content}">' in page, name
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert '<meta property="article:published_time"' in page
    assert '<meta property="article:modified_time"' in page


def test_the_lead_picture_is_the_one_that_is_shared(author, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = store_image(picture(), alt="A harbour")
    post = make_post("Ice", body='<p><img src="/media/x.jpg" alt="Other"></p>', picture=image)
    assert f'<meta property="og:image" content="http://testserver{image.file.url}">' in head(post.path)
    assert '<meta property="og:image:alt" content="A harbour">' in head(post.path)


def test_search_engines_read_of_a_post_what_they_know_how_to_read(author):
    post = make_post(
        "T" * 150,
        body='<p>It landed.</p><img src="/media/x.jpg" alt="x">',
        published_at=datetime(2023, 2, 11, 8, 15, tzinfo=PHOENIX),
    )
    (data,) = said(post.path)
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "BlogPosting"
    assert len(data["headline"]) == 110
    assert data["image"] == "http://testserver/media/x.jpg"
    assert data["datePublished"] == "2023-02-11T08:15:00-07:00"
    assert datetime.fromisoformat(data["dateModified"]).utcoffset() is not None
    assert data["author"] == {"@type": "Person", "name": "Tobias Wren", "url": "http://testserver/"}
    assert data["url"] == data["mainEntityOfPage"] == f"http://testserver{post.path}"


def test_a_title_cannot_end_the_linked_data(author):
    post = make_post("</script><script>alert(1)</script> & <!-- more", body="<p>Quiet.</p>")
    assert "<script>alert" not in head(post.path)
    (data,) = said(post.path)
    assert data["headline"] == post.title


@given(st.text())
def test_no_text_leaves_its_script_element(text):
    inside = script({"headline": text}).removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside)["headline"] == text


def test_a_category_shows_the_way_to_it(author):
    Site.objects.create(pk=1, title="Ledger")
    probes = make_category("Probes", parent=make_category("Spaceflight"))
    (data,) = said(probes.get_absolute_url())
    assert [(step["position"], step["name"], step["item"]) for step in data["itemListElement"]] == [
        (1, "Ledger", "http://testserver/"),
        (2, "Spaceflight", "http://testserver/category/spaceflight/"),
        (3, "Probes", "http://testserver/category/spaceflight/probes/"),
    ]


def test_a_draft_says_nothing_to_search_engines(author, admin):
    draft = make_post("Half done", status="draft", published_at=None)
    page = admin.get(draft.get_absolute_url()).content.decode()
    assert "ld+json" not in page
    assert "article:published_time" not in page
