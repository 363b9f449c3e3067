"""manage.py import_wordpress: the door for the operator at a terminal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wordpress.actions import move_in
from wordpress.errors import Unreadable


class Command(BaseCommand):
    help = "Moves WordPress exports in. Again: updates what was changed there, keeps what was edited here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="an export (Tools, Export, All content)"
        )
        parser.add_argument("--uploads", type=Path, metavar="DIR", help="a copy of wp-content/uploads")
        parser.add_argument("--dry-run", action="store_true", help="print the report, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = move_in(options["files"], uploads=options["uploads"], dry_run=options["dry_run"])
        except Unreadable as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.stdout.write(str(report))
