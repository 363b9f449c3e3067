"""Links from one page of the site to another."""

import pytest

from blog.models import Post
from tests.wordpress.samples import SITE, item
from wordpress.bodies.links import local


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("https://tide.example/2015/03/pics/", "/2015/03/pics/"),
        ("http://www.Tide.example/2015/03/pics/#comment-7", "/2015/03/pics/#comment-7"),
        ("//tide.example/2015/", "/2015/"),
        ("https://tide.example", "/"),
        ("https://tide.example/?p=12&amp;x=1", "/?p=12&amp;x=1"),
        ("https://tide.example/2003/old.html", "/2003/old.html"),
        ("https://tide.example//evil.example/", "/evil.example/"),
    ],
)
def test_the_name_of_the_site_falls_off(there, here):
    assert local(f'<a href="{there}">x</a>', "tide.example") == f'<a href="{here}">x</a>'


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/2015/",
        "https://tide.example.evil.example/",
        "https://tide.example/wp-content/uploads/2015/03/gone.pdf",
        "https://tide.example/tools/sums.xls",
        "https://tide.example/wp-admin/",
        "mailto:wren@tide.example",
        "ftp://tide.example/x/",
        "/2015/03/",
        "#more-5",
        "https://[tide.example/",
    ],
)
def test_every_other_address_stays(address):
    html = f'<a href="{address}">x</a>'
    assert local(html, "tide.example") == html


def test_a_post_leads_to_another_one_in_the_same_house(move_in):
    move_in(item(1, "A post", f'See <a href="{SITE}/2015/03/post-2/">there</a>.'))
    assert 'href="/2015/03/post-2/"' in Post.objects.get().body
