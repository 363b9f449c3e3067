"""What counts as a link in a reader's text, however he disguises it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.links import links_in
from comments.markup import LONGEST, link_targets, render

SAMPLES = [
    ("http://a.example and http://b.example", 2),
    ("www.a.example www.b.example", 2),
    ("[x](http://a.example) [y](http://b.example)", 2),
    ("http://a.example http://a.example", 2),
    ("HTTP://A.EXAMPLE WWW.B.EXAMPLE", 2),
    ("ftp://a.example/x ftps://b.example", 2),
    ("joe@a.com, ann@b.org", 0),
    ("mailto:joe@a.com", 0),
    ("http://a.example joe@b.com", 1),
    ("a.com/x b.org/y", 2),
    ("a.com b.co.uk:8080/x", 2),
    ("see:a.com", 1),
    ("http://a.example,http://b.example,http://c.example", 3),
    ("a.com,b.com", 2),
    ("www.a.example,www.b.example", 2),
    ("a.com*b.com a.com…b.com a.com、b.com", 6),
    ("[url=http://a.example]x[/url] [url=http://b.example]y[/url]", 2),
    ("[url=a.com]x[/url] [url]b.com[/url]", 2),
    ('"http://a.example" “http://b.example”', 2),
    ("(www.a.example) (www.b.example)", 2),
    ("hxxp://a.example hXXps://b.example", 2),
    ("a[dot]com", 1),
    ("a [dot] com, b(dot)org, c{dot}net, d[.]info, e (.) biz", 5),
    ("okoro dot com and marsh DOT org", 2),
    ("http&#58;//a.example", 1),
    ("http&amp;#58;//a.example", 1),
    ("http&colon;//a.example", 1),
    ("http&#" + "0" * 5000 + "58;//a.example", 1),
    ("//a.com", 1),
    ("//a.example/x", 1),
    ("ht\u200btp://a.example h\u00adttp://b.example", 2),
    ("http://a.example\u200bhttp://b.example", 2),
    ("ｈｔｔｐ：／／ａ．ｅｘａｍｐｌｅ ｗｗｗ．b.example", 2),
    ("a。com", 1),
    ("http://a.example/" + "x" * 3000, 1),
    ("a.com/" + "x" * 3000, 1),
    ("bücher.de почта.рф xn--bcher-kva.example", 3),
    ("CASINO.COM Casino.Com", 2),
    ("http://a.example/?u=http://b.example", 1),
    ("https://archive.example/web/2020/http://b.example", 1),
    ("https://a.example/wiki/X_(y)", 1),
    ("http://joe@a.example", 1),
    ("README.md/x www.README.md", 2),
    ('<a href="http://a.example">here</a>', 1),
    ('<a href="http://a.example">http://a.example</a>', 1),
    ('<a href="http://www.a.example/">A.example</a>', 1),
    ('<a href="http://a.example"><em>http://a.example</em> is <b>good</b></a>', 1),
    ('<a href="http://a.example">http://b.example</a>', 2),
    ("<a href=http://a.example>x</a> <a title=z href='http://b.example'>y</a>", 2),
    ("""<a title=' href="mailto:x"' href="http://a.example">x</a>""", 1),
    ('<a href="http://a.example">one\n\ntwo', 2),
    ("www.</q>a.example ww</b>w.b.example", 2),
    ('<a href="mailto:joe@a.com">write</a>', 0),
    ('<blockquote cite="http://a.example">x</blockquote> <q cite="http://b.example">y</q>', 0),
    ('<em title="http://a.example">x</em>', 0),
    ('&lt;q cite="http://a.example"&gt;', 1),
    ('<img src="http://a.example">', 1),
    ("<code>http://a.example</code> <code>b.com</code>", 2),
    ("a.<b></b>com", 1),
    ("http://a.example<b>www.b.example</b>", 2),
]


@pytest.mark.parametrize(("text", "links"), SAMPLES)
def test_what_a_person_takes_for_an_address_counts(text, links):
    assert len(links_in(text)) == links


@pytest.mark.parametrize(
    "prose",
    [
        "e.g. this, i.e. that, in the U.S.A. at 9 a.m.",
        "3.14 and 10.5.2024 and v1.2.3, 1,000.50",
        "Mr.Smith said so at the end.Next came Ben.So it was.It ended.In time.",
        "Stop.It",
        "main.rs, file.py, node.js, README.md, run.sh, x.pl, a.txt",
        "and/or, either//or, 24/7, // a remark",
        "Well… so... and then.",
        "the dot com years, a dot com firm",
        "I dot my i, then net the fish",
        "@ben, ben@okoro.example",
        "3 < 4 & 5 > 4",
        "",
    ],
)
def test_ordinary_prose_holds_no_link(prose):
    assert links_in(prose) == []


def test_links_are_named_in_order_and_as_often_as_they_stand():
    text = '<a href="http://a.example">see</a> http://b.example/x then www.c.example and http://b.example/x'
    assert links_in(text) == ["http://a.example", "http://b.example/x", "www.c.example", "http://b.example/x"]


def test_a_typed_code_is_two_links_when_the_page_would_show_two():
    """The house knows no bbcode: its readers see both addresses, and can click both."""
    text = "[url=http://a.example]http://a.example[/url]"
    assert render(text).links == len(links_in(text)) == 2


def test_what_stands_too_deep_to_be_a_tag_is_text():
    deep = "<em>" * 8
    for tag in ('<q cite="http://a.example">', '<a href="http://a.example">http://a.example</a>'):
        assert len(links_in(deep + tag)) >= render(deep + tag).links > 0


pieces = st.sampled_from(
    [
        *('<a href="http://a.example">', "<a href='http://a.example'>", "<a href=www.a.example>", "</a>", "<a>"),
        *('<q cite="http://a.example">', "</q>", "<blockquote>", "</blockquote>", "<b>", "</b>", "<em>", "</em>"),
        *("<p>", "</p>", "<br>", "<code>", "</code>", "\n\n", "\n", " ", "http://a.example", "www.b.example", "www."),
        *("https://", "&amp;", "&eacute;", "&#58;", "&", ";", "\u200b", "/", ",", "'", "@", "[", "x", "ｗ", "<", ">"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces | st.text(max_size=10), max_size=30).map("".join))
def test_no_more_can_be_clicked_than_was_counted(text):
    assert len(link_targets(render(text).html)) <= len(links_in(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Po"]), max_size=50))
def test_any_text_is_read(text):
    assert all(isinstance(link, str) for link in links_in(text))


@pytest.mark.parametrize(
    "run",
    [
        *(
            "a.",
            "http://",
            "[",
            "www.",
            "&amp;",
            "dot ",
            " dot",
            "&",
            "&#",
            "&#9",
            "9",
            "[dot]",
            "( .",
            "<a href=",
            "<a ",
        ),
        *(
            "<a href=x>",
            "<em>",
            "-",
            "@",
            "/",
            "//",
            "a@",
            "a.com ",
            "a.com,",
            ".",
            "\n ",
            " ",
            "\u200b",
            "\ufdfa",
            "<",
        ),
        *("=", ":", "xn--.", "a.com.", "a-.", "hxxp", "'", '"', "</a>", "a dot com "),
    ],
)
@pytest.mark.parametrize("end", ["", "x", "!"])
def test_the_longest_text_of_the_worst_kind_is_read_to_its_end(run, end):
    text = run * ((LONGEST - 30) // len(run)) + end + " http://last.example"
    assert "last.example" in links_in(text)[-1] or run.startswith(("<a", '"', "'"))
