"""What `manage.py check` says about the ground that the house stands on."""

import contextlib
import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info
from django.core.exceptions import ValidationError
from post_office.validators import validate_email_with_name

from config.sqlite import keeps_commits_in_wal


def sqlite_build_is_safe(**kwargs: Any) -> list[CheckMessage]:
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"] or keeps_commits_in_wal(settings.SQLITE_VERSION):
        return []
    version = ".".join(map(str, settings.SQLITE_VERSION))
    return [
        Info(
            f"SQLite {version} can lose commits in WAL mode, so the slower rollback journal is used.",
            hint="Install the pysqlite3 wheel, or a SQLite of 3.51.3 or later.",
            id="config.I001",
        )
    ]


def sqlite_can_search(**kwargs: Any) -> list[CheckMessage]:
    """A build without FTS5 could not even make the database."""
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        return []
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        options = {option for (option,) in database.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" in options:
        return []
    hint = "Install the pysqlite3 wheel, or a Python whose SQLite has FTS5; or use PostgreSQL."
    return [Error("This SQLite is built without FTS5, the full-text index.", hint=hint, id="config.E002")]


def sender_is_an_address(**kwargs: Any) -> list[CheckMessage]:
    """A sender that the outbox refuses would cost a reader his comment."""
    try:
        validate_email_with_name(settings.DEFAULT_FROM_EMAIL)
    except ValidationError:
        hint = "Such as: EMAIL_FROM=The Night Ledger <blog@blog.example>"
        return [
            Error(f"EMAIL_FROM is no e-mail address: {settings.DEFAULT_FROM_EMAIL!r}.", hint=hint, id="config.E001")
        ]
    return []
