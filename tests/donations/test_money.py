"""Amounts and dates as people and files write them, and tables in whatever encoding."""

import contextlib
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations import people
from donations.imports.days import DMY, MDY, YMD, moment, orders_of, read_day, read_zone
from donations.imports.errors import BadCell, Unreadable
from donations.imports.table import key_of, open_table
from donations.money import in_figures, read_money

TODAY = date(2026, 3, 20)
cents = st.integers(-(10**11), 10**11).map(lambda number: Decimal(number) / 100)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("25", "25"),
        ("25.00", "25"),
        ("25,5", "25.50"),
        ("1,653.75", "1653.75"),
        ("1.653,75", "1653.75"),
        ("1 653,75", "1653.75"),
        ("1\u00a0653,75", "1653.75"),
        ("1\u202f653,75", "1653.75"),
        ("1'653.75", "1653.75"),
        ("1’653.75", "1653.75"),
        ("1,653", "1653"),
        ("1.653", "1653"),
        ("1,234,567.89", "1234567.89"),
        ("-1.03", "-1.03"),
        ("−1,03", "-1.03"),
        ("1.03-", "-1.03"),
        ("(1.03)", "-1.03"),
        ("$25.00", "25"),
        ("-$25.00", "-25"),
        ("25 €", "25"),
        ("+25", "25"),
        ("0.00", "0"),
    ],
)
def test_an_amount_is_read_as_it_is_written_in_several_lands(text, amount):
    assert read_money(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "1e5",
        "NaN",
        "Infinity",
        "1,65,3",
        "1.653.75",
        "1,653,75",
        "0,123",
        "25.0001",
        "--5",
        "٢٥",
        "=25",
        "1" * 11,
        "1" * 5000,
        "25 USD",
        "1,653.75.00",
        "\x00",
        "0x10",
        ".5",
        "5.",
    ],
)
def test_what_is_no_amount_is_refused_without_being_quoted(text):
    with pytest.raises(ValueError, match=r"^This is no amount\.$|^This amount is too large\.$"):
        read_money(text)


@given(cents)
def test_an_amount_survives_each_way_of_writing_it(amount):
    american = f"{amount:,.2f}"
    german = american.translate(str.maketrans(",.", ".,"))

    if abs(amount) < 10**10:
        assert read_money(american) == read_money(german) == read_money(f"{amount:.2f}") == amount


@given(st.text(max_size=30))
def test_reading_an_amount_gives_cents_or_a_value_error(text):
    try:
        amount = read_money(text)
    except ValueError:
        return
    assert amount == amount.quantize(Decimal("0.01"))


def test_amounts_are_written_for_people():
    assert in_figures(Decimal("1653.7"), "USD") == "$1,653.70"
    assert in_figures(Decimal(-20), "EUR") == "−€20.00"
    assert in_figures(Decimal(25), "CHF") == "25.00 CHF"


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["02/14/2026", "02/03/2026"], {MDY}),
        (["14/02/2026", "02/03/2026"], {DMY}),
        (["14.02.2026"], {DMY}),
        (["02.03.2026"], {DMY}),
        (["2026-02-03"], {YMD}),
        (["02/03/2026"], {MDY, DMY}),
        (["3/2/2026", "1/1/2026"], {MDY, DMY}),
        (["03/12/2026"], {MDY}),  # the third of December is yet to come
        (["14/02/2026", "02/14/2026"], set()),
        (["nonsense", "02/14/2026"], {MDY}),
        ([], {MDY, DMY, YMD}),
    ],
)
def test_the_whole_file_says_in_which_order_its_dates_are_written(texts, orders):
    assert orders_of(texts, TODAY) == orders


@given(st.dates(date(1998, 1, 1), TODAY), st.sampled_from([MDY, DMY, YMD]))
def test_a_date_is_read_back_and_its_order_is_among_those_that_fit(day, order):
    text = day.strftime({MDY: "%m/%d/%Y", DMY: "%d/%m/%Y", YMD: "%Y-%m-%d"}[order])

    assert read_day(text, order) == day
    assert order in orders_of([text], TODAY)


@pytest.mark.parametrize("text", ["", "02/30/2026", "2/3", "02/03/0001", "02/03/9999", "1/1/1/1", "٠٢/٠٣/٢٠٢٦"])
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(BadCell, match="a date that cannot be"):
        read_day(text, MDY)


@pytest.mark.parametrize(
    ("clock", "zone", "utc"),
    [
        ("23:55:10", "PST", "07:55:10"),
        ("23:55:10", "PDT", "06:55:10"),
        ("11:55:10 PM", "PST", "07:55:10"),
        ("10:00:00", "Europe/Berlin", "09:00:00"),
        ("10:00", "GMT+02:00", "08:00:00"),
        ("10:00", "GMT-2", "12:00:00"),
    ],
)
def test_a_moment_knows_its_zone(clock, zone, utc):
    assert moment(date(2026, 2, 6), clock, zone).astimezone(read_zone("UTC")).strftime("%H:%M:%S") == utc


@pytest.mark.parametrize(("clock", "zone"), [("", "PST"), ("25:00", "PST"), ("10:00", ""), ("10:00", "../etc/passwd")])
def test_without_a_time_or_a_zone_there_is_no_moment(clock, zone):
    assert moment(date(2026, 2, 6), clock, zone) is None


NAMES = {"date": ("Date", "Datum"), "gross": ("Gross", "Währung"), "id": ("Transaction ID",)}


def opened(content):
    return open_table(BytesIO(content), NAMES, ("date", "gross"), "report")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_in_each_encoding_and_with_each_delimiter(encoding, delimiter):
    lines = [["datum", "WÄHRUNG", "more"], ["1", "é", "x"], ["2", '"a\nb"', ""]]
    content = "\r\n".join(delimiter.join(line) for line in lines * 1).encode(encoding)

    rows = list(opened(content).rows())

    assert [(row.line, row.get("date"), row.get("gross")) for row in rows] == [(2, "1", "é"), (3, "2", "a\nb")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b" \n\n ", "The file is empty."),
        (b"PK\x03\x04xlsx", "a spreadsheet or an archive"),
        (b"%PDF-1.4", "This is a PDF"),
        (b"<!DOCTYPE html><p>log in</p>", "This is a web page"),
        (b"GIF89a\x00\x00\x01", "no table of comma-separated values"),
        (b"one line of prose", "no table of comma-separated values"),
        (b"a,b,c\n1,2,3", "no column “Date”, “Gross”"),
        (b'Date,Gross,x\n1,"2,3', "beyond line 2"),
        (b"Date,Gross,x\n1,2,3\n1," + b"a" * 200_000 + b",3", "beyond line 3"),
        ("Date,Gross,x\n1,2,3".encode("utf-16")[:-1], "beyond line"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, reason):
    with pytest.raises(Unreadable, match=reason):
        list(opened(content).rows())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_unreadable(content):
    with contextlib.suppress(Unreadable):
        list(opened(content).rows())


def test_names_of_columns_do_not_depend_on_case_accents_and_signs():
    assert key_of("\ufeffId. de transacción ") == key_of("ID DE TRANSACCION") == "id de transaccion"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Ann Reader", ("Ann Reader", "")),
        ("Ann@Mail.Example", ("", "ann@mail.example")),
        ("Ann Reader <Ann@Mail.Example>", ("Ann Reader", "ann@mail.example")),
        ("  ", ("", "")),
        ("=HYPERLINK(1)", ("=HYPERLINK(1)", "")),
        ("Ann\nReader\x00", ("Ann Reader", "")),
    ],
)
def test_a_donor_is_read_as_he_is_typed(typed, read):
    assert people.read_donor(typed) == read


@pytest.mark.parametrize("typed", ["ann@", "@x.example", "a@b", "a@b.example,c@d.example", "Ann <ann>", 'x <"a"@b.c>'])
def test_an_address_that_is_none_is_refused(typed):
    with pytest.raises(ValueError, match="no e-mail address"):
        people.read_donor(typed)
