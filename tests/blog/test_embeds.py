"""Links in the place of other sites' players."""

import pytest

from blog.embeds import LONGEST, link, watch_address

YOUTUBE, VIMEO = "https://www.youtube.com", "https://player.vimeo.com"


@pytest.mark.parametrize(
    ("player", "page"),
    [
        (f"{YOUTUBE}/embed/a-1_", f"{YOUTUBE}/watch?v=a-1_"),
        ("//www.youtube.com/embed/a1?rel=0&start=90", f"{YOUTUBE}/watch?v=a1&t=90s"),
        ("http://www.youtube-nocookie.com/embed/a1?start=x", f"{YOUTUBE}/watch?v=a1"),
        ("http://youtube.com/v/a1&hl=en", f"{YOUTUBE}/watch?v=a1"),
        (f"{YOUTUBE}/embed/videoseries?list=L1", f"{YOUTUBE}/playlist?list=L1"),
        (f"{VIMEO}/video/12?color=fff", "https://vimeo.com/12"),
        (f"{VIMEO}/video/12?h=ab", "https://vimeo.com/12/ab"),
        ("https://far.example/embed/a1", "https://far.example/embed/a1"),
        ("https://evil.example/www.youtube.com/embed/a1", "https://evil.example/www.youtube.com/embed/a1"),
        ("https://[", "https://["),
    ],
)
def test_a_player_leads_to_the_page_of_its_film(player, page):
    assert watch_address(player) == page


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "data:text/html,x", "/embed/1", "ftp://a.example/", "https://["]
)
def test_what_is_not_on_the_web_is_no_link(address):
    assert link(address) == ""


def test_a_long_address_is_cut_for_the_eye_alone():
    address = f"https://www.far.example/{'a' * 200}"
    html = link(address)
    assert html == f'<a href="{address}">{address.removeprefix("https://www.")[: LONGEST - 1]}…</a>'


def test_nothing_breaks_out_of_a_link():
    assert link('https://far.example/"><b>', "<i>") == (
        '<a href="https://far.example/&quot;&gt;&lt;b&gt;">&lt;i&gt; (far.example)</a>'
    )
