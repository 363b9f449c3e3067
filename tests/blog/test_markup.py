"""The author's HTML on its way to the page: what stays, what goes, and what becomes of pictures."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.cleaning import clean, plain
from blog.markup import foreign_pictures, render
from blog.models import Image

pytestmark = pytest.mark.django_db

KEPT = [
    "<h2>One</h2><h3>Two</h3><h4>Three</h4>",
    '<p lang="de">A <em>b</em> <strong>c</strong> <sub>d</sub><sup>e</sup> <small>f</small> <mark>g</mark></p>',
    '<p><abbr title="World Wide Web">WWW</abbr> <ins>new</ins> <del>old</del> <s>older</s> <code>x</code></p>',
    "<blockquote><p>One.</p><p>Two.</p><cite>Somebody</cite></blockquote>",
    "<pre><code>if a &lt; b:\n    pass</code></pre>",
    '<ul><li>a</li></ul><ol start="3"><li>b</li></ol><dl><dt>c</dt><dd>d</dd></dl>',
    '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td colspan="2">b</td></tr></tbody></table>',
    "<details><summary>More</summary><p>Text</p></details>",
    '<figure class="alignright"><figcaption>Words</figcaption></figure>',
    '<p><a href="/2020/01/x/">a</a> <a href="#note-1">b</a> <a href="mailto:a@b.example">c</a></p>',
    '<p><a href="https://example.org/?a=1&amp;b=2" rel="nofollow" target="_blank">d</a></p>',
    '<audio src="/media/a.mp3" controls=""></audio>',
    '<figure class="wp-block-gallery columns-3"><ul class="blocks-gallery-grid"><li>a</li></ul></figure>',
    '<p class="embed">a</p>',
    '<div class="wp-block-columns has-text-align-center"><p>x</p></div>',
    "<hr>",
    "<p>a<br>b</p>",
]


@pytest.mark.parametrize("html", KEPT)
def test_what_an_author_writes_stays_as_it_is(html):
    assert render(html).html == html


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<style>p{color:red}</style><p>a</p>", "<p>a</p>"),
        ('<p style="position:fixed">a</p>', "<p>a</p>"),
        ('<p onclick="x()" class="evil alignleft">a</p>', '<p class="alignleft">a</p>'),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href=" java\nscript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<a href="https://e.example" target="_top">a</a>', '<a href="https://e.example">a</a>'),
        ('<form action="/x"><input name="a"><button>b</button></form>', "b"),
        ('<img src="x" onerror="alert(1)">', '<img src="x" loading="lazy">'),
        ("<svg onload=alert(1)><circle/></svg><p>a</p>", "<p>a</p>"),
        ('<object data="x"></object><embed src="x"><p>a</p>', "<p>a</p>"),
        ('<meta http-equiv="refresh" content="0"><base href="//e.example"><p>a</p>', "<p>a</p>"),
        ('<video src="/a.mp4" autoplay></video>', '<video controls="" src="/a.mp4"></video>'),
        ("<p>open <em>never closed", "<p>open <em>never closed</em></p>"),
    ],
)
def test_what_is_not_text_goes(html, cleaned):
    assert BeautifulSoup(render(html).html, "html.parser") == BeautifulSoup(cleaned, "html.parser")


@pytest.mark.parametrize(
    "name", ["comments", "comment-12", "respond", "content", "post", "id_name", "drive-line", "a b"]
)
def test_no_text_takes_the_places_of_the_page(name):
    assert render(f'<h2 id="{name}">a</h2><a name="{name}">b</a>').html == "<h2>a</h2><a>b</a>"
    assert 'id="note-1"' in render('<h2 id="note-1">a</h2>').html


@pytest.mark.parametrize(
    "frame",
    [
        '<iframe width="560" src="https://video.example/embed/1?a=1&amp;b=2" allowfullscreen></iframe>',
        "<IFRAME SRC='//video.example/embed/1?a=1&b=2'>no frames</IFRAME>",
        '<object><param name="movie" value="x"><embed src="https://video.example/embed/1?a=1&amp;b=2"></embed></object>',
    ],
)
def test_another_sites_player_becomes_a_link(frame):
    html = render(f"<p>Before</p>{frame}<p>After</p>").html
    soup = BeautifulSoup(html, "html.parser")
    assert "iframe" not in html
    assert soup.a["href"] == "https://video.example/embed/1?a=1&b=2"
    assert soup.a.get_text() == "video.example/embed/1?a=1&b=2"
    assert [p.get_text() for p in soup("p")] == ["Before", "After"]


def test_a_player_that_has_a_title_is_called_by_it():
    html = render(
        '<iframe title="It&#8217;s &lt;b&gt;ice" src="https://www.youtube.com/embed/a-1_?rel=0"></iframe>'
    ).html
    link = BeautifulSoup(html, "html.parser").a
    assert (link["href"], link.get_text()) == (
        "https://www.youtube.com/watch?v=a-1_",
        "It’s <b>ice (youtube.com)",
    )


@pytest.mark.parametrize(
    "frame", ['<iframe src="javascript:alert(1)"></iframe>', "<iframe></iframe>", '<iframe srcdoc="<p>x">']
)
def test_a_frame_of_evil_becomes_nothing_to_click(frame):
    assert "href" not in render(frame).html


def test_a_frame_that_is_never_closed_does_not_swallow_the_text():
    assert "After" in render('<iframe src="https://video.example/1"><p>After</p>').html


# Pictures


def make_image(name: str = "pictures/2026/11/ice.jpg", **fields) -> Image:
    return Image.objects.create(file=name, **{"width": 1200, "height": 800, "widths": [480, 960], **fields})


def pictures(body: str) -> list:
    return BeautifulSoup(render(body).html, "html.parser")("img")


def test_an_own_picture_is_fitted_for_every_screen():
    make_image()
    (picture,) = pictures('<figure><img src="/media/pictures/2026/11/ice.jpg" alt="Ice" data-file="1"></figure>')
    assert picture["srcset"] == (
        "/media/pictures/2026/11/ice-480.webp 480w, /media/pictures/2026/11/ice-960.webp 960w, "
        "/media/pictures/2026/11/ice.jpg 1200w"
    )
    assert (picture["width"], picture["height"], picture["decoding"]) == ("1200", "800", "async")
    assert picture["sizes"] == "(min-width: 544px) 720px, 100vw"
    assert "data-file" not in picture.attrs


def test_a_floated_picture_is_asked_for_smaller():
    make_image()
    (picture,) = pictures('<figure class="alignright"><img src="/media/pictures/2026/11/ice.jpg"></figure>')
    assert picture["sizes"] == "(min-width: 544px) 375px, 100vw"


def test_the_width_that_the_author_gave_stays():
    make_image()
    (picture,) = pictures('<img src="/media/pictures/2026/11/ice.jpg" width="300" height="999">')
    assert (picture["width"], picture["height"]) == ("300", "200")
    assert picture["sizes"] == "(min-width: 544px) 300px, 100vw"


@pytest.mark.parametrize("width", ["100%", "0", "-5", "99999", "x", "٣"])
def test_a_width_that_makes_no_sense_does_not(width):
    make_image()
    (picture,) = pictures(f'<img src="/media/pictures/2026/11/ice.jpg" width="{width}">')
    assert picture["width"] == "1200"


def test_only_the_first_picture_is_not_lazy():
    make_image()
    first, second = pictures('<img src="/media/pictures/2026/11/ice.jpg">' * 2)
    assert not first.has_attr("loading")
    assert second["loading"] == "lazy"


def test_a_picture_of_another_site_keeps_its_address():
    (picture,) = pictures('<img src="https://far.example/x.jpg" srcset="https://far.example/y.jpg 2x" width="30">')
    assert picture.attrs == {"src": "https://far.example/x.jpg", "width": "30", "loading": "lazy"}


def test_the_whole_address_of_an_own_picture_is_known_too():
    make_image()
    assert pictures('<img src="http://testserver/media/pictures/2026/11/ice.jpg">')[0].has_attr("srcset")


def test_foreign_pictures_are_named():
    own, far = "/media/pictures/ice.jpg", "https://far.example/x.jpg"
    body = f'<img src="{own}"><img src="{far}"><img src="//far.example/y.jpg"><img src="http://testserver{own}">'
    assert foreign_pictures(body) == [far, "//far.example/y.jpg"]


@pytest.mark.parametrize("empty", ["<img>", '<img alt="x">', '<img src="data:image/png;base64,AAAA">'])
def test_a_picture_without_an_address_goes_and_so_does_its_empty_frame(empty):
    assert render(f"<p>a</p><figure>{empty}</figure>").html == "<p>a</p>"
    assert render(f"<figure>{empty}<figcaption>Words</figcaption></figure>").html != ""


def test_empty_paragraphs_go_and_meant_gaps_stay():
    assert render("<p>a</p><p></p><p> </p>").html == "<p>a</p>"
    assert "\xa0" in render("<p>a</p><p>&nbsp;</p>").html


def test_one_query_for_all_pictures_and_none_without(django_assert_num_queries):
    for number in range(5):
        make_image(f"pictures/{number}.jpg")
    body = "".join(f'<img src="/media/pictures/{number}.jpg">' for number in range(5))
    with django_assert_num_queries(1):
        render(f"{body}<!--more-->{body}")
    with django_assert_num_queries(0):
        render("<p>Words</p>")


# The teaser


def test_more_splits_off_a_teaser_that_is_whole_in_itself():
    rendered = render("<div><p>One <em>two<!--more--> three</em></p></div>")
    assert rendered.teaser == "<div><p>One <em>two</em></p></div>"
    assert rendered.html == "<div><p>One <em>two three</em></p></div>"


@pytest.mark.parametrize("mark", ["<!--more-->", "<!-- more -->", "<!--more Read on about this-->"])
def test_every_way_of_writing_more(mark):
    assert render(f"<p>One</p>{mark}<p>Two</p>").teaser == "<p>One</p>"


@pytest.mark.parametrize("body", ["<p>One</p>", "<!--moreover--><p>x</p>", "<!-- no more --><p>x</p>"])
def test_without_more_there_is_no_teaser(body):
    assert render(body).teaser == ""


# Laws

SCRAPS = """<p> </p> <em> </em> </pre> <table> <td> </table> <ul><li> </ul> <blockquote> </blockquote> <h2> </h2>
<img/src=x> </figure> </a> &nbsp; &amp;lt; & < > <!--x--> <!--more--> </iframe> <script> </script> <svg> <math><mi>
<br/> <details> <audio/src=x> <dl><dt> é漢\u202e""".split()  # noqa: SIM905
WITH_SPACES = [
    "<pre>\n\n",
    "\n",
    "<h2 id=x>",
    "<div onclick=x style=y>",
    "<figure class='alignleft foo'>",
    "<img src='/media/pictures/2026/11/ice.jpg' alt='a > b \"c\"'>",
    "<a href='?a=1&b=2' title='<b>'>",
    "<iframe src='//x.example'>",
]
PIECES = st.sampled_from(SCRAPS + WITH_SPACES)


@pytest.fixture
def ice():
    return make_image()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(pieces=st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=14))
def test_rendering_again_changes_nothing(ice, pieces):
    once = render("".join(pieces)).html
    assert render(once).html == once


@settings(deadline=None, max_examples=300)
@given(pieces=st.lists(PIECES, max_size=14))
def test_nothing_dangerous_comes_through(pieces):
    soup = BeautifulSoup(clean("".join(pieces)), "html5lib")
    assert not soup(["script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "link", "meta"])[
        0:
    ]
    assert not [name for tag in soup(True) for name in tag.attrs if name.startswith("on") or name == "style"]


# Words alone


@pytest.mark.parametrize(
    ("html", "words", "text"),
    [
        ("<p>One two</p><p>three</p>", 55, "One two three"),
        ("<p>O<em>n</em>e <a href='x'>two</a></p>", 55, "One two"),
        ("<p>One two three</p>", 2, "One two …"),
        ("<figure><img src='x'><figcaption>Caption</figcaption></figure><p>Text</p>", 55, "Text"),
        ("<p>a &lt;b&gt; &amp; c&nbsp;d</p>", 55, "a <b> & c d"),
        ('<p><a title="x > y">Link</a></p>', 55, "Link"),
        ("<ul><li>a</li><li>b</li></ul>c<br>d", 55, "a b c d"),
        ("", 55, ""),
    ],
)
def test_the_words_alone(html, words, text):
    assert plain(html, words=words) == text
