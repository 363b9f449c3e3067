"""Which thing of WordPress is which, in several files and in several runs: nothing is taken for another one."""

import pytest
from django.core.management import CommandError, call_command

from blog.actions import save_entry
from blog.models import Entry, Page, Post
from comments.models import Comment
from tests.wordpress.conftest import run_file
from tests.wordpress.samples import SITE, comment, export, fields, item, written
from wordpress import actions

PAGE = item(7, "A page", post_type="page", post_name="a-page").replace("/?p=7", "/?page_id=7")
POST = item(7, "A post", post_name="a-post")
OTHER_POST = item(7, "Another post", post_name="another-post").replace("/?p=7", "/?p=12")
EARLY, LATE = "2016-01-01 00:00:00", "2020-01-01 00:00:00"


@pytest.fixture
def parts(db, tmp_path):
    """Files of one site, each with what is given for it."""

    def write(*parts: str):
        return [written(tmp_path, export(part), f"part{number}.xml") for number, part in enumerate(parts)]

    return write


def titles() -> list[str]:
    return sorted(Entry.objects.values_list("title", flat=True))


def with_modified(date: str, title: str, **values: str) -> str:
    return item(7, title, f"{title}.", fields(post_modified_gmt=date), post_name="a-post", **values)


@pytest.mark.parametrize("other", [PAGE, OTHER_POST])
def test_what_shares_a_number_in_two_files_is_two_things(parts, other):
    files = parts(POST, other)
    report = run_file(*files)
    assert len(titles()) == 2
    assert "1 × number that WordPress uses for several things, all moved in" in report
    assert "of 2 things in the files 2 are here" in report
    before = sorted(Entry.objects.values_list("pk", "title", "guid"))
    assert "created" not in run_file(*reversed(files))
    assert sorted(Entry.objects.values_list("pk", "title", "guid")) == before


@pytest.mark.parametrize("other", [PAGE, OTHER_POST])
def test_what_shares_a_number_in_two_runs_is_two_things(parts, other):
    first, second = parts(POST, other)
    run_file(first)
    run_file(second)
    assert len(titles()) == 2


@pytest.mark.parametrize("other", [PAGE, OTHER_POST, item(7, "A draft", status="draft").replace("/?p=7", "/?p=12")])
def test_one_of_two_things_with_one_number_that_vanishes_is_lost(parts, other, monkeypatch, capsys):
    monkeypatch.setattr(actions, "_reset_sequences", lambda *_: Entry.objects.exclude(title="A post").delete())
    with pytest.raises(CommandError):
        call_command("import_wordpress", *map(str, parts(POST, other)))
    assert "1 LOST" in capsys.readouterr().out


@pytest.mark.parametrize("guid", [SITE.replace("https", "http"), "https://old.tide.example"])
def test_a_thing_is_the_same_on_another_host(move_in, guid):
    move_in(POST)
    move_in(item(7, "Renamed", "Other words.", post_name="renamed").replace(f"{SITE}/?p=7", f"{guid}/?p=7"))
    assert titles() == ["Renamed"]


def test_a_thing_is_the_same_where_one_file_has_no_guid(move_in):
    move_in(POST)
    move_in(item(7, "Renamed").replace(f"{SITE}/?p=7", ""))
    move_in(POST)
    assert titles() == ["A post"]


def test_what_shares_its_guid_as_well_is_known_again_when_it_was_changed_there(move_in):
    move_in(POST, item(7, "Its twin", post_name="its-twin"))
    move_in(POST, item(7, "Its twin", "Other words.", post_name="its-twin"))
    assert titles() == ["A post", "Its twin"]
    assert Post.objects.get(title="Its twin").body == "<p>Other words.</p>"


def test_what_was_deleted_here_stays_so_beside_another_of_its_number(parts):
    files = parts(POST, PAGE)
    run_file(*files)
    Post.objects.all().delete()
    report = run_file(*reversed(files))
    assert titles() == ["A page"]
    assert "1 deleted here: left so" in report


def test_an_older_export_changes_nothing_in_a_newer_one(parts):
    new, old = parts(with_modified(LATE, "New"), with_modified(EARLY, "Old", status="draft"))
    report = run_file(new, old)
    assert Post.objects.get().body == "<p>New.</p>"
    assert "1 older there than here: kept (published)" in report
    assert "1 × older there than here\n      New" in report
    assert "Nothing is lost" in report
    run_file(old)
    assert Post.objects.get().body == "<p>New.</p>"


def test_a_newer_export_changes_an_older_one_whichever_comes_first(parts):
    old, new = parts(with_modified(EARLY, "Old"), with_modified(LATE, "New"))
    run_file(old, new)
    assert Post.objects.get().body == "<p>New.</p>"


@pytest.mark.parametrize("date", ["", "0000-00-00 00:00:00"])
def test_what_has_no_date_of_change_is_taken_as_it_comes(parts, date):
    run_file(*parts(with_modified(LATE, "New"), with_modified(date, "Undated")))
    assert titles() == ["Undated"]


@pytest.mark.parametrize(
    ("there", "word"),
    [({"status": "private"}, "private"), ({"status": "trash"}, "trash"), ({"post_password": "sesame"}, "private")],
)
def test_what_is_hidden_there_and_public_here_stands_first_in_the_report(move_in, there, word):
    move_in(POST)
    edited = Post.objects.get()
    edited.title = "My own title"
    save_entry(edited)
    report = move_in(item(7, "A post", post_name="a-post", **there))
    assert Post.objects.get().status == Entry.Status.PUBLISHED
    expected = f"Public here, but no longer there:\n  1 × {word} there\n      My own title: /2015/03/a-post/"
    assert expected in report.partition("\nPosts:")[0]


def test_every_post_that_was_kept_is_named(move_in):
    numbers = range(1, 121)
    move_in(*(item(number, f"Post {number}") for number in numbers))
    for post in Post.objects.all():
        post.title += " as edited here"
        save_entry(post)
    report = move_in(*(item(number, f"Post {number}", "Changed there.") for number in numbers))
    assert "120 × changed there, but edited here\n" in report
    assert all(f"      Post {number} as edited here\n" in report for number in numbers)
    assert "Public here" not in report


def test_pages_and_posts_of_one_number_keep_their_own_comments(parts):
    said = comment(8), comment(9)
    run_file(*parts(POST.replace("</item>", f"{said[0]}</item>"), PAGE.replace("</item>", f"{said[1]}</item>")))
    assert dict(Comment.objects.values_list("pk", "post__title")) == {8: "A post", 9: "A page"}
    assert Page.objects.get().path == "/2015/03/a-page/"


def test_comments_that_share_a_number_in_two_files_are_two(parts):
    posts = [
        item(number, "A post", "Words.", comment(8, f"On {number}."), comment(9 + number, parent=8))
        for number in (1, 2)
    ]
    for files in (parts(*posts), parts(*posts)[::-1], parts(*posts)[1:]):
        run_file(*files)
        first = Comment.objects.filter(parent=None)
        assert set(first.values_list("body", "post_id")) == {("On 1.", 1), ("On 2.", 2)}
        assert set(Comment.objects.values_list("pk", "parent__body").exclude(parent=None)) == {
            (10, "On 1."),
            (11, "On 2."),
        }


def test_a_comment_of_a_shared_number_is_updated_under_its_own_post(parts):
    posts = [item(number, f"Post {number}", "Words.", comment(8, f"On {number}.")) for number in (1, 2)]
    run_file(*parts(*posts))
    run_file(*parts(item(2, "Post 2", "Words.", comment(8, "Changed."))))
    assert set(Comment.objects.values_list("body", "post_id")) == {("On 1.", 1), ("Changed.", 2)}


def test_an_older_export_brings_comments_but_changes_none(parts):
    late = with_modified(LATE, "New").replace("</item>", f"{comment(8)}</item>")
    early = with_modified(EARLY, "Old").replace("</item>", f"{comment(8, approved='0')}{comment(9)}</item>")
    report = run_file(*parts(late, early))
    assert dict(Comment.objects.values_list("pk", "status")) == {8: "published", 9: "published"}
    assert "1 older there than here: kept" in report.partition("Comments:")[2]
