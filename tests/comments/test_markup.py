"""What becomes of the HTML that readers type, hostile or merely clumsy."""

import re
import threading
import time

import html5lib
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.markup import LONGEST, TAGS, is_web_address, link_targets, render, spell_links_out, tidy, words_of


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Hello", "<p>Hello</p>"),
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("One\r\n\r\n\r\nTwo", "<p>One</p><p>Two</p>"),
        ("One\nTwo", "<p>One<br>Two</p>"),
        ("<em>a</em> <b>b</b> <code>c</code>", "<p><em>a</em> <b>b</b> <code>c</code></p>"),
        ("<blockquote>one\n\ntwo</blockquote>No!", "<blockquote><p>one</p><p>two</p></blockquote><p>No!</p>"),
        ("<p>mine</p>", "<p>mine</p>"),
        ("3 < 4 and 5 > 4", "<p>3 &lt; 4 and 5 &gt; 4</p>"),
        ("a<b && c>d", "<p>a&lt;b &amp;&amp; c&gt;d</p>"),
        ("if (a<b) {c}", "<p>if (a&lt;b) {c}</p>"),
        ("AT&T &amp; Co", "<p>AT&amp;T &amp; Co</p>"),
        ("<sarcasm>Sure.</sarcasm>", "<p>&lt;sarcasm&gt;Sure.&lt;/sarcasm&gt;</p>"),
        ("<em>open", "<p><em>open</em></p>"),
        ("<em>over\n\ntwo</em>", "<p><em>over</em></p><p><em>two</em></p>"),
        ("“He said ‘no’”", "<p>“He said ‘no’”</p>"),
        ("<q cite='https://a.example/'>x</q>", '<p><q cite="https://a.example/">x</q></p>'),
    ],
)
def test_a_comment_looks_as_its_writer_meant_it(typed, shown):
    assert render(typed).html == shown


@pytest.mark.parametrize(
    ("typed", "targets"),
    [
        ("https://a.example/x", ["https://a.example/x"]),
        ("(see https://a.example/x).", ["https://a.example/x"]),
        ("www.a.example", ["http://www.a.example"]),
        ("https://a.example/wiki/X_(y)", ["https://a.example/wiki/X_(y)"]),
        ('<a href="https://a.example/">there</a>', ["https://a.example/"]),
        ("https://a.example https://a.example", ["https://a.example", "https://a.example"]),
        ("<code>https://a.example</code>", []),
        ("so.It was main.rs", []),
        ("ben@okoro.example", []),
        ("https://a.space/ and https://xn--bcher-kva.example/", ["https://a.space/", "https://xn--bcher-kva.example/"]),
    ],
)
def test_addresses_become_links_and_are_counted(typed, targets):
    rendered = render(typed)
    assert link_targets(rendered.html) == targets
    assert rendered.links == len(targets)
    assert rendered.html.count('rel="ugc nofollow"') == len(targets)


ATTACKS = """
<script>alert(1)</script>
<ScRiPt src=https://evil.example/x.js></ScRiPt>
<img src=x onerror=alert(1)>
<svg onload=alert(1)><style><img src=x onerror=alert(1)></style></svg>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
<iframe src=javascript:alert(1)></iframe>
<a href="javascript:alert(1)">x</a>
<a href="java\tscript:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="&#106;avascript:alert(1)">x</a>
<a href="javascript&colon;alert(1)">x</a>
<a href="JaVaScRiPt:1">x</a>
<a href="javascript:1">x</a>
<a href="vbscript:1">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="//evil.example/">x</a>
<a href="\\\\evil.example">x</a>
<a href="https://user:secret@evil.example/">x</a>
<a href="https://a.example/" onclick="alert(1)" style="position:fixed" target=_blank>x</a>
<a href="https://a.example/"onmouseover="alert(1)">x</a>
<a href='https://a.example/"onmouseover="alert(1)'>x</a>
<em style="background:url(https://evil.example)">x</em>
<em id="comment-form" class="alert" name=body>x</em>
<blockquote cite="javascript:alert(1)">x</blockquote>
<form action=https://evil.example><input name=email></form>
<base href=https://evil.example/>
<link rel=stylesheet href=https://evil.example/x.css>
<meta http-equiv=refresh content="0;url=https://evil.example">
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<!-- --!><script>alert(1)</script> -->
<![CDATA[<script>alert(1)</script>]]>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<textarea></textarea><script>alert(1)</script>
</p></div></article></section></main><script>alert(1)</script>
<p title="<script>alert(1)</script>">x</p>
<code><script>alert(1)</script></code>
<<em>script>alert(1)<</em>/script>
<scr<em></em>ipt>alert(1)</scr<em></em>ipt>
%3Cscript%3Ealert(1)%3C/script%3E
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
https://a.example/"onmouseover="alert(1)
https://a.example/<script>alert(1)</script>
https://a.example/'><img src=x onerror=alert(1)>
www.a.example"><script>alert(1)</script>
<a href="https://a.example/<em>">x</a>
<abbr title="x" onfocus=alert(1) tabindex=0 autofocus>x</abbr>
<del datetime="x" onanimationstart=alert(1)>x</del>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<video><source onerror=alert(1)></video>
<details open ontoggle=alert(1)>
<body onload=alert(1)>
<xss contenteditable onbeforeinput=alert(1)>
<style>@import 'https://evil.example/x.css';</style>
<template><script>alert(1)</script></template>
<plaintext><script>alert(1)</script>
<title></title><script>alert(1)</script>
""".strip().splitlines()

ALLOWED_ATTRIBUTES = {"href", "cite", "datetime", "rel"}


def assert_harmless(html: str) -> None:
    """Parse as a browser does, and look at each element that is really there."""
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in TAGS, html
        assert set(element.attrib) <= ALLOWED_ATTRIBUTES, html
        for name in ("href", "cite"):
            assert is_web_address(element.attrib.get(name, "https://a.example")), html
        if element.tag == "a":
            assert element.attrib["rel"] == "ugc nofollow", html


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_active_survives(attack):
    html = render(attack).html
    assert_harmless(html)
    assert_harmless(render(f"Before\n\n<blockquote>{attack}").html)
    # A second opinion by another parser: it finds nothing more to take away.
    second = nh3.clean(html, tags=set(TAGS), attributes={"*": ALLOWED_ATTRIBUTES - {"rel"}}, link_rel="ugc nofollow")
    assert html5lib.serialize(html5lib.parseFragment(second)) == html5lib.serialize(html5lib.parseFragment(html))


fragments = st.sampled_from(
    [*ATTACKS, "<", ">", '"', "'", "&", "<a href=", "</blockquote>", "<blockquote>", "\n\n", "text"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(fragments | st.text(max_size=30), max_size=8).map("".join))
def test_nothing_active_survives_in_any_mixture(typed):
    rendered = render(typed)
    assert_harmless(rendered.html)
    assert rendered.links == len(re.findall("<a ", rendered.html))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_no_word_of_a_plain_text_is_lost(typed):
    text = "".join(html5lib.parseFragment(render(typed).html, namespaceHTMLElements=False).itertext())
    escaped = typed.replace("<", "&lt;").replace(">", "&gt;")
    meant = "".join(html5lib.parseFragment(tidy(escaped), namespaceHTMLElements=False).itertext())
    if not re.search(r"</?[a-z]", typed, re.IGNORECASE):
        assert "".join(text.split()) == "".join(meant.split())


def test_the_longest_comment_of_the_worst_kind_is_no_burden():
    for worst in ("<blockquote>", "<em>", "<", "&", "<a href=x>", "https://a.example "):
        assert_harmless(render(worst * (LONGEST // len(worst))).html)


def test_a_text_that_is_too_long_never_reaches_the_cleaner():
    with pytest.raises(ValueError, match="at most"):
        render("x" * (LONGEST + 1))


def test_two_threads_do_not_mix_their_texts_up():
    texts = [f"<em>{number}</em> " * 50 + f"https://a.example/{number}" for number in range(8)]
    alone = [render(text).html for text in texts]
    together: dict[int, list[str]] = {}

    def work(number: int) -> None:
        together[number] = [render(texts[number]).html for _ in range(20)]

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(set(together[number]) == {alone[number]} for number in range(8))


def test_a_moderator_reads_where_links_lead():
    html = render('<a href="https://a.example/?a=1&b=2">here</a>').html
    assert spell_links_out(html) == (
        '<p><span class="spelled-link">here <code>https://a.example/?a=1&amp;b=2</code></span></p>'
    )


def nesting(html: str) -> int:
    def depth(element) -> int:
        return 1 + max((depth(child) for child in element), default=0)

    return depth(html5lib.parseFragment(html, namespaceHTMLElements=False))


@pytest.mark.parametrize(
    "worst",
    [
        "<blockquote>",
        "<b>",
        "<b><i>",
        "</em><blockquote>",
        "<blockquote><em></blockquote>",
        "<q>\n\n",
        "<a href=https://a.example>",
    ],
)
def test_nobody_can_nest_so_deep_that_a_page_falls_over(worst):
    html = render(worst * (LONGEST // len(worst))).html
    assert_harmless(html)
    assert nesting(html) <= 24


@pytest.mark.parametrize(
    "run", ["(", "\n ", " ", "<", "<a ", "<a href=", "&", "http://", "www.", "/", "-", "<b>x", "'", '"', "\t"]
)
@pytest.mark.parametrize("end", ["", "<blockquote", "x"])
def test_no_run_of_one_thing_keeps_the_house_busy(run, end):
    typed = "a" + run * ((LONGEST - 12) // len(run)) + end
    start = time.process_time()
    render(typed)
    assert time.process_time() - start < 1.5, "seconds of work for one comment; a quadratic pattern takes many"


@pytest.mark.parametrize(
    ("html", "words"), [("<p>a <b>b</b></p>", "a b"), ("<p><br></p>", ""), ("<p>&lt;b&gt; &amp;</p>", "<b> &")]
)
def test_the_words_of_a_comment_are_what_is_read_aloud(html, words):
    assert words_of(html) == words


def test_a_bare_address_is_spelled_out_once():
    assert spell_links_out(render("https://a.example/").html).count("https://a.example/") == 1
