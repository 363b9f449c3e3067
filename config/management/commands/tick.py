import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from comments import actions, outbox
from donations import drafts
from wordpress import moving

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Does what is due: writes to readers about new comments and to the author about those that wait, sends the "
        "letters in the outbox, takes note of which have left, forgets what is kept for a while only, and runs the "
        "move from WordPress that somebody has asked for. A timer runs it each minute."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        telling = (actions.tell_followers, actions.tell_writers, actions.send_digest)
        forgetting = (actions.forget_old, drafts.forget_old, moving.forget_old)
        # A move takes minutes, so it comes last: no letter waits for it that is due now.
        for step in (*telling, send, actions.notice_letters, *forgetting, moving.run_waiting):
            _do(step)


def send(*, now: Any) -> None:
    """Send what is in the outbox; the lock keeps two clocks from sending a letter twice."""
    try:
        call_command("send_queued_mail", lockfile=str(settings.DATA_DIR / "outbox"), verbosity=0)
    finally:
        outbox.space_out(now)


def _do(step: Callable[..., Any]) -> None:
    """One step; where it fails, the log says so and the others are done all the same."""
    try:
        step(now=timezone.now())
    except Exception:
        logger.exception("The clock stumbled at %s; it tries again with the next tick.", step.__name__)
