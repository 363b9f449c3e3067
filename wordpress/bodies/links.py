"""Links from a text to another page of the same site, made to lead to it wherever the site lives. Pure."""

import re
from functools import partial
from urllib.parse import urlsplit

from wordpress.uploads.embedded import exchanged

_OF_WORDPRESS = re.compile(r"/wp-(?:admin|content|includes)\b")
_FILE = re.compile(r"\.(?!html?$|php$)\w+$")


def local(html: str, site: str) -> str:
    """The HTML with the addresses of the site's own pages without its name. What names a file stays as it is.

    `site` is the key of the site, such as `tide.example` or `tide.example/blog`.
    """
    return exchanged(html, partial(_path, site.partition("/")[0]))


def _path(host: str, address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_own = parts.scheme in ("http", "https", "") and parts.netloc.lower().removeprefix("www.") == host
    if not is_own or _OF_WORDPRESS.search(parts.path) or _FILE.search(parts.path):
        return None
    path = re.sub("/{2,}", "/", parts.path) or "/"
    return f"{path}?{parts.query}" if parts.query else path
