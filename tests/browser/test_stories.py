"""The main job, as the people do it: a reader comments and is held, the author lets him in, everybody reads it."""

from threading import Barrier
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from comments import actions
from comments.models import Comment, HouseRules
from tests.browser.conftest import DESK, PATIENCE, PHONE, Arrive
from tests.browser.people import (
    AT_ITS_COMMENT,
    BEN,
    WAITING,
    comment,
    field,
    fill_in,
    kept_by,
    log_in,
    press_post,
    thread,
)
from tests.browser.scene import House
from tests.factories import make_browser, make_comment, make_post

WORDS = "Is that ice really safe for the children?"
FIRST_WAITS = "Nothing from this e-mail address has been published yet, and first comments wait for the author."
TAB_STOPS = 80  # more than there are on any page


def test_a_reader_is_held_then_let_in_from_a_phone_and_from_then_on_believed(arrive: Arrive, author: Any) -> None:
    post = make_post("A harbour freezes over", "<p>Nobody skates before the bell.</p>" * 40, author=author)
    path = post.get_absolute_url()
    HouseRules.objects.create(pk=1, limit_pace=False)  # a robot types faster than anybody may comment
    reader, other = arrive(**DESK), arrive(**DESK)

    comment(reader, path, WORDS, seconds=3.1)
    expect(reader).to_have_url(WAITING)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you. Your comment waits for the author.")
    expect(reader.get_by_role("status").get_by_role("listitem")).to_have_text([FIRST_WAITS])
    expect(reader.get_by_role("article", name="Comment by Ben Okoro")).to_contain_text(WORDS)
    for page in (reader, other):
        page.goto(path)
        expect(page.get_by_role("heading", name="No comments yet")).to_be_visible()
        expect(page.get_by_text(WORDS)).to_have_count(0)

    _the_author_approves_on_his_phone(arrive(**PHONE))

    other.reload()
    expect(thread(other).get_by_role("article", name="Comment by Ben Okoro")).to_contain_text(WORDS)

    comment(reader, path, "Thank you. I shall bring a rope.")
    expect(reader).to_have_url(AT_ITS_COMMENT)
    mine = reader.locator(f"#comment-{Comment.objects.latest('pk').pk}")
    expect(mine).to_contain_text("I shall bring a rope.")
    expect(mine).to_be_in_viewport(ratio=1)
    assert reader.url.endswith(f"{path}#comment-{Comment.objects.latest('pk').pk}")

    comment(reader, path, "See https://one.example/a and https://two.example/b")
    expect(reader).to_have_url(WAITING)
    expect(reader.get_by_role("status").get_by_role("listitem")).to_have_text(
        ["It has two links, and a comment with more than one link waits for the author."]
    )
    other.reload()
    expect(thread(other).get_by_role("article")).to_contain_text([WORDS, "I shall bring a rope."])
    assert kept_by(reader) == {"browser": "/comments/"}
    assert kept_by(other) == {}


def _the_author_approves_on_his_phone(author: Page) -> None:
    log_in(author)
    author.get_by_role("link", name="1 comment waits for you").tap()
    card = author.get_by_role("article", name="Comment by Ben Okoro")
    expect(card.get_by_text(WORDS)).to_be_visible()
    expect(card.get_by_role("list", name="Why it waits")).to_have_text("Nothing published yet from this e-mail address")
    approve = card.get_by_role("button", name="Approve")
    author.wait_for_load_state()
    approve.scroll_into_view_if_needed()
    expect(approve).to_be_in_viewport(ratio=1)
    box = approve.bounding_box()
    assert box
    assert box["height"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["viewport"]["width"]
    approve.tap()
    expect(author.locator(".folded")).to_contain_text("Published: the comment by Ben Okoro.")
    author.reload()
    expect(author.get_by_text("No comment waits for you.")).to_be_visible()


def test_without_javascript_a_mistake_costs_no_words_and_the_comment_arrives(arrive: Arrive, house: House) -> None:
    page = arrive(**DESK, java_script_enabled=False)
    typed = {
        **BEN,
        "E-mail": "ben@okoro",
        "Website": "https://okoro.example/?a=1&b=2",
        "Comment": f"{WORDS}\n\n  <b>Ben",
    }
    page.goto(house.post.get_absolute_url())
    fill_in(page, **typed)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        press_post(page)
    assert answer.value.status == 400
    expect(page.get_by_role("alert")).to_contain_text("This is not an e-mail address")
    for label, words in typed.items():
        expect(field(page, label)).to_have_value(words)
    expect(field(page, "E-mail")).to_have_attribute("aria-invalid", "true")

    fill_in(page, **{"E-mail": BEN["E-mail"]})
    press_post(page)
    expect(page).to_have_url(WAITING)
    expect(page.get_by_role("status")).to_contain_text(FIRST_WAITS)
    expect(page.locator(".comment-body")).to_contain_text(WORDS)
    assert kept_by(page) == {"browser": "/comments/"}


def test_the_keyboard_alone_leads_from_the_top_of_a_post_to_a_sent_comment(arrive: Arrive, house: House) -> None:
    page = arrive(**DESK)
    page.goto(house.post.get_absolute_url())
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the post")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#post")).to_be_focused()
    expect(page.get_by_role("heading", name=house.post.title)).to_be_in_viewport(ratio=1)

    passed = _tab_to(page, "Name")
    assert not {"Donate", "Scroll down to read this post."} & set(passed), "the skip link leads past all this"
    assert "the tide tables" in passed
    for words in (*BEN.values(), "", WORDS):  # name, e-mail, website, comment
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    for box in ("Write to me when others answer", "Remember me on this device"):
        expect(page.get_by_label(box)).to_be_focused()
        page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Post comment")
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(WAITING)
    expect(page.locator(".comment-body")).to_have_text(WORDS)


def _tab_to(page: Page, label: str) -> list[str]:
    """The texts of all that had the focus on the way. Each had to be seen, and to look focused."""
    goal, passed = field(page, label), []
    for _ in range(TAB_STOPS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_be_in_viewport()
        outline = focused.evaluate("element => getComputedStyle(element).outlineStyle")
        assert outline != "none", f"no outline on {focused.evaluate('element => element.outerHTML')}"
        if focused.evaluate("(element, goal) => element === goal", goal.element_handle()):
            return passed
        passed.append(focused.inner_text())
    raise AssertionError(f"{TAB_STOPS} times Tab, and never there: {passed}")


def test_a_double_click_makes_one_comment(arrive: Arrive, house: House) -> None:
    page = arrive(**DESK)
    page.goto(house.post.get_absolute_url())
    fill_in(page, **BEN, Comment=WORDS)
    page.get_by_role("button", name="Post comment").dblclick()
    expect(page).to_have_url(WAITING)
    assert Comment.objects.filter(body=WORDS).count() == 1


def test_two_clicks_that_reach_the_house_together_make_one_comment(
    arrive: Arrive, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chromium makes one request of a quick double click. A slow one is two, and here neither is served before both."""
    both, submit = Barrier(2, timeout=PATIENCE / 1000), actions.submit_comment

    def submit_together(**typed: Any) -> Comment:
        both.wait()
        return submit(**typed)

    monkeypatch.setattr(actions, "submit_comment", submit_together)
    page = arrive(**DESK)
    page.goto(house.post.get_absolute_url())
    fill_in(page, **BEN, Comment=WORDS)
    # By the page's own clock, for Playwright's second click would wait until the first has led somewhere.
    page.get_by_role("button", name="Post comment").evaluate(
        "button => { button.click(); setTimeout(() => button.click(), 300) }"
    )
    expect(page).to_have_url(WAITING)
    assert Comment.objects.filter(body=WORDS).count() == 1


def test_who_goes_back_finds_his_words_and_makes_no_second_comment_by_sending_them_again(
    arrive: Arrive, house: House, live_server: Any
) -> None:
    known = make_comment(house.post, "I was here before.", BEN["Name"], BEN["E-mail"])
    page = arrive(**DESK)
    page.context.add_cookies(
        [{"name": "browser", "value": make_browser(known.commenter), "url": f"{live_server.url}/comments/"}]
    )
    comment(page, house.post.get_absolute_url(), WORDS)
    expect(page).to_have_url(AT_ITS_COMMENT)
    first = page.url
    page.go_back()
    expect(field(page, "Comment")).to_have_value(WORDS)
    press_post(page)
    expect(page).to_have_url(first)
    expect(thread(page).get_by_text(WORDS)).to_have_count(1)
    assert Comment.objects.filter(body=WORDS).count() == 1
