"""A reader finds his way: the stream, its archives, a post, a page, the search."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.text import slugify

from blog.actions import save_entry
from blog.models import Entry, Site, Tag
from tests.factories import make_category, make_page, make_post

PHOENIX = ZoneInfo("America/Phoenix")
NOT_PUBLIC = [
    {"status": "draft"},
    {"status": "private"},
    {"status": "trash"},
    {"published_at": timezone.now() + timedelta(days=1)},
]


def get(path: str, **headers: str) -> str:
    response = Client().get(path, headers=headers)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def status(path: str) -> int:
    return Client().get(path).status_code


def test_the_front_page_has_the_newest_posts_first_and_whole(author):
    now = timezone.now()
    make_post("Older", body="<p>Beginning.</p><p>The very end.</p>", published_at=now - timedelta(days=2))
    make_post("Newer", published_at=now - timedelta(days=1))
    page = get("/")
    assert page.index("Newer") < page.index("Older")
    assert "The very end." in page


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL decides by the number of posts")
def test_the_front_page_sorts_nothing_however_many_posts_there_are(client, author):
    make_post("A post", author=author)
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    (listed,) = [query["sql"] for query in asked if 'ORDER BY "blog_entry"."is_pinned"' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {listed}")
        plan = str(cursor.fetchall())
    assert "blog_entry_front" in plan
    assert "ORDER BY" not in plan


def test_what_the_author_has_pinned_stands_on_top_of_the_front_page_alone(author):
    now = timezone.now()
    ice = make_category("Ice")
    make_post("Pinned long ago", published_at=now - timedelta(days=9), is_pinned=True, categories=[ice])
    make_post("Newer", published_at=now - timedelta(days=1), categories=[ice])
    make_post("Not yet", published_at=now + timedelta(days=1), is_pinned=True)
    front, category = get("/"), get("/category/ice/")
    assert front.index("Pinned long ago") < front.index("Newer")
    assert front.count('<span class="pinned">Pinned</span>') == 1
    assert "Not yet" not in front
    assert category.index("Newer") < category.index("Pinned long ago")
    assert 'class="pinned"' not in category


def test_the_author_may_show_beginnings_only(author):
    Site.objects.create(pk=1, whole_posts=False)
    make_post("Long", body=f"<p>Beginning. {'word ' * 80}</p><p>The very end.</p>")
    page = get("/")
    assert "Beginning." in page
    assert "The very end." not in page


def test_a_post_with_a_more_mark_is_cut_there(author):
    post = make_post("Long", body="<p>Beginning.</p><!--more--><p>The very end.</p>")
    assert "The very end." not in get("/")
    assert "Continue reading" in get("/")
    assert "The very end." in get(post.path)


@pytest.mark.parametrize("fields", NOT_PUBLIC)
def test_what_is_not_public_is_nowhere(author, fields):
    category, tag = make_category("Ice"), Tag.objects.create(name="frost", slug="frost")
    make_post("Beside it", categories=[category], tags=[tag])
    hidden = make_post("A secret", path="/2020/01/a-secret/", categories=[category], tags=[tag], **fields)
    everywhere = ["/", "/feed/", "/feed/atom/", "/category/ice/", "/tag/frost/", "/search/?q=secret", "/sitemap.xml"]
    for path in [*everywhere, "/category/ice/feed/", "/tag/frost/feed/", f"/{timezone.localtime():%Y}/"]:
        response = Client().get(path)
        assert "A secret" not in response.content.decode()
        assert "a-secret" not in response.content.decode()
    for path in (hidden.path, f"/?p={hidden.pk}", f"/preview/{hidden.pk}/"):
        assert "A secret" not in Client().get(path, follow=True).content.decode()


def test_a_scheduled_post_appears_by_itself(author):
    post = make_post("Tomorrow", published_at=timezone.now() + timedelta(days=1))
    assert status(post.path) == 404
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert "Tomorrow" in get("/")
        assert status(post.path) == 200


def test_the_author_alone_sees_a_draft(author, admin):
    draft = make_post("Half done", status="draft", published_at=None)
    assert draft.path is None
    response = admin.get(draft.get_absolute_url())
    assert "Nobody but you can see it." in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert status(draft.get_absolute_url()) == 302


def test_staff_without_the_right_read_no_drafts(author):
    draft = make_post("Half done", status="draft", published_at=None)
    browser = Client()
    browser.force_login(User.objects.create_user("clerk", is_staff=True))
    assert browser.get(draft.get_absolute_url()).status_code == 403


def test_a_post_has_what_a_reader_looks_for(author):
    spaceflight = make_category("Spaceflight")
    probes = make_category("Probes", parent=spaceflight)
    post = make_post(
        "Petrel <lands>",
        body="""<p>It landed.</p><figure class="alignright"><img src="/media/x.jpg" alt="A dune">
        <figcaption>Dunes</figcaption></figure>""",
        categories=[probes],
        tags=[Tag.objects.create(name="mars", slug="mars")],
        published_at=datetime(2023, 2, 11, 8, 15, tzinfo=PHOENIX),
        slug="petrel-lands",
    )
    assert post.path == "/2023/02/petrel-lands/"
    page = get(post.path)
    for expected in (
        "<h1>Petrel &lt;lands&gt;</h1>",
        '<time datetime="2023-02-11T08:15:00-07:00">Saturday, February 11, 2023</time>',
        "Tobias Wren",
        'href="/category/spaceflight/probes/"',
        'href="/tag/mars/"',
        '<link rel="canonical" href="http://testserver/2023/02/petrel-lands/">',
        '<meta property="og:title" content="Petrel &lt;lands&gt;">',
        '<meta property="og:image" content="http://testserver/media/x.jpg">',
        '<meta name="description" content="It landed.',
        "<figcaption>Dunes</figcaption>",
    ):
        assert expected in page, expected


def test_before_and_after_a_post_stand_its_neighbours_in_time(author):
    now = timezone.now()
    first, second, third = (
        make_post(name, published_at=now - timedelta(days=9 - day)) for day, name in enumerate(("One", "Two", "Three"))
    )
    make_post("Not yet", published_at=now + timedelta(days=1))
    page = get(second.path)
    assert f'rel="prev" href="{first.path}"' in page
    assert f'rel="next" href="{third.path}"' in page
    assert 'rel="next"' not in get(third.path)
    assert 'rel="prev"' not in get(first.path)


def test_posts_of_the_same_second_are_neighbours_too(author):
    moment = timezone.now() - timedelta(days=1)
    first, second = make_post("One", published_at=moment), make_post("Two", published_at=moment)
    assert f'rel="next" href="{second.path}"' in get(first.path)
    assert f'rel="prev" href="{first.path}"' in get(second.path)


def test_a_page_stands_beside_the_stream_and_in_the_menu_if_the_author_wants(author):
    about = make_page("About me", menu_order=1)
    make_page("Colophon")
    assert about.path == "/about-me/"
    front = get("/")
    assert '<a href="/about-me/">About me</a>' in front
    assert "Colophon" not in front
    assert "About me" in get("/about-me/")
    assert 'rel="prev"' not in get("/about-me/")


def test_a_category_holds_what_lies_below_it(author):
    spaceflight = make_category("Spaceflight", description="Machines that leave.")
    probes = make_category("Probes", parent=spaceflight)
    make_post("A probe", categories=[probes])
    make_post("Elsewhere")
    assert "A probe" in get("/category/spaceflight/")
    assert "Machines that leave." in get("/category/spaceflight/")
    assert "A probe" in get("/category/spaceflight/probes/")
    assert "Elsewhere" not in get("/category/spaceflight/")


def test_a_post_in_two_categories_of_one_branch_is_listed_once(author):
    parent = make_category("Sea")
    make_post("Twice", categories=[parent, make_category("Tides", parent=parent)])
    assert get("/category/sea/").count("<article") == 1


@pytest.mark.parametrize("path", ["/2023/", "/2023/02/", "/2023/2/", "/2023/02/11/"])
def test_the_calendar_is_the_authors(author, path):
    # Half past eleven at night in Phoenix is already the twelfth in Greenwich.
    make_post("Late", published_at=datetime(2023, 2, 11, 23, 30, tzinfo=PHOENIX))
    make_post("Other", published_at=datetime(2022, 2, 11, 12, 0, tzinfo=PHOENIX))
    assert "Late" in get(path)
    assert "Other" not in get(path)


@pytest.mark.parametrize(
    "path",
    [
        "/2023/13/",
        "/2023/02/30/",
        "/2023/00/",
        "/0000/",
        "/9999/",
        "/1999/",
        "/2023/02/11/",
        "/page/0/",
        "/page/99999/",
        "/page/999999999999999999999999/",
        "/page/x/",
        "/page/-1/",
        "/category/none/",
        "/tag/none/",
        "/nothing/here/",
        "/%00/",
        "/a%00b/",
        "/category/%00/",
        "/%ff%fe/",
        "/?p=0",
        "/?p=99999999999999999999",
        "/?p=x",
        "/?p=%00",
        "/?page_id=1e3",
        "/preview/1/x/",
        "/media/",
        "/media/none.jpg",
        "/category/none/feed/",
        "/nothing/feed/",
    ],
)
def test_what_is_not_there_is_a_page_that_helps(author, path):
    make_post("Something", published_at=timezone.now() - timedelta(hours=1))
    response = Client().get(path, follow=True)
    assert response.status_code == 404
    if not path.startswith("/media"):
        assert 'action="/search/"' in response.content.decode()


@pytest.mark.parametrize("path", ["/media/../manage.py", "/media/%2e%2e/house.sqlite3", "/media/..%2f..%2fetc/passwd"])
def test_no_path_leads_out_of_the_pictures(db, path):
    assert status(path) in (400, 404)


def test_lists_are_paged_and_their_first_page_has_one_address(author):
    Site.objects.create(pk=1, posts_per_page=2)
    category = make_category("Ice")
    for number in range(5):
        make_post(f"Number {number}", categories=[category], published_at=timezone.now() - timedelta(days=number + 1))
    assert "Number 4" in get("/page/3/")
    assert status("/page/4/") == 404
    assert 'href="/page/2/"' in get("/")
    assert 'rel="prev" href="/"' in get("/page/2/")
    assert "Number 2" in get("/category/ice/page/2/")
    for path, first in (("/page/1/", "/"), ("/category/ice/page/1/", "/category/ice/")):
        response = Client().get(path)
        assert (response.status_code, response.url) == (301, first)


@pytest.mark.parametrize(
    "query", ["%00", "%", "_", '"', "' OR 1=1 --", "<script>", "x" * 5000, "NEAR(", "%F0%9F%8C%8A"]
)
def test_no_search_breaks_anything(author, query):
    make_post()
    page = get(f"/search/?q={query}")
    assert "<script>" not in page


@pytest.mark.parametrize("name", ["Homepage", "Front page", "Page", "page 2"])
def test_a_term_may_be_called_page(author, name):
    category, tag = make_category(name), Tag.objects.create(name=name, slug=slugify(name))
    make_post("Here", categories=[category], tags=[tag])
    for path in (category.get_absolute_url(), tag.get_absolute_url()):
        assert "Here" in get(path)


def test_the_first_page_of_a_search_has_one_address_and_keeps_its_words(author):
    assert Client().get("/search/page/1/?q=moon+tide").url == "/search/?q=moon+tide"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Phoenix", "Pacific/Kiritimati", "UTC"])
@pytest.mark.parametrize("path", ["/0001/", "/0001/01/01/", "/9999/12/31/", "/9998/12/"])
def test_the_ends_of_the_calendar_break_nothing_in_any_zone(db, zone, path):
    with timezone.override(zone):
        assert status(path) == 404


def test_the_old_addresses_of_wordpress_lead_on(author):
    post = make_post()
    assert Client().get(f"/?p={post.pk}").url == post.path
    assert Client().get(f"/?p={post.pk}").status_code == 301
    assert Client().get("/?s=ice+age").url == "/search/?q=ice+age"


def test_a_missing_slash_is_forgiven(author):
    post = make_post()
    assert Client().get(post.path.rstrip("/")).url == post.path


@pytest.mark.parametrize("path", ["/wp-content/uploads/2023/x.jpg", "/wp-login.php", "/xmlrpc.php", "/.env"])
def test_no_slash_is_hung_on_what_looks_like_a_file(db, path):
    assert status(path) == 404


def test_an_address_with_letters_of_any_alphabet_works(author):
    post = make_post("Приливы", slug="приливы-и-отливы")
    assert status(post.get_absolute_url()) == 200
    assert "%D0%BF" in post.get_absolute_url()
    assert status(post.get_absolute_url().lower()) == 200


@pytest.mark.parametrize(
    "path", ["/", "/2023/", "/search/", "/feed/", "/sitemap.xml", "/robots.txt", "/healthz", "/rules/", "/donate/"]
)
def test_a_head_request_is_answered_without_a_body(author, path):
    make_post(published_at=datetime(2023, 2, 11, 12, 0, tzinfo=PHOENIX))
    response = Client().head(path)
    assert response.status_code == 200
    assert not response.content


@pytest.mark.parametrize("path", ["/", "/2023/", "/search/", "/rules/", "/donate/", "/about/"])
def test_reading_is_all_that_a_page_is_for(author, path):
    make_page("About")
    make_post(published_at=datetime(2023, 2, 11, 12, 0, tzinfo=PHOENIX))
    assert Client().post(path).status_code == 405


QUERIES = {
    "/": 9,
    "/page/2/": 9,
    "/category/ice/": 12,
    "/tag/frost/": 12,
    "/2023/": 12,
    "/search/?q=number": 8,
    "/about/": 9,
    "/rules/": 4,
    "/feed/": 4,
    "/sitemap.xml": 11,
}


@pytest.mark.parametrize(("path", "queries"), QUERIES.items())
@pytest.mark.parametrize("count", [4, 12])
def test_a_list_asks_the_same_few_questions_however_long_it_is(author, path, queries, count, django_assert_num_queries):
    Site.objects.create(pk=1, posts_per_page=count - 1)
    ice, frost = make_category("Ice"), Tag.objects.create(name="frost", slug="frost")
    make_page("About", menu_order=1)
    for number in range(count):
        make_post(
            f"Number {number}",
            categories=[ice],
            tags=[frost],
            published_at=datetime(2023, 2, 1 + number, tzinfo=PHOENIX),
        )
    with django_assert_num_queries(queries):
        get(path)


def test_a_published_post_keeps_its_address_whatever_its_title_becomes(author):
    post = make_post("First thought", published_at=datetime(2023, 2, 11, tzinfo=PHOENIX))
    post.title = "Second thought"
    save_entry(post)
    assert Entry.objects.get().path == "/2023/02/first-thought/"


def test_a_scheduled_posts_address_goes_with_its_date_until_somebody_can_see_it(author):
    post = make_post("Soon", published_at=datetime(2030, 12, 24, tzinfo=PHOENIX))
    assert post.path == "/2030/12/soon/"
    post.published_at = datetime(2023, 3, 1, tzinfo=PHOENIX)
    assert save_entry(post).path == "/2023/03/soon/"
    post.published_at = datetime(2023, 4, 1, tzinfo=PHOENIX)
    assert save_entry(post).path == "/2023/03/soon/", "readers have seen it there"


def test_an_address_of_the_authors_own_stays_whatever_the_date(author):
    post = make_post("Soon", path="/soon/", published_at=datetime(2030, 12, 24, tzinfo=PHOENIX))
    post.published_at = datetime(2023, 3, 1, tzinfo=PHOENIX)
    assert save_entry(post).path == "/soon/"


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/%year%/%monthnum%/%day%/%postname%/", "/2023/02/05/ice/"),
        ("/%category%/%postname%/", "/sea/tides/ice/"),
        ("/archives/%post_id%/", "/archives/{pk}/"),
        ("/%postname%/", "/ice/"),
    ],
)
def test_a_new_post_gets_its_address_from_the_authors_pattern(author, pattern, path):
    Site.objects.create(pk=1, permalink_pattern=pattern)
    category = make_category("Tides", parent=make_category("Sea"))
    post = make_post("Ice", categories=[category], published_at=datetime(2023, 2, 5, tzinfo=PHOENIX))
    assert post.path == path.format(pk=post.pk)
    assert status(post.path) == 200


def test_two_posts_never_share_an_address_nor_hide_a_part_of_the_site(author):
    Site.objects.create(pk=1, permalink_pattern="/%postname%/")
    assert [make_post("Ice").path, make_post("Ice").path] == ["/ice/", "/ice-2/"]
    assert make_page("Rules").path == "/rules-2/"
    assert make_page("2023").path == "/2023-2/"
    assert make_page("Feed").path == "/feed-2/"


@pytest.mark.parametrize("slug", ["a b", "x?y#z", "..", "a/b", "back\\slash", "\u2028", "%", "ü ß"])
@pytest.mark.parametrize("pattern", ["/%year%/%postname%/", "/%category%/%postname%/"])
def test_a_slug_that_no_address_can_hold_still_gets_one(author, slug, pattern):
    Site.objects.create(pk=1, permalink_pattern=pattern)
    post = make_post("Odd", slug=slug, categories=[make_category("Odd", slug=slug)])
    assert status(post.get_absolute_url()) == 200


def test_a_subject_with_nothing_public_is_not_named(client, author):
    """Its name may say what is not to be known yet."""
    upper = make_category("Essays")
    make_post("Public", author=author, categories=[make_category("Tides", parent=upper)])
    make_post("Draft", author=author, status="draft", categories=[make_category("A secret plan")])
    page = client.get("/search/").content.decode()
    assert "Essays</a>" in page
    assert "Tides</a>" in page
    assert "A secret plan" not in page
