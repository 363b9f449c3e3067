"""The charts are well-formed for any names and any numbers, and say in words what they show."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations import charts, svg
from donations.charts import Bar, Line

SVG = "{http://www.w3.org/2000/svg}"
PAPERS = [charts.WIDE, charts.NARROW]
HOSTILE = "</title><script>alert(1)</script> & \"'\x00\x0b\ud800]]>"

names = st.text(max_size=40)
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
sums = st.lists(amounts, max_size=40)
lines = st.builds(Line, names, sums)
weeks = st.builds(Bar, names, st.none() | amounts, amounts, st.none() | amounts)


def parsed(chart):
    # Half a character, which a Python string may hold, is nothing that can be sent.
    return ElementTree.fromstring(str(chart).encode())


def texts(chart):
    return [element.text for element in parsed(chart).iter(f"{SVG}text")]


def coordinates(chart):
    found = re.findall(r'\b(?:x|y|cx|cy|width|height)="([^"]*)"', str(chart))
    return [float(number) for number in found]


@given(lines, st.lists(lines, max_size=8), names, names, st.sampled_from(PAPERS))
def test_curves_of_anything_are_well_formed(this, earlier, title, told, paper):
    days = max(1, *(len(line.sums) for line in (this, *earlier)))

    chart = charts.curves(this, earlier, days, "USD", paper, title=title, told=told)

    assert parsed(chart).attrib["role"] == "img"
    assert all(-1000 < number < 1000 for number in coordinates(chart))


@given(st.lists(weeks, max_size=60), names, st.sampled_from([charts.WIDE_BARS, charts.NARROW_BARS]))
def test_bars_of_anything_are_well_formed(weeks, title, paper):
    assert parsed(charts.bars(weeks, "USD", paper, title=title, told="")).tag == f"{SVG}svg"


@given(sums, st.lists(sums, max_size=4))
def test_a_sparkline_of_anything_is_well_formed(this, earlier):
    days = max(map(len, (this, *earlier)))

    assert parsed(charts.sparkline(this, earlier, days, title="t", told="d")).tag == f"{SVG}svg"


@pytest.mark.parametrize("paper", PAPERS)
def test_a_hostile_name_is_a_name(paper):
    line = Line(HOSTILE, [Decimal(5)])

    chart = charts.curves(line, [line], 1, "USD", paper, title=HOSTILE, told=HOSTILE)

    assert "<script" not in chart
    assert parsed(chart).find(f"{SVG}title").text.startswith("</title><script>alert(1)</script> & \"'")


def test_a_chart_says_in_words_what_it_shows():
    chart = parsed(charts.curves(Line("2026", []), [], 28, "USD", charts.WIDE, title="What came", told="Nothing yet."))

    named, told = chart.find(f"{SVG}title"), chart.find(f"{SVG}desc")
    assert (named.text, chart.attrib["aria-labelledby"]) == ("What came", named.attrib["id"])
    assert (told.text, chart.attrib["aria-describedby"]) == ("Nothing yet.", told.attrib["id"])


def test_no_line_is_told_by_its_colour_alone():
    earlier = [Line(str(year), [Decimal(year), Decimal(year + 1)]) for year in range(2020, 2026)]

    chart = charts.curves(Line("2026", [Decimal(9)]), earlier, 2, "USD", charts.WIDE, title="", told="")

    dashes = [
        path.get("stroke-dasharray")
        for path in parsed(chart).iter(f"{SVG}path")
        if path.get("class") == "chart-earlier"
    ]
    assert len(set(dashes)) == len(earlier)
    assert {f"{year}: $2,{year + 1 - 2000:03}" for year in range(2020, 2026)} <= set(texts(chart))


def test_there_is_no_script_and_nothing_from_elsewhere():
    chart = charts.curves(Line("2026", [Decimal(9)]), [], 2, "USD", charts.NARROW, title="", told="")

    assert not re.search(r"<script|<style|href|url\(|\bon\w+=", chart)


def test_the_line_begins_at_nothing_and_ends_today():
    chart = charts.curves(Line("2026", [Decimal(100)] * 14), [], 28, "USD", charts.WIDE, title="", told="")

    (line,) = [path for path in parsed(chart).iter(f"{SVG}path") if path.get("class") == "chart-this"]
    assert line.get("d").count("L") == 14
    assert "$100" in texts(chart)


def test_names_that_would_meet_are_moved_apart():
    earlier = [Line(str(year), [Decimal(100)]) for year in range(2020, 2026)]

    chart = charts.curves(Line("2026", [Decimal(90)]), earlier, 2, "USD", charts.WIDE, title="", told="")

    heights = sorted(float(one.get("y")) for one in parsed(chart).iter(f"{SVG}text") if ": $100" in one.text)
    assert all(below - above >= charts.LABEL_GAP - 0.2 for above, below in pairwise(heights))


def test_a_week_to_come_has_no_bar_and_renewals_are_drawn_apart():
    weeks = [Bar("week 1", Decimal(70), Decimal(30), Decimal(80)), Bar("week 2", usual=Decimal(50))]

    chart = charts.bars(weeks, "USD", charts.NARROW_BARS, title="", told="")

    assert [rect.get("class") for rect in parsed(chart).iter(f"{SVG}rect")] == ["chart-bar", "chart-renewed"]
    assert {"$100", "week 1", "week 2"} <= set(texts(chart))


def test_a_week_in_which_more_went_back_than_came_hangs_below_the_line():
    chart = charts.bars([Bar("week 1", Decimal(-70), Decimal(30))], "USD", charts.WIDE_BARS, title="", told="")

    assert "−$40" in texts(chart)
    assert len(list(parsed(chart).iter(f"{SVG}rect"))) == 1


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0", "4780", [0, 2000, 4000, 6000]),
        ("0", "0", [0, 50, 100]),
        ("0", "99", [0, 50, 100]),
        ("-30", "100", [-50, 0, 50, 100]),
        ("-10", "-5", [-10, -5, 0]),
    ],
)
def test_ticks_are_round_numbers(low, high, expected):
    assert svg.ticks(Decimal(low), Decimal(high), 3) == expected


@given(amounts, amounts, st.integers(min_value=2, max_value=8))
def test_ticks_hold_every_number_and_are_few(one, other, about):
    marks = svg.ticks(min(one, other), max(one, other), about)

    assert marks[0] <= min(one, other, 0)
    assert marks[-1] >= max(one, other, 0)
    assert 0 in marks
    assert 2 <= len(marks) <= about + 2


@given(st.lists(st.floats(min_value=0, max_value=200), max_size=10))
def test_places_are_apart_inside_and_in_their_order(places):
    moved = svg.apart(places, 15, 0, 200)

    ordered = [moved[number] for number in sorted(range(len(places)), key=lambda number: places[number])]
    assert all(after - before >= 15 - 1e-9 for before, after in pairwise(ordered))
    assert all(-1e-9 <= place <= 200 for place in moved)


@pytest.mark.parametrize(("part", "largest", "width"), [("5", "10", "50"), ("-5", "10", "0"), ("0", "0", "0")])
def test_a_share_is_never_wider_than_its_room(part, largest, width):
    assert f'width="{width}"' in charts.share(Decimal(part), Decimal(largest))
