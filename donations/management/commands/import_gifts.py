"""manage.py import_gifts: the door for files that are too large for a browser."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from donations import actions
from donations.importing import Undecided
from donations.imports.days import DMY, MDY, YMD
from donations.imports.entry import GIFT, REFUND, SKIP, Answers, Report
from donations.imports.errors import Unreadable


class Command(BaseCommand):
    help = "Takes a PayPal activity report or a Patreon members file into the ledger. Again: adds only what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--source", choices=["paypal", "patreon"], default="paypal")
        parser.add_argument("--dates", choices=[MDY, DMY, YMD], default="", help="where the file leaves it open")
        parser.add_argument("--gift", action="append", default=[], metavar="TYPE", help="count rows of this type")
        parser.add_argument("--refund", action="append", default=[], metavar="TYPE", help="rows that take a gift back")
        parser.add_argument("--dry-run", action="store_true", help="print the report, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = dict.fromkeys(options["gift"], GIFT) | dict.fromkeys(options["refund"], REFUND)
        answers = Answers(options["dates"], kinds, rest=SKIP)
        try:
            with options["file"].open("rb") as file:
                self.stdout.write("\n".join(self._done(file, options, answers)))
        except OSError as error:
            raise CommandError(f"The file cannot be opened: {error.strerror}. Nothing was written.") from None
        except (Unreadable, Undecided) as error:
            raise CommandError(f"{error} Nothing was written.{_hint(error)}") from None

    def _done(self, file: Any, options: dict[str, Any], answers: Answers) -> list[str]:
        source = options["source"]
        if not options["dry_run"]:
            batch = actions.import_gifts(file, source=source, file_name=options["file"].name, answers=answers, by=None)
            return lines(batch.report)
        reading, report, _ = actions.preview_import(file, source=source, answers=answers)
        if reading.asks_order:
            raise Undecided("The dates in this file can be read in two ways; say which is right.")
        return [*lines(report.as_json()), *_types(report), "Nothing was written: this was a dry run."]


def lines(report: dict[str, Any]) -> list[str]:
    return [
        f"{report['rows']} rows: {report['gifts']} gifts, {report['refunds']} refunds.",
        *(f"{total['currency']}: {total['gross']}, {total['net']} after fees." for total in report["totals"]),
        *(f"{count} left out: {reason}." for reason, count in report["skipped"].items()),
        *(f"Line {line} {reason}." for line, reason in report["problems"]),
    ]


def _types(report: Report) -> list[str]:
    return [f"Type not known, {count} rows: {kind}" for kind, count in report.unknown.items()]


def _hint(error: Exception) -> str:
    return " Add --dates MDY or --dates DMY." if isinstance(error, Undecided) else ""
