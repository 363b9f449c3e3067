"""Other sites' players, as they stand on a page here: plain links that can be read. Pure."""

import re
from html import escape
from urllib.parse import parse_qs, urlsplit

LONGEST = 60  # characters of an address that readers see
_YOUTUBE = re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]+)")
_VIMEO = re.compile(r"player\.vimeo\.com/video/(\d+)")


def link(address: str, title: str = "") -> str:
    """A link to what a player would have shown, empty for what is no address on the web.

    Readers see its title and where it leads, or the beginning of its address.
    """
    address = watch_address(address.strip())
    host = _host(address)
    if not host:
        return ""
    text = f"{title.strip()} ({host})" if title.strip() else _short(address)
    return f'<a href="{escape(address)}">{escape(text, quote=False)}</a>'


def watch_address(address: str) -> str:
    """The page to watch a film on, where the address is that of YouTube's or Vimeo's player."""
    address = f"https:{address}" if address.startswith("//") else address
    if not _host(address):
        return address
    parts = urlsplit(address)
    place, values = f"{parts.netloc}{parts.path}", {key: found[0] for key, found in parse_qs(parts.query).items()}
    if film := _YOUTUBE.match(place):
        return _on_youtube(film[1], values)
    if film := _VIMEO.match(place):
        return "/".join(["https://vimeo.com", film[1], *([values["h"]] if "h" in values else [])])
    return address


def _on_youtube(film: str, values: dict[str, str]) -> str:
    if film == "videoseries" and "list" in values:
        return f"https://www.youtube.com/playlist?list={values['list']}"
    start = f"&t={values['start']}s" if values.get("start", "").isdecimal() else ""
    return f"https://www.youtube.com/watch?v={film.partition('&')[0]}{start}"


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _short(address: str) -> str:
    text = re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
