"""A file that waits for the author's yes: for nobody else to read, and gone after a day whatever happens."""

import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from donations import drafts


@pytest.fixture(autouse=True)
def a_place_of_its_own(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def kept() -> str:
    return drafts.keep(SimpleUploadedFile("gifts.csv", b"Name,Gross\nAda,5.00\n"))


def test_nobody_else_can_read_it():
    path = drafts.path_of(kept())
    assert path
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_of_two_that_take_it_one_gets_it():
    word = kept()
    assert drafts.claim(word)
    assert drafts.claim(word) is None


@pytest.mark.parametrize(("hours", "there"), [(23, True), (25, False)])
@pytest.mark.django_db
def test_the_tick_sweeps_what_nobody_has_said_yes_to_within_a_day(hours, there):
    word = kept()
    then = (timezone.now() - timedelta(hours=hours)).timestamp()
    os.utime(drafts.path_of(word), (then, then))
    call_command("tick")
    assert (drafts.path_of(word) is not None) == there


@pytest.mark.parametrize("word", ["", "../house.sqlite3", "none", "/etc/passwd"])
def test_no_word_leads_anywhere_else(word):
    assert drafts.path_of(word) is None
