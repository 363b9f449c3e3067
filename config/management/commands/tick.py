from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Does what is due: sends the letters that wait in the outbox. A timer runs it each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("send_queued_mail", lockfile=str(settings.DATA_DIR / "outbox"), verbosity=0)
