"""The author's words to watch for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.watch import watched


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("press", "Stop the press!", ["press"]),
        ("press", "WordPress, pressing, press_release", []),
        ("Press", "the PRESS", ["Press"]),
        ("casino\n\n  poker  \n", "Poker and casino", ["casino", "poker"]),
        ("casino\ncasino", "casino", ["casino"]),
        ("buy now", "Buy\n now!", ["buy now"]),
        ("buy now", "buy it now", []),
        ("casino.example", "see http://casino.example/x", ["casino.example"]),
        ("casino.example", "mycasino.example casinoXexample", []),
        ("@mail.example", "ben@mail.example", ["@mail.example"]),
        ("C++", "I write C++.", ["C++"]),
        ("(a|b)+", "ab", []),
        (".", "no", []),
        ("pill*", "Pills", ["pill*"]),
        ("pill*", "caterpillar", []),
        ("pill*", "caterpillar pillow", ["pill*"]),
        ("*", "anything", []),
        ("", "anything", []),
        ("straße", "STRASSE", ["straße"]),
        ("casino", "ｃａｓｉｎｏ", ["casino"]),
        ("casino", "ca\u200bsi\u00adno", ["casino"]),
        ("café", "cafe\u0301", ["café"]),
        ("cafe", "cafe\u0301", []),
        ("हिन्", "हिन्दी", []),
    ],
)
def test_an_entry_is_found_as_a_whole_and_as_it_is_meant(words, text, found):
    assert watched(words, text) == found


def test_every_text_is_searched_and_each_entry_named_once():
    assert watched("ann\nben\ncid", "ben", "Ann and Ben", "") == ["ann", "ben"]


def test_no_text_holds_no_word():
    assert watched("ann") == []


@given(st.text(), st.text())
def test_any_words_can_be_watched_for_in_any_text(words, text):
    assert set(watched(words, text)) <= {line.strip() for line in words.splitlines()}


@given(st.text(st.characters(categories=["Cs", "Cc", "Cf", "L"]), max_size=20))
def test_broken_text_is_searched_too(text):
    assert watched("word*", f"{text} word") == ["word*"]


@given(st.from_regex(r"\A[a-z+?.()\[\]\\|^$]{1,12}\Z"))
def test_an_entry_finds_itself(word):
    assert watched(word, f"so {word} it is") == [word]


@pytest.mark.parametrize(("word", "text"), [("a" * 50, "a" * 10_000), ("a b" * 20, "a b" * 3_000), (" ", " " * 10_000)])
def test_repetition_is_no_burden(word, text):
    assert watched(word, text + "b") == []
