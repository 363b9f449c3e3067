"""What people do in a browser, in their own words."""

import re

from playwright.sync_api import Locator, Page, expect

BEN = {"Name": "Ben Okoro", "E-mail": "ben@okoro.example"}
WAITING = re.compile(r"/comments/waiting/")
AT_ITS_COMMENT = re.compile(r"#comment-\d+$")


def field(page: Page, label: str) -> Locator:
    return page.locator("#comment-form").get_by_label(label)


def fill_in(page: Page, **typed: str) -> None:
    for label, words in typed.items():
        field(page, label).fill(words)


def press_post(page: Page) -> None:
    page.get_by_role("button", name="Post comment").click()


def comment(page: Page, path: str, words: str, *, seconds: float = 0, **typed: str) -> None:
    """Ben opens the post, fills the form in, and sends it; in less than three seconds a stranger seems a program."""
    page.goto(path)
    fill_in(page, **{**BEN, **typed}, Comment=words)
    page.wait_for_timeout(seconds * 1000)
    press_post(page)


def kept_by(page: Page) -> dict[str, str]:
    """What the house has left in the browser: the cookies' names and where they are sent."""
    return {crumb["name"]: crumb["path"] for crumb in page.context.cookies()}


def thread(page: Page) -> Locator:
    return page.locator("#comments")


def log_in(page: Page) -> None:
    """The author, at the admin's own door."""
    page.goto("/admin/")
    page.get_by_label("Username").fill("wren")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
