"""The addresses in a body's tags: exchanged wherever they stand, and nothing else touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordpress.uploads.embedded import exchanged

NEW = {"/old": "/new?a&b", "/old#page=3": "/new?a&b"}.get


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<img src="/old" alt="Ice">', '<img src="/new?a&amp;b" alt="Ice">'),
        ("<IMG ALT=\" src='/old' \" SRC=/old>", '<IMG ALT=" src=\'/old\' " SRC="/new?a&amp;b">'),
        ("<a title='a > b' href='/old#page=3'>Ice</a>", "<a title='a > b' href=\"/new?a&amp;b#page=3\">Ice</a>"),
        ('<video poster="/old" src="/film"></video>', '<video poster="/new?a&amp;b" src="/film"></video>'),
        ('<source src="/old" type="audio/mpeg">', '<source src="/new?a&amp;b" type="audio/mpeg">'),
        (
            '<img src="/old" srcset="/old 2x" sizes="9px" data-full="/old" class="x">',
            '<img src="/new?a&amp;b" class="x">',
        ),
    ],
)
def test_an_address_is_exchanged_with_what_depends_on_it(old, new):
    assert exchanged(f"<p>{old}</p>", NEW) == f"<p>{new}</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/other" srcset="/old 2x" data-full="/old">',
        '<p title="/old">src="/old"</p>',
        '<img alt="src=/old">',
        '<img src="/old',
        "<abbr src='/old'>",
        "&lt;img src='/old'&gt;",
    ],
)
def test_everything_else_stays_as_it_is(html):
    assert exchanged(html, NEW) == html


@given(st.text(alphabet="<>aimgsrc=\"'/ old#", max_size=80))
def test_without_another_address_no_letter_changes(html):
    assert exchanged(html, lambda address: None) == html
