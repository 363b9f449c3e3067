"""Addresses: WordPress's permalink tags, and which paths an entry may have."""

import re
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

TAG = re.compile(r"%([^%/]*)%")
KNOWN_TAGS = {"year", "monthnum", "day", "postname", "category", "post_id"}
USUAL_PATTERNS = {  # WordPress's own, under WordPress's names
    "/%year%/%monthnum%/%day%/%postname%/": "Day and name",
    "/%year%/%monthnum%/%postname%/": "Month and name",
    "/archives/%post_id%/": "Numeric",
    "/%postname%/": "Post name",
    "/%category%/%postname%/": "Category and name",
}
UNFIT_IN_SLUG = re.compile(r"[\x00-\x20/?#\x7f\\]+|^\.+$")
UNFIT = re.compile(r"//|[\x00-\x20?#\x7f\\]|/\.{1,2}/")


def validate_pattern(pattern: str) -> None:
    """Refuse a permalink pattern that could not tell two posts apart."""
    tags = set(TAG.findall(pattern))
    if unknown := tags - KNOWN_TAGS:
        raise ValidationError(f"These tags are not known: {_listed(unknown)}. You may use {_listed(KNOWN_TAGS)}.")
    if not tags & {"postname", "post_id"}:
        raise ValidationError("The pattern must hold %postname% or %post_id%, else two posts would share an address.")
    _refuse_unfit(TAG.sub("x", pattern))


def _listed(tags: set[str]) -> str:
    return ", ".join(f"%{tag}%" for tag in sorted(tags))


def validate_path(path: str) -> None:
    """Refuse a path that no entry can have: malformed, or the address of something else."""
    _refuse_unfit(path)
    if view_at(path) != "entry" or path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        raise ValidationError("This address belongs to another part of the site.")


def view_at(path: str) -> str | None:
    """The name of the view that answers at this path."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def _refuse_unfit(path: str) -> None:
    if not path.startswith("/") or not path.endswith("/") or path == "/":
        raise ValidationError("An address begins and ends with a slash, such as /2023/02/a-title/.")
    if UNFIT.search(path):
        raise ValidationError("An address has no spaces, no ? or #, and no double slashes.")


def path_from(pattern: str, *, slug: str, published_at: datetime, category: str, number: int) -> str:
    """Fill the pattern in, with whatever no address may hold replaced.

    `published_at` is in the author's time zone, `category` a path of slugs.
    """
    values = {
        "year": f"{published_at:%Y}",
        "monthnum": f"{published_at:%m}",
        "day": f"{published_at:%d}",
        "postname": fit_slug(slug),
        "category": "/".join(map(fit_slug, category.split("/"))) if category else "uncategorized",
        "post_id": str(number),
    }
    return TAG.sub(lambda tag: values[tag[1]], pattern)


def fit_slug(slug: str) -> str:
    """The slug as it can stand in an address; moved-in ones hold all kinds of characters."""
    return UNFIT_IN_SLUG.sub("-", slug)


def first_free(path: str, taken: Callable[[str], bool]) -> str:
    """The path itself, or the first of path-2, path-3, … that is not taken."""
    candidate, number = path, 1
    while taken(candidate):
        number += 1
        candidate = f"{path.rstrip('/')}-{number}/"
    return candidate
