"""The end of the report: what the files hold beside what is here. What is missing without a reason is lost."""

from itertools import permutations

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from blog.models import Category, Entry, Post
from comments.models import Comment
from tests.wordpress.conftest import run_file
from tests.wordpress.samples import author, category, comment, export, item, label, tag, written
from wordpress import actions

PARTS = (
    category(3, "sea", "Sea"),
    tag(5, "tide", "Tide"),
    item(1, "A post", "Words.", label("category", "sea", "Sea"), comment(8), comment(9, approved="0")),
    item(2, "A draft", status="draft"),
    item(3, "A page", post_type="page"),
)


def rows(report: str) -> dict[str, list[str]]:
    """The comparison: its columns by the name of the row."""
    lines = report.partition("Comparison")[2].splitlines()[1:]
    return {line[: line.index("  ")]: line[line.index("  ") :].split(maxsplit=2) for line in lines}


def test_everything_is_compared_and_nothing_is_lost(move_in):
    report = move_in(*PARTS)
    assert "Nothing is lost: of 7 things in the files 7 are here" in report
    assert rows(report) == {
        "Posts, draft": ["1", "1"],
        "Posts, published": ["1", "1"],
        "Pages, published": ["1", "1"],
        "Comments, pending": ["1", "1"],
        "Comments, published": ["1", "1"],
        "Categories": ["1", "1"],
        "Tags": ["1", "1"],
    }


def test_what_was_deleted_or_changed_here_is_explained(move_in):
    move_in(*PARTS)
    Comment.objects.filter(pk=8).delete()
    Comment.objects.filter(pk=9).update(status=Comment.Status.PUBLISHED)
    Entry.objects.filter(pk=3).delete()
    Category.objects.all().delete()
    found = rows(move_in(*PARTS))
    assert found["Comments, published"] == ["1", "0", "1 deleted here"]
    assert found["Comments, pending"] == ["1", "0", "1 published here"]
    assert found["Pages, published"] == ["1", "0", "1 deleted here"]
    assert found["Categories"] == ["1", "0", "1 deleted here"]


def test_what_stands_in_the_files_twice_is_explained(move_in):
    assert rows(move_in(item(1), item(1)))["Posts, published"] == ["2", "1", "1 twice in the files"]


def test_a_comment_on_what_was_deleted_here_is_no_loss(move_in):
    move_in(item(1))
    Post.objects.get().delete()
    found = rows(move_in(item(1, "A post", "Some words.", comment(8))))
    assert found["Comments, published"] == ["1", "0", "1 on what was deleted here"]


def test_what_is_lost_is_counted_once(move_in):
    shop = item(9, "A teapot", "", *(comment(number) for number in range(10, 20)), post_type="product")
    report = move_in(item(1, "A post", "Words.", comment(8)), shop)
    assert "SOMETHING IS LOST: 11 of what the files hold." in report
    assert "10 × comment on an item of the type “product”\n      A teapot\n" in report
    assert "missing here after all" not in report
    assert rows(report)["Comments, published"] == ["11", "1", "10 LOST"]


def test_a_comment_on_a_file_that_vanishes_from_under_its_post_is_lost(move_in, monkeypatch):
    monkeypatch.setattr(actions, "_reset_sequences", lambda *_: Comment.objects.all().delete())
    shop = item(8, "A teapot", "", comment(7), post_type="product")
    report = move_in(item(1), item(9, "A tide", "", comment(8), post_type="attachment", post_parent=1), shop)
    assert "1 × missing here after all: Comments, published" in report
    assert rows(report)["Comments, published"] == ["2", "0", "2 LOST"]


def test_an_example_that_names_several_leaves_no_more_to_name(move_in):
    report = move_in(item(1, "A post", "[chart id=1] and [chart id=2]"), item(2, "Fish & \x01\x02 chips"))
    assert "2 × [chart]\n      A post\n" in report
    assert "2 × control characters, taken out\n      tide.xml, line" in report
    assert "more" not in report


def test_what_has_not_happened_is_not_told(move_in):
    move_in(item(1))
    Post.objects.get().delete()
    assert "comment on what was deleted here" not in move_in(item(1))


def test_the_second_run_says_that_it_describes_only_what_is_new(move_in):
    sentence = "not described below once more"
    assert sentence not in move_in(item(1, "A post", "[chart id=1]"))
    again = move_in(item(1, "A post", "[chart id=1]"))
    assert sentence in again.partition("Posts:")[0]
    assert "[chart]" not in again


def test_a_comment_that_vanishes_on_the_way_is_lost_and_the_rest_is_kept(db, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(actions, "_reset_sequences", lambda *_: Comment.objects.filter(pk=8).delete())
    with pytest.raises(CommandError) as lost:
        call_command("import_wordpress", str(written(tmp_path, export(*PARTS))))
    report = capsys.readouterr().out
    assert lost.value.returncode == 1
    assert str(lost.value).endswith("What came in was kept.")
    assert rows(report)["Comments, published"] == ["1", "0", "1 LOST"]
    assert "SOMETHING IS LOST: 1 of what the files hold." in report
    assert Comment.objects.get().pk == 9


def test_parts_give_the_same_site_in_whatever_order(db, tmp_path):
    nobody = "<wp:author></wp:author>"
    parts = [
        written(tmp_path, export(author(6), category(3, "sea", "Sea"), item(1)), "0.xml"),
        written(tmp_path, export(nobody, item(2, "B", "x", label("category", "ice", "Ice"), comment(8))), "1.xml"),
        written(tmp_path, export(nobody, category(4, "ice", "Ice", parent="sea"), item(3, "C")), "2.xml"),
    ]
    found = []
    for order in permutations(parts):
        with transaction.atomic():
            run_file(*order)
            found.append(public())
            transaction.set_rollback(True)
    assert found == [found[0]] * 6


def public() -> tuple[list, list, list]:
    posts = Post.objects.order_by("pk").values_list("pk", "path", "author__email", "categories__path")
    comments = Comment.objects.order_by("pk").values_list("pk", "post_id")
    return list(posts), list(comments), list(Category.objects.order_by("path").values_list("path", "name"))
