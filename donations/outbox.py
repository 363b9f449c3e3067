"""A letter on its way to a donor: a row of the outbox, written in the transaction of what it tells.

Made here and not by Django's `send_mail`, because post_office reads subject and text of what
comes from there as templates, and a donor's name may hold anything. (`comments/outbox.py` does
the same for readers; the two rooms share nothing.)
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import make_msgid
from post_office.models import PRIORITY, STATUS, Email

from donations.people import is_plain


def put(to: str, subject: str, text: str, *, reply_to: str = "") -> Email:
    """Lay a letter into the outbox, to leave with the next tick."""
    if not is_plain(to):
        raise ValueError("This is no address to write to.")
    return Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        subject=" ".join(subject.split()),
        message=text,
        headers={"Reply-To": reply_to} if is_plain(reply_to) else {},
        priority=PRIORITY.medium,
        status=STATUS.queued,
        message_id=make_msgid(domain=str(settings.POST_OFFICE["MESSAGE_ID_FQDN"])),
    )


def forget(addresses: Iterable[str]) -> None:
    """Take out each letter, sent or not, that went to one of these and to nobody else."""
    for address in addresses:
        Email.objects.filter(to__iexact=address, cc="", bcc="").delete()
