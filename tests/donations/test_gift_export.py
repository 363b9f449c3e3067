"""The ledger as a file that a spreadsheet may open."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations import exporting
from donations.models import Donor, Gift, ImportBatch
from tests.donations.factories import make_donor, make_drive, make_gift

pytestmark = pytest.mark.django_db
EXPORT = "/admin/donations/gift/export/"


def exported(client, query=""):
    response = client.get(EXPORT + query)
    content = b"".join(response.streaming_content)
    return response, content, list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_file_holds_what_the_list_holds(admin_client):
    make_drive(name="the February drive")
    ann = make_donor("Ann Ångström", "ann@mail.example", "a@other.example")
    gift = make_gift("1250.00", donor=ann, fee="36.67", note="Two\nlines, “quoted”", recurring=True)
    make_gift("-25.00", date(2026, 3, 1), refund_of=gift)

    response, content, [back, row] = exported(admin_client)

    assert content.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="gifts-')
    assert "no-store" in response.headers["Cache-Control"]
    assert row["Date"] == "2026-02-14"
    assert (row["Amount"], row["Fee"], row["Net"], row["Currency"]) == ("1250.00", "36.67", "1213.33", "USD")
    assert (row["Donor"], row["E-mail address"]) == ("Ann Ångström", "ann@mail.example a@other.example")
    assert (row["Drive"], row["Recurring"], row["Note"]) == ("the February drive", "yes", "Two\nlines, “quoted”")
    assert back["Amount"] == "-25.00"


def test_days_are_those_of_the_author(admin_client, settings):
    settings.TIME_ZONE = "America/Phoenix"
    make_gift(thanked_at="2026-03-01T03:00Z")
    batch = ImportBatch(source="paypal", imported_at=datetime(2026, 3, 1, 3, tzinfo=UTC))

    assert exported(admin_client)[2][0]["Thanked"] == "2026-02-28"
    assert str(batch) == "PayPal import of 2026-02-28"


def test_the_file_is_narrowed_as_the_list_is(admin_client):
    make_gift(source="cash")
    make_gift(source="zelle", given_on=date(2025, 1, 1))

    assert [row["Source"] for row in exported(admin_client, "?source__exact=cash")[2]] == ["Cash"]
    assert [row["Source"] for row in exported(admin_client, "?year=2025")[2]] == ["Zelle"]
    assert admin_client.get(EXPORT + "?donor__user__password__startswith=a").status_code in (302, 400)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝"])
def test_no_cell_of_a_donors_is_a_formula(admin_client, first):
    donor = Donor.objects.create(name=f"{first}HYPERLINK(1)")
    make_gift(donor=donor, note=f"{first}1+1")

    [row] = exported(admin_client)[2]

    assert row["Donor"] == f"'{first}HYPERLINK(1)"
    assert row["Note"] == f"'{first}1+1"


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_a_donor_is_called_the_file_has_one_row_for_him_and_no_formula(name, note):
    gift = Gift(donor=None, given_on=date(2026, 2, 14), gross=1, fee=0, net=1, source="cash", note=note, plan=name)

    text = "".join(exporting.lines([gift])).removeprefix("\ufeff")
    _, row = csv.reader(StringIO(text, newline=""))

    assert len(row) == len(exporting.COLUMNS)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert row[12] in (note, f"'{note}")


def test_the_file_leaves_in_pieces_and_asks_few_questions(admin_client, django_assert_max_num_queries):
    for place in range(60):
        make_gift(donor=make_donor(f"D{place}", f"d{place}@mail.example"))

    with django_assert_max_num_queries(15):
        response, _, rows = exported(admin_client)

    assert response.streaming
    assert len(rows) == 60


def test_nobody_else_gets_the_file(client, django_user_model):
    assert client.get(EXPORT).status_code == 302
    client.force_login(django_user_model.objects.create_user("helper", password="x", is_staff=True))
    assert client.get(EXPORT).status_code == 403
    assert client.post(EXPORT).status_code in (403, 405)
