"""`make run`: the site and its clock, until somebody stops it."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.sample_site import LOGIN

logger = logging.getLogger(__name__)

TICK = 10  # seconds; a timer's minute is long for someone who is trying things out
PATIENCE = 30  # seconds for the first answer


class Command(BaseCommand):
    help = "Serves the site on this machine with gunicorn, and sends its letters."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        _refuse_if_taken(host, port)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
        server = _start(host, port)
        try:
            _wait_for(server, host, port)
            self._greet(os.environ["SITE_URL"])
            _tick_while(server)
        except KeyboardInterrupt:
            self.stdout.write("\nThe house is closed.")
        finally:
            server.terminate()
            server.wait()

    def _greet(self, site: str) -> None:
        self.stdout.write(f"\nThe site:   {site}/\nThe admin:  {site}/admin/")
        login = settings.DATA_DIR / LOGIN
        if login.exists():
            name, password = login.read_text().split()
            self.stdout.write(f"Log in as the sample author: {name}, password {password}")
        self.stdout.write("Letters appear here as they are sent. Ctrl-C closes the house.\n")
        self.stdout.flush()


def _refuse_if_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            hint = "Stop what uses it, or choose another port: PORT=8001 make run"
            raise CommandError(f"Cannot listen on {host}, port {port}: {error}. {hint}") from error


def _start(host: str, port: int) -> subprocess.Popen:
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi:application", f"--bind={host}:{port}"]
    size = ["--worker-class=gthread", "--workers=2", "--threads=8"]
    return subprocess.Popen([*gunicorn, *size, "--no-control-socket", "--log-level=warning"])  # noqa: S603 - our own words


def _wait_for(server: subprocess.Popen, host: str, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CommandError("The server did not start; its own words are above.")


def _tick_while(server: subprocess.Popen) -> None:
    while server.poll() is None:
        try:
            call_command("tick")
        except Exception:  # a clock that stumbles must not close the house
            logger.exception("The clock stumbled; it ticks again in %s seconds.", TICK)
        time.sleep(TICK)
