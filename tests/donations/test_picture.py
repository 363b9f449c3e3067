"""Sums, ranks and parts on hand-made days. No database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations import picture
from donations.comparison import Comparison, compare
from donations.picture import Curve, DriveDays, Given, Rank

FEBRUARY = DriveDays("the February drive", date(2026, 2, 1), date(2026, 2, 28))
LEAP = DriveDays("the leap drive", date(2024, 2, 1), date(2024, 2, 29))
AFTER = date(2030, 1, 1)


def gift(day=1, gross="10", **fields) -> Given:
    facts = {"fee": Decimal(0), "currency": "USD", "source": "zelle", "recurring": False, "returning": False}
    return Given(**{"day": FEBRUARY.first + timedelta(days=day - 1), "gross": Decimal(gross), **facts, **fields})


def curve_of(*sums, name="another", length=None) -> Curve:
    first = date(2020, 2, 1)
    drive = DriveDays(name, first, first + timedelta(days=(length or len(sums)) - 1))
    return Curve(drive, tuple(map(Decimal, sums)))


amounts = st.decimals(min_value=-10_000, max_value=10_000, places=2)
gifts = st.lists(
    st.builds(
        gift,
        day=st.integers(min_value=1, max_value=28),
        gross=amounts,
        currency=st.sampled_from(["USD", "EUR"]),
        recurring=st.booleans(),
        returning=st.sampled_from([True, False, None]),
        source=st.sampled_from(["zelle", "paypal"]),
    )
)


def test_each_day_ends_with_all_that_came_so_far():
    sums = picture.daily([gift(1, "10"), gift(3, "5.50"), gift(3, "4.50"), gift(1, "1")])

    curve = picture.curve(FEBRUARY, sums, FEBRUARY.first + timedelta(days=3))

    assert curve.sums == tuple(map(Decimal, ("11", "11", "21", "21")))
    assert curve.total == 21
    assert [curve.on(day) for day in (1, 2, 3, 4)] == [11, 0, 10, 0]
    assert not curve.over


@pytest.mark.parametrize(
    ("drive", "today", "days"),
    [
        (FEBRUARY, date(2026, 1, 31), 0),
        (FEBRUARY, date(2026, 2, 1), 1),
        (FEBRUARY, date(2026, 2, 28), 28),
        (FEBRUARY, date(2026, 3, 1), 28),
        (LEAP, date(2024, 2, 28), 28),
        (LEAP, date(2024, 2, 29), 29),
        (LEAP, date(2024, 3, 1), 29),
    ],
)
def test_the_line_ends_today_or_with_the_drive(drive, today, days):
    assert len(picture.curve(drive, {}, today).sums) == days


def test_a_drive_that_is_extended_goes_on_with_what_it_has():
    sums = picture.daily([gift(1, "10"), gift(30, "5")])
    longer = DriveDays(FEBRUARY.name, FEBRUARY.first, date(2026, 3, 7))

    assert picture.curve(FEBRUARY, sums, AFTER).total == 10
    assert picture.curve(longer, sums, AFTER).total == 15


def test_a_refund_counts_in_the_week_in_which_it_was_sent_back():
    curve = picture.curve(FEBRUARY, picture.daily([gift(2, "100"), gift(9, "-100"), gift(16, "7")]), date(2026, 2, 17))

    assert curve.weeks() == [100, -100, 7]


def test_a_last_week_of_a_few_days_is_a_week():
    curve = picture.curve(LEAP, {date(2024, 2, 29): Decimal(3)}, AFTER)

    assert curve.weeks() == [0, 0, 0, 0, 3]


def test_a_week_that_is_not_whole_makes_no_average():
    whole, begun = curve_of(*range(1, 15)), curve_of(*[10] * 9, length=14)

    assert picture.usual_weeks([whole, begun]) == [Decimal("8.5"), 7]
    assert picture.usual_weeks([]) == []


@pytest.mark.parametrize(
    ("mine", "others", "words"),
    [
        ([10, 20], [[5, 10], [9, 19]], "the best of three drives after two days"),
        ([10, 20], [[5, 30], [9, 19]], "second best of three drives after two days"),
        ([10, 20], [[5, 30], [9, 21], [1, 99]], "fourth best of four drives after two days"),
        ([10, 20], [[5, 20], [9, 19]], "the best of three drives, level with one other, after two days"),
        ([10, 20], [[5, 20], [9, 20], [9, 30]], "second best of four drives, level with two others, after two days"),
        ([10], [[5, 20]], "the best of two drives after one day"),
        ([1] * 14, [[2] * 28], "second best of two drives after two weeks"),
        ([1] * 15, [[0] * 14 + [1] * 14], "the best of two drives, level with one other, after 15 days"),
        # A shorter drive that is over keeps what it ended with.
        ([1, 2, 3], [[9]], "second best of two drives after three days"),
        # In its days nothing is recorded, so it tells nothing.
        ([10, 20], [[0, 0]], ""),
        ([10, 20], [], ""),
    ],
)
def test_the_rank_in_words(mine, others, words):
    others = [curve_of(*sums, name=str(number)) for number, sums in enumerate(others)]

    assert picture.rank_in_words(picture.rank(curve_of(*mine, name="mine", length=30), others)) == words


def test_a_drive_that_has_not_come_as_far_is_not_compared():
    running = curve_of(500, name="running", length=28)

    assert picture.rank(curve_of(10, 20), [running]) == Rank(place=1, level=0, among=1, days=2)


@pytest.mark.parametrize(
    ("recurring", "renewal", "kind"),
    [(False, False, picture.ONCE), (True, False, picture.SUBSCRIBED), (True, True, picture.RENEWED)],
)
def test_kinds_of_gifts(recurring, renewal, kind):
    assert gift(recurring=recurring, renewal=renewal).kind == kind


def test_renewals_can_be_left_out():
    stays, goes = gift(recurring=True), gift(recurring=True, renewal=True)

    assert picture.fresh([stays, goes]) == [stays]


def test_parts_stand_in_their_order_and_refunds_are_no_gifts():
    given = [gift(gross="5", returning=None), gift(gross="20", returning=True), gift(gross="-20", returning=True)]

    parts = picture.split([*given, gift(gross="1")], lambda one: one.donor, picture.DONORS)

    assert [(part.name, part.gifts, part.gross) for part in parts] == [
        (picture.NEW, 1, 1),
        (picture.RETURNING, 1, 0),
        (picture.NAMELESS, 1, 5),
    ]


def test_ways_stand_by_what_they_brought_with_their_fees():
    given = [gift(gross="5"), gift(gross="50", source="paypal", fee=Decimal("1.94"))]

    paypal, zelle = picture.split(given, lambda one: one.source)

    assert (paypal.name, paypal.fee, paypal.net) == ("paypal", Decimal("1.94"), Decimal("48.06"))
    assert zelle.name == "zelle"


def test_the_currency_of_most_gifts_is_the_main_one():
    given = [gift(currency="USD", gross="900"), gift(currency="EUR"), gift(currency="EUR"), gift(currency="CHF")]

    assert picture.currencies(given) == ["EUR", "CHF", "USD"]


@pytest.mark.parametrize(
    ("firsts", "labels"),
    [
        ([date(2026, 2, 1), date(2025, 2, 1)], ["2026", "2025"]),
        ([date(2026, 2, 1), date(2026, 8, 1)], ["Feb 2026", "Aug 2026"]),
        ([date(2026, 2, 1), date(2026, 2, 9)], ["Feb 1, 2026", "Feb 9, 2026"]),
        ([], []),
    ],
)
def test_a_drive_is_named_by_its_year_and_by_more_where_that_is_not_enough(firsts, labels):
    drives = [DriveDays("the drive", first, first) for first in firsts]

    assert list(picture.labels(drives).values()) == labels


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [("1250.40", "USD", "$1,250"), ("-0.30", "USD", "$0"), ("-20", "EUR", "−€20"), ("5", "CHF", "5 CHF")],
)
def test_rounded_for_a_chart(amount, currency, words):
    assert picture.rounded(Decimal(amount), currency) == words


@given(gifts)
def test_the_last_value_is_the_sum_and_nothing_is_lost_in_parts(given):
    total = sum((one.gross for one in given), Decimal(0))
    curve = picture.curve(FEBRUARY, picture.daily(given), AFTER)

    assert curve.total == sum(curve.weeks()) == total
    for by in (lambda one: one.kind, lambda one: one.donor, lambda one: one.source):
        assert sum((part.gross for part in picture.split(given, by)), Decimal(0)) == total
    apart = [picture.in_currency(given, currency) for currency in picture.currencies(given)]
    assert sum((one.gross for part in apart for one in part), Decimal(0)) == total


@given(gifts)
def test_without_refunds_it_never_falls(given):
    sums = picture.curve(FEBRUARY, picture.daily(one for one in given if one.gross > 0), AFTER).sums

    assert list(sums) == sorted(sums)


@given(gifts, st.randoms())
def test_the_order_of_the_gifts_does_not_matter(given, chance):
    mixed = chance.sample(given, len(given))

    assert picture.daily(mixed) == picture.daily(given)
    assert picture.currencies(mixed) == picture.currencies(given)
    by_donor = (lambda one: one.donor, picture.DONORS)
    assert picture.split(mixed, *by_donor) == picture.split(given, *by_donor)


# One drive beside the others


def test_days_to_come_are_empty_and_a_shorter_drive_ends():
    shown = compare(LEAP, {LEAP: {LEAP.first: Decimal(5)}, FEBRUARY: {FEBRUARY.first: Decimal(1)}}, "USD", LEAP.first)
    one = compare(FEBRUARY, {LEAP: {LEAP.first: Decimal(5)}, FEBRUARY: {FEBRUARY.first: Decimal(1)}}, "USD", AFTER)

    assert [(row.brought, row.so_far) for row in shown.rows()[:2]] == [(5, 5), (None, None)]
    assert [row.day for row in shown.rows()][-1] == date(2024, 2, 29)
    assert len(one.rows()) == 28
    assert [row.others for row in one.rows()] == [[5]] * 28


def test_the_latest_drives_are_drawn_and_the_best_of_all():
    others = [curve_of(number, name=f"drive {number}") for number in (1, 2, 3, 4, 5, 6, 99, 7)]

    shown = Comparison(curve_of(3, name="mine"), tuple(others), "USD").shown

    assert [curve.total for curve in shown] == [1, 2, 3, 4, 5, 99]


def test_a_drive_without_a_record_is_not_beside_the_others():
    shown = compare(FEBRUARY, {FEBRUARY: {FEBRUARY.first: Decimal(1)}, LEAP: {}}, "USD", AFTER)

    assert shown.others == ()
    assert shown.place == "no earlier drive to compare it with is on record"


def test_a_short_last_week_is_not_measured_against_whole_ones():
    longer = curve_of(*range(1, 43), name="longer")
    shown = Comparison(curve_of(*range(1, 30), name="mine"), (longer,), "USD")

    assert [week.usual for week in shown.weeks(shown.this)] == [7, 7, 7, 7, None]
