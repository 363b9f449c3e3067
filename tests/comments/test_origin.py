"""Whether a request comes from a page of ours, and from which network."""

import pytest
from django.test import RequestFactory

from comments import origin

OURS, FOREIGN = "http://testserver", "https://evil.example"


def request(remote: str = "192.0.2.33", **headers: str):
    return RequestFactory().post(
        "/", REMOTE_ADDR=remote, headers={key.replace("_", "-"): headers[key] for key in headers}
    )


@pytest.mark.parametrize(
    ("headers", "foreign", "ours"),
    [
        ({}, False, False),
        ({"origin": OURS}, False, True),
        ({"origin": FOREIGN}, True, False),
        ({"origin": "null"}, True, False),
        ({"origin": ""}, True, False),
        ({"origin": f"{OURS}.evil.example"}, True, False),
        ({"origin": "https://testserver"}, True, False),
        ({"sec_fetch_site": "same-origin"}, False, True),
        ({"sec_fetch_site": "none"}, False, True),
        ({"sec_fetch_site": "same-site"}, True, False),
        ({"sec_fetch_site": "cross-site"}, True, False),
        ({"sec_fetch_site": "nonsense"}, True, False),
        ({"sec_fetch_site": "same-origin", "origin": "null"}, False, True),
        ({"sec_fetch_site": "cross-site", "origin": "null"}, True, False),
        ({"sec_fetch_site": "same-origin", "origin": FOREIGN}, True, False),
        ({"sec_fetch_site": "cross-site", "origin": OURS}, True, False),
    ],
)
def test_what_browsers_say_of_where_a_request_comes_from(headers, foreign, ours):
    assert origin.is_foreign(request(**headers)) is foreign
    assert origin.is_ours(request(**headers)) is ours


def test_the_configured_address_is_ours_behind_a_proxy_that_speaks_http_to_the_house(settings):
    settings.SITE_URL = "https://ledger.example"
    assert not origin.is_foreign(request(origin="https://ledger.example"))
    assert origin.is_foreign(request(origin="https://ledger.example:8443"))


@pytest.mark.parametrize(
    ("hops", "told_of", "network"),
    [
        (0, None, "192.0.2.0/24"),
        (0, "9.9.9.9", "192.0.2.0/24"),
        (1, None, ""),
        (1, "", ""),
        (1, "203.0.113.7", "203.0.113.0/24"),
        (1, "9.9.9.9, 203.0.113.7", "203.0.113.0/24"),
        (1, "9.9.9.9,8.8.8.8 , 203.0.113.7 ", "203.0.113.0/24"),
        (2, "203.0.113.7", ""),
        (2, "203.0.113.7, 198.51.100.1", "203.0.113.0/24"),
        (2, "9.9.9.9, 203.0.113.7, 198.51.100.1", "203.0.113.0/24"),
        (3, "9.9.9.9, 203.0.113.7, 198.51.100.1", "9.9.9.0/24"),
        (1, "2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.7", "203.0.113.0/24"),
        (1, "unknown", ""),
        (1, "203.0.113.7' or 1=1", ""),
    ],
)
def test_only_the_proxies_that_are_trusted_are_believed(settings, hops, told_of, network):
    settings.TRUSTED_PROXIES = hops
    headers = {} if told_of is None else {"x_forwarded_for": told_of}
    assert origin.network(request(**headers)) == network


def test_an_address_that_is_none_has_no_network():
    assert origin.network(request(remote="")) == ""
    assert origin.network(request(remote="/run/gunicorn.sock")) == ""
