"""manage.py export_wordpress: the way out, for the operator at a terminal."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from wordpress.exporting import move_out, write_out


class Command(BaseCommand):
    help = "Writes everything as a WordPress export, which WordPress's importer and import_wordpress read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a file that is not there yet; - for the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] == "-":
            write_out(self.stdout.write)
            return
        try:
            tally = move_out(Path(options["file"]), progress=self._tell)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}. Nothing was written.") from error
        self.stdout.write(f"{options['file']}: {_named(tally)}.")

    def _tell(self, tally: Counter[str]) -> None:
        if sys.stderr.isatty() and not tally.total() % 1000:
            self.stderr.write(f"\r{_named(tally)}", ending="")


def _named(tally: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}{pluralize(number)}" for kind, number in tally.items() if number)
