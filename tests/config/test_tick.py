"""The clock: letters leave the outbox when it ticks, and none is lost when they cannot."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.utils import timezone
from post_office.models import STATUS, Email

from comments import actions, outbox
from comments.models import Comment, Commenter
from tests.comments.test_submit import send
from wordpress import moving

pytestmark = pytest.mark.django_db(transaction=True)

ALIVE = {"default": "django.core.mail.backends.locmem.EmailBackend"}


class DeadServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("Nobody answers.")


@pytest.fixture
def dead_server(settings):
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": {"default": f"{__name__}.DeadServer"}}


def fail(*args, **kwargs):
    raise RuntimeError("The disk is full.")


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
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": ALIVE}
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        call_command("tick")
        call_command("tick")
    assert len(mail.outbox) == 1
    assert Email.objects.get().status == STATUS.sent


def test_a_reader_never_meets_the_mail_server(post, dead_server, monkeypatch):
    monkeypatch.setattr(DeadServer, "send_messages", lambda *args: pytest.fail("A reader waited for the server."))
    assert send(post).status_code == 303
    assert Email.objects.get().status == STATUS.queued


def test_tries_stand_ever_farther_apart_until_an_hour(post, dead_server):
    send(post)
    pauses = []
    now = timezone.now()
    for _ in range(8):
        with time_machine.travel(now, tick=False):
            call_command("tick")
        letter = Email.objects.get()
        pauses.append(round((letter.scheduled_time - now).total_seconds() / 60))
        now = letter.scheduled_time
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]


def test_a_dead_server_is_borne_for_five_days(settings):
    tries = settings.POST_OFFICE["MAX_RETRIES"]
    assert sum((outbox.pause(n) for n in range(1, tries + 1)), timedelta(0)) >= timedelta(days=5)


@pytest.mark.parametrize("step", ["tell_followers", "send_digest", "notice_letters", "forget_old"])
def test_a_step_that_fails_stops_no_other(post, monkeypatch, caplog, step):
    done = []
    for other in ("tell_followers", "send_digest", "notice_letters", "forget_old"):
        monkeypatch.setattr(actions, other, lambda *, now, other=other: done.append(other))
    monkeypatch.setattr(actions, step, fail)
    send(post)
    call_command("tick")
    assert len(done) == 3
    assert len(mail.outbox) == 1
    assert "The disk is full." in caplog.text


def test_letters_that_cannot_be_sent_stop_no_other_step(post, monkeypatch, caplog):
    done = []
    monkeypatch.setattr("config.management.commands.tick.call_command", fail)
    monkeypatch.setattr(actions, "forget_old", lambda *, now: done.append(now))
    call_command("tick")
    assert done
    assert "The disk is full." in caplog.text


def test_letters_that_are_due_leave_before_a_move_from_wordpress_begins(post, monkeypatch):
    left = []
    monkeypatch.setattr(moving, "run_waiting", lambda *, now: left.append(len(mail.outbox)))
    send(post)
    call_command("tick")
    assert left == [1]


def test_the_comment_and_its_letter_are_stored_together_or_not_at_all(post, monkeypatch):
    monkeypatch.setattr("comments.outbox.Email.objects.create", fail)
    with pytest.raises(RuntimeError):
        send(post)
    assert not Comment.objects.exists()
    assert not Commenter.objects.exists()


def test_what_a_reader_types_is_no_template(post):
    typed = "{% nonsense %} {{ x }} {% load static %}{{ secret_key }} {# gone? #}"
    send(post, body=typed, name="{{ x }} {% nonsense %}")
    call_command("tick")
    (letter,) = mail.outbox
    assert typed in letter.body
    assert "{{ x }} {% nonsense %}" in letter.body
    assert "nonsense" not in letter.subject
