"""Where what has moved is now, answered from the old addresses that are kept (`blog.models.Redirect`)."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Model

from blog.models import Category, Entry, File, Image, Redirect, Tag
from blog.models.redirects import TARGETS

LONGEST = 600  # characters of an old address, as in the database
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
TERM = re.compile(r"/(category|tag)/(.+)/$")
PART = re.compile(r"(?<=/)(?:feed/(?:atom/|json/)?|page/[0-9]{1,18}/)$")


def new_address(path: str) -> str | None:
    """Where the thing is that was at this path, or its feed or further page; None where nothing public is meant."""
    closed = path if path.endswith("/") else f"{path}/"
    stem = PART.sub("", closed)
    parts = {path: "", closed: "", stem: closed[len(stem) :]}
    for old, thing in led_to(parts).items():
        return address_of(thing, parts[old])
    return None


def led_to(paths: Iterable[str]) -> dict[str, Model]:
    """What these old addresses lead to, public or not, in the order of the paths; one query."""
    possible = [path for path in paths if is_possible(path)]
    rows = Redirect.objects.filter(path__in=possible).select_related(*TARGETS) if possible else ()
    found = {row.path: row.target for row in rows}
    return {path: thing for path in possible if (thing := found.get(path))}


def is_possible(path: str) -> bool:
    """False for what no address here can be, and no database should be asked for."""
    return len(path) <= LONGEST and not CONTROL.search(path)


def thing_at(path: str) -> Model | None:
    """What stands at this address now, public or not."""
    closed = path if path.endswith("/") else f"{path}/"
    if term := TERM.match(closed):
        kind, name = term.groups()
        return (
            Category.objects.filter(path=name).first() if kind == "category" else Tag.objects.filter(slug=name).first()
        )
    if path.startswith(settings.MEDIA_URL):
        name = path.removeprefix(settings.MEDIA_URL)
        return Image.objects.filter(file=name).first() or File.objects.filter(file=name).first()
    return Entry.objects.filter(path=closed).first()


def place_of(thing: Model) -> str:
    """The address of the thing as it is typed, public or not; empty where it has none yet."""
    if isinstance(thing, Entry):
        return thing.path or ""
    return unquote(address_of(thing) or "")


def address_of(thing: Model, part: str = "") -> str | None:
    """The address of the thing, or of a part of it such as `feed/` or `page/2/`; None where readers may not see it.

    A post has no further pages, a picture or a file has no parts at all.
    """
    if isinstance(thing, Category | Tag):
        return thing.get_absolute_url() + part
    if isinstance(thing, Image | File):
        return str(thing.file.url)
    if isinstance(thing, Entry) and thing.is_public():
        return thing.get_absolute_url() + (part if part.startswith("feed/") else "")
    return None
