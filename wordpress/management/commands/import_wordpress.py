"""manage.py import_wordpress: the door for the operator at a terminal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import DatabaseError

from wordpress.actions import move_in
from wordpress.exports.errors import Unreadable
from wordpress.progress import CHECKING
from wordpress.report import Report
from wordpress.stopping import Stopped, stoppable


class Line:
    """One line on a terminal that says how far a move has come, and rewrites itself."""

    WIDTH = 70

    def __init__(self, terminal: OutputWrapper) -> None:
        self._terminal = terminal

    def show(self, phase: str, done: int, total: int) -> None:
        percent = f"{phase}: {100 * done // max(total, 1)} %"
        self._write(percent if phase == CHECKING else f"{percent} ({done:,} of {total:,})")

    def clear(self) -> None:
        self._write("")
        self._terminal.write("\r", ending="")

    def _write(self, text: str) -> None:
        self._terminal.write(f"\r{text:{self.WIDTH}}", style_func=str, ending="")
        self._terminal.flush()


class Command(BaseCommand):
    help = "Moves WordPress exports in. Again: updates what was changed there, keeps what was edited here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="an export (Tools, Export, All content)"
        )
        parser.add_argument("--uploads", type=Path, metavar="DIR", help="a copy of wp-content/uploads")
        parser.add_argument("--dry-run", action="store_true", help="print the report, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        line = Line(self.stderr) if options["verbosity"] and self.stderr.isatty() else None
        report = self._moved_in(options, line)
        self.stdout.write(str(report))
        if report.has_losses:
            was_kept = "Nothing was written" if options["dry_run"] else "What came in was kept"
            raise CommandError(f"Something is lost: see “Lost” in the report. {was_kept}.")

    def _moved_in(self, options: dict[str, Any], line: Line | None) -> Report:
        """Whatever happens on the way, all of it is taken back, and one line says so."""
        try:
            with stoppable():
                return move_in(
                    options["files"],
                    uploads=options["uploads"],
                    dry_run=options["dry_run"],
                    progress=line.show if line else None,
                )
        except Unreadable as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except KeyboardInterrupt as error:
            raise CommandError("Interrupted. Nothing was written.", returncode=130) from error
        except Stopped as error:
            raise CommandError("Stopped. Nothing was written.", returncode=Stopped.CODE) from error
        except (DatabaseError, OSError) as error:
            raise CommandError(f"{' '.join(str(error).split())}. Nothing was written.") from error
        finally:
            if line:
                line.clear()
