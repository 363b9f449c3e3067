"""What the tests of letters share: readers with keys, the letters in the outbox, the links in them, all rows."""

import re
from typing import Any

from django.apps import apps
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from comments.models import Comment, Commenter
from tests.factories import make_comment, make_post

HOUSE = "http://testserver"


def reader(email: str, *, confirmed: bool = False) -> Commenter:
    commenter = Commenter.objects.filter(email=email).first() or Commenter.of(email)
    person = Commenter.of(email)
    commenter.key, commenter.person = person.key, person.person
    commenter.confirmed_at = timezone.now() if confirmed else None
    commenter.save()
    return commenter


def regular(post, email: str = "ada@marsh.example", name: str = "Ada Marsh", **fields: Any) -> Commenter:
    """A reader of whom a comment stands published under some older post."""
    commenter = reader(email, **fields)
    make_comment(make_post("An older post", author=post.author), "Long ago.", name, email)
    return commenter


def held(post, reasons=("first",), email: str = "ben@okoro.example", name: str = "Ben Okoro", **fields: Any) -> Comment:
    reader(email)
    return make_comment(
        post, fields.pop("body", "Is it safe?"), name, email, status="pending", reasons=list(reasons), **fields
    )


def letters_to(address: str) -> list[Email]:
    return [letter for letter in Email.objects.order_by("pk") if letter.to == [address]]


def links_in(letter: Email, part: str = "/comments/") -> list[str]:
    found = re.findall(r"https?://\S+", letter.message)
    return [link.removeprefix(HOUSE) for link in found if part in link]


def all_rows() -> dict[str, list[Any]]:
    return {model._meta.label: sorted(map(repr, model._base_manager.values())) for model in apps.get_models()}


def own_browser() -> Client:
    """A browser that says that it is on a page of ours."""
    return Client(headers={"origin": HOUSE, "sec-fetch-site": "same-origin"})
