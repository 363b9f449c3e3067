"""The way out: one file that WordPress's importer reads, whole or not at all, and for nobody else's eyes."""

import stat
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.actions import leave_redirect, save_entry
from blog.models import Entry, File, Image, Site, Tag
from comments.actions import erase
from comments.models import Comment
from tests.factories import make_author, make_category, make_comment, make_page, make_post
from wordpress import exporting

Status = Entry.Status
DATE = datetime(2015, 3, 2, 17, 0, tzinfo=UTC)  # ten in the morning in Phoenix
SPACES = {
    "wp": "http://wordpress.org/export/1.2/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "house.xml"


@pytest.fixture
def exported(target: Path, db: None):
    """Export, and give the channel of the file."""

    def run() -> Element:
        target.unlink(missing_ok=True)
        call_command("export_wordpress", str(target), stdout=StringIO())
        channel = ElementTree.parse(target).getroot().find("channel")
        assert channel is not None
        return channel

    return run


def said(element: Element, name: str) -> str:
    found = element.find(name, SPACES)
    assert found is not None, name
    return found.text or ""


def item(channel: Element, title: str) -> Element:
    return next(found for found in channel.iter("item") if said(found, "title") == title)


def meta(element: Element, key: str) -> list[str]:
    pairs = [
        (said(pair, "wp:meta_key"), said(pair, "wp:meta_value")) for pair in element.findall("wp:postmeta", SPACES)
    ]
    return [value for name, value in pairs if name == key]


# The file


def test_it_says_what_is_in_it(target, post):
    make_comment(post)
    report = StringIO()
    call_command("export_wordpress", str(target), stdout=report)
    assert report.getvalue() == f"{target}: 1 author, 1 post, 1 comment.\n"


def test_only_its_owner_may_read_it(target, exported):
    exported()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_overwritten(target, db):
    target.write_text("precious")
    with pytest.raises(CommandError, match="there is such a file already"):
        call_command("export_wordpress", str(target))
    assert target.read_text() == "precious"


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path, db):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("export_wordpress", str(tmp_path / "nowhere" / "house.xml"))


def test_an_interrupted_export_leaves_nothing_behind(target, post, monkeypatch):
    def interrupt(part: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "written", interrupt)
    with pytest.raises(KeyboardInterrupt):
        call_command("export_wordpress", str(target))
    assert list(target.parent.iterdir()) == []


def test_it_can_go_to_the_standard_output(post):
    output = StringIO()
    call_command("export_wordpress", "-", stdout=output)
    assert ElementTree.fromstring(output.getvalue()).tag == "rss"


def test_twice_is_the_same_but_for_the_hour(target, exported, post):
    make_comment(post)
    exported()
    first = target.read_text()
    exported()
    lines = zip(first.splitlines(), target.read_text().splitlines(), strict=True)
    assert all(before.startswith("<pubDate>") for before, after in lines if before != after)


def test_the_number_of_queries_does_not_grow_with_the_number_of_comments(exported, post, django_assert_num_queries):
    make_comment(post)
    with CaptureQueriesContext(connection) as few:
        exported()
    for _ in range(10):
        make_comment(post)
    with django_assert_num_queries(len(few)):
        exported()


# The site


def test_the_head_says_whose_it_is(exported):
    Site.objects.create(pk=1, title="Fish & <Ships>", tagline="Tides, twice a day")
    head = exported()
    assert said(head, "wp:wxr_version") == "1.2"
    assert said(head, "title") == "Fish &amp; &lt;Ships&gt;"  # WordPress keeps its texts as HTML
    assert said(head, "description") == "Tides, twice a day"
    assert said(head, "wp:base_blog_url") == said(head, "wp:base_site_url") == said(head, "link") == "http://testserver"


def test_who_wrote_is_named_and_who_did_not_is_not(exported, author):
    make_post(author=author)
    make_author("helper")
    [named] = exported().findall("wp:author", SPACES)
    assert said(named, "wp:author_login") == "wren"
    assert said(named, "wp:author_email") == "wren@ledger.example"
    assert said(named, "wp:author_display_name") == "Tobias Wren"


def test_parents_stand_before_their_children(exported):
    land = make_category("Land")
    make_category("Ice", make_category("Bay", land))
    found = exported().findall("wp:category", SPACES)
    assert [(said(one, "wp:category_nicename"), said(one, "wp:category_parent")) for one in found] == [
        ("land", ""),
        ("bay", "land"),
        ("ice", "bay"),
    ]


def test_two_categories_with_one_slug_stay_two(exported):
    sea, land = make_category("Sea"), make_category("Land")
    make_post(categories=[make_category("News", sea), make_category("News", land)])
    found = exported()
    names = [said(one, "wp:category_nicename") for one in found.findall("wp:category", SPACES)]
    assert sorted(names) == ["land", "land-news", "sea", "sea-news"]
    assert {one.get("nicename") for one in item(found, "A post").findall("category")} == {"land-news", "sea-news"}


def test_no_two_terms_share_a_number(exported):
    make_category("Sea")
    Tag.objects.create(name="tide", slug="tide")
    assert len({element.text for element in exported().iterfind(".//wp:term_id", SPACES)}) == 2


# Posts and pages


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": Status.PUBLISHED}, "publish"),
        ({"status": Status.PUBLISHED, "published_at": timezone.now() + timedelta(days=400)}, "future"),
        ({"status": Status.DRAFT}, "draft"),
        ({"status": Status.PRIVATE}, "private"),
        ({"status": Status.TRASH}, "trash"),
    ],
)
def test_every_state_has_its_name(exported, fields, status):
    make_post("One", **fields)
    assert said(item(exported(), "One"), "wp:status") == status


def test_a_post_is_told_with_all_that_belongs_to_it(exported):
    post = make_post(
        "Fish & chips",
        slug="köder",
        published_at=DATE,
        excerpt="1 < 2",
        comments_open=False,
        is_pinned=True,
        categories=[make_category("Sea")],
        tags=[Tag.objects.create(name="C++", slug="c++")],
    )
    found = item(exported(), "Fish &amp; chips")
    assert said(found, "link") == "http://testserver/2015/03/k%C3%B6der/"
    assert said(found, "guid") == f"http://testserver/?p={post.pk}"
    assert said(found, "dc:creator") == "wren"
    assert said(found, "excerpt:encoded") == "1 &lt; 2"
    assert said(found, "wp:post_date") == "2015-03-02 10:00:00"
    assert said(found, "wp:post_date_gmt") == "2015-03-02 17:00:00"
    assert said(found, "wp:post_name") == "k%C3%B6der"
    assert said(found, "wp:comment_status") == "closed"
    assert said(found, "wp:is_sticky") == "1"
    assert {(one.get("domain"), one.get("nicename"), one.text) for one in found.findall("category")} == {
        ("category", "sea", "Sea"),
        ("post_tag", "c%2B%2B", "C++"),
    }


def test_a_post_that_moved_in_keeps_its_guid(exported):
    make_post("Old", guid="https://tide.example/?p=12")
    assert said(item(exported(), "Old"), "guid") == "https://tide.example/?p=12"


def test_a_page_has_its_place_in_the_menu(exported):
    make_page("About", menu_order=3)
    found = item(exported(), "About")
    assert (said(found, "wp:post_type"), said(found, "wp:menu_order")) == ("page", "3")


def test_a_draft_that_was_never_published_has_no_date_there(exported):
    make_post("Half", status=Status.DRAFT, published_at=None)
    found = item(exported(), "Half")
    assert said(found, "wp:post_date_gmt") == "0000-00-00 00:00:00"
    assert "/?p=" in said(found, "link")


def test_a_former_slug_leads_on_and_a_former_date_is_no_slug(exported, author):
    post = make_post("Ice", slug="ice", published_at=DATE)
    leave_redirect("/2014/12/frost/", post.path, entry=post)
    leave_redirect("/2014/12/ice/", post.path, entry=post)
    assert meta(item(exported(), "Ice"), "_wp_old_slug") == ["frost"]


def test_what_no_xml_may_hold_is_left_out(exported):
    make_post("Bell\x07", body="<p>a\x01]]\x08>b \U0001f30a \u200f</p>")
    body = said(item(exported(), "Bell"), "content:encoded")
    assert "<p>a]]>b \U0001f30a \u200f</p>" in body


# Files


def test_pictures_and_files_have_numbers_that_nothing_else_has(exported, post):
    picture = Image.objects.create(
        file="pictures/2015/03/x.png", width=1, height=1, alt="A <gull>", caption="Low & slow"
    )
    File.objects.create(file="files/2015/03/x.pdf", title="A chart")
    post.picture = picture
    save_entry(post)
    found = exported()
    numbers = [int(said(one, "wp:post_id")) for one in found.iter("item")]
    assert len(set(numbers)) == 3
    gull = item(found, "x")
    assert said(gull, "wp:attachment_url") == "http://testserver/media/pictures/2015/03/x.png"
    assert meta(gull, "_wp_attached_file") == ["pictures/2015/03/x.png"]
    assert meta(gull, "_wp_attachment_image_alt") == ["A &lt;gull&gt;"]
    assert said(gull, "excerpt:encoded") == "Low &amp; slow"
    assert meta(item(found, post.title), "_thumbnail_id") == [said(gull, "wp:post_id")]
    assert said(item(found, "A chart"), "wp:attachment_url") == "http://testserver/media/files/2015/03/x.pdf"


def test_bodies_name_their_files_by_whole_addresses_and_nothing_else(exported):
    make_post("Gulls", body='<p><img src="/media/pictures/x.png" alt="/media/"> is at /media/pictures/</p>')
    body = said(item(exported(), "Gulls"), "content:encoded")
    assert '<p><img src="http://testserver/media/pictures/x.png" alt="/media/"> is at /media/pictures/</p>' in body


# Comments


def comments(channel: Element) -> dict[str, Element]:
    return {said(one, "wp:comment_id"): one for one in channel.iterfind(".//wp:comment", SPACES)}


@pytest.mark.parametrize(
    ("status", "approved"),
    [("published", "1"), ("pending", "0"), ("spam", "spam"), ("rejected", "trash"), ("removed", "trash")],
)
def test_every_comment_goes_along_and_none_becomes_public(exported, post, status, approved):
    comment = make_comment(post, status=status)
    assert said(comments(exported())[str(comment.pk)], "wp:comment_approved") == approved


def test_a_comment_is_told_with_its_writer_and_what_it_answers(exported, post):
    first = make_comment(post, "1 < 2", name="Ada <3 Marsh", website="https://marsh.example/?a=1&copy=2")
    answer = Comment.objects.create(
        post=post,
        author=post.author,
        parent=first,
        name="Tobias",
        body="So it is.",
        status="published",
        submitted_at=DATE,
    )
    found = comments(exported())
    asked, answered = found[str(first.pk)], found[str(answer.pk)]
    assert said(asked, "wp:comment_author") == "Ada &lt;3 Marsh"
    assert said(asked, "wp:comment_author_email") == "ada@marsh.example"
    assert said(asked, "wp:comment_author_url") == "https://marsh.example/?a=1&amp;copy=2"
    assert said(asked, "wp:comment_content") == "1 < 2"
    assert said(asked, "wp:comment_user_id") == "0"
    assert said(answered, "wp:comment_parent") == str(first.pk)
    assert said(answered, "wp:comment_user_id") == str(post.author_id)
    assert said(answered, "wp:comment_date") == "2015-03-02 10:00:00"


def test_an_erased_reader_stays_erased(target, exported, post):
    comment = make_comment(post)
    erase(comment.reader, keep_text=True, by=post.author)
    found = comments(exported())[str(comment.pk)]
    assert said(found, "wp:comment_author_email") == ""
    assert "marsh.example" not in target.read_text()
