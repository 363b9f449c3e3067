"""What `manage.py check` says about the ground that the house stands on."""

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
