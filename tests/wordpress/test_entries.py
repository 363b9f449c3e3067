"""Posts and pages on their way in: what they are, where they stand, when they were written."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from blog.models import Category, Entry, Page, Post, Redirect, Site, Tag
from tests.factories import make_author, make_category, make_post
from tests.wordpress.conftest import run_file
from tests.wordpress.samples import NEVER, SITE, author, category, export, item, label, meta, tag, written


def test_a_post_keeps_its_words_its_date_and_its_address(move_in, client):
    move_in(item(7, "Points of <em>information</em> &amp; order", "One.\n\nTwo.", link=f"{SITE}/essays/points/"))
    post = Post.objects.get()
    assert (post.title, post.path, post.slug) == ("Points of information & order", "/essays/points/", "post-7")
    assert post.published_at == datetime(2015, 3, 2, 17, tzinfo=UTC)
    assert post.body == "<p>One.</p>\n<p>Two.</p>"
    assert post.body_format == Entry.Format.HTML
    assert "<p>Two.</p>" in client.get("/essays/points/").content.decode()


def test_a_page_is_a_page_and_not_in_the_menu(move_in):
    move_in(item(2, "About", post_type="page", link=f"{SITE}/about/the-author/", menu_order=3))
    page = Page.objects.get()
    assert (page.path, page.menu_order) == ("/about/the-author/", None)


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ({"status": "draft"}, Entry.Status.DRAFT),
        ({"status": "pending"}, Entry.Status.DRAFT),
        ({"status": "private"}, Entry.Status.PRIVATE),
        ({"post_password": "sesame"}, Entry.Status.PRIVATE),
        ({"status": "private", "post_password": "sesame"}, Entry.Status.PRIVATE),
        ({"status": "trash", "post_name": "post-5__trashed"}, Entry.Status.TRASH),
        ({"status": "archived-by-a-plugin"}, Entry.Status.DRAFT),
        ({"status": ""}, Entry.Status.DRAFT),
        ({"status": "future"}, Entry.Status.DRAFT),  # its time has passed, and yet it was not public there
    ],
)
def test_what_was_not_public_there_is_not_public_here(move_in, client, there, here):
    move_in(item(5, link=f"{SITE}/2015/03/post-5/", **there))
    post = Post.objects.get()
    assert post.status == here
    assert not Entry.objects.published().exists()
    assert client.get("/2015/03/post-5/").status_code == 404


def test_a_scheduled_post_stays_scheduled(move_in):
    move_in(item(5, status="future", post_date="2999-01-01 05:00:00", post_date_gmt="2999-01-01 12:00:00"))
    post = Post.objects.get()
    assert post.is_scheduled
    assert post.published_at == datetime(2999, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("there", [{"status": "auto-draft"}, {"status": "inherit"}, {"post_type": "revision"}])
def test_what_nobody_has_written_is_left_there_and_counted(move_in, there):
    report = move_in(item(5, **there))
    assert not Entry.objects.exists()
    assert "1 × item of the type" in report


def test_a_draft_has_neither_date_nor_address(move_in):
    move_in(item(5, status="draft", post_date_gmt=NEVER, link=f"{SITE}/?p=5"))
    post = Post.objects.get()
    assert (post.published_at, post.path) == (None, None)


def test_a_date_that_is_known_only_in_the_sites_own_time_is_read_so(move_in):
    move_in(item(5, post_date="2015-07-01 10:00:00", post_date_gmt=NEVER))
    assert Post.objects.get().published_at == datetime(2015, 7, 1, 17, tzinfo=UTC)


def test_a_percent_encoded_address_is_stored_as_it_is_read(move_in, client):
    slug = "%d1%80%d0%b5%d0%ba%d0%b0"
    move_in(item(5, post_name=slug, link=f"{SITE}/2015/03/{slug}/"))
    post = Post.objects.get()
    assert (post.slug, post.path) == ("река", "/2015/03/река/")
    assert client.get(f"/2015/03/{slug.upper()}/").status_code == 200


def test_an_address_that_belongs_to_the_house_is_changed_and_named(move_in):
    report = move_in(item(5, "Feed", post_type="page", post_name="feed", link=f"{SITE}/feed/"))
    path = Page.objects.get().path
    assert path not in (None, "/feed/")
    assert f"{SITE}/feed/ is now {path}" in report


def test_an_address_that_is_taken_is_changed_and_named(move_in):
    make_post(path="/2015/03/post-5/")
    report = move_in(item(5))
    assert "Addresses changed:" in report
    assert Post.objects.filter(title="A post").count() == 2


def test_a_plain_address_gets_a_readable_one(move_in):
    report = move_in(item(5, link=f"{SITE}/?p=5"))
    assert Post.objects.get().path == "/2015/03/post-5/"
    assert f"{SITE}/?p=5 is now /2015/03/post-5/" in report


def test_comments_closed_there_are_closed_here(move_in):
    move_in(item(5, comment_status="closed"), item(6))
    assert list(Post.objects.order_by("pk").values_list("comments_open", flat=True)) == [False, True]


def test_the_tree_of_categories_comes_whole_in_whatever_order(move_in):
    move_in(
        category(9, "comets", "Comets", parent="space"),
        category(4, "space", "Science &amp; Space"),
        category(11, "caf%c3%a9", "Café"),
        item(5, "A post", "Words.", label("category", "comets", "Comets"), label("category", "caf%c3%a9", "Café")),
    )
    assert {row.path: row.name for row in Category.objects.all()} == {
        "space": "Science & Space",
        "space/comets": "Comets",
        "café": "Café",
    }
    assert {row.slug for row in Post.objects.get().categories.all()} == {"comets", "café"}


def test_parents_in_a_circle_and_missing_ones_lead_to_the_top(move_in):
    move_in(category(1, "a", "A", parent="b"), category(2, "b", "B", parent="a"), category(3, "c", "C", parent="none"))
    assert {"a", "b", "c"} == {row.slug for row in Category.objects.all()}
    assert Category.objects.get(slug="c").parent is None


def test_terms_that_only_a_post_names_are_made(move_in):
    move_in(item(5, "A post", "Words.", label("category", "sea", "The sea"), label("post_tag", "ice", "Ice")))
    assert Category.objects.get().name == "The sea"
    assert Tag.objects.get().name == "Ice"
    assert Post.objects.get().tags.get().slug == "ice"


def test_a_category_that_is_here_already_is_taken(move_in):
    mine = make_category("The sea", slug="sea")
    move_in(category(3, "sea", "Sea"), item(5, "A post", "Words.", label("category", "sea", "Sea")))
    assert Post.objects.get().categories.get() == mine
    assert Category.objects.get().name == "The sea"


def test_two_tags_with_one_name_stay_two(move_in):
    move_in(tag(1, "ice", "Ice"), tag(2, "ice-2", "Ice"))
    assert {row.slug: row.name for row in Tag.objects.all()} == {"ice": "Ice", "ice-2": "Ice (ice-2)"}


def test_the_author_is_found_by_address_and_nobody_is_changed(move_in):
    mine = make_author("tobias", email="Wren@tide.example", first_name="T.")
    move_in(author(email="wren@tide.example"), item(5))
    assert Post.objects.get().author == mine
    assert User.objects.get().first_name == "T."


def test_an_unknown_author_gets_an_account_that_opens_no_door(move_in):
    move_in(author(2, "guest", "guest@tide.example", "A Guest"), item(5, creator="guest"))
    guest = Post.objects.get().author
    assert (guest.username, guest.get_full_name()) == ("guest", "A Guest")
    assert not guest.is_active
    assert not guest.is_staff
    assert not guest.has_usable_password()


def test_in_an_export_without_authors_the_name_at_the_post_is_enough(move_in):
    move_in("<wp:author></wp:author>", item(5, creator="old-hand"))
    assert Post.objects.get().author.username == "old-hand"


def test_two_things_with_one_number_both_come_in(move_in):
    parts = item(5, "One", post_name="one"), item(5, "Two", post_name="two"), item(5, "One", post_name="one")
    assert "number that WordPress uses for several things" in move_in(*parts)
    assert {post.title for post in Post.objects.all()} == {"One", "Two"}
    assert "2 unchanged (published)" in move_in(*parts)


def test_an_excerpt_is_plain_text_here(move_in):
    move_in(item(5, excerpt="Of <em>ice</em> &amp; tide"))
    assert Post.objects.get().excerpt == "Of ice & tide"


def test_what_has_no_place_here_is_named(move_in):
    assert "Lost:\n  1 × item of the type “product”" in move_in(item(5, "A shop item", post_type="product"))


def test_a_post_keeps_its_number_so_that_old_short_addresses_lead_to_it(move_in, client):
    move_in(item(712, "Old", link=f"{SITE}/essays/old/"))
    assert client.get("/?p=712").url == "/essays/old/"
    assert make_post("New", author=User.objects.get()).pk > 712


def test_a_post_that_was_on_top_stays_on_top(move_in, client):
    move_in(item(5, "First", is_sticky=1), item(6, "Later", post_date_gmt="2020-01-01 00:00:00"))
    front = client.get("/").content.decode()
    assert front.index("First</a>") < front.index("Later</a>")
    assert not Post.objects.get(pk=6).is_pinned


def test_feeds_call_a_post_what_it_was_called_there(move_in, client):
    move_in(item(5).replace(f"{SITE}/?p=5", "http://old.tide.example/?p=5"))
    assert "http://old.tide.example/?p=5</guid>" in client.get("/feed/").content.decode()


def test_two_things_that_share_a_number_do_not_share_what_feeds_call_them(move_in):
    move_in(item(5, "One", post_name="one"), item(5, "Two", post_name="two"))
    first, second = Post.objects.order_by("title").values_list("guid", flat=True)
    assert first == f"{SITE}/?p=5"
    assert second != first


def test_the_slugs_that_a_post_had_before_lead_to_it(move_in, client):
    slugs = meta("_wp_old_slug", "an-earlier-slug"), meta("_wp_old_slug", "caf%c3%a9")
    parts = item(5, "A post", "Words.", *slugs, link=f"{SITE}/2015/03/post-5/")
    for _ in range(2):
        move_in(parts)
        for former in ("/2015/03/an-earlier-slug/", "/2015/03/caf%C3%A9/"):
            response = client.get(former)
            assert (response.status_code, response.url) == (301, "/2015/03/post-5/")


@pytest.mark.parametrize(
    ("path", "former"),
    [("/2015/03/post-5/", "/2014/12/post-5/"), ("/2015/03/02/post-5/", "/2014/12/31/post-5/")],
)
def test_a_post_whose_date_was_changed_there_is_found_under_the_former_one(move_in, client, path, former):
    move_in(item(5, "A post", "Words.", meta("_wp_old_date", "2014-12-31"), link=f"{SITE}{path}"))
    assert client.get(former).url == path


def test_a_former_date_means_nothing_where_no_date_stands_in_the_address(move_in):
    old = [meta("_wp_old_date", date) for date in ("2014-12-31", "../../etc", "")]
    move_in(item(5, "A post", "Words.", *old, link=f"{SITE}/essays/post-5/"))
    assert not Redirect.objects.exists()


def test_the_former_slug_of_what_is_not_public_leads_nowhere(move_in, client):
    move_in(item(5, "A post", "Words.", meta("_wp_old_slug", "earlier"), status="private"))
    assert client.get("/2015/03/earlier/").status_code == 404


def test_a_former_slug_takes_no_address_away(move_in, client):
    renamed = item(5, "A post", "Words.", meta("_wp_old_slug", "mine"), link=f"{SITE}/2015/03/post-5/")
    move_in(renamed, item(6, "Its own", link=f"{SITE}/2015/03/mine/"))
    assert "Its own" in client.get("/2015/03/mine/").content.decode()


@pytest.mark.parametrize("former", ["/essays/poi/former/", "/former/", "/essays/wrong/former/", "/former/feed/"])
def test_a_former_slug_is_found_below_whatever_category(move_in, client, former):
    move_in(item(5, "A post", "Words.", meta("_wp_old_slug", "former"), link=f"{SITE}/essays/poi/post-5/"))
    response = client.get(former)
    assert (response.status_code, response.url.removesuffix("feed/")) == (301, "/essays/poi/post-5/")


def test_a_former_slug_is_not_found_under_another_date(move_in, client):
    move_in(item(5, "A post", "Words.", meta("_wp_old_slug", "former")))
    assert client.get("/2014/01/former/").status_code == 404


@pytest.mark.parametrize(
    ("there", "date"),
    [
        ({"post_date": "2015-13-02 10:00:00", "post_date_gmt": NEVER}, "2015-13-02"),
        ({"post_date_gmt": "2015-13-02 10:00:00"}, "2015-13-02"),
    ],
)
def test_a_date_that_is_none_is_named_and_changes_nothing_else(move_in, client, there, date):
    report = move_in(item(5, "A post", link=f"{SITE}/essays/post-5/", **there))
    assert "1 × date that cannot be kept, the next best taken" in report.partition("Changed on the way in")[2]
    assert f"A post: {date}" in report
    assert client.get("/essays/post-5/").status_code == 200


@pytest.mark.parametrize(
    "there",
    [
        {"post_date": "9999-12-31 10:00:00", "post_date_gmt": "9999-12-31 17:00:00"},
        {"post_date": "9999-12-31 10:00:00", "post_date_gmt": NEVER},
        {"post_date": "12015-03-02 10:00:00", "post_date_gmt": "12015-03-02 17:00:00"},
        {"post_date": "2015-13-02 10:00:00", "post_date_gmt": NEVER, "status": "future"},
    ],
)
def test_what_is_dated_beyond_all_calendars_is_not_public(move_in, client, there):
    published = "<pubDate>Mon, 02 Mar 2015 17:00:00 +0000</pubDate>"
    report = move_in(item(5, "A post", **there).replace("<guid", f"{published}<guid"))
    assert "1 × date that cannot be kept, a draft here" in report.partition("Changed on the way in")[2]
    assert "Lost: nothing" in report
    assert Post.objects.get().status == Entry.Status.DRAFT
    assert client.get("/2015/03/post-5/").status_code == 404


@pytest.mark.parametrize(
    "there", [{}, {"post_date": "2015-13-02 10:00:00"}, {"status": "draft", "post_date_gmt": NEVER}]
)
def test_where_one_good_date_is_known_nothing_is_said_of_dates(move_in, there):
    assert "date that cannot be kept" not in move_in(item(5, **there))


# Numbers


def picture_of(post: int, number: int) -> str:
    link = f"{SITE}/2015/03/post-{post}/file/"
    return item(number, "A file", "", post_type="attachment", status="inherit", post_parent=post, link=link)


def test_no_number_of_the_files_is_given_to_what_is_written_here(move_in):
    author = make_author("heron")
    move_in(item(1), picture_of(1, 400))
    number = make_post("New", author=author).pk
    assert number > 400
    Entry.objects.get(pk=number).delete()
    move_in(item(1), picture_of(1, 300))
    assert make_post("Newer", author=author).pk > number


def test_into_an_empty_house_come_numbers_without_posts(move_in):
    move_in(picture_of(1, 400))
    assert make_post("New", author=make_author("heron")).pk > 400


def test_a_second_site_takes_no_number_of_the_first(move_in, client, tmp_path):
    move_in(item(2, "About", post_type="page", link=f"{SITE}/about/"))
    other = export(item(2, "Other", link="https://ebb.example/other/"), site="https://ebb.example")
    run_file(written(tmp_path, other, "ebb.xml"))
    for address in ("/?p=2", "/?page_id=2"):
        assert client.get(address).url == "/about/"
    assert not Redirect.objects.filter(path__contains="=2").exists()


@pytest.mark.parametrize("variable", ["p", "page_id", "attachment_id"])
def test_a_public_post_goes_before_an_old_address_by_its_number(db, client, variable):
    mine, other = make_post("Mine", path="/mine/"), make_post("Other", path="/other/")
    Redirect.objects.create(path=f"/?{variable}={mine.pk}", entry=other)
    assert client.get(f"/?p={mine.pk}").url == "/mine/"


def test_a_number_that_is_taken_is_not_taken_away(move_in):
    mine = make_post("Mine")
    move_in(item(mine.pk, "Theirs", link=f"{SITE}/essays/theirs/"))
    mine.refresh_from_db()
    assert mine.title == "Mine"
    assert Post.objects.get(title="Theirs").pk != mine.pk


def test_a_house_without_a_name_takes_the_one_that_moves_in(move_in, client):
    move_in(item(7))
    assert "The Tide Gauge" in client.get("/").content.decode()


def test_a_house_with_a_name_keeps_it(move_in):
    Site.objects.create(pk=1, title="Mine")
    move_in(item(7))
    assert Site.objects.get().title == "Mine"
