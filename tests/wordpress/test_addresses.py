"""Every form in which WordPress wrote an address, and how it answers here."""

from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from blog.models import Entry, File, Image, Redirect, Tag
from tests.factories import make_author, make_category, make_page, make_post
from wordpress.addresses import closed_path, entry_paths, wanted_by_path, wanted_by_query
from wordpress.models import Origin

POST = "/2023/02/the-harbour-freezes/"
NOON = timezone.make_aware(datetime(2023, 2, 15, 12))


@pytest.fixture
def house(db) -> None:
    """A site that has moved in: its numbers and its former addresses are known."""
    author = make_author("wren")
    essays = make_category("Essays")
    ice = make_category("Ice", parent=essays)
    tag = Tag.objects.create(name="Frost", slug="frost")
    post = make_post(
        "The harbour freezes",
        pk=712,
        slug="the-harbour-freezes",
        path=POST,
        published_at=NOON,
        author=author,
        categories=[ice],
        tags=[tag],
    )
    make_post("Ölfässer", pk=715, slug="ölfässer", path="/essays/ice/ölfässer/", author=author, published_at=NOON)
    make_page("About", pk=5, slug="about", path="/about/", author=author)
    make_page("The crew", pk=6, slug="crew", path="/about/crew/", author=author)
    picture = Image.objects.create(file="pictures/ice.jpg", width=9, height=9)
    paper = File.objects.create(file="files/tides.pdf")
    for path, thing in {
        "/2023/02/harbour-frozen/": {"entry": post},
        "/?p=90": {"entry": post},
        "/?cat=3": {"category": ice},
        "/?tag_id=4": {"tag": tag},
        "/category/cold/": {"category": ice},
        "/author/jo/": {"entry": post},
        "/archives/": {"entry": post},
        "/index.php/2015/frozen/": {"entry": post},
        "/files/2013/01/ice.jpg": {"image": picture},
        "/?attachment_id=12": {"image": picture},
        f"{POST}ice/": {"image": picture},
        "/wp-content/uploads/2023/02/ice.jpg": {"image": picture},
        "/wp-content/uploads/2023/02/tides.pdf": {"file": paper},
        "/about.html": {"entry": post},
    }.items():
        Redirect.objects.create(path=path, **thing)
    Origin.objects.create(site="tide.example", kind=Origin.Kind.USER, number=2, target=author.pk)
    silent = User.objects.create_user("silent")
    Origin.objects.create(site="tide.example", kind=Origin.Kind.USER, number=3, target=silent.pk)


ICE, FROST = "/category/essays/ice/", "/tag/frost/"
PICTURE, PAPER = "/media/pictures/ice.jpg", "/media/files/tides.pdf"

MOVED = {
    # By number
    "/?p=712": POST,
    "/?page_id=5": "/about/",
    "/?p=90": POST,
    "/?page_id=712": POST,
    "/?attachment_id=12": PICTURE,
    "/?p=12": PICTURE,
    "/index.php?p=712": POST,
    "/?p=712&feed=rss2": f"{POST}feed/",
    "/?p=712&feed=atom": f"{POST}feed/atom/",
    "/?p=712&cpage=2": POST,
    "/?p=712&page=2": POST,
    "/?p=712&utm_source=letter&share=x": f"{POST}?utm_source=letter&share=x",
    "/archives/712": POST,
    "/archives/712/": POST,
    # By name
    "/?name=the-harbour-freezes": POST,
    "/?pagename=about": "/about/",
    "/?pagename=about/crew": "/about/crew/",
    # Lists
    "/?cat=3": ICE,
    "/?cat=3&paged=2": f"{ICE}page/2/",
    "/?cat=3&feed=rss2": f"{ICE}feed/",
    "/?tag_id=4": FROST,
    "/?tag_id=4&feed=rss2": f"{FROST}feed/",
    "/?category_name=cold": ICE,
    "/?category_name=ice": ICE,
    "/?category_name=essays/ice": ICE,
    "/?tag=frost": FROST,
    "/?tag=frost&feed=rss": f"{FROST}feed/",
    "/?m=2023": "/2023/",
    "/?m=202302": "/2023/02/",
    "/?m=20230215": "/2023/02/15/",
    "/?m=20230215120000": "/2023/02/15/",
    "/?year=2023": "/2023/",
    "/?year=2023&monthnum=2": "/2023/02/",
    "/?year=2023&monthnum=2&day=15&paged=3": "/2023/02/15/page/3/",
    "/?paged=2": "/page/2/",
    "/?paged=1": "/",
    f"{ICE}?paged=2": f"{ICE}page/2/",
    "/2023/?paged=2": "/2023/page/2/",
    "/category/wrong/ice/?paged=2": f"{ICE}page/2/",
    f"{ICE}?feed=rss2": f"{ICE}feed/",
    f"{POST}?feed=rss2": f"{POST}feed/",
    "/category/wrong/ice/": ICE,
    "/category/ice": ICE,
    "/category/ice/page/2/": f"{ICE}page/2/",
    "/category/wrong/ice/feed/rss2/": f"{ICE}feed/",
    "/blog/category/essays/ice/": ICE,
    "/archives/tag/frost/": FROST,
    "/date/2023/02/": "/2023/02/",
    "/archives/date/2023/02/15/": "/2023/02/15/",
    "/index.php": "/",
    "/index.php/2023/02/": "/2023/02/",
    "/index.php/category/essays/ice/": ICE,
    "/index.php/page/2/": "/page/2/",
    # One author lives here
    "/?author=2": "/",
    "/?author=2&feed=rss2": "/feed/",
    "/?author=2&paged=2": "/page/2/",
    "/?author_name=wren": "/",
    "/author/wren/": "/",
    "/author/Wren": "/",
    "/author/wren/page/2/": "/page/2/",
    "/author/wren/feed/": "/feed/",
    "/author/wren/feed/atom/": "/feed/atom/",
    # Feeds
    "/?feed=rss2": "/feed/",
    "/?feed=rss": "/feed/",
    "/?feed=rdf": "/feed/",
    "/?feed=atom": "/feed/atom/",
    "/?feed=json": "/feed/json/",
    "/?feed=comments-rss2": "/comments/feed/",
    "/?feed=comments-atom": "/comments/feed/atom/",
    "/feed/rss2/": "/feed/",
    "/feed/rss": "/feed/",
    "/feed/rdf/": "/feed/",
    "/rss/": "/feed/",
    "/atom/": "/feed/atom/",
    "/comments/feed/rss2/": "/comments/feed/",
    f"{ICE}feed/rss2/": f"{ICE}feed/",
    f"{FROST}feed/rss/": f"{FROST}feed/",
    f"{POST}feed/rss2/": f"{POST}feed/",
    "/wp-rss.php": "/feed/",
    "/wp-rss2.php": "/feed/",
    "/wp-rdf.php": "/feed/",
    "/wp-feed.php": "/feed/",
    "/wp-atom.php": "/feed/atom/",
    "/wp-commentsrss2.php": "/comments/feed/",
    # Search
    "/?s=ice+age": "/search/?q=ice+age",
    "/?s=": "/search/?q=",
    "/?s=ice&paged=2": "/search/page/2/?q=ice",
    "/?s=ice&utm_source=x": "/search/?q=ice&utm_source=x",
    "/search/ice%20age/": "/search/?q=ice+age",
    "/search/ice+age/": "/search/?q=ice+age",
    "/search/ice+age/page/2/": "/search/page/2/?q=ice+age",
    "/?s=c%2B%2B": "/search/?q=c++",
    # What hangs on a post
    f"{POST}comment-page-2/": POST,
    f"{POST}page/2/": POST,
    f"{POST}2/": POST,
    f"{POST}trackback/": POST,
    f"{POST}amp/": POST,
    f"{POST}embed/": POST,
    f"{POST}ice/": PICTURE,
    "/about/crew/2/": "/about/crew/",
    # A path that is written otherwise
    POST.rstrip("/"): POST,
    f"{POST}?utm_source=x".replace("/?", "?"): f"{POST}?utm_source=x",
    f"/index.php{POST}": POST,
    f"/{POST}": POST,
    POST.replace("/02/", "//02///"): POST,
    "/essays/ice/%c3%b6lf%c3%a4sser": "/essays/ice/ölfässer/",
    "/2023/02/The-Harbour-Freezes/": POST,
    # A path that is wrong, but says what is meant
    "/the-harbour-freezes/": POST,
    "/2023/the-harbour-freezes/": POST,
    "/2023/02/15/the-harbour-freezes/": POST,
    "/essays/the-harbour-freezes/": POST,
    "/2023/02/the-harb/": POST,
    "/2023/02/the-harb/page/2/": POST,
    "/2023/02/the-harb/comment-page-2/": POST,
    "/blog/2023/02/the-harbour-freezes/": POST,
    "/%C3%B6lf%C3%A4sser/": "/essays/ice/ölfässer/",
    # What was called otherwise there
    "/2023/02/harbour-frozen/": POST,
    "/2023/02/harbour-frozen": POST,
    "/2023/02/harbour-frozen/feed/": f"{POST}feed/",
    "/2023/02/harbour-frozen/?utm_source=x": f"{POST}?utm_source=x",
    "/2023/02/harbour-frozen/?feed=atom": f"{POST}feed/atom/",
    "/2023/02/harbour-frozen/comment-page-2/": POST,
    "/2023/02/harbour-frozen/trackback/": POST,
    "/2023/02/harbour-frozen/2/": POST,
    "/2023/02/harbour-frozen/feed/rss2/": f"{POST}feed/",
    "/2023/02/harbour-frozen/rss/": f"{POST}feed/",
    "/index.php/2023/02/harbour-frozen/": POST,
    "/2023/02//harbour-frozen/": POST,
    "/index.php/2015/frozen/feed/rss2/": f"{POST}feed/",
    "/category/cold/": ICE,
    "/category/cold/feed/rss2/": f"{ICE}feed/",
    "/blog/category/cold/page/2/": f"{ICE}page/2/",
    "/author/jo/": POST,
    "/archives/": POST,
    "/about.html": POST,
    "/about.html/comment-page-2/": POST,
    "/about.html/feed/": f"{POST}feed/",
    # Uploads
    "/files/2013/01/ice.jpg": PICTURE,
    "/files/2013/01/ice-300x200.jpg": PICTURE,
    "/wp-content/uploads/2023/02/ice.jpg": PICTURE,
    "/wp-content/uploads/2023/02/ice-300x200.jpg": PICTURE,
    "/wp-content/uploads/2023/02/ice-scaled.jpg": PICTURE,
    "/wp-content/uploads/2023/02/tides.pdf": PAPER,
    # The site's own
    "/wp-sitemap.xml": "/sitemap.xml",
    "/sitemap_index.xml": "/sitemap.xml",
}

GONE = [
    "/?p=1",
    "/?p=99999999999999999999",
    "/?p=%00",
    "/?p=-712",
    "/?p=٧١٢",
    "/?cat=4",
    "/?cat=x%00",
    "/?tag_id=9",
    "/?tag_id=x%00",
    "/?category_name=none",
    "/?tag=none",
    "/?tag=%00",
    "/?m=203",
    "/?m=202313",
    "/?m=99999999",
    "/?year=2023&monthnum=99",
    "/?year=0",
    "/?name=none",
    "/?name=%00",
    "/?author=1",
    "/?author=3",
    "/?author=99999999999999999999",
    "/?author_name=nobody",
    "/author/nobody/",
    "/author/silent/",
    "/author/%00/",
    "/archives/99999999999999999999/",
    "/2011/02/the-harbour-freezes/",
    "/2023/02/16/the-harbour-freezes/",
    "/2023/99/the-harbour-freezes/",
    "/harbour-freezes/",
    "/page/2/",
    "/page/0/",
    f"{ICE}page/9/",
    "/category/none/page/2/",
    "/date/2023/99/",
    "/wp-content/uploads/2023/02/none-300x200.jpg",
    "/wp-content/uploads/",
    "/none.php",
    "/%ff%fe/%",
    "/a%00b/",
    "//evil.example/",
    "//evil.example/?feed=rss2",
    "//evil.example/%2e%2e",
    "/\\evil.example/?paged=2",
    f"/{'a' * 10_000}/",
    f"/?name={'a' * 10_000}",
    f"/{'a/' * 5_000}",
    f"/category/{'%F0%9F%8C%8A' * 900}/",
    f"/{'9' * 30}/{'9' * 30}/",
]

CLOSED = [
    "/wp-login.php",
    "/wp-login.php?redirect_to=/",
    "/wp-admin",
    "/wp-admin/",
    "/wp-admin/edit.php",
    "/xmlrpc.php",
    "//xmlrpc.php",
    "/wp-json/wp/v2/posts",
    "/wp-cron.php",
    "/favicon.ico",
]


def ask(address: str, method: str = "get"):
    """Ask for the address as it is written, doubled slashes and all."""
    return getattr(Client(), method)(f"http://testserver{address}")


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_an_old_address_leads_where_the_thing_is(house, old, new, method):
    response = ask(old, method)
    assert (response.status_code, unquote(response.headers.get("Location", ""))) == (301, new)


@pytest.mark.parametrize("address", GONE)
def test_what_is_nowhere_is_not_there(house, address):
    response = ask(address)
    if response.status_code == 301:  # only a slash was missing
        response = ask(response.headers["Location"])
    assert response.status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("address", CLOSED)
def test_what_robots_hammer_is_answered_without_a_question(house, address, method, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = ask(address, method)
    assert response.status_code == 404
    assert "Location" not in response.headers


@pytest.mark.parametrize("query", ["replytocom=5", "share=x", "utm_source=letter", "fbclid=a", "cpage=2", "p=", "cat="])
@pytest.mark.parametrize("path", [POST, "/"])
def test_what_says_nothing_of_the_page_changes_nothing(house, path, query):
    assert ask(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Entry.Status.DRAFT},
        {"status": Entry.Status.PRIVATE},
        {"status": Entry.Status.TRASH},
        {"published_at": timezone.now() + timedelta(days=3650)},
    ],
)
def test_no_address_gives_away_what_is_not_public(house, fields):
    hidden = make_post("Secret plans", pk=800, slug="secret-plans", path="/2023/02/secret-plans/", **fields)
    Redirect.objects.create(path="/?p=801", entry=hidden)
    Redirect.objects.create(path="/2020/01/older/", entry=hidden)
    forms = ["/?p=800", "/?p=801", "/?name=secret-plans", "/secret-plans/", "/secret-p/", "/2020/01/older/feed/"]
    ends = ["", "feed/rss2/", "trackback/", "2/", "amp/", "?feed=rss2", "?paged=2"]
    for address in [*forms, "/2020/01/older/", "/archives/800/", *(hidden.path + end for end in ends)]:
        response = ask(address)
        assert response.status_code == 404, address
        assert "ecret" not in response.content.decode().replace("secret-p", "")


@pytest.mark.parametrize("path", ["/rules/", "/donate/", "/search/", "/robots.txt", "/about/"])
@pytest.mark.parametrize("query", ["paged=2", "feed=rss2", "feed=atom&paged=3"])
def test_a_page_that_works_is_never_left_for_a_guess(house, path, query):
    make_post("Rules of thumb", pk=901, slug="rules-of-thumb", path="/thumb/")
    make_post("Donated", pk=902, slug="donate-now", path="/given/")
    response = ask(f"{path}?{query}")
    assert response.status_code == 200 or response.headers["Location"].startswith(path)


def test_an_old_address_takes_nothing_from_what_hangs_below_it(house):
    """`/archives/` is an old address, `/archives/712` is a post by its number."""
    make_post("Another", pk=716, slug="another", path="/another/")
    assert ask("/archives/716").headers["Location"] == "/another/"
    assert ask("/archives/716/feed/rss2/").headers["Location"] == "/another/feed/"


def test_a_guess_that_fits_two_is_none_but_the_exact_word_wins(house):
    make_post("Ice", pk=901, slug="ice-age", path="/one/")
    make_post("Ice", pk=902, slug="ice-age-again", path="/two/")
    assert ask("/ice-ag/").status_code == 404
    assert ask("/ice-age/").url == "/one/"


def test_a_post_is_never_answered_by_a_redirect(house):
    for address in ("/?p=712", "/2023/02/harbour-frozen/", "/?feed=rss2", "/the-harbour-freezes/"):
        assert ask(address, "post").status_code in (404, 405), address


@pytest.mark.parametrize("address", MOVED)
def test_no_address_leads_in_a_circle_or_to_another_host(house, address):
    seen = {address}
    response = ask(address)
    while response.status_code == 301:
        target = response.headers["Location"]
        assert target.startswith("/")
        assert not target.startswith("//")
        assert target not in seen
        seen.add(target)
        response = ask(target)
    assert len(seen) == 2 or "page/" in target or response.status_code == 200


def questions(address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask(address)
    return len(asked)


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/here/",
        "/none",
        "/none.php",
        "/category/none/",
        "/tag/none/",
        "/author/none/",
        "/archives/9/",
        "/wp-content/uploads/x-300x200.jpg",
        "/files/2013/01/x-1x1.jpg",
    ],
)
def test_what_is_not_there_costs_at_most_three_questions_more(house, settings, address):
    more = questions(address)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("old_addresses")]
    assert more - questions(address) <= 3


@pytest.mark.parametrize("address", ["/", POST, ICE, "/about/", "/feed/", f"{POST}?utm_source=x"])
def test_what_is_there_costs_none(house, settings, address):
    more = questions(address)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("old_addresses")]
    assert more == questions(address)


anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
segments = st.lists(st.sampled_from(["feed", "rss2", "page", "2", "2023", "category", "x", "", "index.php", "amp"]))


@given(path=st.one_of(anything, segments.map("/".join)))
def test_every_path_asks_for_something_in_one_form(path):
    closed = closed_path(f"/{path}")
    assert closed.startswith("/")
    assert closed.endswith("/")
    assert "//" not in closed
    wanted = wanted_by_path(f"/{path}")
    assert wanted.part in ("", "feed/", "feed/atom/", "feed/json/") or wanted.part.startswith("page/")


@given(path=st.one_of(anything, segments.map("/".join)))
def test_an_entry_is_looked_for_where_the_path_begins_and_first_at_the_path_itself(path):
    asked = closed_path(f"/{path}")
    first, *others = entry_paths(asked)
    assert first == asked
    assert all(asked.startswith(other) or asked.removeprefix("/index.php").startswith(other) for other in others)


@given(query=st.dictionaries(st.sampled_from(["p", "s", "cat", "m", "year", "day", "feed", "paged", "name"]), anything))
def test_variables_ask_for_something_unless_all_are_empty(query):
    asked = "s" in query or any(value for name, value in query.items() if name != "day")
    assert (wanted_by_query(query) is not None) == bool(asked)
