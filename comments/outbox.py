"""Letters on their way out: each a row of the outbox, written in the transaction of what it tells."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email import policy
from email.headerregistry import UnstructuredHeader
from typing import Any

from django.conf import settings
from django.core.mail import make_msgid
from django.utils import timezone
from post_office.models import PRIORITY, STATUS, Email

from blog.models import Site
from comments import people

LONGEST_PAUSE = timedelta(hours=1)  # between two tries


class _Unbroken(UnstructuredHeader):
    """A header that is one line, however long.

    Python breaks a long word as it would one of foreign letters, and no mail program
    finds the address in it any more.
    """

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_headers: Any = policy.default.header_factory  # which Django uses from 6.0 on
_headers.map_to_type("list-unsubscribe", _Unbroken)


def put(
    to: Iterable[str],
    subject: str,
    text: str,
    *,
    html: str = "",
    at: datetime | None = None,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> Email:
    """Lay a letter into the outbox, to leave at once or not before `at`. The site's name stands before the subject.

    Made here and not by Django's `send_mail`, because post_office reads subject and text
    of what comes from there as templates, and a reader's text may hold anything.
    """
    answer = {"Reply-To": reply_to} if reply_to else {}
    return Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address for address in to if people.is_plain(address)],
        subject=" ".join(f"[{Site.current().title}] {subject}".split()),
        message=text,
        html_message=html,
        headers={"Auto-Submitted": "auto-generated", **answer, **(headers or {})},
        scheduled_time=at,
        priority=PRIORITY.medium,
        status=STATUS.queued,
        message_id=new_message_id(),
    )


def new_message_id() -> str:
    return make_msgid(domain=str(settings.POST_OFFICE["MESSAGE_ID_FQDN"]))


def space_out(since: datetime) -> None:
    """Let what has failed since then wait longer each time: two minutes, four, eight, and an hour in the end."""
    failed = Email.objects.filter(status=STATUS.requeued, last_updated__gte=since)
    for tries in set(failed.values_list("number_of_retries", flat=True)):
        again = timezone.now() + pause(tries or 1)
        failed.filter(number_of_retries=tries).update(scheduled_time=again)


def pause(tries: int) -> timedelta:
    """How long a letter waits after so many tries."""
    return min(timedelta(minutes=2 ** min(tries, 10)), LONGEST_PAUSE)
