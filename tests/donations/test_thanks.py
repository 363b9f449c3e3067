"""Thanks that are owed, and the letters that say them."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from bs4 import BeautifulSoup
from post_office.models import STATUS, Email

from donations import actions, outbox
from donations.letters import Given, letter
from donations.models import Donor, Gift, ThankYou
from tests.donations.factories import errors, make_donor, make_drive, make_gift, number, paypal, take_in

pytestmark = pytest.mark.django_db
QUEUE, LIST = "/admin/donations/gift/thanks/", "/admin/donations/gift/"


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-20T12:00-07:00"):
        yield


def text(response):
    return BeautifulSoup(response.content, "html.parser").select_one("#content").get_text(" ", strip=True)


def test_one_letter_thanks_for_all_gifts_of_a_donor(admin_client):
    make_drive(name="the February drive")
    ann = make_donor("Ann Reader", "old@mail.example", "ann@mail.example")
    gifts = [make_gift(donor=ann), make_gift("10.00", date(2026, 3, 1), donor=ann, currency="EUR")]
    ThankYou.objects.create(subject="Thank you for {drive}", text="Dear {name}, for {amount} on {date}.")

    answer = admin_client.post(QUEUE, {"donor": ann.pk, "letter": "yes"}, follow=True)

    mail = Email.objects.get()
    assert "1 letter laid into the outbox." in answer.content.decode()
    assert mail.to == ["ann@mail.example"]
    assert mail.subject == "Thank you for the February drive"
    assert mail.message == "Dear Ann Reader, for $25.00 and €10.00 on Feb. 14, 2026 and March 1, 2026."
    assert mail.status == STATUS.queued
    assert mail.headers == {"Reply-To": "admin@example.com"}
    assert {gift.thanked_how for gift in Gift.objects.filter(pk__in=[gift.pk for gift in gifts])} == {"letter"}
    assert "Everybody has been thanked." in answer.content.decode()


def test_nobody_is_thanked_twice(admin_client):
    ann = make_donor("Ann", "ann@mail.example")
    make_gift(donor=ann)
    for _ in range(2):
        answer = admin_client.post(QUEUE, {"donor": ann.pk}, follow=True)

    assert Email.objects.count() == 1
    assert "0 letters laid" in answer.content.decode()
    make_gift(donor=ann)
    admin_client.post(QUEUE, {"donor": ann.pk})
    assert Email.objects.count() == 2


@pytest.mark.parametrize("donor", [("Ann",), ("Ann", "ann@mail.example")])
def test_who_wants_no_letters_or_has_no_address_gets_none(admin_client, donor):
    ann = make_donor(*donor, do_not_write=len(donor) > 1)
    gift = make_gift(donor=ann)

    listed = text(admin_client.get(QUEUE))
    answer = admin_client.post(QUEUE, {"donor": ann.pk}, follow=True)

    assert ("wants no letters" if len(donor) > 1 else "no address") in listed
    assert "1 donor got none" in answer.content.decode()
    assert not Email.objects.exists()
    gift.refresh_from_db()
    assert gift.thanked_at is None
    admin_client.post(QUEUE, {"donor": ann.pk, "otherwise": "yes"})
    gift.refresh_from_db()
    assert gift.thanked_how == "otherwise"


def test_the_queue_shows_each_donor_with_the_letter_as_it_would_leave(admin_client):
    ann = make_donor("<script>alert(1)</script> {amount}", "ann@mail.example")
    make_gift(donor=ann)
    make_gift(source="cash")

    response = admin_client.get(QUEUE)

    assert "thank you for $25.00, which reached me on Feb. 14, 2026" in text(response)
    assert "1 gift came from nobody knows whom" in text(response)
    assert "<script>alert(1)" not in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert not Email.objects.exists()


@pytest.mark.parametrize("ticked", [{}, {"donor": "x"}, {"donor": "999999"}, {"donor": "9" * 40}])
def test_without_a_tick_nobody_gets_a_letter(admin_client, ticked):
    make_gift(donor=make_donor("Ann", "ann@mail.example"))

    answer = admin_client.post(QUEUE, ticked, follow=True)

    assert "Tick those whom you mean." in answer.content.decode()
    assert not Email.objects.exists()


def test_the_list_thanks_in_bulk_for_what_is_ticked(admin_client):
    gifts = [make_gift(donor=make_donor(f"D{place}", f"d{place}@mail.example")) for place in range(3)]

    admin_client.post(LIST, {"action": "thank", "_selected_action": [gifts[0].pk, gifts[1].pk]})
    admin_client.post(LIST, {"action": "mark_thanked", "_selected_action": [gift.pk for gift in gifts]})

    assert sorted(mail.to[0] for mail in Email.objects.all()) == ["d0@mail.example", "d1@mail.example"]
    assert [gift.thanked_how for gift in Gift.objects.order_by("pk")] == ["letter", "letter", "otherwise"]


def test_no_thanks_are_owed_for_what_was_paid_back():
    back = {"Type": "Payment Refund", "Gross": "-25.00", "Reference Txn ID": number(1)}
    take_in(paypal({}, {**back, "Transaction ID": "3CC00000000000001", "Net": "-25.00"}))

    assert actions.thank(Gift.objects.all(), by=None) == {"letters": 0, "donors": 0}
    assert not Email.objects.exists()


def test_looking_sends_nothing(admin_client):
    make_gift(donor=make_donor("Ann", "ann@mail.example"))
    admin_client.get(f"{QUEUE}?donor=1&letter=yes")

    assert not Email.objects.exists()


@pytest.mark.parametrize("name", ["{% load x %}{{ 1 }}", "{name} {amount}", "Ann\r\nBcc: all@mail.example"])
def test_a_donors_name_is_a_name_and_nothing_else(name):
    donor = Donor.objects.create(name=name)
    donor.addresses.create(email="ann@mail.example")
    make_gift(donor=donor)
    ThankYou.objects.create(subject="For {name}", text="Dear {name}")

    actions.thank(Gift.objects.all(), by=None)

    mail = Email.objects.get()
    assert mail.subject == f"For {' '.join(name.split())}"
    assert mail.message == f"Dear {name}"
    assert mail.to == ["ann@mail.example"]
    assert "\n" not in mail.email_message().subject


@pytest.mark.parametrize("address", ["", "a@b", "a@b.example,c@d.example", '"a@b.example, x"@y.example'])
def test_the_outbox_takes_plain_addresses_only(address):
    with pytest.raises(ValueError, match="no address"):
        outbox.put(address, "x", "y")


@pytest.mark.parametrize("field", ["subject", "text"])
def test_an_unknown_placeholder_is_an_error_in_the_admin(admin_client, field):
    typed = {"subject": "Thank you", "text": "Dear {name}"}

    refused = admin_client.post("/admin/donations/thankyou/add/", {**typed, field: "Dear {nmae}"})
    saved = admin_client.post("/admin/donations/thankyou/add/", typed)

    assert "{nmae} is not a placeholder. There are: {name}, {amount}, {date}, {drive}." in errors(refused)
    assert saved.status_code == 302
    assert ThankYou.current().text == "Dear {name}"
    assert admin_client.get("/admin/donations/thankyou/").headers["Location"].endswith("/1/change/")
    assert admin_client.get("/admin/donations/thankyou/add/").status_code == 403


def test_of_many_gifts_only_the_sums_are_named():
    gifts = [Given(Decimal("10"), "USD", date(2026, month, 1)) for month in range(1, 13)]

    assert letter("", "{amount}; {date}; {drive}; {name}", "", gifts)[1] == (
        "$120.00; 12 days between Jan. 1, 2026 and Dec. 1, 2026; your support of this site; reader"
    )
