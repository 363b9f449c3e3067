"""The names that WordPress gives to what it makes of an upload, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordpress.uploads.variants import earlier_names, original_of, unedited, unscaled

marks = st.lists(st.sampled_from(["-300x200", "-scaled", "-rotated", "-e1300000000000"]), max_size=4).map("".join)


@given(st.from_regex(r"(/[a-z0-9]{1,8}){1,3}", fullmatch=True), marks, st.sampled_from([".jpg", ".JPEG", ".webp"]))
def test_every_mark_can_be_taken_off(stem, marks, suffix):
    assert original_of(stem + marks + suffix) == stem + suffix


@given(st.text(max_size=40))
def test_the_name_itself_is_asked_for_first_and_shorter_ones_follow(name):
    names = [*earlier_names(name)]
    assert names[0] == name
    assert names == sorted(names, key=len, reverse=True)


@pytest.mark.parametrize(
    "name", ["/a/x.jpg", "/a-300x200/x.jpg", "x-300.jpg", "x-e123.jpg", "x-300x200", "unscaled.jpg"]
)
def test_what_bears_no_mark_is_its_own_original(name):
    assert original_of(name) == unedited(name) == unscaled(name) == name


def test_some_marks_are_not_taken_off_at_once():
    assert [*earlier_names("x-scaled-300x200.jpg")] == ["x-scaled-300x200.jpg", "x-scaled.jpg", "x.jpg"]
    assert unedited("x-scaled-e1300000000000.jpg") == "x.jpg"
    assert unedited("x-300x200.jpg") == "x-300x200.jpg"
    assert unscaled("x-e1300000000000.jpg") == "x-e1300000000000.jpg"
