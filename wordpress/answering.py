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
from blog.moves import address_of, is_possible, led_to, moved, page_at
from wordpress.addresses import (
    CONSUMED,
    FIXED,
    ROOTS,
    Wanted,
    closed_path,
    date_of,
    entry_paths,
    part_by_query,
    slug_of,
    wanted_by_path,
    wanted_by_query,
    whole_paths,
)
from wordpress.models import Origin
from wordpress.uploads.variants import earlier_names

NUMBER = re.compile(r"[0-9]{1,18}")
DATE = re.compile(r"[0-9]{4}(?:/[0-9]{1,2}){0,2}")
LONGEST_SEARCH = 200  # characters


def by_query(path: str, query: QueryDict) -> str | None:
    """Where WordPress's query variables lead, or None where the page itself is meant.

    Raises Http404 where they ask the front page for something that is not there.
    """
    variables = _variables(query)
    if path not in ROOTS:
        return _part_of_page(path, part_by_query(variables))
    wanted = wanted_by_query(variables)
    if wanted is None:
        return None
    if found := _address(wanted):
        return found
    raise Http404("WordPress's variables ask for nothing that is public here.")


def _part_of_page(path: str, part: str) -> str | None:
    """The feed or the further page of the very thing that stands there; every other page may mean its own by it."""
    if not part:
        return None
    wanted = wanted_by_path(path)
    if wanted.kind == "date":
        return _date(wanted.name, part)
    page = page_at(path) if is_possible(path) else None
    return address_of(page, part) if page else None


def by_path(path: str, query: QueryDict) -> str | None:
    """Where what WordPress had at this path is now."""
    closed = closed_path(f"{path}/{part_by_query(_variables(query))}")
    name = closed.rstrip("/")
    return _upload(name) or _by_form(closed) or FIXED.get(name)


def _by_form(path: str) -> str | None:
    wanted = wanted_by_path(path)
    if wanted.kind == "entry":
        return _address(wanted)
    # What the author keeps as an old address goes before what its form means.
    return moved(whole_paths(path)) or _address(wanted)


def _variables(query: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in query.items()}


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
    names = dict.fromkeys(earlier_names(path), "")
    return moved(names) if len(names) > 1 else None


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
    return address_of(row, part) if row else moved({f"/category/{path}/": part})


def _tag(name: str, part: str) -> str | None:
    row = Tag.objects.filter(slug=name).first()
    return address_of(row, part) if row else moved({f"/tag/{name}/": part})


def _category_by_number(name: str, part: str) -> str | None:
    return moved({f"/?cat={name}": part})


def _tag_by_number(name: str, part: str) -> str | None:
    return moved({f"/?tag_id={name}": part})


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
    for thing in (*Entry.objects.published().filter(pk=number), *kept.values()):
        return address_of(thing, part)
    return None


def _entry(name: str, part: str) -> str | None:
    paths = entry_paths(name)
    *_, likeliest = paths
    slug, date = slug_of(likeliest), date_of(likeliest)
    if not date:  # WordPress finds a former slug below whatever category
        paths[f"/{slug}/"] = paths.get(f"/{slug}/", part)
    found = {entry.path: entry for entry in Entry.objects.filter(path__in=paths) if entry.is_public()}
    at = {**led_to(paths), **found}
    for path, rest in paths.items():
        if path in at:
            return address_of(at[path], rest)
    guess = _guess(slug, date)
    return address_of(guess, part) if guess else None


def _guess(slug: str, date: list[int]) -> Entry | None:
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
    "tag number": _tag_by_number,
    "author": _author,
    "author number": _author_by_number,
    "number": _entry_by_number,
    "entry": _entry,
}
