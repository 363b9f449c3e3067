"""A real Chromium, and people who come with it. Whatever one of their browsers complains of fails the test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, expect

from tests.browser.scene import House, furnish

HERE = Path(__file__).parent
NAMES = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if name and (found := shutil.which(name))), None)
NO_CHROMIUM = "No Chromium was found, so nothing was tried in a browser. Install one, or name it in CHROMIUM."
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 15_000  # milliseconds; a busy machine with two browsers is slow, a broken page never comes
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
Arrive = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Without a Chromium every test here is skipped, all with one line; with BROWSER_TESTS=required it fails."""
    if not CHROMIUM:
        (pytest.fail if os.environ.get("BROWSER_TESTS") == "required" else pytest.skip)(NO_CHROMIUM)


@pytest.fixture(scope="session", autouse=True)
def database_beside_an_event_loop() -> None:
    """Playwright keeps an event loop in this thread to the end, and Django would not touch the database beside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    expect.set_options(timeout=PATIENCE)
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture
def arrive(new_context: Callable[..., BrowserContext], live_server: Any, settings: Any) -> Iterator[Arrive]:
    """Somebody comes with a browser of his own that remembers nothing: `arrive(**PHONE)` is his empty page.

    No browser may meet an error, break the Content-Security-Policy or ask another host for anything. What leads
    elsewhere on purpose is taken over by the test with `page.route`, which comes before the watch.
    """
    settings.SITE_URL = live_server.url
    cache.clear()  # what an earlier test has left there belongs to rows that are gone
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def come(**screen: Any) -> Page:
        context = new_context(base_url=live_server.url, **(screen or DESK))
        context.set_default_timeout(PATIENCE)
        watch(context, live_server.url, faults)
        contexts.append(context)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()  # first, so that nothing they still had to say is lost
    assert not faults, "The browser complained:\n" + "\n".join(faults)


def watch(context: BrowserContext, home: str, faults: list[str]) -> None:
    """Write down what goes wrong in any page of the context; nothing leaves it for a host other than `home`."""

    def forbid(route: Any) -> None:
        faults.append(f"asked another host: {route.request.url}")
        route.abort()

    def listen(message: ConsoleMessage) -> None:
        # A refused comment is a page with status 400, which the console calls an error: `answered` judges statuses.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            faults.append(f"console: {message.text}")

    def answered(response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type != "document"):
            faults.append(f"{response.status}: {response.url}")

    context.route(re.compile(rf"^(?!{re.escape(home)}/)"), forbid)
    context.on("console", listen)
    context.on("weberror", lambda error: faults.append(f"page: {error.error}"))
    context.on("response", answered)


@pytest.fixture
def house(author: Any) -> House:
    """A site in use: see scene.py."""
    return furnish(author)


@pytest.fixture
def author_arrives(arrive: Arrive, admin: Client, live_server: Any) -> Arrive:
    """The author comes, logged in already."""

    def come(**screen: Any) -> Page:
        page = arrive(**screen)
        session = [{"name": key, "value": crumb.value, "url": live_server.url} for key, crumb in admin.cookies.items()]
        page.context.add_cookies(session)
        return page

    return come
