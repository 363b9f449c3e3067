"""Two clicks in the same instant: each thing happens once. Real threads with connections of their own."""

import threading

import pytest
from django.db import connection
from post_office.models import Email

from donations import actions
from donations.models import Donor, DonorAddress, Gift
from tests.donations.factories import make_donor, make_gift, paypal, take_in

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"given_on": "2026-02-14", "amount": 25, "currency": "USD", "source": "check", "ticket": "one-form"}


def at_once(work, times=4):
    start, results = threading.Barrier(times), []

    def do():
        start.wait()
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_file_taken_in_twice_at_once_counts_once():
    content = paypal({"Date": "02/14/2024"}, {"From Email Address": "bob@mail.example"})

    results = at_once(lambda: take_in(content))

    assert not [result for result in results if isinstance(result, Exception)]
    assert Gift.objects.count() == Donor.objects.count() == DonorAddress.objects.count() == 2


def test_a_form_sent_twice_at_once_counts_once():
    results = at_once(lambda: actions.record_gift(by=None, donor="Ann <ann@mail.example>", **TYPED))

    assert not [result for result in results if isinstance(result, Exception)]
    assert [new for _, new in results].count(True) == 1
    assert Gift.objects.count() == Donor.objects.count() == 1


def test_thanks_said_twice_at_once_are_one_letter():
    make_gift(donor=make_donor("Ann", "ann@mail.example"))

    results = at_once(lambda: actions.thank(Gift.objects.all(), by=None))

    assert sum(result["letters"] for result in results) == 1
    assert Email.objects.count() == 1


def test_an_import_undone_twice_at_once_is_undone_once():
    batch = take_in(paypal({"Date": "02/14/2024"}))

    assert sorted(at_once(lambda: actions.undo_import(batch, by=None))) == [False, False, False, True]
