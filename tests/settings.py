"""The house's own settings, on ground that a test run may throw away."""

import os
import tempfile
from pathlib import Path

_ground = tempfile.TemporaryDirectory(prefix="house-rules-tests-")  # goes with the process
GROUND = Path(_ground.name)

# Set before the settings are read, so that no .env of a real site reaches the tests.
os.environ.update(
    ENV_FILE=os.devnull,
    SECRET_KEY="only for tests",
    DEBUG="off",
    DATA_DIR=str(GROUND),
    SITE_URL="http://testserver",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    TIME_ZONE="America/Phoenix",
    TRUSTED_PROXIES="0",
    EMAIL_URL="memorymail://",
    EMAIL_FROM="house@rules.example",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", f"sqlite:///{GROUND / 'house.sqlite3'}"),
    CACHE_URL=os.environ.get("TEST_CACHE_URL", "locmemcache://"),
)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # In a file, because threads of the concurrency tests must meet in it.
    DATABASES["default"]["TEST"] = {"NAME": str(GROUND / "tests.sqlite3")}
    # Nobody pulls the plug on a test, so the disk need not keep up.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
STATIC_ROOT = GROUND / "static"
STATIC_ROOT.mkdir()
