"""Moving in without a terminal: the author sends an export, watches, reads, and says yes."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from blog.models import Post
from tests.browser.conftest import DESK, PHONE, Arrive
from tests.browser.scene import House
from tests.browser.test_every_page import STICKING_OUT, all_complaints, nobody_complains
from tests.wordpress.samples import comment, export, item, written
from wordpress.models import Move

ADD = "/admin/wordpress/move/add/"
LOSING = export(item(701, "The tide", "It came.", comment(801)), item(702, "A lemonade stand", post_type="product"))


@pytest.fixture(autouse=True)
def ground(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def send(page: Page, file: Path) -> None:
    page.goto(ADD)
    page.get_by_label("The export").set_input_files(file)
    page.get_by_role("button", name="Send and start").click()
    expect(page.get_by_text("It waits for the clock")).to_be_visible()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_an_author_moves_in(author_arrives: Arrive, tmp_path: Path, screen: dict) -> None:
    page = author_arrives(**screen)
    send(page, written(tmp_path, export(item(701, "The tide", "It came.", comment(801)))))
    call_command("tick")  # the page notices by itself
    expect(page.get_by_role("status")).to_have_text(
        re.compile("All that the export holds can move in. This was a trial")
    )
    assert not Post.objects.exists()
    page.get_by_role("button", name="Now move in for real").click()
    expect(page.get_by_text("It waits for the clock")).to_be_visible()
    call_command("tick")
    expect(page.get_by_role("status")).to_have_text("All that the export holds has moved in.")
    page.get_by_role("link", name="See the site").click()
    expect(page.get_by_role("link", name="The tide").first).to_be_visible()


def test_without_javascript_the_page_loads_itself_anew(author_arrives: Arrive, tmp_path: Path) -> None:
    page = author_arrives(java_script_enabled=False)
    send(page, written(tmp_path, export(item(701))))
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    call_command("tick")
    page.reload()
    expect(page.get_by_role("button", name="Now move in for real")).to_be_visible()


def test_nothing_keeps_anybody_from_watching_and_nothing_sticks_out(
    author_arrives: Arrive, house: House, tmp_path: Path
) -> None:
    page = author_arrives()
    found = all_complaints(page, ADD)
    send(page, written(tmp_path, LOSING, "the-tide-gauge-of-many-years.wordpress.2026-11-24.000.xml"))
    change = f"/admin/wordpress/move/{Move.objects.get().pk}/change/"
    found += all_complaints(page, change)
    call_command("tick")
    found += all_complaints(page, change) + all_complaints(page, "/admin/wordpress/move/")
    nobody_complains(found)
    page.set_viewport_size({"width": 320, "height": 700})
    for path in (ADD, change, "/admin/wordpress/move/"):
        page.goto(path)
        assert page.evaluate(STICKING_OUT) == [], path
