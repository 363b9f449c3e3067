"""Straight quotes, hyphens and dots as WordPress shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordpress.bodies.texture import texturized


@pytest.mark.parametrize(
    ("straight", "shown"),
    [
        ('"Ebb," he said.', "“Ebb,” he said."),
        ("He said 'ebb'.", "He said ‘ebb’."),
        ("\"She said 'ebb' twice\"", "“She said ‘ebb’ twice”"),
        ("\"'Ebb,' he said\"", "“‘Ebb,’ he said”"),
        ("(\"ebb\") ['flood']", "(“ebb”) [‘flood’]"),
        ("It isn't the gulls' tide", "It isn’t the gulls’ tide"),
        ("'Tis rock 'n' roll of '99 and the '60s", "’Tis rock ’n’ roll of ’99 and the ’60s"),
        ("ebb -- flood --- slack - end, 1--2, a-b", "ebb — flood — slack – end, 1–2, a-b"),
        ("Ebb... Flood", "Ebb… Flood"),
        ("``Ebb''", "“Ebb”"),
        ("1024x768, 0x1F, 4x", "1024×768, 0x1F, 4x"),
        ("Ebb (tm)", "Ebb™"),
        ("“Ebb” – it’s", "“Ebb” – it’s"),
        ('He said\n"ebb"', "He said\n“ebb”"),
    ],
)
def test_signs_of_a_typewriter_become_those_of_a_book(straight, shown):
    assert texturized(f"<p>{straight}</p>") == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<p>"<em>Ebb</em>"</p>', "<p>“<em>Ebb</em>”</p>"),
        ("<em>\"Ebb\"</em> 'flood'", "<em>“Ebb”</em> ‘flood’"),
        ("<b>It</b>'s", "<b>It</b>’s"),
        ('ebb<br />"flood"', "ebb<br />“flood”"),
        ('<p>ebb</p>"flood"', "<p>ebb</p>“flood”"),
    ],
)
def test_a_word_goes_on_behind_an_element_within_it(html, shown):
    assert texturized(html) == shown


@pytest.mark.parametrize(
    "html",
    [
        '<a title="it\'s -- x" href="/a--b">x</a>',
        "<pre>\"x\" -- <b>'y'</b></pre>",
        '<code>"x"</code><kbd>\'</kbd><tt>--</tt>',
        "<script>'x'</script><style>--a</style>",
        "<!-- \"x\" -- 'y' -->",
        "[chart name=\"it's\" x='1']",
        "https://x.example/xn--p1ai/",
        "&quot;x&quot;",
    ],
)
def test_what_is_no_text_stays(html):
    assert texturized(html) == html


@given(st.text(alphabet="ab1x <>/pre'\"-.`[]=!&", max_size=60))
def test_again_changes_nothing_in_words_and_tags(text):
    letters = "ab1 pre<>"
    shown = texturized(text)
    assert [sign for sign in shown if sign in letters] == [sign for sign in text if sign in letters]
