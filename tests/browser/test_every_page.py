"""What holds on every page: open to all, at home on the smallest phone, silent about its readers."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Arrive
from tests.browser.people import comment, press_post
from tests.browser.scene import House
from tests.factories import make_comment, make_post

PUBLIC = {
    "front page": "/",
    "post": "{post.path}",
    "page": "{page.path}",
    "category": "/category/{category.path}/",
    "search": "/search/?q=harbour",
    "not found": "/there/is/nothing/here/",
    "donate": "/donate/",
    "books": "/books/",
    "rules": "/rules/",
    "waiting": "{private}",
}
ROOMS = {
    "first page": "/admin/",
    "queue": "/admin/comments/comment/",
    "one comment": "/admin/comments/comment/{waiting.pk}/change/",
    "offence": "/admin/comments/comment/{waiting.pk}/offence/",
    "editing a comment": "/admin/comments/comment/{waiting.pk}/edit/",
    "a person's file": "/admin/comments/commenter/{waiting.commenter_id}/change/",
    "people": "/admin/comments/commenter/",
    "sanctions": "/admin/comments/sanction/",
    "ledger": "/admin/comments/decision/",
    "letters": "/admin/post_office/email/",
    "house rules": "/admin/comments/houserules/1/change/",
}
SCHEMES, WIDTHS = ("light", "dark"), (390, 1280)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EDITED = "[data-django-prose-editor-configurable]"  # becomes an editor a moment after the page is there
# What can be scrolled sideways. The ledger below a comment is a table of data and may, in its own frame.
STICKING_OUT = """() => [...document.querySelectorAll("*")].filter(element => {
    const scrolls = element === document.scrollingElement
        || ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    return scrolls && element.scrollWidth > element.clientWidth && !element.closest(".inline-group");
}).map(element => `${element.outerHTML.split(">")[0]}>: ${element.scrollWidth} in ${element.clientWidth} px`)"""


def complaints(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA on the page as it looks now."""
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    page.wait_for_load_state()  # an answer can be read before its style sheet is there
    page.evaluate("document.getAnimations().forEach((change) => change.finish())")  # half-way no colour is right
    look = page.evaluate("`${matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'}, ${innerWidth} px`")
    return [
        f"{look}: {violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in Axe().run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]


def all_complaints(page: Page, address: str) -> list[str]:
    """The same in light and in dark, on a phone and at a desk."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.goto(address)  # anew, for a change of colours may be a slow one
        expect(page.locator(".ProseMirror")).to_have_count(page.locator(EDITED).count())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            found += complaints(page)
    return found


def nobody_complains(found: list[str]) -> None:
    if found:
        pytest.fail("\n\n".join(found), pytrace=False)


@pytest.mark.parametrize("name", PUBLIC)
def test_nothing_keeps_anybody_from_reading_it(arrive: Arrive, house: House, name: str) -> None:
    nobody_complains(all_complaints(arrive(), house.address(PUBLIC[name])))


def test_nothing_keeps_anybody_from_mending_a_comment_that_was_refused(arrive: Arrive, house: House) -> None:
    for scheme in SCHEMES:
        page = arrive(color_scheme=scheme, **DESK)
        comment(page, house.post.path, "  ")
        expect(page.get_by_role("alert")).to_contain_text("Please write something.")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            nobody_complains(complaints(page))


@pytest.mark.parametrize("name", ROOMS)
def test_nothing_keeps_an_author_from_his_work(author_arrives: Arrive, house: House, name: str) -> None:
    nobody_complains(all_complaints(author_arrives(), house.address(ROOMS[name])))


def test_on_the_smallest_phone_nothing_sticks_out(
    arrive: Arrive, author_arrives: Arrive, house: House, author: User
) -> None:
    long = f"{'x' * 300} and https://one.example/{'y' * 200} and https://two.example/{'z' * 200}?q={'w' * 60}"
    post = make_post(f"Rhabarberbarbara{'bar' * 30}", f"<p>{'v' * 300}</p>", author=author)
    make_comment(post, long, name="N" * 60, website=f"https://{'n' * 60}.example/{'n' * 80}")
    held = make_comment(
        post, long, name="M" * 60, email=f"{'m' * 60}@many.example", status="pending", reasons=["links"]
    )
    small = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
    reader, at_work = arrive(**small), author_arrives(**small)
    for page, path in [
        (reader, post.path),
        (reader, house.post.path),
        (reader, "/donate/"),
        (reader, house.private),
        (at_work, "/admin/"),
        (at_work, "/admin/comments/comment/"),
        (at_work, f"/admin/comments/comment/{held.pk}/change/"),
    ]:
        page.goto(path)
        assert page.evaluate(STICKING_OUT) == [], path


def test_no_page_sets_a_cookie_or_lets_another_host_know_of_its_reader(arrive: Arrive, house: House) -> None:
    """The watch of conftest.py sees every request; this reader looks at everything, down to the last picture."""
    page = arrive()
    for path in PUBLIC.values():
        page.goto(house.address(path))
        page.locator(".colophon").scroll_into_view_if_needed()
        expect(page.locator(".colophon")).to_be_in_viewport()
        for image in page.locator("img").all():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            assert image.evaluate("image => image.naturalWidth") > 0
        assert page.context.cookies() == [], path
    comment(page, house.post.path, "  ")
    expect(page.get_by_role("alert")).to_be_visible()
    press_post(page)
    assert page.context.cookies() == []
