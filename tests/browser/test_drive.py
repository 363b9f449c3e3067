"""The drive on top of a post: easy to pass, easy to follow, and no business of anybody else's."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

from playwright.sync_api import Page, Request, Route, expect

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


def test_one_donation_goes_to_paypal_with_the_number_of_the_authors_button(arrive: Arrive, house: House) -> None:
    sent = _press_and_see_what_paypal_gets(arrive(), house, "Donate with PayPal")
    asked = urlsplit(sent.url)
    assert (sent.method, asked.path, parse_qs(asked.query)) == (
        "GET",
        "/donate",
        {"hosted_button_id": ["ABCDEFGH12345"]},
    )


def test_a_subscription_goes_to_paypal_with_its_command_and_its_number(arrive: Arrive, house: House) -> None:
    sent = _press_and_see_what_paypal_gets(arrive(), house, "Subscribe with PayPal")
    assert (sent.method, urlsplit(sent.url).path) == ("POST", "/cgi-bin/webscr")
    assert parse_qsl(sent.post_data) == [("cmd", "_s-xclick"), ("hosted_button_id", "SUBSCRIBE6789")]


def _press_and_see_what_paypal_gets(page: Page, house: House, button: str) -> Request:
    """The one request that leaves the house; PayPal itself is played by the test."""
    sent: list[Request] = []

    def play_paypal(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(content_type="text/html", body="<!doctype html><title>PayPal</title><link rel=icon href=data:,>")

    page.route("https://www.paypal.com/**", play_paypal)
    page.goto(house.post.get_absolute_url())
    page.get_by_role("button", name=button).click()
    expect(page).to_have_title("PayPal")
    assert len(sent) == 1
    assert page.evaluate("document.referrer") == "", "which post somebody reads is nobody else's business"
    return sent[0]
