"""Files that are no export, or not a whole one: one clear line, and nothing is written."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from blog.models import Category, Post
from comments.models import Comment
from tests.wordpress.conftest import run_file
from tests.wordpress.samples import category, comment, export, item, written
from wordpress.exports import reading, stream
from wordpress.exports.repairs import Lines, Mender, Repairs

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
    assert "is cut off in line 5;" in line
    assert ("item 2 (“The second”)" if cut in ("</channel>", "</rss>") else "item 1 (“The first”)") in line


def test_a_file_that_is_cut_in_the_middle_of_a_character_is_refused(db, tmp_path):
    raw = export(item(1, "The first"), item(2, "река")).encode()
    assert "item 1 (“The first”)" in refusal(written(tmp_path, raw[: raw.index("река".encode()) + 3]))


def test_a_file_with_broken_markup_says_where(db, tmp_path):
    line = refusal(written(tmp_path, WHOLE.replace("<link>https://tide.example/2015/03/post-2/", "<link>?a=1&b=2<")))
    assert "is damaged in line 5;" in line
    assert "item 1 (“The first”)" in line


def test_a_missing_file_a_folder_and_missing_uploads_are_named(db, tmp_path):
    assert "absent.xml cannot be read: No such file or directory." in refusal(tmp_path / "absent.xml")
    assert "cannot be read: Is a directory." in refusal(tmp_path)
    assert "absent is no folder" in refusal(written(tmp_path, WHOLE), uploads=tmp_path / "absent")


def test_one_bad_file_among_good_ones_keeps_all_of_them_out(db, tmp_path):
    assert "bad.xml" in refusal(written(tmp_path, WHOLE), written(tmp_path, WHOLE[:-20], "bad.xml"))


def damaged(tmp_path: Path, title: bytes, encoding: str = "UTF-8") -> str:
    """The report of a file whose first title, in its line 5, is this, as it stands in the file."""
    raw = WHOLE.replace("UTF-8", encoding).encode()
    return run_file(written(tmp_path, raw.replace(b"<![CDATA[The first]]>", title)))


@pytest.mark.parametrize(
    ("title", "wanted", "repair"),
    [
        (b"<![CDATA[The \x0bfirst\x08\x00]]>", "The first", "3 × control characters, taken out"),
        (b"The &#8;first&#xD800;&#xFFFF;", "The first", "3 × references to a character that XML forbids"),
        (
            b"Caf\xe9 \x93x\x94 \x81",
            "Café “x” \x81",
            "1 × lines with bytes that are no UTF-8, these read as Windows-1252",
        ),
        ("Café & ".encode() + b"th\xe9", "Café & thé", "1 × lines with bytes that are no UTF-8"),
        (b"Fish & chips &c; &", "Fish & chips &c; &", "3 × bare & outside CDATA"),
        (b"caf&eacute;&nbsp;x &amp; &#233;", "café\xa0x & é", "2 × entities of HTML"),
        (b"a[b[0]]> 1", "a[b[0]]> 1", "1 × ]]> in the middle of a text"),
        (b"<![CDATA[a[b[0]]> 1 & 2]]>", "a[b[0]]> 1 & 2", "1 × ]]> in the middle of a text"),
        (b"<![CDATA[a]]> </b> ]]></script>\n]]>", "a]]> ]]></script>", "2 × ]]> in the middle of a text"),
    ],
)
def test_damage_is_repaired_and_its_line_named(db, tmp_path, title, wanted, repair):
    report = damaged(tmp_path, title)
    assert Post.objects.order_by("pk")[0].title == wanted
    assert repair in report
    assert "tide.xml, line 5\n" in report


def test_the_first_lines_of_each_kind_are_named_and_the_rest_counted(db, tmp_path):
    report = damaged(tmp_path, b"x\x08\n" * 30)
    lines = ", ".join(map(str, range(5, 25)))
    assert f"30 × control characters, taken out\n      tide.xml, line {lines} and further on" in report


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_read(db, tmp_path, encoding):
    raw = WHOLE.replace("UTF-8", "UTF-16").replace("The first", "Café").encode(encoding)
    report = run_file(written(tmp_path, raw))
    assert Post.objects.filter(title="Café").exists()
    assert "1 × the whole file, which is UTF-16, read as such" in report


@pytest.mark.parametrize("cut", range(3, 100, 7))
def test_a_file_in_utf_16_that_is_cut_off_is_called_so(db, tmp_path, cut):
    assert "is cut off in line" in refusal(written(tmp_path, WHOLE.encode("utf-16")[:-cut]))


@pytest.mark.parametrize(
    ("declared", "title", "wanted"),
    [
        ("ISO-8859-1", "Café".encode(), "Café"),
        ("ISO-8859-1", "Café".encode("latin-1"), "Café"),
        ("koi8-r", "Река".encode("koi8-r"), "Река"),
        ("koi8-r", "Река".encode(), "Река"),
        ("utf8mb4", "Café".encode(), "Café"),
        ("rot13", "Café".encode(), "Café"),
    ],
)
def test_a_declared_encoding_is_believed_as_far_as_it_is_true(db, tmp_path, declared, title, wanted):
    damaged(tmp_path, title, declared)
    assert Post.objects.filter(title=wanted).exists()


def test_what_is_read_in_another_encoding_is_named(db, tmp_path):
    report = damaged(tmp_path, "Река".encode("koi8-r"), "koi8-r")
    assert "1 × lines with bytes that are no UTF-8, these read as koi8-r\n      tide.xml, line 5\n" in report


def test_line_ends_of_windows_are_those_of_everybody(db, tmp_path):
    report = run_file(written(tmp_path, export(item(1, "A post", "One.\n\nTwo.")).replace("\n", "\r\n")))
    assert "Repairs: none" in report
    assert Post.objects.get().body == "<p>One.</p>\n<p>Two.</p>"


def test_several_exports_in_one_file_are_read_one_after_the_other(db, tmp_path):
    other = export(item(3, "The third"))
    report = run_file(written(tmp_path, f"{WHOLE}{other}\ufeff{other}"))
    assert set(Post.objects.values_list("pk", flat=True)) == {1, 2, 3}
    assert "2 × one more export in the same file, read like the first" in report
    assert "1 × item that stands in the file twice" in report


def test_exports_of_two_sites_in_one_file_are_refused(db, tmp_path):
    line = refusal(written(tmp_path, WHOLE + export(item(1), site="https://ebb.example")))
    assert "it holds those of two sites, tide.example and ebb.example" in line


@given(st.lists(st.sampled_from(["x", "é", "\n", "&", "&amp;", "]]>", "\x08", "<![CDATA[y]]></title>"]), max_size=30))
def test_mended_lines_keep_their_number_and_need_no_second_mending(pieces):
    raw = "".join(pieces).encode()
    once = Mender(Repairs(), "utf-8", 1).mended(raw)
    again = Repairs()
    assert once.count(b"\n") == raw.count(b"\n")
    assert Mender(again, "utf-8", 1).mended(once) == once
    assert not again.counts


def test_a_script_in_the_old_manner_ends_no_text(db, tmp_path, monkeypatch):
    body = "<p>One.</p>\n<script>\n//<![CDATA[\nplay();\n//]]>\n</script>\n<p>Two.</p>"
    raw = export(item(1, "A post", "BODY")).replace("BODY", body)
    for edge in range(raw.index("]]>\n</script>") - 1, raw.index("</script>") + 3):
        monkeypatch.setattr(stream, "HEAD", edge)
        report = run_file(written(tmp_path, raw))
        assert "<p>Two.</p>" in Post.objects.get().body
        assert "1 × ]]> in the middle of a text, escaped\n      tide.xml, line 9" in report


def test_each_line_is_looked_at_once_however_much_of_it_is_damaged():
    class Text(str):
        looked_at = 0

        def count(self, part: str, start: int, end: int) -> int:  # type: ignore[override]
            Text.looked_at += end - start
            return super().count(part, start, end)

    text = Text("x\n" * 1000)
    lines = Lines(text, 1)
    assert [lines.at(position) for position in range(0, 2000, 2)] == list(range(1, 1001))
    assert Text.looked_at <= len(text)


def test_damage_on_the_edge_of_two_chunks_is_repaired(db, tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "CHUNK", 7)
    monkeypatch.setattr(stream, "HEAD", 60)
    report = damaged(tmp_path, "<![CDATA[Fish &\n caf\x08é]]>\n".encode())
    assert Post.objects.filter(title="Fish & café").exists()
    assert "1 × control characters, taken out" in report


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"\x1f\x8b\x08"])
def test_what_is_packed_has_to_be_unpacked(db, tmp_path, magic):
    assert "unpack it first" in refusal(written(tmp_path, magic + bytes(100)))


def test_elements_that_never_end_are_refused(db, tmp_path, monkeypatch):
    nested = WHOLE.replace("<![CDATA[The second]]>", "<b>\n" * 50_000)
    assert "elements more than 100 deep" in refusal(written(tmp_path, nested))
    monkeypatch.setattr(reading, "LONGEST", 1_000_000)
    line = refusal(written(tmp_path, WHOLE.replace("The second", "x\n" * 1_000_000)))
    assert "an item of more than" in line
    assert "item 1 (“The first”)" in line


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


def test_a_file_named_twice_is_read_once(db, tmp_path):
    path = written(tmp_path, WHOLE)
    assert run_file(path, tmp_path / "." / "tide.xml").count("export format") == 1


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
