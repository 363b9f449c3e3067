"""The door through which every test moves in: the command itself."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.wordpress.samples import export, written

MoveIn = Callable[..., str]


@pytest.fixture
def move_in(db: None, tmp_path: Path) -> MoveIn:
    """Move an export of these parts in, and give the report."""

    def run(*parts: str, **options: object) -> str:
        return run_file(written(tmp_path, export(*parts)), **options)

    return run


def run_file(*paths: Path, **options: object) -> str:
    """A move that loses something ends in an error, but not without its report."""
    report = StringIO()
    try:
        call_command("import_wordpress", *map(str, paths), stdout=report, **options)
    except CommandError:
        if not report.getvalue():
            raise
    return report.getvalue()
