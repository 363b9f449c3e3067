"""Text between the elements of an export: it comes in nowhere, and is named."""

import pytest

from blog.models import Post
from tests.wordpress.conftest import run_file
from tests.wordpress.samples import comment, export, item, written

WHOLE = export(item(1, "The first", "Words.", comment(8)), item(2, "The second"))
WARNING = "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/srv/x.php</b> on line <b>3</b><br />\n"


@pytest.mark.parametrize(
    ("place", "text", "line", "said"),
    [
        ("<item><title><![CDATA[The second", WARNING, 6, "Warning: Undefined variable $x in /srv/x.php on line 3"),
        ("<wp:post_type>", "\nNotice: a & b\n", 6, "Notice: a & b"),
        ("<wp:comment_date>", "Notice: a", 5, "Notice: a"),
        ("<title>The Tide Gauge", "Notice: a", 5, "Notice: a"),
        ("<channel>", "Notice: a", 5, "Notice: a"),
        ("</channel>", "Notice: a", 5, "Notice: a"),
        ("</rss>", "Notice: a", 5, "Notice: a"),
    ],
)
def test_text_that_belongs_to_nothing_is_left_out_and_named(db, tmp_path, place, text, line, said):
    assert place in WHOLE
    report = run_file(written(tmp_path, WHOLE.replace(place, text + place, 1)))
    assert f"1 × text that belongs to nothing, left out: “{said}”\n      tide.xml, line {line}" in report
    assert Post.objects.count() == 2


def test_what_is_said_behind_the_end_is_named_with_its_beginning(db, tmp_path):
    report = run_file(written(tmp_path, WHOLE + "\nFatal error: memory & " + "stuff " * 1000))
    assert "1 × text that belongs to nothing, left out: “Fatal error: memory & stuff stuff" in report
    assert "tide.xml, line 7" in report


def test_of_many_texts_that_belong_to_nothing_the_first_are_named_and_the_rest_counted(db, tmp_path):
    warnings = "".join(f"<x:y xmlns:x='x'/>Notice {number}" for number in range(50))
    report = run_file(written(tmp_path, WHOLE.replace("</channel>", f"{warnings}</channel>")))
    assert report.count("“Notice ") == 20
    assert "30 × text that belongs to nothing, left out\n" in report
