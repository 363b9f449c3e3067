"""The clock: letters leave the outbox when it ticks, and none is lost when they cannot."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.utils import timezone
from post_office.models import STATUS, Email

from comments.models import Comment, Commenter
from tests.comments.test_submit import send

pytestmark = pytest.mark.django_db(transaction=True)


class DeadServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("Nobody answers.")


@pytest.fixture
def dead_server(settings):
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": {"default": f"{__name__}.DeadServer"}}


def test_a_letter_leaves_once(post):
    send(post)
    assert not mail.outbox
    call_command("tick")
    call_command("tick")
    (letter,) = mail.outbox
    assert letter.to == ["wren@ledger.example"]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_dead_server_costs_no_reader_his_comment_and_no_author_his_letter(post, dead_server, settings):
    assert send(post).status_code == 303
    call_command("tick")
    assert not mail.outbox
    assert Email.objects.get().status == STATUS.requeued
    alive = {"default": "django.core.mail.backends.locmem.EmailBackend"}
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": alive}
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        call_command("tick")
    assert len(mail.outbox) == 1
    assert Email.objects.get().status == STATUS.sent


def test_the_comment_and_its_letter_are_stored_together_or_not_at_all(post, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr("comments.letters.EmailMessage.send", fail)
    with pytest.raises(RuntimeError):
        send(post)
    assert not Comment.objects.exists()
    assert not Commenter.objects.exists()
