"""Files that are no export, or not a whole one: one clear line, and nothing is written."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from blog.models import Category, Post
from comments.models import Comment
from tests.wordpress.conftest import run_file
from tests.wordpress.exports import category, comment, export, item, written

WHOLE = export(category(3, "sea", "Sea"), item(1, "The first", "Words.", comment(8)), item(2, "The second"))


def refusal(*paths: Path, **options: object) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("import_wordpress", *map(str, paths), **options)
    assert refused.value.returncode == 1
    assert not any(model.objects.exists() for model in (Post, Category, Comment, User))
    line = str(refused.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"Dear diary",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
        b"<html><body>404</body></html>",
        b"<?xml version='1.0'?>",
        b"<?xml version='1.0'?><html/>",
        b"<?xml version='1.0'?><rss><channel><title>A feed</title><item><title>x</title></item></channel></rss>",
        b"<?xml version='1.0'?><rss><channel/></rss>",
        b"<?xml version='1.0'?><rss/>",
        b"<?xml version='1.0' encoding='no-such'?><rss/>",
        export(item(1)).replace("1.2</wp:wxr_version>", "one</wp:wxr_version>").encode(),
        "<?xml version='1.0'?><rss/>".encode("utf-16"),
    ],
)
def test_what_is_no_export_is_called_so(db, tmp_path, content):
    assert "is no WordPress export" in refusal(written(tmp_path, content))


def test_a_doctype_is_refused_before_it_can_define_anything(db, tmp_path):
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<rss'
    assert "DOCTYPE" in refusal(written(tmp_path, WHOLE.replace("<rss", bomb, 1).replace("The first", "&b;")))
    assert "DOCTYPE" in refusal(written(tmp_path, WHOLE.replace("<rss", "<!-- x -->\n<!DOCTYPE rss>\n<rss", 1)))


def test_a_post_may_write_about_doctypes(move_in):
    move_in(item(1, "A post", "<code>&lt;!DOCTYPE html></code> and <!DOCTYPE html>"))
    assert Post.objects.exists()


@pytest.mark.parametrize("cut", ["<title><![CDATA[The second", "The sec", "</item></channel>", "</channel>", "</rss>"])
def test_a_truncated_file_is_refused_and_its_last_whole_item_named(db, tmp_path, cut):
    position = WHOLE.rindex(cut) if cut.startswith("</") else WHOLE.index(cut) + 5
    line = refusal(written(tmp_path, WHOLE[:position]))
    assert "is cut off" in line
    assert ("item 2 (“The second”)" if cut in ("</channel>", "</rss>") else "item 1 (“The first”)") in line


def test_a_file_that_is_cut_in_the_middle_of_a_character_is_refused(db, tmp_path):
    raw = export(item(1, "The first"), item(2, "река")).encode()
    assert "item 1 (“The first”)" in refusal(written(tmp_path, raw[: raw.index("река".encode()) + 3]))


def test_a_file_with_broken_markup_says_where(db, tmp_path):
    line = refusal(written(tmp_path, WHOLE.replace("<link>https://tide.example/2015/03/post-2/", "<link>?a=1&b=2<")))
    assert "is damaged at line 5, column" in line
    assert "item 1 (“The first”)" in line


def test_a_missing_file_a_folder_and_missing_uploads_are_named(db, tmp_path):
    assert "absent.xml cannot be read: No such file or directory." in refusal(tmp_path / "absent.xml")
    assert "cannot be read: Is a directory." in refusal(tmp_path)
    assert "absent is no folder" in refusal(written(tmp_path, WHOLE), uploads=tmp_path / "absent")


def test_one_bad_file_among_good_ones_keeps_all_of_them_out(db, tmp_path):
    assert "bad.xml" in refusal(written(tmp_path, WHOLE), written(tmp_path, WHOLE[:-20], "bad.xml"))


def test_control_characters_are_taken_out_and_counted(db, tmp_path):
    damaged = WHOLE.replace("The first", "The \x0bfirst\x08\x00").encode()
    report = run_file(written(tmp_path, damaged))
    assert Post.objects.filter(title="The first").exists()
    assert "3 × control characters, taken out" in report


@pytest.mark.parametrize(
    ("before", "is_repaired"),
    [(b"\xef\xbb\xbf", False), (b"\n\n", False), (b"<br />\n<b>Warning</b>: too many headers\n", True)],
)
def test_what_stands_before_the_beginning_is_skipped(db, tmp_path, before, is_repaired):
    report = run_file(written(tmp_path, before + WHOLE.encode()))
    assert Post.objects.count() == 2
    assert ("text before the beginning of the file" in report) == is_repaired
    assert ("Repairs: none" in report) != is_repaired


def test_a_prefix_that_a_plugin_forgot_to_explain_does_no_harm(db, tmp_path):
    run_file(written(tmp_path, WHOLE.replace("<wp:category>", '<atom:link rel="hub" href="x" /><wp:category>')))
    assert Post.objects.count() == 2


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_all_versions_are_read(db, tmp_path, version):
    run_file(written(tmp_path, export(item(1, "A post", "Words.", comment(3), excerpt="Short."), version=version)))
    assert Post.objects.get().excerpt == "Short."
    assert Comment.objects.get().pk == 3


def test_version_1_0_writes_each_term_twice_and_calls_tags_otherwise(move_in):
    twice = (
        '<category><![CDATA[Ice]]></category><category domain="category" nicename="ice"><![CDATA[Ice]]></category>'
        '<category domain="tag"><![CDATA[Tide]]></category><category domain="tag" nicename="tide">Tide</category>'
    )
    move_in(
        "<wp:category><wp:category_nicename>ice</wp:category_nicename></wp:category>", item(1, "A post", "x", twice)
    )
    post = Post.objects.get()
    assert [row.slug for row in post.categories.all()] == ["ice"]
    assert [row.slug for row in post.tags.all()] == ["tide"]
