"""Bodies as WordPress would show them: captions, blocks, marks, and what only a plugin could fill in."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.markup import render
from tests.wordpress.library import LIBRARY, POST
from tests.wordpress.samples import item
from wordpress.bodies.html import to_html

PICTURE = '<img src="/ice.jpg" alt="Ice" width="300" height="200" />'


def caption(inside: str, attributes: str = 'id="attachment_4" align="alignright" width="300"') -> str:
    return f"[caption {attributes}]{inside}[/caption]"


def figure(inside: str, words: str, classes: str = "wp-caption alignright") -> str:
    return f'<figure class="{classes}">{inside}<figcaption>{words}</figcaption></figure>'


@pytest.mark.parametrize(
    ("classic", "shown"),
    [
        (caption(f"{PICTURE} Ice, <em>early</em>"), figure(PICTURE, "Ice, <em>early</em>")),
        (
            caption(f'<a href="/x">{PICTURE}</a> Ice'),
            figure(f'<a href="/x">{PICTURE}</a>', "Ice"),
        ),
        (
            caption(PICTURE, 'align="alignleft" width="300" caption="It&#8217;s &quot;ice&quot;"'),
            figure(PICTURE, "It&#8217;s &quot;ice&quot;", "wp-caption alignleft"),
        ),
        (caption(f"{PICTURE} Ice", "width='300'"), figure(PICTURE, "Ice", "wp-caption alignnone")),
        (caption(f"{PICTURE} Ice", 'width="0"'), f"<p>{PICTURE}</p>"),
        (caption(PICTURE), f"<p>{PICTURE}</p>"),
        (
            f"Before {caption(f'{PICTURE} Ice')} after",
            f"<p>Before </p>\n{figure(PICTURE, 'Ice')}\n<p> after</p>",
        ),
        ("[[caption]ice[/caption]]", "<p>&#91;caption]ice&#91;/caption]</p>"),
        (f"[wp_caption width=3]{PICTURE} Ice[/wp_caption]", figure(PICTURE, "Ice", "wp-caption alignnone")),
        (
            caption(f"{PICTURE} Ice", 'width="3" align="&quot;><script>"'),
            figure(PICTURE, "Ice", "wp-caption alignnone"),
        ),
    ],
)
def test_captions_of_both_styles_become_figures(classic, shown):
    assert to_html(classic).html == shown


def test_block_bodies_lose_their_comments_and_get_no_paragraphs():
    body = to_html(
        '<!-- wp:paragraph {"align":"left"} -->\n<p>Ebb\nand flood.</p>\n<!-- /wp:paragraph -->\n\n'
        "<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n\n"
        '<!-- wp:latest-posts {"a":"\\u002d\\u002d"} /-->\n'
        "<!-- wp:my-plugin/chart -->\n<figure>x</figure>\n<!-- /wp:my-plugin/chart -->"
    )
    assert "wp:" not in body.html
    assert body.html.startswith("<p>Ebb\nand flood.</p>")
    assert "\n<!--more-->\n" in body.html
    assert body.blocks == {"latest-posts": 1}


@pytest.mark.parametrize("mark", ["<!--more-->", "<!--more Go on-->", "<!--nextpage-->"])
def test_marks_stand_between_paragraphs(mark):
    assert to_html(f"Ebb\n\n{mark}\n\nFlood").html == f"<p>Ebb</p>\n{mark}\n<p>Flood</p>"


def test_shortcodes_that_nobody_knows_stay_in_the_text_and_are_named():
    body = to_html('He said [sic] and [laughs].\n\n[gallery ids="1,2"]\n\n[chart name="x"]a[/chart] [my_form] [poll /]')
    assert body.shortcodes == {"gallery": 1, "chart": 1, "my_form": 1, "poll": 1}
    assert '[gallery ids="1,2"]' in body.html
    assert "He said [sic] and [laughs]." in body.html


def test_the_report_names_them(move_in):
    report = move_in(item(1, "Of ice", "[gallery]\n\n[gallery]"))
    assert "Shortcodes left in the text:\n  2 × [gallery]\n      Of ice" in report


SCRAPS = """[ ] [caption [/caption] [caption]x[/caption] [gallery] [gallery ids="1,77"] [audio] [/audio] [video [embed]
https://far.example/ <!-- --> <!-- wp:a /--> <!-- wp:a --> <!--more--> < > </ <p> </p> <pre> </pre> <div <script>
</script> onclick=x <a href='javascript:x'> <embed/src=//x> <form> <object> " ' -- ... & &lt; &#91; = / é 漢 \u202e
\0""".split()  # noqa: SIM905
PIECES = st.one_of(st.sampled_from([*SCRAPS, " ", "\n", "\n\n", "<iframe src='//x.example'>"]), st.text(max_size=8))


@settings(deadline=None, max_examples=300)
@given(pieces=st.lists(PIECES, max_size=14), tail=st.sampled_from(["", "<!-- wp:x -->"]))
def test_every_text_has_a_page_and_nothing_dangerous_on_it(pieces, tail):
    html = render(to_html("".join(pieces) + tail, LIBRARY, POST).html).html
    page = BeautifulSoup(f"<main>{html}</main>", "html5lib")
    assert not page(["script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "meta"])
    assert not [name for tag in page(True) for name in tag.attrs if name.startswith("on") or name == "style"]
    assert not [tag for tag in page("a", href=True) if str(tag["href"]).strip().lower().startswith("javascript")]


@pytest.mark.parametrize(
    "piece", ["<", "[", "<div", "[caption", '[caption "', "<!-- wp:", "<script>", "<pre></pre>", " "]
)
def test_a_body_of_nothing_but_beginnings_is_read_to_its_end(piece):
    assert "The end" in to_html(f"{piece * 20_000}>]\n\nThe end").html


def test_the_report_names_what_a_gallery_lacks(move_in):
    address = "https://tide.example/wp-content/uploads/ebb.jpg"
    picture = item(5, "Ebb", "", status="inherit", post_type="attachment", attachment_url=address)
    report = move_in(picture, item(1, "Of ice", '[gallery ids="5,77"]'))
    assert "1 × named in a text, but not in the file: [gallery]: number 77\n      Of ice" in report


@pytest.mark.parametrize(
    "body",
    [
        'See <a href="/x" title="A > B">this "quoted" one</a> and "that" text.',
        '<img alt=\'1 > 0\' src="/x.jpg"> and [contact-form]inside[/contact-form] "that" text.',
    ],
)
def test_a_bracket_in_an_attribute_swallows_nothing(body):
    shown = render(to_html(body).html).html
    assert shown.endswith("“that” text.</p>")
    assert "A &gt; B" in shown or "1 &gt; 0" in shown


def test_the_pages_of_a_post_do_not_run_into_each_other():
    assert to_html("rest<!--nextpage-->page two").html == "<p>rest</p>\n<!--nextpage-->\n<p>page two</p>"


def test_where_the_rest_begins_is_where_continue_reading_leads(move_in, client):
    move_in(item(12, "A post", "The beginning.\n\n<!--more-->\n\nThe rest.", link="https://tide.example/2015/03/x/"))
    page = client.get("/2015/03/x/").content.decode()
    beginning, _, rest = page.partition('<span id="more-12">')
    assert "<p>The beginning.</p>" in beginning
    assert "<p>The rest.</p>" in rest
