"""The promise, kept: the whole ladder of somebody new, and of somebody who has been here a while."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from comments.models import Comment, Sanction
from tests.browser.conftest import DESK, Arrive
from tests.browser.people import AT_ITS_COMMENT, WAITING, comment, field, thread
from tests.factories import make_comment, make_post

QUEUE = "/admin/comments/comment/"
WALT = {"Name": "Walt Hornby", "E-mail": "walt@hornby.example"}


@pytest.fixture
def path(author: Any) -> str:
    return make_post(
        "A harbour freezes over", "<p>Nobody skates before the bell.</p>", author=author
    ).get_absolute_url()


def newest() -> Comment:
    return Comment.objects.latest("pk")


def judge(author: Page, *, category: str, demanded: str) -> None:
    """The author opens the offence screen of the newest comment and follows the rules."""
    author.goto(f"{QUEUE}{newest().pk}/offence/")
    expect(author.get_by_text("What the rules demand", exact=True).first).to_be_visible()
    expect(author.get_by_role("radio", name=re.compile("what the rules demand"))).to_be_checked()
    expect(author.get_by_role("radio", name=re.compile("what the rules demand"))).to_have_value(demanded)
    author.get_by_label("The offence is").select_option(label=category)
    author.get_by_role("button", name="Decide").click()
    expect(author.get_by_text("The letter leaves in five minutes")).to_be_visible()


def approve(author: Page, words: str) -> None:
    author.goto(QUEUE)
    card = author.get_by_role("article").filter(has_text=words)
    card.get_by_role("button", name="Approve").click()
    expect(author.get_by_text("Published: the comment by").first).to_be_visible()


def test_somebody_new_is_warned_then_suspended_for_a_week_then_banned_and_a_mistake_is_undone(
    arrive: Arrive, author_arrives: Arrive, path: str
) -> None:
    reader, stranger, author = arrive(**DESK), arrive(**DESK), author_arrives(**DESK)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        comment(reader, path, "A first word, and a kind one.")
        approve(author, "A first word")

        comment(reader, path, "Only a numbskull skates on that.")
        expect(reader).to_have_url(AT_ITS_COMMENT)
        judge(author, category="Name-calling", demanded="warning")
        stranger.goto(path)
        expect(thread(stranger).get_by_text("numbskull")).to_have_count(0)

        comment(reader, path, "I shall say it more kindly.")
        expect(reader.get_by_role("heading", level=1)).to_have_text("You have been warned")
        expect(reader.get_by_role("alert")).to_contain_text("A first offence by someone new here gets a warning.")
        expect(reader.get_by_text("Only a numbskull skates on that.")).to_be_visible()
        expect(field(reader, "Comment")).to_have_value("I shall say it more kindly.")
        reader.get_by_label("I have read this").check()
        reader.get_by_role("button", name="Post comment").click()
        expect(reader).to_have_url(AT_ITS_COMMENT)
        assert Sanction.objects.get().acknowledged_at

        clock.shift(timedelta(minutes=6))
        call_command("tick")
        comment(reader, path, "And yet he is a nincompoop.")
        judge(author, category="Name-calling", demanded="suspension")
        suspension = Sanction.objects.get(step="suspension")
        assert suspension.until == suspension.issued_at + timedelta(days=7)

        comment(reader, path, "Let me explain myself.")
        expect(reader.get_by_role("alert")).to_contain_text("Your commenting is suspended until")
        expect(reader.get_by_role("alert")).to_contain_text(f"{suspension.until:%Y-%m-%d %H:%M:%S} UTC")
        expect(reader.get_by_role("link", name="answer it here")).to_be_visible()
        expect(field(reader, "Comment")).to_have_value("Let me explain myself.")

        clock.move_to(suspension.until)
        comment(reader, path, "A week has taught me manners.")
        expect(reader).to_have_url(AT_ITS_COMMENT)

        comment_after_pause(reader, path, "No it has not, you clod.", clock)
        judge(author, category="Name-calling", demanded="ban")
        comment(reader, path, "One more thing.")
        expect(reader.get_by_role("alert")).to_contain_text("You can no longer comment here")

        author.goto(f"/admin/comments/sanction/{Sanction.objects.get(step='ban').pk}/change/")
        void = author.locator("form").filter(has_text="It was a mistake")
        void.get_by_label("Why").fill("He meant the weather.")
        void.get_by_role("button", name="Void it").click()
        expect(author.get_by_text("It does not count any more, and what was taken down")).to_be_visible()
        stranger.goto(path)
        expect(thread(stranger).get_by_text("you clod")).to_be_visible()
        comment_after_pause(reader, path, "Thank you for that.", clock)
        expect(reader).to_have_url(AT_ITS_COMMENT)


def comment_after_pause(page: Page, path: str, words: str, clock: Any) -> None:
    clock.shift(timedelta(minutes=1))
    comment(page, path, words)


def test_somebody_who_has_been_here_a_while_starts_at_the_week_and_ends_at_the_ban(
    arrive: Arrive, author_arrives: Arrive, author: Any, path: str
) -> None:
    older = make_post("An older post", author=author)
    for weeks in range(6, 11):
        at = timezone.now() - timedelta(weeks=weeks)
        make_comment(older, f"Week {weeks}.", WALT["Name"], WALT["E-mail"], submitted_at=at)
    reader, desk = arrive(**DESK), author_arrives(**DESK)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        comment(reader, path, "It is I, from a new machine.", **WALT)
        expect(reader).to_have_url(WAITING)
        expect(reader.get_by_role("status")).to_contain_text("not from this browser")
        approve(desk, "It is I")

        comment_as_walt(reader, path, "What a pack of fools you are.", clock)
        expect(reader).to_have_url(AT_ITS_COMMENT)
        judge(desk, category="Name-calling", demanded="suspension")
        week = Sanction.objects.get()
        assert week.sentence.startswith("A second offence, or a first by someone who has been here a while")

        clock.move_to(week.until + timedelta(seconds=1))
        comment_as_walt(reader, path, "I am back, and you are still fools.", clock)
        judge(desk, category="Name-calling", demanded="ban")
        comment_as_walt(reader, path, "And another thing.", clock)
        expect(reader.get_by_role("alert")).to_contain_text("You can no longer comment here")


def comment_as_walt(page: Page, path: str, words: str, clock: Any) -> None:
    clock.shift(timedelta(minutes=1))
    comment(page, path, words, **WALT)
