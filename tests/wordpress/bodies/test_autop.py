"""WordPress's paragraphs, odd corners included. The expected texts were worked out step by step from its rules."""

import pytest

from wordpress.bodies.autop import wpautop


@pytest.mark.parametrize(
    ("classic", "shown"),
    [
        ("", ""),
        (" \n\t", ""),
        ("Ebb", "<p>Ebb</p>\n"),
        ("Ebb\n\nFlood", "<p>Ebb</p>\n<p>Flood</p>\n"),
        ("Ebb\r\n\r\nFlood\rSlack", "<p>Ebb</p>\n<p>Flood<br />\nSlack</p>\n"),
        ("Ebb\n \t\n\n\nFlood", "<p>Ebb</p>\n<p>Flood</p>\n"),
        ("Ebb<br><br/>Flood", "<p>Ebb</p>\n<p>Flood</p>\n"),
        ("Ebb<br>\nFlood", "<p>Ebb<br />\nFlood</p>\n"),
        ("<p>Ebb</p>\n\n<p>Flood</p>", "<p>Ebb</p>\n<p>Flood</p>\n"),
        ("Before\n<h2>Ebb</h2>\nafter", "<p>Before</p>\n<h2>Ebb</h2>\n<p>after</p>\n"),
        ("Before <hr /> after", "<p>Before </p>\n<hr />\n<p> after</p>\n"),
        ("<blockquote>Ebb\n\nFlood</blockquote>", "<blockquote><p>Ebb</p>\n<p>Flood</p></blockquote>\n"),
        ("<blockquote cite='x'>Ebb</blockquote>", "<blockquote cite='x'><p>Ebb</p></blockquote>\n"),
        ("<ul>\n<li>Ebb</li>\n<li>Flood</li>\n</ul>", "<ul>\n<li>Ebb</li>\n<li>Flood</li>\n</ul>\n"),
        ("<li>Ebb\nFlood</li>", "<li>Ebb<br />\nFlood</li>\n"),
        ("<div>Ebb</div>", "<div>Ebb</div>\n"),
        ("<pre>Ebb\n\n  Flood</pre>\nafter", "<pre>Ebb\n\n  Flood</pre>\n<p>after</p>\n"),
        ("</pre>Ebb", "</pre>\n<p>Ebb</p>\n"),
        ("<em\ntitle='x'>Ebb</em>", "<p><em\ntitle='x'>Ebb</em></p>\n"),
        ("<script>\na\n\nb\n</script>", "<p><script>\na</p>\n<p>b\n</script></p>\n"),
        ("<script>\na\nb\n</script>", "<p><script>\na\nb\n</script></p>\n"),
        ("<!-- a\nnote -->", "<p><!-- a\nnote --></p>\n"),
        (
            "<figure>\n<img src='a'>\n<figcaption>\nEbb\n</figcaption>\n</figure>",
            "<figure>\n<img src='a'><figcaption>\nEbb<br />\n</figcaption></figure>\n",
        ),
        (
            "<video>\n<source src='a'>\n</video>",
            "<p><video><source src='a'></video></p>\n",
        ),
        (
            "<video>\n<source src='a'>\n <source src='b'>\n</video>",
            "<p><video><source src='a'><source src='b'></video></p>\n",
        ),
        ("Ebb<br />  \nFlood \nSlack", "<p>Ebb<br /> <br />\nFlood<br />\nSlack</p>\n"),
        ("<pre>a</pre>\n\n<pre>b</pre>", "<pre>a</pre>\n<pre>b</pre>\n"),
        (
            "<select>\n<option>a</option>\n<option>b</option>\n</select>",
            "<p><select><option>a</option><option>b</option></select></p>\n",
        ),
        ("Ebb\u00a0\nFlood", "<p>Ebb\u00a0<br />\nFlood</p>\n"),
    ],
)
def test_blank_lines_become_paragraphs_as_in_wordpress(classic, shown):
    assert wpautop(classic) == shown


def test_what_has_its_paragraphs_keeps_them():
    shown = wpautop("Ebb\n\n<ul>\n<li>Flood</li>\n</ul>\n\nSlack\nwater")
    assert wpautop(shown) == shown


def test_a_long_body_takes_no_time_to_speak_of():
    body = "A line of words about the tide.\n\n<blockquote>A quote</blockquote>\n\n" * 5000
    assert wpautop(body).count("<p>") == 10_000
