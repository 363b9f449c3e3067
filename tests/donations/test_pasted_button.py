"""The author pastes PayPal's code into the form of a way: it fills the fields in, and nothing of it is kept."""

import pytest
from bs4 import BeautifulSoup

from donations.models import Way
from tests.donations.factories import errors, make_way
from tests.donations.test_giving_admin import way
from tests.donations.test_paypal_code import BY_ADDRESS, DONATE_BUTTON, OLD_BUTTON, SDK_BUTTON, SUBSCRIBE_BUTTON

pytestmark = pytest.mark.django_db

ADD = "/admin/donations/way/add/"


def paste(admin_client, code, kind="paypal_once", **fields):
    """The response after the redirect, where one follows; its page as text."""
    return admin_client.post(ADD, way(kind, button_id="", url="", pasted=code, **fields), follow=True)


def told(response) -> str:
    return BeautifulSoup(response.content, "html.parser").select_one(".messagelist").get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("code", "chosen", "kind", "number"),
    [
        (DONATE_BUTTON, "paypal_once", "paypal_once", "ABCDEFGH12345"),
        (DONATE_BUTTON, "paypal_subscription", "paypal_once", "ABCDEFGH12345"),  # PayPal's code knows better
        (SUBSCRIBE_BUTTON, "paypal_once", "paypal_subscription", "SUBSCRIBE6789"),
        (SDK_BUTTON, "link", "paypal_once", "ABCDEFGH12345"),
        (OLD_BUTTON, "paypal_once", "paypal_once", "SUBSCRIBE6789"),  # this one does not tell, so the choice holds
        (OLD_BUTTON, "paypal_subscription", "paypal_subscription", "SUBSCRIBE6789"),
    ],
)
def test_the_code_of_a_button_fills_in_its_number_and_its_kind(admin_client, code, chosen, kind, number):
    response = paste(admin_client, code, chosen)

    saved = Way.objects.get()
    assert (saved.kind, saved.button_id, saved.url) == (kind, number, "")
    assert number in told(response)
    assert saved.get_kind_display() in told(response)


@pytest.mark.parametrize("chosen", ["paypal_once", "link"])
def test_a_button_that_names_an_account_becomes_a_link(admin_client, chosen):
    paste(admin_client, BY_ADDRESS, chosen)

    saved = Way.objects.get()
    assert (saved.kind, saved.button_id) == ("link", "")
    assert saved.url.startswith("https://www.paypal.com/donate/?business=nora%40winter.example&")


def test_the_author_learns_what_was_left_out(admin_client):
    assert "Left out: two scripts." in told(paste(admin_client, SDK_BUTTON))


def test_nothing_of_the_code_is_stored_or_shown_again(admin_client, client):
    paste(admin_client, SDK_BUTTON)

    stored = str(Way.objects.values().get())
    again = admin_client.get(f"/admin/donations/way/{Way.objects.get().pk}/change/").content
    for trace in ("<script", "paypalobjects", "donate-sdk"):
        assert trace not in stored
        assert trace not in client.get("/donate/").content.decode()
    assert b"donate-sdk" not in again


@pytest.mark.parametrize("nonsense", ["Donate to me!", "<script>x</script>", "https://evil.example/paypal"])
def test_nonsense_is_refused_and_the_text_is_still_there(admin_client, nonsense):
    response = paste(admin_client, nonsense)

    page = BeautifulSoup(response.content, "html.parser")
    assert "PayPal" in page.select_one(".field-pasted .errorlist").get_text()
    assert len(page.select(".errorlist li")) == 1
    assert page.select_one("textarea[name=pasted]").get_text().strip() == nonsense
    assert not Way.objects.exists()


@pytest.mark.parametrize("code", [DONATE_BUTTON, "paypal.me/nora"])
@pytest.mark.parametrize("kind", ["zelle", "check", "patreon"])
def test_a_button_of_paypals_is_no_other_kind_of_way(admin_client, code, kind):
    response = paste(admin_client, code, kind)

    assert "which of the two PayPal buttons" in errors(response)
    assert not Way.objects.exists()


def test_a_number_that_does_not_tell_its_kind_asks_for_it(admin_client):
    assert "which of the two PayPal buttons" in errors(paste(admin_client, OLD_BUTTON, "link"))


def test_a_novel_is_not_read(admin_client):
    assert "at most 20000 characters" in errors(paste(admin_client, "<b>" * 7000))


def test_a_new_button_replaces_the_old_number(admin_client):
    old = make_way("paypal_once")

    admin_client.post(f"/admin/donations/way/{old.pk}/change/", way("paypal_once", pasted="ZYXWVUTS98765"))

    assert Way.objects.get().button_id == "ZYXWVUTS98765"


def test_without_a_paste_the_typed_number_holds(admin_client):
    response = admin_client.post(ADD, way("paypal_once", pasted="  "), follow=True)

    assert Way.objects.get().button_id == "ABCDEFGH12345"
    assert "pasted" not in told(response)
