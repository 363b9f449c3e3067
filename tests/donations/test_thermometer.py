"""How far a drive has come: told to readers only where the author wants it, and never as a sum."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client

from donations.models import Gift
from tests.donations.factories import make_drive
from tests.factories import make_post

pytestmark = pytest.mark.django_db

FIRST, TODAY, LAST = date(2023, 2, 1), date(2023, 2, 10), date(2023, 2, 28)


def give(amount: str, on: date = TODAY, currency: str = "USD") -> None:
    gross = Decimal(amount)
    Gift.objects.create(given_on=on, gross=gross, fee=0, net=gross, currency=currency, source="check")


def banner(**drive) -> BeautifulSoup:
    make_drive(FIRST, LAST, **drive)
    with time_machine.travel(f"{TODAY}T19:00:00Z"):
        post = make_post("A post")
        page = Client().get(post.get_absolute_url()).content
    found = BeautifulSoup(page, "html.parser").select_one(".drive-banner")
    assert found
    return found


@pytest.mark.parametrize("goal", [None, Decimal(1000)])
def test_readers_are_told_nothing_unless_the_author_wants_it(goal):
    give("250")
    assert not banner(goal=goal).select(".drive-reached")


@pytest.mark.parametrize(
    ("gifts", "told"),
    [([], 0), (["249.99"], 24), (["250"], 25), (["999.99"], 99), (["1000"], 100), (["1600"], 160), (["-20"], 0)],
)
def test_it_is_told_in_whole_per_cent_and_never_too_much(gifts, told):
    for amount in gifts:
        give(amount)
    reached = banner(goal=Decimal(1000), thermometer=True).select_one(".drive-reached")
    assert reached.get_text(strip=True) == f"{told} per cent of the goal"
    assert reached.meter["value"] == str(told)


def test_only_gifts_of_the_drives_days_up_to_today_count_and_one_currency_alone():
    give("100")
    give("100", FIRST)
    for day in (FIRST - timedelta(days=1), TODAY + timedelta(days=1), LAST + timedelta(days=1)):
        give("500", day)
    give("150", currency="EUR")
    assert "20 per cent" in banner(goal=Decimal(1000), thermometer=True).get_text()


def test_the_currency_of_most_gifts_is_the_one_that_counts_however_large_the_other_sounds():
    for _ in range(2):
        give("50")
    give("100000", currency="JPY")
    assert "10 per cent" in banner(goal=Decimal(1000), thermometer=True).get_text()


def test_no_sum_is_on_the_page():
    give("777.77")
    text = str(banner(goal=Decimal("4321.00"), thermometer=True))
    assert "777" not in text
    assert "4321" not in text


def test_without_a_goal_there_is_nothing_to_tell():
    drive = make_drive(FIRST, LAST)
    drive.thermometer = True
    with pytest.raises(ValidationError, match="where there is a goal"):
        drive.full_clean()
