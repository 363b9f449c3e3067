"""Where a request for one of WordPress's addresses is sent on to: what `wordpress.addresses` reads in it, found here.

Nothing that is not public is ever found, and no address leads out of the house.
"""

import re
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify

from blog import archives
from blog.models import Category, Entry, EntryQuerySet, Tag
from blog.moves import address_of, is_possible, led_to, new_address
from blog.variants import earlier_names
from wordpress.addresses import (
    CONSUMED,
    FIXED,
    ROOTS,
    Wanted,
    closed_path,
    entry_paths,
    part_by_query,
    slug_and_date,
    wanted_by_path,
    wanted_by_query,
)
from wordpress.models import Origin

NUMBER = re.compile(r"[0-9]{1,18}")
DATE = re.compile(r"[0-9]{4}(?:/[0-9]{1,2}){0,2}")
UPLOADS = "/wp-content/uploads/"
LONGEST_SEARCH = 200  # characters


def by_query(path: str, query: QueryDict) -> str | None:
    """Where WordPress's query variables lead, or None where the page itself is meant.

    Raises Http404 where they ask the front page for something that is not there.
    """
    variables = {name: str(value) for name, value in query.items()}
    if path not in ROOTS:
        part = part_by_query(variables)
        return _address(wanted_by_path(f"{path}/{part}")) if part else None
    wanted = wanted_by_query(variables)
    if wanted is None:
        return None
    if found := _address(wanted):
        return found
    raise Http404("WordPress's variables ask for nothing that is public here.")


def by_path(path: str) -> str | None:
    """Where what WordPress had at this path is now."""
    closed = closed_path(path).rstrip("/")
    return FIXED.get(closed) or _upload(closed) or _address(wanted_by_path(path))


def other_variables(query: QueryDict) -> str:
    """The query string without what was WordPress's own."""
    rest = query.copy()
    for name in CONSUMED:
        rest.pop(name, None)
    return rest.urlencode()


def _address(wanted: Wanted) -> str | None:
    may_be = is_possible(wanted.name) or wanted.kind == "search"
    return FINDERS[wanted.kind](wanted.name, wanted.part) if may_be else None


def _upload(path: str) -> str | None:
    """A picture in one of the sizes that WordPress made of it is the picture."""
    names = earlier_names(path) if UPLOADS in path else ()
    return next((address_of(thing) for thing in led_to(names).values()), None)


def _front(name: str, part: str) -> str:
    return f"/{part}"


def _comments(name: str, part: str) -> str | None:
    return f"/comments/{part}" if part.startswith("feed/") else None


def _search(name: str, part: str) -> str:
    page = part if part.startswith("page/") else ""
    return f"{reverse('search')}{page}?{urlencode({'q': name[:LONGEST_SEARCH]})}"


def _date(name: str, part: str) -> str | None:
    """A day, month or year has pages here, but no feed of its own."""
    numbers = [int(number) for number in name.split("/")] if DATE.fullmatch(name) else []
    if not numbers or archives.period(*numbers) is None:
        return None
    year, *rest = numbers
    path = "/".join([f"{year:04}", *(f"{number:02}" for number in rest)])
    return f"/{part}" if part.startswith("feed/") else f"/{path}/{part}"


def _category(name: str, part: str) -> str | None:
    """The category of this path, or the one of its last word: WordPress looks at no other."""
    path = name.strip("/")
    rows = Category.objects.filter(Q(path=path) | Q(slug=path.rpartition("/")[2])).order_by("pk")
    found = {row.path: row for row in rows}
    row = found.get(path) or next(iter(found.values()), None)
    return address_of(row, part) if row else new_address(f"/category/{path}/{part}")


def _tag(name: str, part: str) -> str | None:
    row = Tag.objects.filter(slug=name).first()
    return address_of(row, part) if row else new_address(f"/tag/{name}/{part}")


def _category_by_number(name: str, part: str) -> str | None:
    return next((address_of(row, part) for row in led_to([f"/?cat={name}"]).values()), None)


def _author(name: str, part: str) -> str | None:
    """One author lives here, so what was his page there is the front page."""
    users = get_user_model().objects.values_list("pk", "username")
    meant = [pk for pk, username in users if name.lower() in (username.lower(), slugify(username))]
    return _front_of(Entry.objects.filter(author__in=meant), part) if meant else None


def _author_by_number(name: str, part: str) -> str | None:
    if not NUMBER.fullmatch(name):
        return None
    meant = Origin.objects.filter(kind=Origin.Kind.USER, number=int(name)).values("target")
    return _front_of(Entry.objects.filter(author__in=meant), part)


def _front_of(entries: EntryQuerySet, part: str) -> str | None:
    return f"/{part}" if entries.published().exists() else None


def _entry_by_number(name: str, part: str) -> str | None:
    """What moved in under WordPress's number, or was kept as an old address of something else."""
    if not NUMBER.fullmatch(name):
        return None
    number = int(name)
    kept = led_to(f"/?{variable}={number}" for variable in ("p", "page_id", "attachment_id"))
    for thing in (*kept.values(), *Entry.objects.published().filter(pk=number)):
        return address_of(thing, part)
    return None


def _entry(name: str, part: str) -> str | None:
    paths = entry_paths(name, part)
    found = {entry.path: entry for entry in Entry.objects.filter(path__in=paths) if entry.is_public()}
    for path, rest in paths.items():
        if path in found:
            return address_of(found[path], rest)
    guess = _guess(*slug_and_date([*paths][-1]))
    return address_of(guess, part) if guess else None


def _guess(slug: str, date: tuple[int, ...]) -> Entry | None:
    """WordPress's guess: of this very slug, else the only one whose slug begins so; of this date where one is given."""
    period = archives.period(*date) if date else None
    if not slug or "." in slug or (date and period is None):
        return None
    # The inner question can be answered from an index of slugs alone, however many posts there are.
    alike = Entry.objects.filter(slug__startswith=slug.lower()).order_by().values("pk")
    alike = Entry.objects.published().filter(pk__in=alike).order_by("slug", "pk")
    if period:
        alike = alike.filter(published_at__gte=period.start, published_at__lt=period.end)
    first, *others = [*alike.only("slug", "path", "status", "published_at")[:2]] or [None]
    return first if first and (first.slug == slug.lower() or not others) else None


FINDERS: dict[str, Callable[[str, str], str | None]] = {
    "front": _front,
    "comments": _comments,
    "search": _search,
    "date": _date,
    "category": _category,
    "category number": _category_by_number,
    "tag": _tag,
    "author": _author,
    "author number": _author_by_number,
    "number": _entry_by_number,
    "entry": _entry,
}
