"""Which SQLite the house runs on, and which journal it may use with it.

SQLite 3.7.0 to 3.51.2 can lose committed writes in WAL mode when two connections
meet at a checkpoint; 3.51.3 fixed it, with backports 3.50.7 and 3.44.6.
"""

import importlib
import sqlite3
import sys
from typing import Any

Version = tuple[int, int, int]

# SQLite's own defaults, by its numbers for the limits on columns and on variables.
LIMITS = {2: 2_000, 9: 32_766}


def keeps_commits_in_wal(version: Version) -> bool:
    """True if this build of SQLite has the fix for the lost commits."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def use_fixed_build() -> Version:
    """Put the fixed build in the place of Python's own, where there is one; say which one runs.

    Must be called before Django opens its first connection.
    """
    if keeps_commits_in_wal(sqlite3.sqlite_version_info):
        return sqlite3.sqlite_version_info
    try:
        build = importlib.import_module("pysqlite3")
    except ImportError:
        return sqlite3.sqlite_version_info
    sys.modules["sqlite3"] = build
    sys.modules["sqlite3.dbapi2"] = build.dbapi2
    return build.dbapi2.sqlite_version_info


def options(version: Version) -> dict[str, object]:
    """Django's OPTIONS for a SQLite that never loses an acknowledged commit.

    FULL syncs each commit to the disk; IMMEDIATE takes the write lock at BEGIN, so
    that a transaction never fails half way because another one wrote meanwhile.
    """
    journal = "WAL" if keeps_commits_in_wal(version) else "DELETE"
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds
        "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=27103364",
        **_limits(),
    }


def _limits() -> dict[str, object]:
    """Django 6.1 asks a connection for its limits, and the fixed build's connections cannot tell them."""
    build: Any = sys.modules["sqlite3"]
    if hasattr(build.Connection, "getlimit"):
        return {}
    build.SQLITE_LIMIT_COLUMN, build.SQLITE_LIMIT_VARIABLE_NUMBER = LIMITS
    known = {"getlimit": lambda connection, limit: LIMITS[limit]}
    return {"factory": type("Connection", (build.Connection,), known)}
