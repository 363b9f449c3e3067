"""The drive on top of a post: easy to pass and easy to follow. What its ways do is in test_giving.py."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Arrive
from tests.browser.scene import House


def test_the_drive_stands_above_the_post_and_one_tap_leads_past_it(arrive: Arrive, house: House) -> None:
    page = arrive(**PHONE)
    page.goto(house.post.get_absolute_url())
    way_past = page.get_by_role("link", name="Scroll down to read this post.")
    heading = page.get_by_role("heading", name=house.post.title)
    expect(way_past).to_be_in_viewport(ratio=1)
    expect(heading).not_to_be_in_viewport()
    expect(page.locator(".drive-line")).to_have_text("The February drive: second week, two weeks left")
    expect(page.get_by_text("There are six ways of giving:")).to_be_visible()
    expect(page.locator("ol.ways > li")).to_have_count(6)
    way_past.tap()
    expect(heading).to_be_in_viewport(ratio=1)
