"""Pictures and files as readers get them: nothing in them runs, and players get the part they ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.ranges import wanted_part

SONG = bytes(range(256)) * 4
STORED_AT = 1_700_000_000  # seconds since 1970


@pytest.fixture
def shelf(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def ask(client, shelf: Path, name: str = "song.mp3", data: bytes = SONG, **headers: str):
    (shelf / name).write_bytes(data)
    os.utime(shelf / name, (STORED_AT, STORED_AT))  # the same file each time it is asked for
    return client.get(f"/media/files/{name}", headers=headers)


def bytes_of(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("name", "kind", "place"),
    [
        ("minutes.pdf", "application/pdf", "inline"),
        ("song.mp3", "audio/mpeg", "inline"),
        ("film.mp4", "video/mp4", "inline"),
        ("notes.txt", "text/plain; charset=utf-8", "inline"),
        ("table.csv", "application/octet-stream", "attachment"),
        ("letter.docx", "application/octet-stream", "attachment"),
        ("all.zip", "application/octet-stream", "attachment"),
        # What nobody could have stored is never a page of this site.
        ("page.html", "application/octet-stream", "attachment"),
        ("drawing.svg", "application/octet-stream", "attachment"),
        ("nameless", "application/octet-stream", "attachment"),
    ],
)
def test_a_browser_shows_what_is_harmless_and_saves_the_rest(client, shelf, name, kind, place):
    response = ask(client, shelf, name, b"<script>alert(1)</script>")
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"] == place
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "immutable" in response.headers["Cache-Control"]


def test_everything_stands_in_a_sandbox_but_a_pdf_which_no_browser_shows_there(client, shelf):
    assert "sandbox" in ask(client, shelf, "song.mp3").headers["Content-Security-Policy"]
    assert "sandbox" in ask(client, shelf, "all.zip").headers["Content-Security-Policy"]
    assert "sandbox" not in ask(client, shelf, "minutes.pdf").headers["Content-Security-Policy"]


def test_a_picture_keeps_its_kind(client, shelf):
    (shelf.parent / "ice.webp").write_bytes(b"RIFF")
    response = client.get("/media/ice.webp")
    assert response.headers["Content-Type"] == "image/webp"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["files/../../secret", "files/%2e%2e/%2e%2e/secret", "files/", "files/absent.pdf"])
def test_nothing_else_is_served(client, shelf, path, db):
    (shelf.parent.parent / "secret").write_text("x")
    assert client.get(f"/media/{path}").status_code in (400, 404)


def test_a_player_gets_the_part_that_it_asks_for(client, shelf):
    response = ask(client, shelf, range="bytes=2-5")
    assert response.status_code == 206
    assert response.headers["Content-Range"] == "bytes 2-5/1024"
    assert response.headers["Content-Length"] == "4"
    assert bytes_of(response) == SONG[2:6]


@pytest.mark.parametrize(("asked", "part"), [("bytes=1000-", SONG[1000:]), ("bytes=-24", SONG[1000:])])
def test_the_end_may_be_left_to_us(client, shelf, asked, part):
    response = ask(client, shelf, range=asked)
    assert (response.status_code, bytes_of(response)) == (206, part)


@pytest.mark.parametrize("asked", ["", "bytes=0-1,4-5", "bytes=5-2", "bytes=-", "lines=1-2", "bytes=a-b"])
def test_without_a_sensible_wish_it_is_the_whole(client, shelf, asked):
    response = ask(client, shelf, range=asked)
    assert (response.status_code, bytes_of(response)) == (200, SONG)
    assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=999999999999999999-", "bytes=-0"])
def test_behind_the_end_there_is_nothing(client, shelf, asked):
    response = ask(client, shelf, range=asked)
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */1024"


def test_who_has_a_part_of_another_file_gets_all_of_this_one(client, shelf):
    date = ask(client, shelf).headers["Last-Modified"]
    assert ask(client, shelf, **{"range": "bytes=2-5", "if-range": date}).status_code == 206
    assert ask(client, shelf, **{"range": "bytes=2-5", "if-range": '"another"'}).status_code == 200


def test_the_head_of_a_part_has_no_body(client, shelf):
    (shelf / "song.mp3").write_bytes(SONG)
    response = client.head("/media/files/song.mp3", headers={"range": "bytes=2-5"})
    assert (response.status_code, response.headers["Content-Length"], bytes_of(response)) == (206, "4", b"")


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 1000))
def test_a_part_never_leaves_the_file(first, last, size):
    part = wanted_part(f"bytes={first}-{last}", size)
    if last < first:
        assert part is None
    else:
        assert list(part or []) == [place for place in range(size) if first <= place <= last]


@given(st.text(max_size=30), st.integers(0, 1000))
def test_no_header_upsets_it(header, size):
    part = wanted_part(header, size)
    assert part is None or all(0 <= place < size for place in part)
