"""Giving, in a browser: what each way does when it is taken, and a banner that can be closed and had again."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from donations.models import Drive
from tests.browser.conftest import DESK, PHONE, Arrive
from tests.browser.scene import House
from tests.browser.test_every_page import STICKING_OUT, all_complaints, nobody_complains
from tests.donations.factories import make_way

AWAY = re.compile("^https://")  # the house itself is served by plain http here
PLAYED = "<!doctype html><title>Elsewhere</title><link rel=icon href=data:,>"
BY_ACCOUNT = "https://www.paypal.com/donate/?business=nora%40winter.example&currency_code=USD"
# What PayPal, Patreon and whoever else are asked for, and how.
TAKEN = {
    ("button", "Donate with PayPal"): ("GET", "www.paypal.com/donate", [("hosted_button_id", "ABCDEFGH12345")]),
    ("button", "Subscribe with PayPal"): (
        "POST",
        "www.paypal.com/cgi-bin/webscr",
        [("cmd", "_s-xclick"), ("hosted_button_id", "SUBSCRIBE6789")],
    ),
    ("link", "Become a patron on Patreon"): ("GET", "www.patreon.com/example", []),
    ("link", "Way by link"): ("GET", "give.example.org/nora", []),
    ("link", "By PayPal to my address"): (
        "GET",
        "www.paypal.com/donate/",
        [("business", "nora@winter.example"), ("currency_code", "USD")],
    ),
}
SCRIPT_OFF = {"java_script_enabled": False}


def banner(page: Page):
    return page.get_by_role("complementary", name="The February drive")


def close_button(page: Page):
    return page.get_by_role("button", name="Close the banner of the drive")


def again_button(page: Page):
    return page.get_by_role("button", name="Show the banner of the drive again")


def stored(page: Page) -> str | None:
    return page.evaluate("localStorage.getItem('closed-drive')")


@pytest.mark.parametrize(("path", "javascript"), [("{post.path}", True), ("/donate/", False)])
@pytest.mark.parametrize(("role", "name"), TAKEN)
def test_what_each_way_sends_and_that_nobody_is_asked_before(
    arrive: Arrive, house: House, role: str, name: str, path: str, javascript: bool
) -> None:
    make_way("link", title="By PayPal to my address", url=BY_ACCOUNT, position=20)
    page = arrive(java_script_enabled=javascript, **DESK)
    sent: list[Request] = []

    def play_the_other_host(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(content_type="text/html", body=PLAYED)

    page.route(AWAY, play_the_other_host)
    answer = page.goto(house.address(path), wait_until="networkidle")
    assert sent == [], "before the click"
    _the_policy_lets_nothing_else_through(answer.headers["content-security-policy"])
    page.get_by_role(role, name=name, exact=True).click()
    expect(page).to_have_title("Elsewhere")
    assert [_as_asked(request) for request in sent] == [TAKEN[role, name]]
    assert "referer" not in sent[0].all_headers(), "which post somebody reads is nobody else's business"


def _as_asked(request: Request) -> tuple[str, str, list[tuple[str, str]]]:
    address = urlsplit(request.url)
    return request.method, f"{address.netloc}{address.path}", parse_qsl(request.post_data or address.query)


def _the_policy_lets_nothing_else_through(policy: str) -> None:
    """Of all other hosts the browser may ask PayPal alone, and that only where a form is sent."""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if " " in rule.strip())
    assert rules.pop("form-action") == "'self' https://www.paypal.com"
    assert rules["default-src"] == "'none'"
    assert all(set(sources.split()) <= {"'self'", "'none'"} for sources in rules.values()), rules


def test_zelle_and_a_check_are_words_that_a_robot_does_not_harvest(arrive: Arrive, house: House) -> None:
    page = arrive()
    page.goto("/donate/")
    expect(page.locator(".way-zelle")).to_contain_text("nora dot winter at example dot org")
    expect(page.locator(".way-check address")).to_contain_text("PO Box 12")
    assert "nora.winter@" not in page.content()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_a_banner_that_was_closed_stays_closed_and_comes_again_when_asked(
    arrive: Arrive, house: House, screen: dict
) -> None:
    page = arrive(**screen)
    page.goto(house.post.path)
    expect(banner(page)).to_be_visible()
    expect(again_button(page)).to_be_hidden()
    close_button(page).click()
    expect(banner(page)).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name=house.post.title)).to_be_in_viewport()
    expect(banner(page)).to_be_hidden()
    again_button(page).click()
    expect(banner(page)).to_be_in_viewport()
    expect(again_button(page)).to_be_hidden()
    page.reload()
    expect(banner(page)).to_be_visible()
    assert stored(page) is None
    assert page.context.cookies() == []


def test_by_keyboard_the_focus_goes_where_the_reader_is_going(arrive: Arrive, house: House) -> None:
    page = arrive()
    page.goto(house.post.path)
    close_button(page).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#post")).to_be_focused()
    again_button(page).focus()
    page.keyboard.press("Space")
    expect(banner(page)).to_be_focused()


def test_closed_on_one_post_is_closed_on_all_and_another_drive_shows_itself(arrive: Arrive, house: House) -> None:
    drive = Drive.objects.get()
    page = arrive()
    page.goto(house.post.path)
    close_button(page).click()
    page.get_by_role("link", name="A newer post").click()
    expect(page.get_by_role("heading", name="A newer post")).to_be_visible()
    expect(banner(page)).to_be_hidden()
    drive.delete()
    Drive.objects.create(name=drive.name, starts_on=drive.starts_on, ends_on=drive.ends_on, appeal=drive.appeal)
    page.reload()
    expect(banner(page)).to_be_visible()


def test_a_banner_that_was_closed_is_never_painted(arrive: Arrive, house: House) -> None:
    page = arrive()
    page.goto(house.post.path)
    close_button(page).click()
    page.add_init_script(
        """new MutationObserver(() => {
            const banner = document.querySelector(".drive-banner");
            if (banner?.checkVisibility()) window.flashed = true;
        }).observe(document, {childList: true, subtree: true});"""
    )
    page.reload()
    expect(page.locator(".colophon")).to_be_attached()
    assert not page.evaluate("window.flashed")


@pytest.mark.parametrize("corrupt", ["", "null", "{", "0", "<script>", "9" * 400, "NaN"])
def test_nonsense_in_the_store_of_the_browser_is_ignored(arrive: Arrive, house: House, corrupt: str) -> None:
    page = arrive()
    page.goto("/rules/")
    page.evaluate("text => localStorage.setItem('closed-drive', text)", corrupt)
    page.goto(house.post.path)
    expect(banner(page)).to_be_visible()
    close_button(page).click()
    assert stored(page) == str(Drive.objects.get().pk)


def test_a_browser_that_keeps_nothing_closes_it_for_this_page(arrive: Arrive, house: House) -> None:
    page = arrive()
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('kept out') }})")
    page.goto(house.post.path)
    close_button(page).click()
    expect(banner(page)).to_be_hidden()
    page.reload()
    expect(banner(page)).to_be_visible()


def test_without_javascript_the_banner_stands_and_offers_no_button_that_does_nothing(
    arrive: Arrive, house: House
) -> None:
    page = arrive(**SCRIPT_OFF, **DESK)
    page.goto(house.post.path)
    expect(banner(page)).to_be_visible()
    expect(page.locator(".drive-close")).to_be_hidden()
    expect(page.locator(".drive-again")).to_be_hidden()


def test_a_banner_that_may_not_be_closed_stands_for_those_who_had_closed_it(arrive: Arrive, house: House) -> None:
    page = arrive()
    page.goto(house.post.path)
    close_button(page).click()
    Drive.objects.update(may_be_closed=False)
    page.reload()
    expect(banner(page)).to_be_visible()
    expect(close_button(page)).to_have_count(0)
    expect(again_button(page)).to_be_hidden()


def test_everywhere_it_can_be_closed_on_the_front_page(arrive: Arrive, house: House) -> None:
    Drive.objects.update(shows_on="everywhere")
    page = arrive()
    page.goto("/")
    close_button(page).click()
    expect(page.locator("main")).to_be_focused()
    expect(banner(page)).to_be_hidden()
    page.goto(house.page.path)
    expect(banner(page)).to_be_hidden()
    expect(again_button(page)).to_be_visible()


def test_neither_banner_nor_button_is_printed(arrive: Arrive, house: House) -> None:
    page = arrive()
    page.goto(house.post.path)
    page.emulate_media(media="print")
    expect(banner(page)).to_be_hidden()
    expect(page.locator(".book-panel")).to_be_hidden()
    page.emulate_media(media="screen")
    close_button(page).click()
    page.emulate_media(media="print")
    expect(again_button(page)).to_be_hidden()


def test_nothing_keeps_anybody_from_the_page_of_books(arrive: Arrive, house: House) -> None:
    page = arrive()
    nobody_complains(all_complaints(page, "/books/"))
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(STICKING_OUT) == []


def test_the_page_of_books_is_reached_from_the_panel(arrive: Arrive, house: House) -> None:
    page = arrive()
    page.goto(house.post.path)
    page.get_by_role("link", name="All books").click()
    expect(page).to_have_url(f"{page.url.split('/books/')[0]}/books/")
    expect(page.get_by_role("article", name="Ice, a history")).to_be_visible()
    expect(page.get_by_role("link", name="The corner shop")).to_have_attribute("href", "https://shop.example/ice")
