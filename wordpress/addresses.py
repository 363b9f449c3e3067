"""WordPress's addresses: what each of them asks for. Pure; `wordpress.answering` looks it up.

The forms are those of WordPress's own rewrite rules and query variables.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

ROOTS = ("/", "/index.php")
FIXED = {
    "/wp-rss.php": "/feed/",
    "/wp-rss2.php": "/feed/",
    "/wp-rdf.php": "/feed/",
    "/wp-feed.php": "/feed/",
    "/wp-atom.php": "/feed/atom/",
    "/wp-commentsrss2.php": "/comments/feed/",
    "/wp-sitemap.xml": "/sitemap.xml",
    "/sitemap_index.xml": "/sitemap.xml",
}
FEEDS = {"atom": "feed/atom/", "json": "feed/json/"}  # every other name means RSS 2.0

INDEX = re.compile(r"^/index\.php(?=/)")
FRONT = r"(?:/[^/]+)?"  # WordPress may set a word of its own before these, such as /blog or /archives
FORMS = [
    (re.compile(pattern + "/"), kind)
    for pattern, kind in (
        (rf"{FRONT}/category/(?P<name>.+)", "category"),
        (rf"{FRONT}/tag/(?P<name>[^/]+)", "tag"),
        (rf"{FRONT}/author/(?P<name>[^/]+)", "author"),
        (rf"(?:{FRONT}/date)?/(?P<name>[0-9]{{4}}(?:/[0-9]{{1,2}}){{0,2}})", "date"),
        (r"/archives/(?P<name>[0-9]+)", "number"),
        (r"/search/(?P<name>[^/]+)", "search"),
        (r"/comments", "comments"),
        (r"", "front"),
    )
]
PART = re.compile(r"(?<=/)(?:(?:feed/)?(?P<feed>feed|rdf|rss2?|atom|json)|page/(?P<page>0*[1-9][0-9]{0,17}))/$")
END_OF_ENTRY = re.compile(r"(?<=[^/]/)(?:comment-page-[0-9]+|[0-9]+|trackback|amp|embed)/$")
DATED = re.compile(r"/([0-9]{4})(?:/([0-9]{1,2}))?(?:/([0-9]{1,2}))?/[^/]+/?$")

# Which variable asks for what; the first that says something decides.
VARIABLES = {
    "p": "number",
    "page_id": "number",
    "attachment_id": "number",
    "name": "entry",
    "pagename": "entry",
    "s": "search",
    "cat": "category number",
    "category_name": "category",
    "tag": "tag",
    "tag_id": "tag number",
    "m": "date",
    "year": "date",
    "author": "author number",
    "author_name": "author",
    "feed": "front",
    "paged": "front",
}
CONSUMED = {*VARIABLES, "monthnum", "day", "page", "cpage"}


@dataclass(frozen=True)
class Wanted:
    """A thing by its kind and name, and which part of it: `feed/`, `feed/atom/`, `page/2/`, or all."""

    kind: str
    name: str = ""
    part: str = ""


def wanted_by_path(path: str) -> Wanted:
    """What a path asks for. What no other form fits is an entry, by its whole path."""
    closed = closed_path(path)
    stem = PART.sub("", INDEX.sub("", closed))
    for form, kind in FORMS:
        if found := form.fullmatch(stem):
            return Wanted(kind, _meant(kind, found.groupdict().get("name", "")), _part_of(closed))
    return Wanted("entry", closed, _part_of(closed))


def _meant(kind: str, name: str) -> str:
    return name.replace("+", " ") if kind == "search" else name


def wanted_by_query(query: Mapping[str, str]) -> Wanted | None:
    """What the query variables of WordPress's front page ask for, or None where they ask for nothing."""
    variable = next((name for name in VARIABLES if query.get(name) or (name == "s" and name in query)), None)
    if variable is None:
        return None
    is_comments = variable == "feed" and query["feed"].startswith("comments-")
    kind = "comments" if is_comments else VARIABLES[variable]
    return Wanted(kind, _name(variable, query), part_by_query(query))


def _name(variable: str, query: Mapping[str, str]) -> str:
    value = query[variable]
    if variable == "year":
        return "/".join(query[key] for key in ("year", "monthnum", "day") if query.get(key))
    if variable == "m":
        return "/".join(filter(None, (value[:4], value[4:6], value[6:8])))
    return f"/{value.strip('/')}/" if VARIABLES[variable] == "entry" else value


def part_by_query(query: Mapping[str, str]) -> str:
    """The part of a list or post that `feed` or `paged` ask for."""
    if feed := query.get("feed"):
        return FEEDS.get(feed.removeprefix("comments-"), "feed/")
    return _page(query.get("paged", ""))


def closed_path(path: str) -> str:
    """The path as it should have been typed: no doubled slash, one at the end."""
    return re.sub(r"/{2,}", "/", f"/{path}/")


def whole_paths(path: str) -> dict[str, str]:
    """The path itself and the one of which it names a part, in all spellings, each with the part left over."""
    return _in_all_spellings(_whole_paths(path))


def entry_paths(path: str) -> dict[str, str]:
    """The paths at which the entry may stand that is asked for, the likeliest first, each with the part left over.

    The pages of an entry, those of its comments, its trackback address and the like are the entry itself.
    """
    whole = _whole_paths(path)
    stem = PART.sub("", path)
    return _in_all_spellings({**whole, END_OF_ENTRY.sub("", stem): whole[stem]})


def _whole_paths(path: str) -> dict[str, str]:
    return {path: "", PART.sub("", path): _part_of(path)}


def _in_all_spellings(paths: Mapping[str, str]) -> dict[str, str]:
    """Each with /index.php before it or not, and with the slash at its end or not."""
    closed = {spelled: part for path, part in paths.items() for spelled in (path, INDEX.sub("", path))}
    return {spelled: part for path, part in closed.items() for spelled in (path, path.rstrip("/"))}


def slug_of(path: str) -> str:
    """The last word of an entry's path."""
    return path.rstrip("/").rpartition("/")[2]


def date_of(path: str) -> list[int]:
    """The year, month and day before that word, as far as they are given."""
    dated = DATED.search(path)
    return [int(number) for number in dated.groups() if number] if dated else []


def _part_of(path: str) -> str:
    found = PART.search(path)
    if found is None:
        return ""
    return FEEDS.get(found["feed"], "feed/") if found["feed"] else _page(found["page"])


def _page(number: str) -> str:
    is_further = number.isascii() and number.isdigit() and len(number) < 19 and int(number) > 1
    return f"page/{int(number)}/" if is_further else ""
