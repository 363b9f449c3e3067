"""The author writes in the editor: words, a link, a quote, a picture that floats; at his desk and on his phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from blog.models import Image, Post
from tests.blog.pictures import photograph
from tests.browser.conftest import DESK, PHONE, Arrive

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "/admin/blog/post/add/"


@pytest.fixture
def photo(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    file = tmp_path / "moon.jpg"
    file.write_bytes(photograph((1200, 800)).read())
    return file


def text(page: Page) -> Locator:
    return page.locator(".ProseMirror[contenteditable]")


def tool(page: Page, name: str) -> Locator:
    return page.locator(f".prose-menubar [data-name='{name}']")


def open_form(page: Page) -> None:
    page.goto(ADD)
    page.get_by_label("Title").first.fill("The moon above the harbour")
    text(page).click()


def insert_picture(page: Page, photo: Path) -> None:
    """Through the dialog of the editor and the window that it opens."""
    tool(page, "figure").click()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Browse...").click()
    picker = opened.value
    picker.get_by_label("Pictures").set_input_files(photo)
    picker.get_by_label("What it shows").fill("A half moon")
    picker.get_by_label("Caption").fill("The moon on Sunday")
    with picker.expect_event("close"):
        picker.get_by_role("button", name="Upload and use").click()
    expect(page.locator("[name=altText]")).to_have_value("A half moon")
    page.get_by_role("button", name="Insert", exact=True).click()
    expect(text(page).locator("figcaption")).to_have_text("The moon on Sunday")
    expect(text(page)).to_be_focused()  # the editor takes its time to come back to the front


def select_picture(page: Page) -> None:
    expect(text(page).locator("img")).to_have_js_property("complete", True)  # until then it moves what is below it
    text(page).locator("img").click()
    expect(text(page).locator("img.ProseMirror-selectednode")).to_be_visible()


def publish(page: Page) -> Post:
    page.get_by_label("Status").select_option("published")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    return Post.objects.get()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["at the desk", "on the phone"])
def test_a_post_with_a_picture_is_written_and_read(author_arrives: Arrive, photo: Path, screen: dict[str, Any]) -> None:
    page = author_arrives(**screen)
    open_form(page)
    page.keyboard.type("It was ")
    tool(page, "bold").click()
    page.keyboard.type("bright")
    tool(page, "bold").click()
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    insert_picture(page, photo)
    tool(page, "placement:alignright").click()
    expect(text(page).locator("figure")).to_have_class("alignright")
    page.keyboard.press("Enter")  # leads out of the caption
    tool(page, "blockquote").click()
    page.keyboard.type("Somebody said so.")
    expect(text(page).locator("blockquote")).to_have_text("Somebody said so.")
    post, image = publish(page), Image.objects.get()
    assert post.body == (
        "<p>It was <strong>bright</strong>.</p>"
        f'<figure class="alignright"><img src="{image.file.url}" alt="A half moon" data-file="{image.pk}">'
        "<figcaption>The moon on Sunday</figcaption></figure><blockquote><p>Somebody said so.</p></blockquote>"
    )
    page.goto(post.get_absolute_url())
    picture = page.get_by_role("img", name="A half moon")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.currentSrc").endswith(".webp")  # a copy, not the large file
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_typed_over_a_selected_picture_goes_behind_it(author_arrives: Arrive, photo: Path) -> None:
    page = author_arrives()
    open_form(page)
    insert_picture(page, photo)
    select_picture(page)
    page.keyboard.type("And on.")
    expect(text(page).locator("figure img")).to_have_attribute("src", Image.objects.get().file.url)
    expect(text(page).locator("figure + p")).to_have_text("And on.")
    select_picture(page)
    page.keyboard.press("Delete")
    expect(text(page).locator("figure")).to_have_count(0)


def test_the_teaser_ends_at_its_line_and_html_keeps_it(author_arrives: Arrive) -> None:
    page = author_arrives()
    open_form(page)
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    tool(page, "more").click()
    page.keyboard.type("Two")
    expect(text(page).locator("hr.more + p")).to_have_text("Two")
    page.get_by_label("Written").select_option("html")
    expect(page.get_by_label("Body")).to_have_value("<p>One</p><!--more--><p>Two</p>")
    post = publish(page)
    assert (post.body, post.body_format, post.teaser) == ("<p>One</p><!--more--><p>Two</p>", "html", "<p>One</p>")


def test_nobody_leaves_typed_words_behind_unasked(author_arrives: Arrive) -> None:
    page = author_arrives()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(ADD)
    text(page).wait_for()
    page.goto(ADD)
    assert not asked
    text(page).click()
    page.keyboard.type("Words")
    page.goto("/admin/")
    assert asked == ["beforeunload"]
