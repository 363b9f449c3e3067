"""PayPal's reports on their way into the ledger: upload, preview, yes, report, undo; and what is left out and why."""

import logging
import os
import time
from datetime import UTC, date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from post_office.models import Email

from donations import actions, drafts
from donations.importing import Undecided
from donations.imports import paypal as paypal_file
from donations.imports.entry import Answers, Entry
from donations.imports.table import Row, key_of
from donations.models import Donor, DonorAddress, Gift, ImportBatch
from tests.donations.factories import PAYPAL_COLUMNS, make_donor, make_gift, number, paypal, table, take_in

pytestmark = pytest.mark.django_db
UPLOAD, PREVIEW = "/admin/donations/gift/import/", "/admin/donations/gift/import/preview/"


@pytest.fixture(autouse=True)
def spring(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-03-20T12:00-07:00"):
        yield


def upload(client, content, source="paypal", name="report.csv", **how):
    return client.post(UPLOAD, {"source": source, "file": SimpleUploadedFile(name, content)}, **how)


def text(response) -> str:
    return BeautifulSoup(response.content, "html.parser").select_one("#content").get_text(" ", strip=True)


def filled(response, **answers):
    """The form of the preview as it stands, with these answers."""
    form = BeautifulSoup(response.content, "html.parser").select_one("form.file-form")
    ticked = {field["name"]: field["value"] for field in form.select("input[type=radio][checked]")}
    hidden = {field["name"]: field["value"] for field in form.select("input[name=shown], input[name=draft]")}
    return {**ticked, **hidden, "type": [field["value"] for field in form.select("input[name=type]")], **answers}


def confirm(client, content, **answers):
    upload(client, content)
    shown = client.post(PREVIEW, filled(client.get(PREVIEW), **answers, show="yes"))
    return client.post(PREVIEW, filled(shown, **answers, confirm="yes"), follow=True)


def test_a_file_is_shown_first_and_written_after_the_yes(admin_client):
    content = paypal({}, {"Gross": "1,250.00", "Fee": "-36.67", "Net": "1,213.33"})

    uploaded = upload(admin_client, content)
    shown = admin_client.get(PREVIEW)

    assert uploaded.headers["Location"] == PREVIEW
    assert "Gifts 2" in text(shown)
    assert "USD 1275.00 37.70 1237.30" in text(shown)
    assert "The first 2 of them" in text(shown)
    assert "Feb. 14, 2026 Ann Reader 1250.00 USD one-time" in text(shown)
    assert not Gift.objects.exists()
    assert not ImportBatch.objects.exists()
    assert "no-store" in shown.headers["Cache-Control"]

    report = admin_client.post(PREVIEW, filled(shown, confirm="yes"), follow=True)

    assert "Taken in. No letter was sent." in report.content.decode()
    assert Gift.objects.totals()[0] == {
        "currency": "USD", "gifts": 2, "gross": Decimal("1275.00"), "fee": Decimal("37.70"), "net": Decimal("1237.30")
    }  # fmt: skip
    assert ImportBatch.objects.get().actor_name == "admin"
    assert not Email.objects.exists()
    assert not list((Path(settings.DATA_DIR) / "imports").iterdir())


def test_a_second_yes_a_moment_later_writes_nothing(admin_client):
    upload(admin_client, paypal({}))
    form = filled(admin_client.get(PREVIEW), confirm="yes")
    admin_client.post(PREVIEW, form)

    again = admin_client.post(PREVIEW, form, follow=True)

    assert "taken in already" in again.content.decode()
    assert ImportBatch.objects.count() == Gift.objects.count() == 1


def test_a_no_leaves_nothing_behind(admin_client):
    upload(admin_client, paypal({}))

    answer = admin_client.post("/admin/donations/gift/import/cancel/", follow=True)

    assert "Nothing was taken in" in answer.content.decode()
    assert not list((Path(settings.DATA_DIR) / "imports").iterdir())
    assert not Gift.objects.exists()


def test_the_file_lies_where_only_the_house_reads_it_and_not_for_long(admin_client):
    upload(admin_client, paypal({}))
    [path] = (Path(settings.DATA_DIR) / "imports").iterdir()
    assert path.stat().st_mode & 0o077 == 0

    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(path, (two_days_ago, two_days_ago))
    drafts.drop(drafts.keep(SimpleUploadedFile("x", b"x")))

    assert not path.exists()


def test_the_same_file_again_adds_nothing():
    take_in(paypal({}, {}))

    again = take_in(paypal({}, {}, {}))

    assert again.report["gifts"] == 1
    assert again.report["skipped"] == {"is in the ledger already": 2}
    assert Gift.objects.count() == 3
    assert Donor.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Status": "Pending"}, "is pending; it comes again when it is completed"),
        ({"Status": "Denied"}, "was cancelled, denied, or never completed"),
        ({"Balance Impact": "Memo"}, "does not change the balance"),
        ({"Gross": "-25.00", "Type": "Subscription Payment"}, "is money that you spent"),
        ({"Gross": "-25.00", "Type": "Something New"}, "is money that you spent"),
        ({"Gross": "0.00"}, "does not change the balance"),
        ({"Type": "General Currency Conversion"}, "moves money about: a conversion, a transfer, a hold, a fee"),
        ({"Type": "Bank Deposit to PP Account "}, "moves money about: a conversion, a transfer, a hold, a fee"),
        ({"Type": "Reversal of General Account Hold"}, "moves money about: a conversion, a transfer, a hold, a fee"),
        ({"Type": "Allgemeine Währungsumrechnung"}, "moves money about: a conversion, a transfer, a hold, a fee"),
        ({"Type": "Conversión de divisas general"}, "moves money about: a conversion, a transfer, a hold, a fee"),
        ({"Type": "Payment Refund"}, "is money that you got back"),
        ({"Type": "Something New"}, "is of a type that you leave out"),
        ({"Type": "Canceled Reversal"}, "is of a type that you leave out"),
        ({"Gross": "lots"}, "has an amount that cannot be read"),
        ({"Gross": "=1+1"}, "has an amount that cannot be read"),
        ({"Date": "02/30/2026"}, "has a date that cannot be read"),
        ({"Currency": "Dollars"}, "has no currency"),
        ({"Transaction ID": ""}, "has no transaction number"),
    ],
)
def test_what_is_no_gift_is_left_out_with_its_reason(change, reason):
    batch = take_in(paypal({"Date": "02/13/2026"}, change))

    assert batch.report["gifts"] == Gift.objects.count() == 1
    assert batch.report["skipped"] == {reason: 1}


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        *(({"Status": status}, f"Donation Payment, {status}") for status in ("Cleared", "Paid", "Bezahlt")),
        *(
            ({"Type": kind}, kind)
            for kind in (
                *("Invoice Payment", "Donation via Invoice", "PayPal Request Money Payment", "Order Payment"),
                *("Preserve our archive donation", "Donation Payment to the Order of Owls", "Transfer Payment"),
                *("Chargeback Fee", "Spende per Rechnung gesendet", "Don par virement"),
            )
        ),
        ({"Type": "Chargeback Fee", "Gross": "-20.00", "Fee": "", "Net": "-20.00"}, "Chargeback Fee"),
        (
            {"Type": "Payment Refund", "Status": "Cleared", "Gross": "-25.00", "Reference Txn ID": "1AA00000000000001"},
            "Payment Refund, Cleared",
        ),
    ],
)
def test_what_may_be_a_gift_is_asked_about_and_never_dropped(admin_client, change, asked):
    upload(admin_client, paypal({}, change))

    shown = admin_client.get(PREVIEW)

    assert f"“{asked}” is" in text(shown)
    assert "Take it in" not in text(shown)
    assert confirm(admin_client, paypal({}, change), type_0="skip").status_code == 200
    assert Gift.objects.count() == 1


@pytest.mark.parametrize(
    "kind",
    [
        *("Payment Hold", "Payment Review Release", "Reversal of General Account Hold", "Invoice Sent", "Request Sent"),
        *("Order", "Payment Processing Fee", "Shopping Cart Item", "Bankgutschrift", "Auszahlung", "Reserve Hold"),
        *("General Authorization", "Hold on Balance for Dispute Investigation", "Einbehalt von Zahlung"),
    ],
)
def test_what_surely_moves_money_about_is_no_question(kind):
    assert paypal_file.kind_of(key_of(kind)) == "skip"


def test_pending_and_then_completed_is_one_gift():
    waits = {"Status": "Pending", "Transaction ID": "2BB00000000000001"}
    take_in(paypal(waits))
    assert not Gift.objects.exists()

    take_in(paypal(waits, {"Transaction ID": "2BB00000000000001"}, {"Transaction ID": "2BB00000000000001"}))

    assert Gift.objects.get().external_id == "2BB00000000000001"


def refund(of=1, **change):
    return {
        "Type": "Payment Refund",
        "Gross": "-25.00",
        "Fee": "1.03",
        "Net": "-23.97",
        "Balance Impact": "Debit",
        "Transaction ID": "3CC00000000000001",
        "Reference Txn ID": number(of),
        "Name": "The Author",
        "From Email Address": "author@blog.example",
        "To Email Address": "ann@mail.example",
        **change,
    }


@pytest.mark.parametrize(
    "files",
    [
        [paypal({"Status": "Refunded"}, refund())],
        [paypal({"Transaction ID": "3CC0000000000000X"}, refund(of=3), {})],
        [paypal({}), paypal(refund())],
        [paypal(refund()), paypal({})],
        [paypal(refund(Type="Payment Reversal")), paypal({}), paypal(refund(Type="Payment Reversal"), {})],
    ],
    ids=["after its gift", "before it", "in a later file", "in an earlier file", "twice"],
)
def test_a_refund_finds_its_gift_wherever_it_stands(files):
    for content in files:
        take_in(content)

    back = Gift.objects.get(gross__lt=0)
    assert back.refund_of.external_id == back.reference
    assert back.donor.name == "Ann Reader"
    assert back.fee == Decimal("-1.03")
    paid_back = Gift.objects.filter(pk__in=[back.pk, back.refund_of_id])
    assert paid_back.totals()[0]["gross"] == paid_back.totals()[0]["net"] == 0
    assert not Gift.objects.owed().filter(pk=back.refund_of_id).exists()
    assert not Donor.objects.filter(name="The Author").exists()


def test_a_refund_whose_gift_never_was_here_takes_nothing_away():
    batch = take_in(paypal({}, refund(of=99)))

    assert batch.report["waiting"] == 1
    assert batch.report["totals"][0]["gross"] == "25.00"
    assert Gift.objects.totals()[0]["gross"] == Decimal("25.00")


NAMELESS = {"Reference Txn ID": "", "Date": "02/20/2026"}  # the refund names no gift


@pytest.mark.parametrize("order", [1, -1])
def test_a_refund_that_names_no_gift_finds_the_only_one_that_it_can_be(order):
    rows = [{}, {"Gross": "30.00"}, {"Currency": "EUR"}, {"From Email Address": "b@x.example"}, refund(**NAMELESS)]

    batch = take_in(paypal(*rows[::order]))

    back = Gift.objects.get(gross__lt=0)
    assert (back.refund_of.gross, back.refund_of.currency) == (25, "USD")
    assert back.donor == back.refund_of.donor == DonorAddress.objects.get(email="ann@mail.example").donor
    assert (batch.report["waiting"], batch.report["totals"][1]["gross"]) == (0, "55.00")


@pytest.mark.parametrize(
    "rows",
    [
        [{}, {}, refund(**NAMELESS)],
        [{"Date": "02/21/2026"}, refund(**NAMELESS)],
        [{"Gross": "30.00"}, refund(**NAMELESS)],
        [{}, refund(**NAMELESS, **{"To Email Address": "somebody@mail.example"})],
        [{}, refund(), refund(**NAMELESS, **{"Transaction ID": "3CC00000000000002"})],
    ],
    ids=["two alike", "a later one", "another amount", "another donor", "one that was paid back"],
)
def test_a_refund_that_names_no_gift_is_tied_to_none_by_a_guess(rows):
    batch = take_in(paypal(*rows))

    assert Gift.objects.filter(gross__lt=0, refund_of=None).count() == batch.report["waiting"] == 1


def test_the_author_says_what_a_refund_pays_back(admin_client):
    take_in(paypal({}, {}, {"Gross": "10.00"}, {"From Email Address": "b@x.example"}, refund(**NAMELESS)))
    back, gift = Gift.objects.get(gross__lt=0), Gift.objects.get(external_id=number(2))
    where = f"/admin/donations/gift/{back.pk}/change/"
    page = BeautifulSoup(admin_client.get(where).content, "html.parser")
    typed = {"who": page.select_one("#id_who")["value"], "note": ""}

    offered = [int(option["value"]) for option in page.select("#id_pays_back option[value]") if option["value"]]
    assert set(offered) == set(Gift.objects.filter(external_id__in=[number(1), number(2)]).values_list("pk", flat=True))
    stranger = Gift.objects.get(donor__addresses__email="b@x.example")
    assert admin_client.post(where, {**typed, "pays_back": stranger.pk}).status_code == 200
    assert admin_client.post(where, {**typed, "pays_back": gift.pk}).status_code == 302

    back.refresh_from_db()
    assert back.refund_of == gift
    assert Gift.objects.filter(pk__in=[back.pk, gift.pk]).totals()[0]["gross"] == 0
    admin_client.post(where, {**typed, "pays_back": ""})
    back.refresh_from_db()
    assert back.refund_of is None


def test_what_the_file_says_of_a_refund_stands(admin_client):
    take_in(paypal({}, {}, refund()))
    back = Gift.objects.get(gross__lt=0)

    page = admin_client.get(f"/admin/donations/gift/{back.pk}/change/").content.decode()

    assert "pays_back" not in page
    with pytest.raises(actions.Refused):
        actions.pay_back(back, gift=Gift.objects.get(external_id=number(2)), by=None)
    one, two = Gift.objects.filter(gross__gt=0).order_by("pk")
    with pytest.raises(actions.Refused):
        actions.pay_back(one, gift=two, by=None)


def test_a_gift_in_another_currency_is_counted_once_and_by_itself():
    conversion = {"Type": "General Currency Conversion", "Name": "", "Reference Txn ID": number(1)}
    euros = {"Currency": "EUR", "Gross": "20.00", "Fee": "-0.90", "Net": "19.10"}
    take_in(paypal(euros, {**conversion, "Currency": "EUR", "Gross": "-19.10"}, {**conversion, "Gross": "20.63"}, {}))

    assert [(row["currency"], row["gross"]) for row in Gift.objects.totals()] == [
        ("USD", Decimal("25.00")),
        ("EUR", Decimal("20.00")),
    ]


def test_subscriptions_recur_and_keep_their_plan_and_their_donor():
    plan = {"Type": "Subscription Payment", "Reference Txn ID": "I-SUB000000001"}
    take_in(paypal(plan, {**plan, "From Email Address": "ann@other.example"}))

    first, second = Gift.objects.order_by("pk")
    assert first.recurring
    assert first.plan == "I-SUB000000001"
    assert first.donor == second.donor
    assert sorted(first.donor.addresses.values_list("email", flat=True)) == ["ann@mail.example", "ann@other.example"]


def test_the_day_is_that_of_the_author():
    take_in(paypal({"Date": "02/28/2026", "Time": "23:55:10"}, {"Date": "02/28/2026", "Time": "22:55:10"}))

    assert set(Gift.objects.values_list("given_on", flat=True)) == {date(2026, 3, 1), date(2026, 2, 28)}


def test_a_donor_is_known_by_his_address_in_any_case_and_keeps_the_name_the_author_gave_him():
    ann = make_donor("Annie", "ann@mail.example")

    take_in(paypal({"From Email Address": "ANN@Mail.example"}))

    assert Gift.objects.get().donor == ann
    assert Donor.objects.get().name == "Annie"


GERMAN = (
    *("Datum", "Uhrzeit", "Zeitzone", "Name", "Typ", "Status", "Währung", "Brutto", "Gebühr", "Netto"),
    *("Absender E-Mail-Adresse", "Transaktionscode", "Zugehöriger Transaktionscode", "Auswirkung auf Guthaben"),
)
SPANISH = (
    *("Fecha", "Hora", "Zona horaria", "Nombre", "Descripción", "Estado", "Divisa", "Bruto ", "Comisión ", "Neto"),
    *("Correo electrónico del remitente", "Id. de transacción", "Id. de referencia de trans."),
    "Repercusiones en el saldo",
)
FRENCH = (
    *("Date", "Heure", "Fuseau horaire", "Nom", "Type", "État", "Devise", "Avant commission", "Commission", "Net"),
    *("De l'adresse email", "Numéro de transaction", "Numéro de la transaction de référence", "Impact sur le solde"),
)


@pytest.mark.parametrize(
    ("columns", "day", "kind", "status", "impact", "delimiter", "encoding"),
    [
        (GERMAN, "14.02.2026", "Spendenzahlung", "Abgeschlossen", "Haben", ",", "utf-8-sig"),
        (GERMAN, "14.02.2026", "Abonnementzahlung", "Abgeschlossen", "Haben", ";", "cp1252"),
        (SPANISH, "14/2/2026", "Pago de donación", "Completado", "Abono", "\t", "utf-8"),
        (SPANISH, "14/2/2026", "Pago con Pago exprés", "", "", "\t", "utf-16"),
        (FRENCH, "14/02/2026", "Paiement de don", "Terminé", "Crédit", ",", "utf-8"),
        (FRENCH, "14/02/2026", "Paiement d’abonnement", "Terminé", "Crédit", ";", "utf-16-le"),
    ],
)
def test_reports_in_other_languages_are_read(columns, day, kind, status, impact, delimiter, encoding):
    cells = [day, "12:00:00", "CET", "Jörg Fußnote", kind, status, "EUR", "1.653,75", "-48,11", "1.605,64"]
    row = dict(zip(columns, [*cells, "jorg@mail.example", "4DD00000000000001", "", impact], strict=True))
    batch = take_in(table(columns, [row], delimiter=delimiter, encoding=encoding))

    gift = Gift.objects.get()
    assert batch.report["skipped"] == {}
    assert (gift.gross, gift.fee, gift.net) == (Decimal("1653.75"), Decimal("48.11"), Decimal("1605.64"))
    assert gift.donor.name == "Jörg Fußnote"
    assert gift.given_on == date(2026, 2, 14)


def test_dates_that_can_be_read_in_two_ways_are_asked_about(admin_client):
    upload(admin_client, paypal({"Date": "02/03/2026"}))
    shown = admin_client.get(PREVIEW)
    assert "can be read in two ways" in text(shown)
    assert "Take it in" not in text(shown)

    hasty = admin_client.post(PREVIEW, filled(shown, order="DMY", confirm="yes"))
    assert not Gift.objects.exists()
    assert "2026-03-02" in text(hasty)

    admin_client.post(PREVIEW, filled(hasty, confirm="yes"))
    assert Gift.objects.get().given_on == date(2026, 3, 2)
    upload(admin_client, paypal({"Date": "02/03/2026", "Transaction ID": "7GG00000000000001"}))
    assert "2026-03-02" in text(admin_client.get(PREVIEW))


def test_one_press_takes_in_what_was_shown_though_an_earlier_file_was_asked_about(admin_client):
    confirm(admin_client, paypal({"Date": "02/03/2026"}), order="DMY")
    upload(admin_client, paypal({"Date": "02/28/2026", "Transaction ID": "7GG00000000000001"}))

    done = admin_client.post(PREVIEW, filled(admin_client.get(PREVIEW), confirm="yes"), follow=True)

    assert "Taken in. No letter was sent." in done.content.decode()
    assert Gift.objects.filter(given_on=date(2026, 2, 28)).exists()


def test_a_press_with_new_answers_says_why_it_is_shown_again(admin_client):
    upload(admin_client, paypal({"Date": "02/03/2026"}))

    hasty = admin_client.post(PREVIEW, filled(admin_client.get(PREVIEW), order="DMY", confirm="yes"))

    assert "Not taken in yet: your answers are new." in text(hasty)


def test_the_page_of_one_file_takes_no_other_in(admin_client):
    upload(admin_client, paypal({"Gross": "1.00"}), name="first.csv")
    first = filled(admin_client.get(PREVIEW), confirm="yes")
    upload(admin_client, paypal({"Gross": "99.00"}), name="second.csv")

    refused = admin_client.post(PREVIEW, first)
    left = admin_client.post("/admin/donations/gift/import/cancel/", {"draft": first["draft"]}, follow=True)

    assert "That page was about another file, and it was not taken in." in text(refused)
    assert "This is what second.csv brings." in text(refused)
    assert "still waits for you" in left.content.decode()
    assert not Gift.objects.exists()
    admin_client.post(PREVIEW, filled(refused, confirm="yes"))
    assert Gift.objects.get().gross == 99


@pytest.mark.parametrize(
    ("earlier", "undo", "later"),
    [
        ({"Date": "28/02/2026"}, False, "02/03/2026"),
        ({"Date": "02/03/2026"}, True, "02/03/2026"),
        ({"Date": "02/03/2026"}, False, "02-03-2026"),
    ],
    ids=["the file itself told", "his answer was undone", "the dates are written otherwise"],
)
def test_the_order_of_dates_is_asked_for_unless_the_author_named_it_for_such_files(admin_client, earlier, undo, later):
    batch = take_in(paypal(earlier), order="DMY")
    if undo:
        actions.undo_import(batch, by=None)

    upload(admin_client, paypal({"Date": later, "Transaction ID": "7GG00000000000001"}))

    assert "can be read in two ways" in text(admin_client.get(PREVIEW))


def test_of_types_that_nobody_was_asked_about_no_answer_is_kept():
    assert take_in(paypal({}, {"Type": "Tip"})).report["decided"] == {}
    assert take_in(paypal({"Type": "Tip"}), decided={"Tip": "skip"}).report["decided"] == {"Tip": "skip"}


def test_a_type_that_is_not_known_is_asked_about_once(admin_client):
    tip = {"Type": "Tip <b>Jar</b>"}
    upload(admin_client, paypal({}, tip))
    shown = admin_client.get(PREVIEW)
    assert "“Tip <b>Jar</b>” is" in text(shown)
    assert "Take it in" not in text(shown)

    refused = admin_client.post(PREVIEW, filled(shown, confirm="yes"))
    assert "Take it in" not in text(refused)
    done = confirm(admin_client, paypal({}, tip), type_0="gift")

    assert "Taken in" in done.content.decode()
    assert Gift.objects.count() == 2
    upload(admin_client, paypal({}, tip, tip))
    assert "Take it in" in text(admin_client.get(PREVIEW))


def test_the_verb_does_not_go_on_without_the_answers():
    with pytest.raises(Undecided):
        take_in(paypal({"Type": "Tip"}), rest="")
    with pytest.raises(Undecided):
        take_in(paypal({"Date": "02/03/2026"}))
    assert not ImportBatch.objects.exists()
    assert not Gift.objects.exists()
    assert not Donor.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "spreadsheet"),
        (b"a,b,c\n1,2,3", "This is no PayPal activity report"),
        (b"just words", "no table of comma-separated values"),
        (paypal({}) + b'"unclosed', "beyond line 3"),
        (paypal({"Date": "14/02/2026"}, {"Date": "02/14/2026"}), "not all written in the same order"),
        (b"\x00" * 100, "no table"),
    ],
)
def test_what_is_no_report_is_refused_on_the_spot(admin_client, content, reason):
    response = upload(admin_client, content)

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 400
    assert reason in page.find(role="alert").get_text()
    assert not list((Path(settings.DATA_DIR) / "imports").glob("*"))


def test_a_file_that_is_too_large_is_refused_with_the_way_out(admin_client, monkeypatch):
    monkeypatch.setattr(drafts, "LARGEST", 100)

    response = upload(admin_client, paypal({}))

    assert "manage.py import_gifts FILE" in response.content.decode()


HOSTILE = {
    "Name": '=HYPERLINK("http://evil.example")<script>alert(1)</script>\'; DROP TABLE--',
    "From Email Address": "victim@mail.example,other@mail.example",
    "Note": "{% load x %}\x00\x1b[31m",
}


def test_hostile_names_are_harmless(admin_client):
    confirm(admin_client, paypal(HOSTILE))

    listed = admin_client.get("/admin/donations/gift/").content.decode()
    gift = Gift.objects.get()
    assert "<script>alert(1)" not in listed
    assert not gift.donor.addresses.exists()
    assert "\x00" not in gift.note


def test_no_donor_is_named_in_a_log_an_error_or_the_history(admin_client, caplog, client):
    caplog.set_level(logging.DEBUG)
    secret = {"Name": "Zebulon Q", "From Email Address": "zebulon@mail.example", "Note": "Zebulon's secret"}
    batch = take_in(paypal(secret, {**secret, "Gross": "Zebulon"}, {**secret, "Date": "zebulon"}))
    upload(admin_client, paypal(secret) + b'"zebulon')
    gift, donor = Gift.objects.get(), Donor.objects.get()
    admin_client.post(f"/admin/donations/gift/{gift.pk}/change/", {"who": "Zebulon Q", "note": "x"})
    admin_client.post(f"/admin/donations/donor/{donor.pk}/delete/", {"post": "yes"})
    told = [str(gift), repr(donor), str(batch.report), caplog.text]

    history = admin_client.get("/admin/").content.decode()
    public = [client.get(page).content.decode() for page in ("/", "/donate/", "/feed/", "/search/?q=zebulon+secret")]

    assert not [words for words in [*told, history, *public[:3]] if "ebulon" in words]
    assert "Zebulon" not in public[3]


def test_an_import_is_undone_to_the_row(admin_client):
    known = make_donor("Known", "known@mail.example")
    by_hand = make_gift(donor=known)
    other = take_in(paypal({"Transaction ID": "9ZZ00000000000001", "From Email Address": "both@mail.example"}))
    batch = take_in(
        paypal({}, {"From Email Address": "known@mail.example"}, {"From Email Address": "both@mail.example"}, refund())
    )

    done = admin_client.post(f"/admin/donations/importbatch/{batch.pk}/undo/", follow=True)

    assert "Undone: what this import brought is out again." in done.content.decode()
    assert set(Gift.objects.all()) == {by_hand, *other.gifts.all()}
    assert set(DonorAddress.objects.values_list("email", flat=True)) == {"known@mail.example", "both@mail.example"}
    assert Donor.objects.count() == 2
    again = admin_client.post(f"/admin/donations/importbatch/{batch.pk}/undo/", follow=True)
    assert "It was undone already." in again.content.decode()
    assert take_in(paypal({})).report["gifts"] == 1


def test_an_import_leads_to_its_gifts(admin_client):
    make_gift()
    batch = take_in(paypal({}))
    report = BeautifulSoup(admin_client.get(f"/admin/donations/importbatch/{batch.pk}/change/").content, "html.parser")

    link = report.find("a", string="Its gifts in the ledger")["href"]

    assert len(BeautifulSoup(admin_client.get(link).content, "html.parser").select("#result_list tbody tr")) == 1


def test_undo_leaves_a_donor_of_whom_the_author_wrote_something():
    batch = take_in(paypal({}))
    Donor.objects.update(notes="He sends postcards.")

    actions.undo_import(batch, by=None)

    assert Donor.objects.get().addresses.get().email == "ann@mail.example"
    assert not Gift.objects.exists()


def test_who_was_thanked_is_not_thanked_again_after_undo_and_import():
    batch = take_in(paypal({}))
    actions.thank(Gift.objects.all(), by=None)
    actions.undo_import(batch, by=None)

    take_in(paypal({}))

    assert Gift.objects.get().thanked_how == "letter"
    assert Email.objects.count() == 1


def test_an_undone_gift_loosens_its_refund_which_counts_again_when_it_comes_back():
    batch = take_in(paypal({}))
    take_in(paypal(refund()))
    actions.undo_import(batch, by=None)
    assert Gift.objects.totals() == []

    take_in(paypal({}))

    assert Gift.objects.totals()[0]["net"] == 0


@pytest.mark.parametrize("path", ["import/", "import/preview/", "thanks/", "export/"])
def test_the_doors_are_shut_for_strangers_and_for_staff_without_the_right(client, django_user_model, path):
    assert client.get(f"/admin/donations/gift/{path}").status_code == 302
    helper = django_user_model.objects.create_user("helper", password="x", is_staff=True)
    client.force_login(helper)
    assert client.get(f"/admin/donations/gift/{path}").status_code == 403


def test_who_may_add_gifts_may_not_undo_an_import(client, django_user_model):
    helper = django_user_model.objects.create_user("helper", password="x", is_staff=True)
    helper.user_permissions.add(*Permission.objects.filter(codename__in=["add_gift", "add_importbatch"]))
    client.force_login(helper)
    batch = take_in(paypal({}))

    assert client.get(UPLOAD).status_code == 200
    assert client.post(f"/admin/donations/importbatch/{batch.pk}/undo/").status_code == 403
    assert client.get(f"/admin/donations/importbatch/{batch.pk}/undo/").status_code == 405
    assert Gift.objects.exists()


def run(*args):
    out = StringIO()
    call_command("import_gifts", *args, stdout=out)
    return out.getvalue()


def test_the_command_takes_a_file_in_and_can_only_look(tmp_path):
    path = tmp_path / "report.csv"
    path.write_bytes(paypal({}, {"Type": "Tip"}))

    assert "Nothing was written" in (looked := run(str(path), "--dry-run"))
    assert "Type not known, 1 rows: Tip" in looked
    assert not Gift.objects.exists()
    assert "2 rows: 1 gifts, 0 refunds." in run(str(path))
    assert "2 rows: 1 gifts" in run(str(path), "--gift", "Tip")
    assert Gift.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (paypal({"Date": "02/03/2026"}), "--dates MDY or --dates DMY"),
        (b"no,csv", "no table"),
        (None, "cannot be opened"),
    ],
)
def test_the_command_says_in_one_line_what_is_wrong(tmp_path, content, reason):
    path = tmp_path / "report.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=reason):
        run(str(path))
    assert not ImportBatch.objects.exists()


def test_many_rows_are_asked_about_in_few_questions(django_assert_max_num_queries):
    content = paypal(*({"From Email Address": f"reader{place % 50}@mail.example"} for place in range(1000)))

    with django_assert_max_num_queries(300):
        batch = take_in(content)

    assert batch.report["gifts"] == 1000
    assert Donor.objects.count() == 50


def test_columns_in_another_order_and_more_of_them_do_no_harm():
    row = {**dict.fromkeys(PAYPAL_COLUMNS, ""), "Date": "02/14/2026", "Type": "General Payment", "Status": "Completed"}
    row |= {"Currency": "USD", "Gross": "5.00", "Fee": "-0.50", "Transaction ID": "5EE00000000000001", "Extra": "x"}

    take_in(table(["Extra", *reversed(PAYPAL_COLUMNS)], [row]))

    gift = Gift.objects.get()
    assert (gift.gross, gift.fee, gift.net, gift.donor) == (Decimal(5), Decimal("0.50"), Decimal("4.50"), None)


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
likely = st.sampled_from(
    ["Completed", "Refunded", "Credit", "Payment Refund", "-25.00", "1.653,75", "I-ABCD1234", "PST"]
)


@given(st.dictionaries(st.sampled_from(sorted(paypal_file.NAMES)), cells | likely))
def test_whatever_stands_in_a_row_it_is_an_entry_or_left_out_with_a_reason(content):
    row = Row(2, {"date": "02/14/2026", "id": "1AA00000000000001", "currency": "USD", "gross": "25.00", **content})

    found = paypal_file.weigh(row, Answers("MDY", rest="gift"), UTC)

    if isinstance(found, Entry):
        assert found.net + found.fee == found.gross != 0
        assert not set("\x00\r\n") & set(found.name + found.email + found.external_id)
    else:
        assert found.reason
