"""A body goes to WordPress as blocks that it shows as they are, and comes back as it went."""

import re

from hypothesis import given
from hypothesis import strategies as st

from blog.markup import render
from wordpress.bodies.verbatim import unwrapped, wrapped

SCRAPS = [
    "<p>Two\nlines.</p>",
    "<pre>\n  kept\n</pre>",
    "<!--more-->",
    "<!--more Read on-->",
    "<!--nextpage-->",
    "<!-- wp:paragraph -->",
    "<!-- /wp:html -->",
    "<!--",
    "-->",
    "]]>",
    "[caption width='3']x[/caption]",
    "\n\n",
    "\\g<0>",
    "words",
]
bodies = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5), max_size=12).map("".join)


@given(bodies)
def test_what_comes_back_reads_as_what_went(body):
    assert render(unwrapped(wrapped(body)) or "") == render(body)


@given(bodies.filter(lambda body: not re.search(r"<!--\s+/?wp:", body)))
def test_without_blocks_it_is_the_same_to_the_letter(body):
    assert (unwrapped(wrapped(body)) or "") == body


@given(bodies)
def test_wordpress_finds_no_block_within_a_block(body):
    opened = re.findall(r"<!--\s+(/?)wp:", wrapped(body))
    assert opened == ["", "/"] * (len(opened) // 2)


def test_the_marks_at_which_wordpress_parts_a_text_stand_between_blocks():
    parts = wrapped("<p>Before.</p><!--more--><p>After.</p>").split("<!--more-->")
    assert [unwrapped(part) for part in parts] == ["<p>Before.</p>", "<p>After.</p>"]


def test_nothing_stays_nothing():
    assert wrapped("") == ""


def test_what_comes_from_elsewhere_is_not_taken_for_ours():
    assert unwrapped("Words.") is None
    assert unwrapped("<!-- wp:html -->\n<p>Words.</p>\n<!-- /wp:html -->") is None


def test_what_was_edited_there_since_is_not_taken_for_ours():
    assert unwrapped(wrapped("<p>Words.</p>") + "\n\n<!-- wp:paragraph --><p>More.</p><!-- /wp:paragraph -->") is None
    both = wrapped("<p>One.</p>") + "\n\n<!-- wp:separator /-->\n\n" + wrapped("<p>Two.</p>")
    assert unwrapped(both) is None
