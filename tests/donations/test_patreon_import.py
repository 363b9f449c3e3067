"""Patreon's members files: what came is the difference between two snapshots."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from donations import actions
from donations.imports.entry import Entry
from donations.imports.errors import Unreadable
from donations.imports.patreon import Member, Seen, difference
from donations.models import Donor, Gift, ImportBatch, PatreonMember
from tests.donations.factories import make_donor, patreon, table, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spring(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-04-20T12:00-07:00"):
        yield


def snapshot(day, *changes):
    return take_in(patreon(*({"Last Updated": f"{day} 09:00:00", **change} for change in changes)), "patreon")


def member(lifetime, **change):
    return {"Lifetime Amount": lifetime, **change}


def test_the_first_file_counts_nothing_and_says_so(admin_client):
    upload = {"source": "patreon", "file": SimpleUploadedFile("members.csv", patreon({}, {"User ID": "70002"}))}
    shown = admin_client.post("/admin/donations/gift/import/", upload, follow=True).content.decode()
    assert "2 rows: was seen for the first time" in shown

    batch = snapshot("2026-02-20", {}, {"User ID": "70002"})

    assert not Gift.objects.exists()
    assert not Donor.objects.exists()
    assert batch.report["gifts"] == 0
    assert PatreonMember.objects.count() == 2


def test_the_second_file_counts_what_came_since():
    snapshot("2026-02-20", member("120.00"))

    snapshot("2026-03-20", member("130.00"))

    gift = Gift.objects.get()
    assert (gift.gross, gift.currency, gift.recurring, gift.source) == (Decimal("10.00"), "USD", True, "patreon")
    assert gift.given_on == date(2026, 3, 1)  # of his last charge
    assert gift.donor.addresses.get().email == "ann@mail.example"


def test_the_same_file_twice_and_one_without_news_add_nothing():
    snapshot("2026-02-20", member("120.00"))
    for _ in range(2):
        snapshot("2026-03-20", member("130.00"))

    snapshot("2026-03-21", member("130.00"))

    assert Gift.objects.count() == 1
    assert PatreonMember.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"Patron Status": "Declined patron", "Last Charge Status": "Declined", "Pledge Amount": "50.00"},
        {"Patron Status": "", "Free Member": "Yes", "Pledge Amount": "5.00"},
        {"Currency": "EUR", "Lifetime Amount": "140.00"},
    ],
    ids=["declined", "free", "another currency"],
)
def test_what_is_promised_or_cannot_be_compared_counts_for_nothing(change):
    snapshot("2026-02-20", member("120.00"))

    snapshot("2026-03-20", member("120.00", **dict(change.items())))

    assert not Gift.objects.exists()


def test_who_joined_since_counts_in_full_and_who_was_only_missing_does_not():
    snapshot("2026-02-20", {})

    snapshot(
        "2026-03-20",
        {},
        member(
            "7.00", **{"User ID": "70002", "Patronage Since Date": "2026-03-05 10:00:00", "Email": "b@mail.example"}
        ),
        member("900.00", **{"User ID": "70003", "Patronage Since Date": "2019-03-05 10:00:00"}),
        member("0.00", **{"User ID": "70004", "Patronage Since Date": "2026-03-05 10:00:00"}),
    )

    assert [gift.gross for gift in Gift.objects.all()] == [Decimal("7.00")]


def test_money_that_went_back_is_taken_from_what_was_counted_and_from_nothing_else():
    snapshot("2026-02-20", member("100.00"))
    snapshot("2026-02-25", member("110.00"))

    snapshot("2026-03-20", member("95.00"))

    back = Gift.objects.get(gross__lt=0)
    assert back.gross == Decimal("-10.00")
    assert back.refund_of.gross == Decimal("10.00")
    assert Gift.objects.totals()[0]["gross"] == 0
    snapshot("2026-04-01", member("105.00"))
    assert Gift.objects.totals()[0]["gross"] == Decimal("10.00")


def test_a_member_with_a_new_address_is_the_same_donor():
    snapshot("2026-02-20", member("100.00"))
    snapshot("2026-02-25", member("110.00"))

    snapshot("2026-03-20", member("120.00", Email="ann@new.example"))

    assert Donor.objects.get().addresses.count() == 2


def test_a_donor_of_another_source_is_known_by_his_address():
    ann = make_donor("Ann", "ann@mail.example")
    snapshot("2026-02-20", member("100.00"))

    snapshot("2026-03-20", member("110.00"))

    assert Gift.objects.get().donor == ann


def test_an_older_file_is_refused():
    snapshot("2026-03-20", member("130.00"))

    with pytest.raises(Unreadable, match="older than the one that was taken in last, which is of 2026-03-20"):
        snapshot("2026-02-20", member("120.00"))

    assert ImportBatch.objects.count() == 1


def test_undo_goes_backwards_and_forgets_what_was_seen():
    snapshot("2026-02-20", member("100.00"))
    second = snapshot("2026-02-25", member("110.00"))
    third = snapshot("2026-03-20", member("125.00"))

    with pytest.raises(actions.Refused, match="Undo that first"):
        actions.undo_import(second, by=None)
    assert actions.undo_import(third, by=None)
    assert not actions.undo_import(third, by=None)
    assert actions.undo_import(second, by=None)
    assert not Gift.objects.exists()
    snapshot("2026-03-20", member("125.00"))

    assert Gift.objects.get().gross == Decimal("25.00")


def test_an_older_layout_with_signs_before_the_amounts_is_read():
    columns = ("Name", "Email", "Twitter", "Patron Status", "Lifetime $", "Pledge $", "User ID", "Last Updated")
    row = {"Name": "Ann", "Email": "ann@mail.example", "User ID": "70001", "Pledge $": "$5.00"}
    for day, amount in (("2021-02-20", "$1,120.00"), ("2021-03-20", "$1,125.00")):
        take_in(table(columns, [{**row, "Lifetime $": amount, "Last Updated": f"{day} 10:00:00.123456"}]), "patreon")

    gift = Gift.objects.get()
    assert (gift.gross, gift.currency, gift.given_on) == (Decimal("5.00"), "USD", date(2021, 3, 20))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"User ID": ""}, "has no user number"),
        ({"Lifetime Amount": "=cmd|' /C calc'!A0"}, "has an amount that cannot be read"),
        ({"Lifetime Amount": "-5.00"}, "has a lifetime amount below nothing"),
        ({"Currency": "dollars"}, "has no currency"),
    ],
)
def test_a_row_with_a_fault_is_named_by_its_line_and_the_others_are_taken_in(change, reason):
    batch = snapshot("2026-02-20", {}, {"User ID": "70002", **change})

    assert batch.report["problems"] == [[3, reason]]
    assert PatreonMember.objects.count() == 1


@pytest.mark.parametrize("content", [b"Name,Email,Pledge\nx,y,z", b"\xff\xfe", b"{}"])
def test_what_is_no_members_file_is_refused(content):
    with pytest.raises(Unreadable):
        take_in(content, "patreon")


amounts = st.integers(0, 10**7).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(amounts, min_size=1, max_size=12))
def test_what_is_counted_is_never_negative_and_ends_at_the_rise_where_nothing_went_back(lifetimes):
    seen, counted = None, Decimal(0)
    for place, lifetime in enumerate(lifetimes, start=1):
        one = Member(2, "7", "", "", lifetime, "USD", None, None)
        found = difference(one, seen, date(2026, 1, 1) if seen else None, date(2026, 3, 1))
        counted += found.gross if isinstance(found, Entry) else 0
        assert counted >= 0
        seen = Seen(lifetime, "USD", place, counted, "7/2")
    if lifetimes == sorted(lifetimes):
        assert counted == lifetimes[-1] - lifetimes[0]
