"""Galleries, recordings and films: what WordPress's own shortcodes stand for."""

import pytest
from bs4 import BeautifulSoup

from tests.wordpress.library import LIBRARY, POST, UPLOADS
from wordpress.bodies.html import Body, to_html
from wordpress.uploads.attachments import Attachments


def shown(source: str) -> Body:
    return to_html(source, LIBRARY, POST)


def soup(source: str) -> BeautifulSoup:
    return BeautifulSoup(shown(source).html, "html.parser")


def files(source: str) -> list[str]:
    """The names of the pictures, recordings and films, in their order."""
    return [str(tag["src"]).removeprefix(f"{UPLOADS}/") for tag in soup(source)(["img", "audio", "video"])]


@pytest.mark.parametrize(
    ("shortcode", "pictures"),
    [
        ("[gallery]", ["flood.jpg", "ebb.jpg"]),
        ("[gallery/]", ["flood.jpg", "ebb.jpg"]),
        ('[gallery order="DESC"]', ["ebb.jpg", "flood.jpg"]),
        ("[gallery orderby=title]", ["ebb.jpg", "flood.jpg"]),
        ("[gallery orderby='ID' order=desc]", ["flood.jpg", "ebb.jpg"]),
        ('[gallery exclude="2"]', ["ebb.jpg"]),
        ('[gallery id="7"]', ["slack.jpg"]),
        ('[gallery ids="5, 1,5"]', ["slack.jpg", "ebb.jpg"]),
        ('[gallery include="1,5"]', ["ebb.jpg", "slack.jpg"]),
        ('[gallery ids="5,1" orderby="title"]', ["ebb.jpg", "slack.jpg"]),
        ('[gallery ids="5,1" orderby="rand"]', ["slack.jpg", "ebb.jpg"]),
    ],
)
def test_a_gallery_shows_the_pictures_it_names_or_those_of_the_post(shortcode, pictures):
    assert files(shortcode) == pictures


def test_the_pictures_of_a_gallery_have_their_words():
    html = soup("Before\n[gallery columns=2]\nafter")
    gallery = html.find("figure", class_="wp-block-gallery")
    assert gallery["class"] == ["wp-block-gallery", "columns-2"]
    flood, ebb = gallery("figure")
    assert (ebb.img["alt"], ebb.figcaption.text) == ('The "low" tide', "Ebb & flood")
    assert (flood.img["alt"], flood.figcaption) == ("", None)
    assert not html.find("a")
    assert [paragraph.text for paragraph in html("p")] == ["Before", "after"]


@pytest.mark.parametrize("columns", ["0", "10", "x", '"3"><b>'])
def test_a_gallery_has_three_columns_where_it_says_nothing_sensible(columns):
    assert soup(f"[gallery columns='{columns}']").figure["class"] == ["wp-block-gallery", "columns-3"]


def test_each_picture_leads_to_its_file_where_the_gallery_says_so():
    assert [link["href"] for link in soup('[gallery link="file" ids="1"]')("a")] == [f"{UPLOADS}/ebb.jpg"]


def test_a_picture_that_no_library_has_is_named():
    body = shown('[gallery ids="1,77,5"] [playlist ids="3,78"]')
    assert body.missing == {"[gallery]: number 77": 1, "[playlist]: number 78": 1}
    assert "ebb.jpg" in body.html


@pytest.mark.parametrize("shortcode", ['[gallery ids="77"]', '[gallery id="70"]', '[playlist ids="77"]'])
def test_a_shortcode_that_can_show_nothing_stays_and_is_named(shortcode):
    body = shown(shortcode)
    assert body.html == f"<p>{shortcode}</p>"
    assert sum(body.shortcodes.values()) == 1


def test_what_belongs_to_no_post_belongs_to_no_gallery():
    unattached = Attachments([LIBRARY.get(5).__class__(8, 0, 0, f"{UPLOADS}/x.jpg", "", "", "", "", "")])
    assert "<img" not in to_html("[gallery]", unattached).html


@pytest.mark.parametrize(
    ("shortcode", "recording"),
    [
        ('[audio src="/a.mp3"]', "/a.mp3"),
        ('[audio src="/a.mp3"][/audio]', "/a.mp3"),
        ('[audio ogg="/a.ogg" mp3="/a.mp3"][/audio]', "/a.mp3"),
        ("[audio src=/a.mp3 /]", "/a.mp3"),
        ("[audio]https://far.example/a.mp3[/audio]", "https://far.example/a.mp3"),
        ('[audio]<a href="/b.mp3">https://far.example/a.mp3</a>[/audio]', "https://far.example/a.mp3"),
        ("[audio]", "terns.mp3"),
        ("https://far.example/a.mp3", "https://far.example/a.mp3"),
        ("<p>https://far.example/a.ogg</p>", "https://far.example/a.ogg"),
    ],
)
def test_a_recording_can_be_played(shortcode, recording):
    html = soup(shortcode)
    assert str(html.audio["src"]).removeprefix(f"{UPLOADS}/") == recording
    assert html.audio.has_attr("controls")
    assert html.get_text(strip=True) == ""


@pytest.mark.parametrize(
    ("shortcode", "film"),
    [
        ('[video mp4="/a.mp4" poster="/a.jpg" width="640" height="x"][/video]', "/a.mp4"),
        ('[video poster="/a.jpg" width="640" src="/a.webm?x=1&amp;y=2"]', "/a.webm?x=1&y=2"),
    ],
)
def test_a_film_can_be_played(shortcode, film):
    assert soup(shortcode).video.attrs == {
        "controls": "",
        "src": film,
        "poster": "/a.jpg",
        "width": "640",
        "preload": "metadata",
    }


def test_a_film_keeps_its_subtitles():
    assert soup('[video src="/a.mp4"]<track src="/a.vtt" kind="subtitles">[/video]').video.track["src"] == "/a.vtt"


def test_a_film_of_another_site_is_a_link():
    html = soup('[video src="https://vimeo.com/123"]')
    assert html.find("p", class_="embed").a["href"] == "https://vimeo.com/123"


def test_words_in_a_player_are_not_lost():
    assert "Some words" in shown("[audio]Some words[/audio]").html


@pytest.mark.parametrize(
    ("shortcode", "tracks"),
    [
        ("[playlist]", ["terns.mp3", "gulls.mp3"]),
        ('[playlist ids="3,6"]', ["gulls.mp3", "terns.mp3"]),
        ('[playlist type="video"]', ["surf.mp4"]),
    ],
)
def test_a_playlist_is_all_its_recordings(shortcode, tracks):
    assert files(shortcode) == tracks


def test_recordings_of_a_playlist_have_their_titles():
    assert [caption.text for caption in soup("[playlist]")("figcaption")] == ["Terns", "Gulls"]


@pytest.mark.parametrize(
    "source",
    [
        "[embed]https://far.example/1[/embed]",
        '[embed width="300"]\nhttps://far.example/1\n[/embed]',
        '[embed src="https://far.example/1"]',
        "https://far.example/1",
        "  https://far.example/1  ",
        "<p>https://far.example/1</p>",
        "<p class='x'>\nhttps://far.example/1\n</p>",
    ],
)
def test_an_address_alone_is_a_plain_link(source):
    html = soup(f"Before\n\n{source}\n\nafter")
    assert html.find("p", class_="embed").a["href"] == "https://far.example/1"
    assert html.a.text == "far.example/1"
    assert not html("iframe")
    assert [p.text for p in html("p") if p.text] == ["Before", "far.example/1", "after"]


def test_an_address_in_a_block_of_its_own_is_a_plain_link():
    html = soup(
        '<!-- wp:embed {"url":"https://far.example/?a=1"} -->\n<figure class="wp-block-embed"><div '
        'class="wp-block-embed__wrapper">\nhttps://far.example/?a=1&amp;b=it--2\n</div><figcaption>Cap</figcaption>'
        "</figure>\n<!-- /wp:embed -->"
    )
    assert (html.a["href"], html.a.text) == ("https://far.example/?a=1&b=it--2", "far.example/?a=1&b=it--2")
    assert html.figcaption.text == "Cap"


@pytest.mark.parametrize(
    "source",
    [
        "see https://far.example/1",
        "https://far.example/1 and more",
        "<pre>\nhttps://far.example/1\n</pre>",
        "<code>\nhttps://far.example/1\n</code>",
        "ftp://far.example/1",
        "[embed]javascript:alert(1)[/embed]",
        "[embed]no address[/embed]",
    ],
)
def test_an_address_among_words_or_in_code_is_none(source):
    assert "<a" not in shown(source).html


def test_code_that_has_ended_leaves_the_rest_alone():
    assert soup("<pre><code>x</code></pre>\n\nhttps://far.example/1").a
