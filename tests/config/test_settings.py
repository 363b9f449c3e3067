"""The house fails closed, and says why in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def start(tmp_path, *command: str, **variables: str) -> subprocess.CompletedProcess:
    """Run a command with these variables and no others."""
    basis = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "SECRET_KEY": "x", "DATA_DIR": str(tmp_path)}
    environment = {**basis, **variables}
    command = command or ("manage.py", "check")
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)


def value(tmp_path, name: str, **variables: str) -> str:
    code = f"from django.conf import settings; print(settings.{name})"
    run = start(tmp_path, "-c", code, DJANGO_SETTINGS_MODULE="config.settings", **variables)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SITE_URL": "blog.example"}, "SITE_URL must be an address"),
        ({"SITE_URL": "https://blog.example/blog"}, "SITE_URL must be an address"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"DATABASE_URL": "nonsense://x"}, "DATABASE_URL"),
        ({"DATA_DIR": "/dev/null/x"}, "DATA_DIR cannot be made"),
        ({"TRUSTED_PROXIES": "some"}, "TRUSTED_PROXIES"),
        ({"EMAIL_URL": "pigeon://x"}, "EMAIL_URL"),
        ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE"),
    ],
)
def test_a_house_that_cannot_stand_says_why_in_one_line(tmp_path, variables, told):
    run = start(tmp_path, **variables)
    assert run.returncode != 0
    assert told in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1, run.stderr


def test_the_web_server_is_told_the_same(tmp_path):
    run = start(tmp_path, "-c", "import config.wsgi", SECRET_KEY="")
    assert run.returncode == 3
    assert run.stderr.strip().splitlines()[-1].startswith("House Rules cannot start: SECRET_KEY is not set")


def test_it_shows_no_traceback_to_strangers_unless_told_to(tmp_path):
    assert value(tmp_path, "DEBUG") == "False"
    assert value(tmp_path, "DEBUG", DEBUG="on") == "True"


def test_with_https_every_lock_is_closed(tmp_path):
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert value(tmp_path, name, SITE_URL="https://blog.example") == "True"
    assert value(tmp_path, "SESSION_COOKIE_NAME", SITE_URL="https://blog.example") == "__Host-session"


def test_it_answers_only_to_its_own_name(tmp_path):
    hosts = value(tmp_path, "ALLOWED_HOSTS", SITE_URL="https://blog.example")
    assert hosts == "['blog.example', '127.0.0.1', 'localhost', '[::1]']"  # the last ones are for who watches it
    assert value(tmp_path, "ALLOWED_HOSTS", ALLOWED_HOSTS="a.example,b.example") == "['a.example', 'b.example']"


def test_a_proxys_word_counts_only_where_one_is_declared(tmp_path):
    assert value(tmp_path, "SECURE_PROXY_SSL_HEADER") == "None"
    assert "X_FORWARDED_PROTO" in value(tmp_path, "SECURE_PROXY_SSL_HEADER", TRUSTED_PROXIES="1")


def test_django_finds_nothing_to_warn_of_before_a_deployment(tmp_path):
    run = start(
        tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        SECRET_KEY="long enough " * 6 + "0123456789", SITE_URL="https://blog.example",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
