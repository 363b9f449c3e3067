"""The author at his desk, with a keyboard, with a thumb, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from comments.models import Browser, Comment
from tests.browser.conftest import DESK, PHONE, Arrive
from tests.browser.scene import House
from tests.browser.test_every_page import STICKING_OUT, all_complaints, complaints, nobody_complains
from tests.factories import make_comment

QUEUE = "/admin/comments/comment/"
LARGE = 44  # pixels, for a thumb


@pytest.fixture
def queue(house: House) -> House:
    """Four comments wait: Cy Adler's, then these."""
    browser = Browser.objects.create(key="b" * 64)
    for name in ("Dora Finch", "Ed Lamb", "Flo Marsh"):
        email = f"{name.split()[0].lower()}@many.example"
        make_comment(house.post, f"{name} was here.", name, email, status="pending", reasons=["links"], browser=browser)
    Comment.objects.filter(pk=house.waiting.pk).update(submitted_at="2024-01-01T00:00Z")
    return house


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=f"Comment by {name}")


def said(page: Page) -> Locator:
    return page.locator("#desk-said")


def open_queue(page: Page) -> None:
    page.goto(QUEUE)
    settle(page)


def settle(page: Page) -> None:
    """Chromium is deaf to keys until a new page has been painted."""
    page.wait_for_load_state()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def state_of(name: str) -> str:
    return Comment.objects.get(name=name).status


def test_the_whole_queue_can_be_walked_and_decided_by_keys(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives()
    open_queue(page)
    page.keyboard.press("j")
    expect(card(page, "Cy Adler")).to_be_focused()
    page.keyboard.press("j")
    expect(card(page, "Dora Finch")).to_be_focused()
    page.keyboard.press("k")
    expect(card(page, "Cy Adler")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(said(page)).to_have_text("Published: the comment by Dora Finch.")
    expect(card(page, "Ed Lamb")).to_be_focused()
    expect(card(page, "Dora Finch")).to_be_hidden()
    expect(page.get_by_role("link", name="Waiting (3)")).to_be_visible()
    assert state_of("Dora Finch") == "published"
    page.keyboard.press("s")
    expect(card(page, "Flo Marsh")).to_be_focused()
    page.keyboard.press("r")
    expect(said(page)).to_have_text("Rejected: the comment by Flo Marsh.")
    expect(card(page, "Cy Adler")).to_be_focused()
    assert (state_of("Ed Lamb"), state_of("Flo Marsh")) == ("spam", "rejected")
    nobody_complains(complaints(page))


def test_u_takes_back_the_last_decision_and_then_the_one_before(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives()
    open_queue(page)
    page.keyboard.press("a")
    expect(card(page, "Dora Finch")).to_be_focused()
    page.keyboard.press("r")
    expect(card(page, "Ed Lamb")).to_be_focused()
    page.keyboard.press("u")
    expect(card(page, "Dora Finch")).to_be_focused()
    page.keyboard.press("u")
    expect(card(page, "Cy Adler")).to_be_focused()
    expect(said(page)).to_have_text("Taken back: the comment by Cy Adler is waiting again.")
    expect(page.get_by_role("link", name="Waiting (4)")).to_be_visible()
    page.keyboard.press("u")
    expect(said(page)).to_have_text("There is nothing to undo.")
    assert Comment.objects.waiting().count() == 4


def test_x_ticks_for_many_at_once_and_u_takes_them_all_back(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives()
    page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.message}"))
    open_queue(page)
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.get_by_text("2 of 4 selected")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("Trust this browser from now on as that of Dora")).uncheck()
    page.get_by_label("Action:").select_option("approve")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Published: 2 comments.")).to_be_visible()
    assert Comment.objects.waiting().count() == 2
    settle(page)
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: 2 comments are where they were.")).to_be_visible()
    assert Comment.objects.waiting().count() == 4


def test_the_keys_explain_themselves_and_leave_typing_alone(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives()
    open_queue(page)
    keys = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    page.keyboard.press("a")
    nobody_complains(complaints(page))
    page.keyboard.press("?")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()
    page.locator("#searchbar").press_sequentially("ars?")
    page.locator("body").press("Control+a")
    expect(keys).to_be_hidden()
    assert Comment.objects.waiting().count() == 4


@pytest.mark.parametrize(("key", "leads_to"), [("e", "/edit/"), ("o", "/offence/")])
def test_a_key_leads_to_the_other_screens(author_arrives: Arrive, queue: House, key: str, leads_to: str) -> None:
    page = author_arrives()
    page.route("**/offence/", lambda route: route.fulfill(body="The offence screen."))
    open_queue(page)
    page.keyboard.press(key)
    page.wait_for_url(f"**{QUEUE}{queue.waiting.pk}{leads_to}")


def test_who_is_no_longer_logged_in_is_told_so_and_loses_nothing(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives()
    open_queue(page)
    page.context.clear_cookies(name="session")
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("You are no longer logged in. Nothing was decided")
    expect(card(page, "Cy Adler")).to_be_visible()
    assert state_of("Cy Adler") == "pending"


def test_a_stale_key_is_told_who_was_quicker(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives()
    open_queue(page)
    Comment.objects.filter(name="Cy Adler").update(status="rejected")
    page.keyboard.press("a")
    expect(said(page)).to_have_text("Left as it was: the comment by Cy Adler is rejected.")
    assert state_of("Cy Adler") == "rejected"


def test_without_javascript_everything_is_a_plain_form(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives(java_script_enabled=False, **DESK)
    page.goto(QUEUE)
    page.get_by_role("button", name="Spam the comment by Dora Finch").click()
    expect(page.get_by_text("Marked as spam: the comment by Dora Finch.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: the comment by Dora Finch is waiting again.")).to_be_visible()
    for name in ("Dora Finch", "Ed Lamb"):
        page.get_by_role("checkbox", name=f"Select the comment by {name}").check()
    page.get_by_label("Action:").select_option("reject")
    page.get_by_role("button", name="Go").click()
    assert (state_of("Dora Finch"), state_of("Ed Lamb")) == ("rejected", "rejected")
    page.get_by_role("button", name="Undo").click()
    assert Comment.objects.waiting().count() == 4
    card(page, "Cy Adler").get_by_role("link", name="Edit").click()
    page.get_by_label("What it says").fill("Mended.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="What it said before")).to_be_visible()


def test_a_thumb_finds_every_button_and_nothing_sticks_out(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives(**PHONE)
    for path in (QUEUE, f"{QUEUE}{queue.waiting.pk}/change/", f"{QUEUE}{queue.waiting.pk}/edit/"):
        page.goto(path)
        assert page.evaluate(STICKING_OUT) == [], path
        for button in page.locator(".verb, .trust label").all():
            assert button.bounding_box()["height"] >= LARGE
    open_queue(page)
    expect(page.get_by_role("link", name="Spam (0)")).to_be_in_viewport()
    page.get_by_role("button", name="Approve the comment by Ed Lamb").tap()
    expect(said(page)).to_have_text("Published: the comment by Ed Lamb.")
    page.get_by_role("button", name=re.compile("Undo")).tap()
    expect(card(page, "Ed Lamb")).to_be_visible()


def test_no_word_on_a_button_breaks(author_arrives: Arrive, queue: House) -> None:
    page = author_arrives(**PHONE)
    for path in (QUEUE, f"{QUEUE}{queue.waiting.pk}/change/"):
        page.goto(path)
        for button in page.locator(".card .verb").all():
            assert LARGE <= button.bounding_box()["height"] < LARGE + 8, (path, button.inner_text())


def test_a_long_comment_is_one_press_away_without_javascript(author_arrives: Arrive, queue: House) -> None:
    make_comment(queue.post, "On and on. " * 400 + "Amen.", "Gus Long", "gus@long.example", status="pending")
    page = author_arrives(**PHONE, java_script_enabled=False)
    page.goto(QUEUE)
    words, whole = card(page, "Gus Long").locator(".words"), card(page, "Gus Long").locator("summary")
    assert words.bounding_box()["height"] < 400
    assert whole.bounding_box()["height"] >= LARGE
    whole.tap()
    assert words.bounding_box()["height"] > 800
    expect(words).to_contain_text("Amen.")


@pytest.mark.parametrize("path", ["?status=all", "{waiting.pk}/edit/"])
def test_nothing_keeps_an_author_from_his_desk(author_arrives: Arrive, queue: House, path: str) -> None:
    nobody_complains(all_complaints(author_arrives(), queue.address(QUEUE + path)))
