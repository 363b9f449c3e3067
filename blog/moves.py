"""Where what has moved is now, answered from the old addresses that are kept (`blog.models.Redirect`)."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Model

from blog.models import Category, Entry, File, Image, Redirect, Tag
from blog.models.redirects import TARGETS

LONGEST = 600  # characters of an old address, as in the database
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
TERM = re.compile(r"/(category|tag)/(.+)/$")
NUMBERED = re.compile(r"/\?(?:p|page_id|attachment_id)=([0-9]{1,18})")
# Robots hammer these, and readers never need them: no look-up is made, and no way to the admin is shown.
CLOSED = re.compile(
    r"/+(?:xmlrpc\.php|wp-(?:login|cron|signup|activate|trackback|comments-post)\.php|favicon\.ico"
    r"|wp-(?:admin|includes|json)(?:/.*)?)$"
)


def moved(paths: Mapping[str, str]) -> str | None:
    """Where the thing is that was at the first of these old addresses, or the part of it that is named beside.

    None where nothing public is meant.
    """
    return next((address_of(thing, paths[old]) for old, thing in led_to(paths).items()), None)


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
    if numbered := NUMBERED.fullmatch(path):
        return Entry.objects.filter(pk=int(numbered[1])).first()
    return media_at(path) if path.startswith(settings.MEDIA_URL) else page_at(path)


def media_at(path: str) -> Image | File | None:
    name = path.removeprefix(settings.MEDIA_URL)
    return Image.objects.filter(file=name).first() or File.objects.filter(file=name).first()


def page_at(path: str) -> Category | Tag | Entry | None:
    """The category, the tag or the entry at this address, with or without a slash at the end."""
    closed = path if path.endswith("/") else f"{path}/"
    term = TERM.match(closed)
    if term is None:
        return Entry.objects.filter(path=closed).first()
    kind, name = term.groups()
    if kind == "category":
        return Category.objects.filter(path=name).first()
    return Tag.objects.filter(slug=name).first()


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
