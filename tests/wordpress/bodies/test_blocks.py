"""Bodies made of blocks: the comments go, everything that they hold stays."""

import pytest
from bs4 import BeautifulSoup

from blog.cleaning import clean
from wordpress.bodies.html import to_html


def block(name: str, html: str = "", values: str = "") -> str:
    return f"<!-- wp:{name} {values} -->\n{html}\n<!-- /wp:{name} -->"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("<!-- wp:latest-posts /-->", {"latest-posts": 1}),
        ('<!-- wp:latest-posts {"a":"b"} /-->\n<!-- wp:latest-posts {"a":1}/-->', {"latest-posts": 2}),
        ('<!-- wp:block {"ref":12} /-->', {"block 12": 1}),
        ("<!-- wp:block {not JSON} /--><!-- wp:block [1] /-->", {"block": 2}),
        ('<!-- wp:my-plugin/chart {"a":"\\u002d\\u002d\\u003e /"} /-->', {"my-plugin/chart": 1}),
        (block("group", block("columns", "<!-- wp:archives /-->")), {"archives": 1}),
        (block("paragraph", "<p>x</p>", '{"url":"a/"}'), {}),
    ],
)
def test_blocks_that_hold_nothing_are_counted_by_name(source, names):
    body = to_html(source)
    assert body.blocks == names
    assert "wp:" not in body.html


@pytest.mark.parametrize("words", ["Ebb", "Ebb\n\nFlood"])
def test_what_stands_between_blocks_gets_no_paragraphs(words):
    assert to_html(f"{words}\n<!-- wp:separator -->\n<hr/>\n<!-- /wp:separator -->").html.startswith(f"{words}\n<hr/>")
    assert to_html(block("freeform", words)).html == words


BLOCKS = {
    "file": '<div class="wp-block-file"><object data="/a.pdf"></object><a href="/a.pdf">Words</a>'
    '<a href="/a.pdf" class="wp-block-file__button" download>Download</a></div>',
    "audio": '<figure class="wp-block-audio"><audio controls src="/a.mp3"></audio>'
    "<figcaption>Words</figcaption></figure>",
    "video": '<figure class="wp-block-video"><video controls src="/a.mp4" poster="/a.jpg"></video>Words</figure>',
    "cover": '<div class="wp-block-cover"><span aria-hidden="true"></span><img src="/a.jpg"/>'
    '<div class="wp-block-cover__inner-container"><p>Words</p></div></div>',
    "media-text": '<div class="wp-block-media-text"><figure class="wp-block-media-text__media"><img src="/a.jpg"/>'
    '</figure><div class="wp-block-media-text__content"><p>Words</p></div></div>',
    "pullquote": '<figure class="wp-block-pullquote"><blockquote><p>Words</p><cite>Who</cite></blockquote></figure>',
    "table": '<figure class="wp-block-table"><table><tbody><tr><td>Words</td></tr></tbody></table></figure>',
    "code": '<pre class="wp-block-code"><code>Words</code></pre>',
    "verse": '<pre class="wp-block-verse">Words</pre>',
    "details": '<details class="wp-block-details"><summary>Words</summary><p>More</p></details>',
    "columns": '<div class="wp-block-columns"><div class="wp-block-column"><p>Words</p></div></div>',
    "buttons": '<div class="wp-block-buttons"><div class="wp-block-button"><a href="/a">Words</a></div></div>',
    "gallery": '<figure class="wp-block-gallery columns-2"><ul class="blocks-gallery-grid">'
    '<li class="blocks-gallery-item"><figure><img src="/a.jpg"/><figcaption class="blocks-gallery-item__caption">Words'
    "</figcaption></figure></li></ul></figure>",
}


def parts(html: str) -> list[tuple[str, str, str]]:
    found = BeautifulSoup(html, "html.parser")(["img", "audio", "video", "a"])
    return [(tag.name, str(tag.get("src") or tag.get("href")), str(tag.get("poster"))) for tag in found]


@pytest.mark.parametrize("name", BLOCKS)
def test_words_and_pictures_of_every_block_are_shown(name):
    shown = clean(to_html(block(name, BLOCKS[name])).html)
    assert "Words" in shown
    assert parts(shown) == parts(BLOCKS[name])


@pytest.mark.parametrize("name", ["gallery", "pullquote", "columns"])
def test_blocks_keep_the_classes_they_are_styled_by(name):
    shown = clean(to_html(block(name, BLOCKS[name])).html)
    assert f"wp-block-{name}" in shown
    assert shown.count("class=") == BLOCKS[name].count("class=")


@pytest.mark.parametrize(
    "style", ["background-image:url(/a.jpg)", "min-height:3px;background-image: url('/a.jpg')", "BACKGROUND"]
)
def test_the_picture_in_the_style_of_a_cover_is_kept(style):
    style = style.replace("BACKGROUND", "background-image:url(&quot;/a.jpg&quot;);x:y")
    cover = f'<div class="wp-block-cover has-parallax" style="{style}"><p>Words</p></div>'
    shown = clean(to_html(block("cover", cover)).html)
    assert parts(shown) == [("img", "/a.jpg", "None")]
    assert "style" not in shown


@pytest.mark.parametrize("mark", ["<!--more-->", "<!--more Go on-->", "<!--noteaser-->", "<!--nextpage-->"])
def test_marks_are_for_no_reader_to_see(mark):
    shown = clean(to_html(f"{block('paragraph', '<p>Ebb</p>')}\n\n{block('more', mark)}\n\n<p>Flood</p>").html)
    assert BeautifulSoup(shown, "html.parser").get_text().split() == ["Ebb", "Flood"]
