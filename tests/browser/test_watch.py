"""The watch that stands behind every other test here: it must notice what it is there for."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error

from tests.browser.conftest import watch

FAULTS = {
    "console: Alas": "console.error('Alas')",
    "page: Alas": "new Promise(done => { setTimeout(() => { throw Error('Alas') }); setTimeout(done, 1) })",
    "Content Security Policy": """new Promise(done => {
        document.addEventListener('securitypolicyviolation', () => done());
        new Image().src = 'https://elsewhere.example/spy.gif';
    })""",
    "404: ": """new Promise(done => {
        Object.assign(new Image(), {src: '/media/gone.jpg', onerror: () => done()});
    })""",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_in_a_browser_is_noticed(
    new_context: Callable[..., BrowserContext], live_server: Any, fault: str
) -> None:
    faults: list[str] = []
    context = new_context(base_url=live_server.url)
    watch(context, live_server.url, faults)
    page = context.new_page()
    page.goto("/rules/")
    assert not faults
    page.evaluate(FAULTS[fault])
    context.close()
    assert any(fault in found for found in faults), faults


def test_a_request_to_another_host_is_noticed_and_goes_nowhere(
    new_context: Callable[..., BrowserContext], live_server: Any
) -> None:
    faults: list[str] = []
    context = new_context(base_url=live_server.url)
    watch(context, live_server.url, faults)
    with pytest.raises(Error, match="ERR_FAILED"):
        context.new_page().goto("https://elsewhere.example/")
    assert "asked another host: https://elsewhere.example/" in faults
