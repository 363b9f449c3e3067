"""The author's words: what he may write in braces, and what becomes of HTML that he pastes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from donations.markup import author_html, spelled_out, tidied
from donations.models import Drive
from donations.placeholders import fill, validate_appeal, validate_closing_words
from tests.donations.factories import FEBRUARY


def drive(appeal, **fields):
    return Drive(**{"name": "the drive", "starts_on": FEBRUARY[0], "ends_on": FEBRUARY[1], "appeal": appeal, **fields})


def test_every_placeholder_is_filled_in():
    appeal = "<p>{drive}: {week} week, {weeks_left}, {days_left}, {ways}</p>"

    assert drive(appeal).appeal_on(date(2026, 2, 17), ways=5) == (
        "<p>the drive: third week, two weeks, twelve days, five ways</p>"
    )


@pytest.mark.parametrize(
    "appeal", ["{weeks}", "{ week }", "{}", "{Week}", "{week", "week}", "{{week}", "{drive.pk}", "{drive:>9}", "{0}"]
)
def test_what_is_no_placeholder_is_an_error_in_the_admin_and_text_on_the_site(appeal):
    with pytest.raises(ValidationError, match=r"placeholder"):
        validate_appeal(f"<p>{appeal}</p>")

    shown = drive(f"<p>{appeal}</p>").appeal_on(date(2026, 2, 17), ways=5)

    assert shown == f"<p>{appeal.replace('{{week}', '{third').replace('>', '&gt;')}</p>"


def test_each_unknown_placeholder_is_named_once():
    with pytest.raises(ValidationError) as error:
        validate_appeal("{weak} {weak} {strong}")

    assert [message.split(" is ")[0] for message in error.value.messages] == ["{weak}", "{strong}"]


def test_closing_words_know_only_the_name_of_the_drive():
    validate_closing_words("<p>Thanks for {drive}.</p>")

    with pytest.raises(ValidationError, match=r"\{week\} is not a placeholder"):
        validate_closing_words("<p>Thanks for the {week} week.</p>")


def test_the_name_of_a_drive_is_text_and_not_html():
    shown = drive("<p>{drive}</p>", name="<b>R&D</b> {week}").appeal_on(date(2026, 2, 17), ways=5)

    assert shown == "<p>&lt;b&gt;R&amp;D&lt;/b&gt; {week}</p>"


@given(st.text())
def test_no_text_makes_filling_in_fail(text):
    assert fill(text, {}) == text


@given(st.text(alphabet="{}adwk_es ", max_size=40))
def test_what_the_admin_accepts_leaves_no_brace_on_the_site(text):
    try:
        validate_appeal(text)
    except ValidationError:
        return
    shown = drive(text).appeal_on(date(2026, 2, 17), ways=5)

    assert not set("{}") & set(shown)


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<p onclick="x()" style="color:red" class="y">Hi</p>', "<p>Hi</p>"),
        ('<p><img src="https://www.paypalobjects.com/pixel.gif"></p>', "<p></p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="/rules/" target="_blank">x</a>', '<a href="/rules/" rel="noopener noreferrer">x</a>'),
        ('<form action="https://evil.example"><button>Pay</button></form>', "Pay"),
        ("<iframe src='https://evil.example'></iframe>ok", "ok"),
        ("<h1>Big</h1><h2>Small</h2>", "Big<h2>Small</h2>"),
        ("<p>Unclosed <em>words", "<p>Unclosed <em>words</em></p>"),
    ],
)
def test_pasted_html_keeps_its_prose_and_nothing_else(pasted, shown):
    assert author_html(pasted) == shown


@pytest.mark.parametrize("empty", ["", "<p></p>", "<p> </p><p></p>", "<img src=x>"])
def test_an_empty_editor_is_stored_as_nothing(empty):
    assert tidied(empty) == ""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("nora.winter@example.org", "nora dot winter at example dot org"),
        ("Write to a@b.example.", "Write to a at b dot example."),
        ("@nora on Patreon, 5.2 %", "@nora on Patreon, 5.2 %"),
        ("520-555-0100", "520-555-0100"),
    ],
)
def test_addresses_are_spelled_out_and_other_text_is_left_alone(typed, shown):
    assert spelled_out(typed) == shown
