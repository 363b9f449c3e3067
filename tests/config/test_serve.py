"""`make run` ends in this: a served site, an address to open, and a clear word where that cannot be."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    own = {"ENV_FILE": os.devnull, "SECRET_KEY": "x", "DATA_DIR": str(tmp_path)}
    return {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.served", **own}


def manage(environment, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def test_it_serves_says_where_and_closes_when_told(environment, port):
    assert manage(environment, "migrate", "--verbosity", "0").returncode == 0
    serve = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        greeting = [server.stdout.readline() for _ in range(4)]
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20)
        assert page.status == 200
        assert f'href="http://127.0.0.1:{port}/"' in page.read().decode()
        assert f"The site:   http://127.0.0.1:{port}/\n" in greeting
        assert f"The admin:  http://127.0.0.1:{port}/admin/\n" in greeting
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.1)
    pytest.fail("The port is still taken.")


def test_a_taken_port_is_named_with_a_way_out(environment, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        run = manage(environment, "serve", "--port", str(port))
    assert run.returncode == 1
    assert f"Cannot listen on 127.0.0.1, port {port}" in run.stderr
    assert "PORT=8001 make run" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("bad", ["99999", "-1", "x"])
def test_a_port_that_is_none_is_refused(environment, bad):
    run = manage(environment, "serve", f"--port={bad}")
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
