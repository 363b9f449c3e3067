"""The second time: nothing doubles, what changed there is updated, what was edited here is kept."""

from django.contrib.auth.models import User
from django.forms.models import model_to_dict

from blog.actions import save_category, save_entry
from blog.models import Category, Entry, Post, Tag
from comments.actions import approve
from comments.models import Comment, Commenter
from tests.factories import make_author
from tests.wordpress.conftest import run_file
from tests.wordpress.samples import author, category, comment, export, item, label, tag, written
from wordpress.models import Origin

SITE_PARTS = (
    category(3, "sea", "Sea"),
    category(4, "ice", "Ice", parent="sea"),
    tag(5, "tide", "Tide"),
    item(
        1,
        "A post",
        "Words.",
        label("category", "ice", "Ice"),
        label("category", "undeclared", "Undeclared"),
        label("post_tag", "tide", "Tide"),
        comment(8, parent=9),
        comment(9, approved="0"),
    ),
    item(2, "A draft", "Words.", status="draft"),
)
MODELS = (Entry, Category, Tag, Comment, Commenter, User, Origin)


def everything() -> list:
    rows = (row for model in MODELS for row in model.objects.order_by("pk"))
    return [(type(row).__name__, row.pk, model_to_dict(row), getattr(row, "updated_at", None)) for row in rows]


def test_the_same_file_changes_nothing(move_in):
    move_in(*SITE_PARTS)
    before = everything()
    report = move_in(*SITE_PARTS)
    assert everything() == before
    assert "created" not in report
    assert "updated" not in report
    assert "Posts: 1 unchanged (draft), 1 unchanged (published)" in report
    assert "Comments: 1 unchanged (pending), 1 unchanged (published)" in report


def test_the_same_site_is_known_by_https_and_with_www(move_in, tmp_path):
    move_in(*SITE_PARTS)
    before = everything()
    run_file(written(tmp_path, export(*SITE_PARTS, site="https://www.tide.example/")))
    run_file(written(tmp_path, export(*SITE_PARTS, site="http://tide.example")))
    assert everything() == before


def test_another_site_with_the_same_numbers_is_another_site(move_in, tmp_path):
    move_in(item(1))
    run_file(written(tmp_path, export(item(1, "Another"), site="https://ebb.example")))
    assert Post.objects.count() == 2


def test_what_changed_there_is_updated(move_in):
    move_in(
        category(3, "sea", "Sea"),
        item(1, "A post", "Words.", label("category", "sea", "Sea"), comment(8, approved="0")),
    )
    pk = Post.objects.get().pk
    newer = item(
        1,
        "A better post",
        "More words.",
        label("category", "seas", "Seas"),
        comment(8, "I agree."),
        comment(9, parent=8),
    )
    report = move_in(category(3, "seas", "Seas"), newer)
    post = Post.objects.get()
    assert (post.pk, post.title, post.body, post.html) == (
        pk,
        "A better post",
        "<p>More words.</p>",
        "<p>More words.</p>",
    )
    assert Category.objects.get().slug == "seas"
    assert post.categories.get().name == "Seas"
    assert Comment.objects.get(pk=8).body == "I agree."
    assert Comment.objects.get(pk=8).status == Comment.Status.PUBLISHED
    assert Comment.objects.get(pk=9).parent_id == 8
    assert "1 updated (published)" in report


def test_a_post_that_is_published_there_later_becomes_public(move_in):
    move_in(item(1, status="draft", link="https://tide.example/?p=1"))
    move_in(item(1))
    assert Post.objects.published().get().path == "/2015/03/post-1/"


def test_what_was_edited_here_is_kept(move_in):
    parts = category(3, "sea", "Sea"), tag(5, "tide", "Tide")
    move_in(*parts, item(1, "A post", "Words.", comment(8, approved="0")))
    post = Post.objects.get()
    post.title = "My own title"
    save_entry(post)
    mine = Category.objects.get()
    mine.name = "My own sea"
    save_category(mine)
    approve(Comment.objects.get(), by=make_author("owner"))
    report = move_in(
        category(3, "sea", "The sea"),
        tag(5, "tide", "Tides"),
        item(1, "Theirs", "Words.", comment(8, "New.", approved="spam")),
    )
    assert Post.objects.get().title == "My own title"
    assert Category.objects.get().name == "My own sea"
    assert Tag.objects.get().name == "Tides"
    assert (Comment.objects.get().body, Comment.objects.get().status) == ("I disagree.", Comment.Status.PUBLISHED)
    assert report.count("edited here: kept") == 3


def test_what_was_deleted_here_does_not_come_back(move_in):
    parts = tag(5, "tide", "Tide"), item(1, "A post", "Words.", comment(8), comment(9)), item(2)
    move_in(*parts)
    Tag.objects.all().delete()
    Comment.objects.get(pk=8).delete()
    Post.objects.get(slug="post-2").delete()
    report = move_in(
        tag(5, "tide", "Tides"), item(1, "A post", "Words.", comment(8, "New."), comment(9)), item(2, "New")
    )
    assert not Tag.objects.exists()
    assert Comment.objects.get().pk == 9
    assert Post.objects.get().slug == "post-1"
    assert report.count("deleted here: left so") == 3


def test_new_comments_on_what_was_deleted_here_are_passed_by(move_in):
    move_in(item(1))
    Post.objects.get().delete()
    assert "comment on what was deleted here" in move_in(item(1, "A post", "Some words.", comment(8)))
    assert not Comment.objects.exists()


def test_parts_of_an_export_may_come_in_any_order(db, tmp_path):
    first = written(
        tmp_path, export(category(3, "sea", "Sea"), category(4, "ice", "Ice", parent="sea"), item(1)), "0.xml"
    )
    labelled = item(2, "A post", "Words.", label("category", "ice", "Ice"), comment(8, user_id=1))
    second = written(tmp_path, export("<wp:author></wp:author>", labelled), "1.xml")
    run_file(second, first)
    assert Category.objects.get(slug="ice").path == "sea/ice"
    assert Post.objects.get(slug="post-2").categories.get().name == "Ice"
    assert Post.objects.count() == 2


def test_a_part_without_authors_knows_them_from_the_part_before(db, tmp_path):
    first = written(tmp_path, export(author(6), item(1)), "0.xml")
    second = written(
        tmp_path, export("<wp:author></wp:author>", item(2, "A post", "Words.", comment(8, user_id=6))), "1.xml"
    )
    run_file(first, second)
    assert Comment.objects.get().by_author


def test_a_term_that_a_part_only_names_finds_its_place_when_it_is_declared(move_in):
    move_in(item(1, "A post", "Words.", label("category", "ice", "Ice")))
    move_in(category(3, "sea", "Sea"), category(4, "ice", "Ice", parent="sea"))
    assert {row.path for row in Category.objects.all()} == {"sea", "sea/ice"}


def test_a_dry_run_says_the_same_and_writes_nothing(move_in):
    dry = move_in(*SITE_PARTS, dry_run=True)
    assert not any(model.objects.exists() for model in MODELS)
    assert dry.replace("A dry run: nothing was written.\n", "") == move_in(*SITE_PARTS)
