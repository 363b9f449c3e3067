"""Shortcodes: which are WordPress's, where they end, and which are left for a plugin."""

import pytest

from wordpress.bodies.shortcodes import Shortcode, left, replace


def seen(text: str) -> list[tuple[str, dict[str, str], str]]:
    found = []

    def show(code: Shortcode) -> str:
        found.append((code.name, dict(code.attributes), code.inside))
        return f"<{code.name}>"

    replace(text, show)
    return found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[gallery]", ("gallery", {}, "")),
        ("[gallery /]", ("gallery", {}, "")),
        ("[gallery ids='1,2' Columns=3]", ("gallery", {"ids": "1,2", "columns": "3"}, "")),
        ('[caption caption="[1] It\'s]"]x[/caption]', ("caption", {"caption": "[1] It's]"}, "x")),
        ("[caption caption=It's]x[/caption]", ("caption", {"caption": "It"}, "x")),
        ('[embed\nwidth = "3"]x[/embed]', ("embed", {"width": "3"}, "x")),
    ],
)
def test_attributes_are_read_as_people_write_them(text, code):
    assert seen(text) == [code]


@pytest.mark.parametrize("text", ["[galleryx]", "[gallery-x]", "gallery]", "[gallery", "[ gallery]", "[/gallery]"])
def test_what_is_none_stays(text):
    assert replace(text, lambda code: "shown") == text


def test_what_cannot_be_shown_stays_with_what_it_encloses():
    def show(code: Shortcode) -> str | None:
        return None if code.name == "video" else "A"

    assert replace("[video x=1]a [audio] b[/video] c", show) == "[video x=1]a A b[/video] c"


def test_shortcodes_within_each_other_are_shown_from_within():
    def show(code: Shortcode) -> str:
        return f"<{code.name}>{code.inside}</{code.name}>"

    html = replace("[caption]a[embed]b[/embed][audio][/caption]c", show)
    assert html == "<caption>a<embed>b</embed><audio></audio></caption>c"


def test_one_without_an_end_does_not_take_the_next_ones():
    assert seen("[audio src=a] words [audio]b[/audio]") == [("audio", {"src": "a"}, ""), ("audio", {}, "b")]
    assert seen("[audio src=a /] words [/audio]") == [("audio", {"src": "a"}, "")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[[gallery ids=1]]", "&#91;gallery ids=1]"),
        ("[[caption]a[/caption]]", "&#91;caption]a&#91;/caption]"),
        ("[[gallery] x", "[<gallery> x"),
        ("[gallery]]", "<gallery>]"),
    ],
)
def test_double_brackets_are_how_one_writes_about_it(text, shown):
    assert replace(text, lambda code: f"<{code.name}>") == shown


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[foo]inner[/foo]", {"foo": 1}),
        ('[foo a="x]y"] [foo b=1]', {"foo": 2}),
        ("[foo/] [my_form] [contact-form-7 id=1]", {"foo": 1, "my_form": 1, "contact-form-7": 1}),
        ("[gallery] [gallery ids=1]", {"gallery": 2}),
        ("[1] [sic] [laughs out loud] [the end] [] [a", {}),
        ("[[foo a=1]] [[foo]]", {}),
        ("[/foo]", {}),
    ],
)
def test_what_is_left_for_a_plugin_is_counted_by_name(text, names):
    assert left(text) == names
