"""The picture of a drive as the author finds it: the big page, and the small one on his first page."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donations import reckoning
from donations.models import Donor, Drive, Gift
from donations.picture import DriveDays
from donations.sketch import sketch_on
from tests.donations.factories import make_drive

pytestmark = pytest.mark.django_db

PAGE = "/admin/donations/drive/picture/"
THIS_YEAR = DriveDays("the February drive", date(2026, 2, 1), date(2026, 2, 28))
LAST_YEAR = DriveDays("the February drive", date(2025, 2, 1), date(2025, 2, 28))
ON_THE_15TH = time_machine.travel("2026-02-15T12:00-07:00", tick=False)


def make_gift(day, gross="100", donor=None, **fields) -> Gift:
    gross, fee = Decimal(gross), Decimal(fields.pop("fee", 0))
    return Gift.objects.create(
        **{"given_on": day, "gross": gross, "fee": fee, "net": gross - fee, "source": "zelle", "donor": donor, **fields}
    )


def pay_back(gift, day) -> Gift:
    return make_gift(day, -gift.gross, refund_of=gift, source=gift.source)


@pytest.fixture
def two_drives(settings):
    settings.TIME_ZONE = "America/Phoenix"
    now, before = make_drive(), make_drive(LAST_YEAR.first, LAST_YEAR.last)
    make_gift(date(2025, 2, 3), "250")
    make_gift(date(2025, 2, 20), "500")
    make_gift(date(2026, 2, 2), "300")
    make_gift(date(2026, 2, 15), "20")
    return now, before


@pytest.fixture
def helper(client, django_user_model):
    user = django_user_model.objects.create_user("helper", password="x", is_staff=True)
    client.force_login(user)
    return user


def may(user, codename):
    user.user_permissions.add(Permission.objects.get(codename=codename))


def page_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(response, of=".picture"):
    found = page_of(response).select_one(of)
    said = " ".join(found.get_text(" ", strip=True).split()) if found else ""
    return said.replace(" ;", ";").replace(" ,", ",")


def only(drive):
    (gift,) = reckoning.given([drive], date(2030, 1, 1))[drive]
    return gift


# Who sees it


def test_staff_without_the_right_see_nothing_of_it(client, helper, two_drives):
    may(helper, "view_drive")

    assert client.get(PAGE).status_code == 403
    assert b"picture-small" not in client.get("/admin/").content


def test_who_may_see_gifts_sees_it(client, helper, two_drives):
    may(helper, "view_gift")

    assert client.get(PAGE).status_code == 200
    assert b"picture-small" in client.get("/admin/").content


def test_a_stranger_is_asked_to_log_in(client, db):
    assert client.get(PAGE).headers["Location"].startswith("/admin/login/")


def test_it_is_shown_and_changes_nothing(admin_client):
    assert admin_client.post(PAGE).status_code == 405


# What it says


@ON_THE_15TH
def test_it_says_at_a_glance_how_the_drive_goes(admin_client, two_drives):
    said = words(admin_client.get(PAGE))

    assert "The February drive, day 15 of 28 $320.00 so far, $20.00 of it today" in said
    assert "the best of two drives after 15 days" in said


@ON_THE_15TH
def test_the_first_page_says_the_same_in_small(admin_client, two_drives):
    response = admin_client.get("/admin/")

    assert "$320.00 so far, $20.00 of it today; the best of two drives after 15 days" in words(
        response, ".picture-small"
    )
    assert page_of(response).select_one(".picture-small svg[role=img] title")
    assert page_of(response).select_one(f'.picture-small a[href="{PAGE}"]')


@ON_THE_15TH
def test_the_table_behind_ends_today(admin_client, two_drives):
    rows = page_of(admin_client.get(PAGE)).select(".picture-figures details:first-child tbody tr")

    cells = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in rows]
    assert len(cells) == 28
    assert cells[1] == ["2", "Mon, Feb 2", "$300.00", "$300.00", "$0.00"]
    assert cells[14] == ["15", "Sun, Feb 15", "$20.00", "$320.00", "$250.00"]
    assert cells[15] == ["16", "Mon, Feb 16", "", "", "$250.00"]
    assert cells[27] == ["28", "Sat, Feb 28", "", "", "$750.00"]


@ON_THE_15TH
def test_an_earlier_drive_can_be_chosen(admin_client, two_drives):
    said = words(admin_client.get(PAGE, {"drive": two_drives[1].pk}))

    assert "$750.00; no other drive on record has come as far" in said


@time_machine.travel("2026-06-01T12:00-07:00", tick=False)
def test_between_two_drives_the_last_one_is_shown(admin_client, two_drives):
    assert "$320.00; second best of two drives after four weeks" in words(admin_client.get(PAGE))
    assert "over since Feb. 28, 2026" in words(admin_client.get("/admin/"), ".picture-small")


@ON_THE_15TH
def test_a_gift_dated_tomorrow_is_not_in_it_yet(admin_client, two_drives):
    make_gift(date(2026, 2, 16), "999")

    assert "$999" not in admin_client.get(PAGE).content.decode()
    assert "$320.00" in words(admin_client.get("/admin/"), ".picture-small")


@ON_THE_15TH
def test_currencies_are_not_added_up(admin_client, two_drives):
    make_gift(date(2026, 2, 4), "77", currency="EUR")

    assert "$320.00 so far" in words(admin_client.get(PAGE))
    assert "€77.00 so far" in words(admin_client.get(PAGE, {"currency": "EUR"}))
    assert "$320.00 so far" in words(admin_client.get("/admin/"), ".picture-small")


@ON_THE_15TH
def test_renewals_of_older_subscriptions_are_shown_apart(admin_client, two_drives):
    donor = Donor.objects.create()
    make_gift(date(2026, 1, 3), "40", donor, recurring=True, plan="I-OLD")
    make_gift(date(2026, 2, 3), "40", donor, recurring=True, plan="I-OLD")

    said = words(admin_client.get(PAGE))
    left_out = words(admin_client.get(PAGE, {"renewals": "without"}))

    assert "$360.00 so far" in said
    assert "which would have come without a drive: $320.00" in said
    assert "renewals of older subscriptions 1 $40.00" in said
    assert "$320.00 so far, $20.00 of it today, without renewals" in left_out


@ON_THE_15TH
@pytest.mark.parametrize("asked", [{"drive": "0"}, {"drive": "x"}, {"currency": "XXX"}, {"drive": "1e3"}])
def test_what_is_not_there_cannot_be_chosen(admin_client, two_drives, asked):
    assert admin_client.get(PAGE, asked).status_code == 404


@ON_THE_15TH
def test_a_drive_that_has_not_begun_is_not_offered(admin_client, two_drives):
    planned = make_drive(date(2026, 9, 1), date(2026, 9, 28), name="the autumn drive")

    assert "autumn" not in admin_client.get(PAGE).content.decode()
    assert admin_client.get(PAGE, {"drive": planned.pk}).status_code == 404


@ON_THE_15TH
def test_a_name_is_never_markup(admin_client, two_drives):
    two_drives[0].name = "</title><script>alert(1)</script>"
    two_drives[0].save()

    assert b"<script>alert" not in admin_client.get(PAGE).content + admin_client.get("/admin/").content


# Nothing yet


def test_without_a_drive_it_says_how_to_begin(admin_client):
    assert "No drive has begun yet. Plan one" in words(admin_client.get(PAGE))
    assert words(admin_client.get("/admin/"), ".picture-small") == ""


@ON_THE_15TH
def test_without_a_gift_it_says_how_to_begin(admin_client):
    make_drive()

    assert "No gift is recorded in the days of a drive yet." in words(admin_client.get(PAGE))
    assert "No gift is recorded in the days of a drive yet." in words(admin_client.get("/admin/"), ".picture-small")


@ON_THE_15TH
def test_on_the_first_day_nothing_may_have_come(admin_client):
    make_drive(date(2026, 2, 15), date(2026, 3, 14))
    make_drive(LAST_YEAR.first, LAST_YEAR.last)
    make_gift(date(2025, 2, 3), "250")

    assert "day 1 of 28 $0.00 so far" in words(admin_client.get(PAGE))


# What the ledger's rows are taken for


def test_who_gave_before_the_drive_is_returning(db):
    donor = Donor.objects.create()
    make_gift(date(2025, 6, 1), "5", donor)
    make_gift(date(2026, 2, 1), "5", donor)

    assert only(THIS_YEAR).returning is True


def test_who_first_gave_on_the_first_day_is_new(db):
    donor = Donor.objects.create()
    make_gift(date(2026, 2, 1), "5", donor)

    assert only(THIS_YEAR).returning is False


def test_of_a_gift_without_a_donor_nobody_knows(db):
    make_gift(date(2026, 2, 28))

    assert only(THIS_YEAR).returning is None


@pytest.mark.parametrize(
    ("older", "renewal"),
    [
        ({"recurring": True, "plan": "I-A"}, True),
        ({"recurring": True, "plan": "I-B"}, False),  # another subscription of the same donor
        ({"recurring": False}, False),
    ],
)
def test_a_renewal_is_of_the_very_same_subscription(db, older, renewal):
    donor = Donor.objects.create()
    make_gift(date(2026, 1, 31), "5", donor, **older)
    make_gift(date(2026, 2, 10), "5", donor, recurring=True, plan="I-A")

    assert only(THIS_YEAR).renewal is renewal


def test_a_subscription_begun_in_the_drive_stays_new(db):
    donor = Donor.objects.create()
    for day in (1, 28):
        make_gift(date(2026, 2, day), "5", donor, recurring=True, plan="I-A")

    assert {gift.renewal for gift in reckoning.given([THIS_YEAR], date(2026, 3, 1))[THIS_YEAR]} == {False}


def test_a_subscription_outlives_the_record_of_its_donor(db):
    make_gift(date(2026, 1, 10), "5", recurring=True, plan="I-A")
    make_gift(date(2026, 2, 10), "5", recurring=True, plan="I-A")

    assert only(THIS_YEAR).renewal is True


def test_a_months_sum_of_all_members_is_taken_for_renewals(db):
    make_gift(date(2026, 2, 10), "400", recurring=True, source="patreon")

    assert only(THIS_YEAR).renewal is True


def test_a_refund_is_its_gifts_kind_on_its_own_day(db):
    donor = Donor.objects.create()
    gift = make_gift(date(2026, 1, 30), "50", donor, recurring=True, plan="I-A")
    pay_back(gift, date(2026, 2, 10))

    back = only(THIS_YEAR)
    assert (back.day, back.gross, back.renewal, back.returning) == (date(2026, 2, 10), -50, True, True)


def test_a_refund_of_what_never_was_here_takes_nothing_away(db):
    make_gift(date(2026, 2, 10), "-50")

    assert reckoning.given([THIS_YEAR], date(2026, 3, 1)) == {THIS_YEAR: []}
    assert reckoning.daily_sums([THIS_YEAR], date(2026, 3, 1)) == {}


def test_sums_are_exact_to_the_cent(db):
    for _ in range(30):
        make_gift(date(2026, 2, 10), "0.10")

    assert reckoning.daily_sums([THIS_YEAR], date(2026, 3, 1)) == {"USD": {date(2026, 2, 10): Decimal("3.00")}}


def test_both_ends_belong_to_the_drive_and_the_29th_to_none_that_ends_before(db):
    leap = DriveDays("the leap drive", date(2024, 2, 1), date(2024, 2, 28))
    for day in (date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 28), date(2024, 2, 29)):
        make_gift(day)

    assert [gift.day for gift in reckoning.given([leap], date(2026, 1, 1))[leap]] == [leap.first, leap.last]


# How much it asks


@pytest.fixture
def many(two_drives):
    for year in range(2015, 2025):
        make_drive(date(year, 2, 1), date(year, 2, 28))
        for day in range(20):
            make_gift(date(year, 2, 1) + timedelta(days=day), donor=Donor.objects.create())


@ON_THE_15TH
@pytest.mark.parametrize("address", [PAGE, "/admin/"])
def test_a_page_asks_no_more_for_many_drives(admin_client, request, two_drives, address, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        admin_client.get(address)
    request.getfixturevalue("many")

    with django_assert_num_queries(len(few)):
        admin_client.get(address)


def test_the_reckoning_asks_three_things(many, django_assert_num_queries):
    with django_assert_num_queries(1):
        drives = [reckoning.days_of(drive) for drive in Drive.objects.all()]
    with django_assert_num_queries(2):
        given = reckoning.given(drives, date(2026, 2, 15))
    with django_assert_num_queries(1):
        sums = reckoning.daily_sums(drives, date(2026, 2, 15))
    assert sum(map(len, given.values())) == 204
    assert sum(sums["USD"].values()) == sum(gift.gross for gifts in given.values() for gift in gifts)


def test_the_small_picture_asks_two_things(many, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert sketch_on(date(2026, 2, 15))["shown"].sum == "$320.00"
