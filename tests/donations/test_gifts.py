"""Gifts by hand, the list with its sums, and donors who are joined and forgotten."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from post_office.models import STATUS, Email

from donations import actions
from donations.models import Donor, DonorAddress, Gift
from tests.donations.factories import errors, make_donor, make_drive, make_gift, paypal, take_in

pytestmark = pytest.mark.django_db
ADD, LIST = "/admin/donations/gift/add/", "/admin/donations/gift/"
TYPED = {
    "amount": "25",
    "currency": "USD",
    "who": "Ann Reader",
    "given_on": "2026-03-14",
    "source": "check",
    "note": "",
    "ticket": "a-ticket",
}


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-20T12:00-07:00"):
        yield


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def add(client, **change):
    return client.post(ADD, {**TYPED, "ticket": str(len(change)) + str(change), **change})


def test_a_gift_by_hand_is_saved_with_a_new_donor(admin_client):
    response = add(admin_client, amount="1.653,75", who="Ann Reader <Ann@Mail.example>", note="Thank you!")

    gift = Gift.objects.get()
    assert response.status_code == 302
    assert (gift.gross, gift.fee, gift.net) == (Decimal("1653.75"), 0, Decimal("1653.75"))
    assert (gift.given_on, gift.source, gift.recurring) == (date(2026, 3, 14), "check", False)
    assert gift.donor.name == "Ann Reader"
    assert gift.donor.addresses.get().email == "ann@mail.example"


@pytest.mark.parametrize("who", ["Ann Reader", "ann reader", "ANN@mail.example", "Somebody Else <ann@other.example>"])
def test_a_known_donor_is_found_by_name_or_by_any_address(admin_client, who):
    ann = make_donor("Ann Reader", "ann@mail.example", "ann@other.example")

    add(admin_client, who=who)

    assert Gift.objects.get().donor == ann
    assert Donor.objects.count() == 1


def test_an_address_is_added_to_the_one_donor_who_was_known_by_name_alone(admin_client):
    ann = make_donor("Ann Reader")

    add(admin_client, who="Ann Reader <ann@mail.example>")

    assert Gift.objects.get().donor == ann
    assert DonorAddress.objects.get().donor == ann


def test_a_gift_of_nobody_knows_whom_is_saved_too(admin_client):
    add(admin_client, who="")

    assert Gift.objects.get().donor is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount": ""}, "This field is required."),
        ({"amount": "lots"}, "This is no amount. Write 25 or 25.00 or 1.653,75."),
        ({"amount": "12.345"}, "“12.345” can mean 12345.00 or 12.345."),
        ({"amount": "1,234"}, "“1,234” can mean 1234.00 or 1.234."),
        ({"amount": "$1.234"}, "“1.234” can mean 1234.00 or 1.234."),
        ({"amount": "€25"}, "€ is not the sign of USD."),
        ({"amount": "25 $", "currency": "EUR"}, "$ is not the sign of EUR."),
        ({"amount": "$25", "currency": "gbp"}, "$ is not the sign of GBP."),
        ({"amount": "0"}, "A gift is more than nothing."),
        ({"amount": "-5"}, "A gift is more than nothing."),
        ({"amount": "99999999999"}, "too large"),
        ({"currency": "Dollar"}, "at most 3 characters"),
        ({"currency": "12"}, "A currency has three letters"),
        ({"given_on": "2026-02-30"}, "Enter a valid date."),
        ({"given_on": "2026-03-21"}, "Is the year right?"),
        ({"given_on": "0026-03-01"}, "Is the year right?"),
        ({"source": "paypal"}, "Select a valid choice."),
        ({"who": "ann@"}, "This is no e-mail address."),
        ({"who": "Twin"}, "Several donors have this name."),
    ],
)
def test_a_gift_that_cannot_be_is_refused_with_its_reason(admin_client, change, reason):
    make_donor("Twin", "one@mail.example")
    make_donor("Twin", "two@mail.example")

    assert reason in errors(add(admin_client, **change))
    assert not Gift.objects.exists()


def test_the_form_begins_with_the_amount_and_with_what_was_used_last(admin_client):
    make_donor("Ann Reader", "ann@mail.example")
    make_gift(currency="EUR", source="zelle")

    form = page(admin_client.get(ADD))

    assert form.select_one("#id_amount").has_attr("autofocus")
    assert form.select_one("#id_given_on")["value"] == "2026-03-20"
    assert form.select_one("#id_currency")["value"] == "EUR"
    assert form.select_one("#id_source option[selected]")["value"] == "zelle"
    proposals = form.select_one("datalist#" + form.select_one("#id_who")["list"])
    assert [option["value"] for option in proposals.select("option")] == ["Ann Reader <ann@mail.example>"]


def test_the_donors_are_proposed_only_to_who_may_see_them(client, django_user_model):
    make_donor("Ann Secret", "ann@mail.example")
    helper = django_user_model.objects.create_user("helper", password="x", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="add_gift"))
    client.force_login(helper)

    form = client.get(ADD)

    assert form.status_code == 200
    assert "Ann Secret" not in form.content.decode()
    helper.user_permissions.add(Permission.objects.get(codename="view_donor"))
    assert "Ann Secret" in client.get(ADD).content.decode()


def test_save_and_add_another_keeps_the_day_and_the_source(admin_client):
    response = add(admin_client, given_on="2026-02-01", source="cash", _addanother="yes", who="Ann Secret")

    assert "Ann" not in response.headers["Location"]
    form = page(admin_client.get(response.headers["Location"]))
    assert form.select_one("#id_given_on")["value"] == "2026-02-01"
    assert form.select_one("#id_source option[selected]")["value"] == "cash"
    assert not form.select_one("#id_amount").get("value")


@pytest.mark.parametrize("query", ["?given_on=x&source=<script>", "?source=paypal&amount=1&who=evil"])
def test_a_hostile_link_to_the_form_does_nothing(admin_client, query):
    response = admin_client.get(ADD + query)

    assert response.status_code == 200
    assert page(response).select_one("#id_given_on")["value"] == "2026-03-20"
    assert "evil" not in response.content.decode()


def test_the_same_form_sent_twice_counts_once(admin_client):
    for _ in range(2):
        answer = admin_client.post(ADD, TYPED, follow=True)

    assert Gift.objects.count() == 1
    assert "it counts once" in answer.content.decode()


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("$1,234.00", "USD"), ("1.234,00 €", "EUR"), ("$1234", "CAD"), ("$25", "MXN"), ("1,234,567", "USD")],
)
def test_an_amount_with_its_own_sign_and_one_reading_is_taken(admin_client, amount, currency):
    add(admin_client, amount=amount, currency=currency)

    assert Gift.objects.get().currency == currency


def test_two_gifts_alike_are_two_gifts(admin_client):
    add(admin_client, ticket="one")
    add(admin_client, ticket="two")

    assert Gift.objects.count() == 2


def test_a_gift_by_hand_is_mended(admin_client):
    add(admin_client)
    gift = Gift.objects.get()

    admin_client.post(f"{LIST}{gift.pk}/change/", {**TYPED, "amount": "30.50", "who": "bob@mail.example"})

    gift.refresh_from_db()
    assert gift.gross == gift.net == Decimal("30.50")
    assert gift.donor.addresses.get().email == "bob@mail.example"


def test_the_sums_of_an_imported_gift_stand_as_they_are(admin_client):
    take_in(paypal({}))
    gift = Gift.objects.get()
    where = f"{LIST}{gift.pk}/change/"

    assert "undo its import" in admin_client.get(where).content.decode()
    admin_client.post(where, {**TYPED, "amount": "1000", "who": "ann@mail.example", "note": "A postcard came."})

    gift.refresh_from_db()
    assert (gift.gross, gift.source, gift.note) == (Decimal("25.00"), "paypal", "A postcard came.")
    assert admin_client.post(f"{LIST}{gift.pk}/delete/", {"post": "yes"}).status_code == 403
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": gift.pk, "post": "yes"})
    assert Gift.objects.exists()


def shown(response):
    return [row.get_text(" ", strip=True) for row in page(response).select("#result_list tbody tr")]


def test_the_list_says_who_gave_what_in_which_drive(admin_client):
    make_drive(name="the February drive")
    make_gift("1250.00", date(2026, 2, 14), donor=make_donor("Ann"), recurring=True)
    make_gift("5.00", date(2026, 3, 1), source="cash")

    assert shown(admin_client.get(LIST)) == [
        "March 1, 2026 somebody 5.00 USD Cash one-time – –",
        "Feb. 14, 2026 Ann 1,250.00 USD Check recurring the February drive –",
    ]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?source__exact=cash", 1),
        ("?year=2025", 1),
        ("?year=x", 4),
        ("?drive=99999999999999999999999", 4),
        ("?thanks=owed", 3),
        ("?thanks=said", 1),
        ("?recurring__exact=1", 1),
        ("?currency=EUR", 1),
        ("?q=ann", 1),
        ("?q=ann@other.example", 1),
        ("?q=postcard", 1),
        ("?given_on__year=2026&given_on__month=2", 2),
    ],
)
def test_the_list_is_narrowed_and_its_sums_with_it(admin_client, query, number):
    ann = make_donor("Ann", "ann@mail.example", "ann@other.example")
    make_gift(donor=ann, recurring=True)
    make_gift(source="cash", thanked_at="2026-02-20T00:00Z")
    make_gift(currency="EUR", given_on=date(2026, 3, 1), note="a postcard")
    make_gift(given_on=date(2025, 2, 14))

    response = admin_client.get(LIST + query)

    assert len(shown(response)) == number
    assert sum(int(cell.get_text()) for cell in page(response).select(".gift-totals td:nth-of-type(1)")) == number


def test_the_drive_filter_takes_its_days(admin_client):
    drive = make_drive()
    for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)):
        make_gift(given_on=day)

    assert len(shown(admin_client.get(f"{LIST}?drive={drive.pk}"))) == 2


def test_the_list_asks_few_questions(admin_client, django_assert_max_num_queries):
    for place in range(30):
        make_gift(donor=make_donor(f"Donor {place}", f"d{place}@mail.example"))

    with django_assert_max_num_queries(20):
        admin_client.get(LIST)


@pytest.mark.parametrize("codename", ["view_gift", "add_gift"])
def test_who_may_only_look_or_add_changes_nothing(client, django_user_model, codename):
    helper = django_user_model.objects.create_user("helper", password="x", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(helper)
    gift = make_gift(donor=make_donor("Ann"))

    assert client.get(LIST).status_code == (200 if codename == "view_gift" else 403)
    assert client.post(f"{LIST}{gift.pk}/change/", TYPED).status_code == 403
    client.post(LIST, {"action": "mark_thanked", "_selected_action": gift.pk})
    gift.refresh_from_db()
    assert gift.thanked_at is None


def test_a_look_at_a_gift_without_the_right_to_change_it(client, django_user_model):
    helper = django_user_model.objects.create_user("helper", password="x", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_gift"))
    client.force_login(helper)

    assert client.get(f"{LIST}{make_gift().pk}/change/").status_code == 200


def test_donors_are_joined_after_a_question(admin_client):
    ann, twin = make_donor("Ann", "a@mail.example", notes="One."), make_donor("", "b@mail.example", do_not_write=True)
    make_gift(donor=ann)
    make_gift(donor=twin)
    ticked = {"action": "join", "_selected_action": [ann.pk, twin.pk]}

    asked = admin_client.post("/admin/donations/donor/", ticked)
    assert "Whose name stays?" in asked.content.decode()
    assert Donor.objects.count() == 2
    admin_client.post("/admin/donations/donor/", {**ticked, "into": twin.pk})

    kept = Donor.objects.get()
    assert (kept.pk, kept.name, kept.notes, kept.do_not_write) == (twin.pk, "Ann", "One.", True)
    assert kept.addresses.count() == kept.gifts.count() == 2
    assert actions.join_donors([kept], into=kept, by=None) == 0


def test_a_single_donor_is_not_joined(admin_client):
    ann = make_donor()

    answer = admin_client.post("/admin/donations/donor/", {"action": "join", "_selected_action": [ann.pk]}, follow=True)

    assert "Tick the two or more" in answer.content.decode()


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_donor_is_forgotten_and_the_sums_stay(admin_client, in_bulk):
    ann = make_donor("Ann Reader", "ann@mail.example")
    gift = make_gift(donor=ann, note="From Ann with love")

    if in_bulk:
        ticked = {"action": "delete_selected", "_selected_action": ann.pk, "post": "yes"}
        admin_client.post("/admin/donations/donor/", ticked)
    else:
        admin_client.post(f"/admin/donations/donor/{ann.pk}/delete/", {"post": "yes"})

    gift.refresh_from_db()
    assert (gift.donor, gift.note, gift.gross) == (None, "", Decimal("25.00"))
    assert not Donor.objects.exists()
    assert not DonorAddress.objects.exists()
    assert not LogEntry.objects.filter(object_repr__icontains="ann").exists()


def test_letters_to_him_alone_are_forgotten_with_a_donor():
    ann = make_donor("Ann Reader", "ann@mail.example", "ann@other.example")
    for to in (["ann@mail.example"], ["Ann@Other.example"], ["bob@mail.example"], ["ann@mail.example", "b@x.example"]):
        Email.objects.create(from_email="me@blog.example", to=to, subject="Thank you", status=STATUS.sent)
    Email.objects.create(from_email="me@blog.example", to=["ann@mail.example"], cc=["b@x.example"], subject="Both")

    actions.forget_donors(Donor.objects.filter(pk=ann.pk), by=None)

    assert [letter.to for letter in Email.objects.order_by("pk")] == [
        ["bob@mail.example"], ["ann@mail.example", "b@x.example"], ["ann@mail.example"]
    ]  # fmt: skip


def test_an_address_is_one_donors_in_any_case(admin_client):
    make_donor("Ann", "ann@mail.example")
    empty = {"gifts-TOTAL_FORMS": 0, "gifts-INITIAL_FORMS": 0, "addresses-INITIAL_FORMS": 0}
    typed = {"name": "Bob", "notes": "", "addresses-TOTAL_FORMS": 1, **empty}

    refused = admin_client.post("/admin/donations/donor/add/", {**typed, "addresses-0-email": "ANN@mail.example"})
    saved = admin_client.post("/admin/donations/donor/add/", {**typed, "addresses-0-email": "BOB@Mail.example"})

    assert "already exists" in errors(refused)
    assert saved.status_code == 302
    assert Donor.objects.get(name="Bob").addresses.get().email == "bob@mail.example"


def test_the_database_holds_what_must_be_single():
    make_gift(source="paypal", external_id="X1")
    for fields in ({"source": "paypal", "external_id": "X1"}, {"refund_of": make_gift()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_gift(**fields)
    make_gift(source="patreon", external_id="X1")
    make_gift(external_id="")
    make_gift(external_id="")


def test_sums_are_exact_and_each_currency_is_by_itself():
    for _ in range(30):
        make_gift("0.10", fee="0.03")
    make_gift("1", currency="JPY")

    assert [(row["currency"], row["gross"], row["fee"], row["net"]) for row in Gift.objects.totals()] == [
        ("USD", Decimal("3.00"), Decimal("0.90"), Decimal("2.10")),
        ("JPY", Decimal("1.00"), Decimal("0.00"), Decimal("1.00")),
    ]
