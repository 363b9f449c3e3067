"""Bodies as WordPress would show them: captions, blocks, marks, and what only a plugin could fill in."""

import pytest

from tests.wordpress.exports import item
from wordpress.bodies import to_html

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
        ("[[caption]ice[/caption]]", "<p>[caption]ice[/caption]</p>"),
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
