"""What `manage.py check` says about the ground that the house stands on."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info

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
