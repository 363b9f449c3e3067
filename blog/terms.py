"""Tags by the names that the author types."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from blog.models import Tag


@transaction.atomic
def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, each once; “Comets” and “comets” are one. What is new is made."""
    wanted = {name.casefold(): name for name in reversed([*names])}
    return [_tag(name) for name in reversed(wanted.values())]


def free_slug(name: str, but: Tag | None = None) -> str:
    """A slug for a tag of that name which no other tag than `but` has."""
    slug = slugify(name, allow_unicode=True)[:190].strip("-") or "tag"
    others = Tag.objects.exclude(pk=but.pk) if but and but.pk else Tag.objects.all()
    candidate, number = slug, 1
    while others.filter(slug=candidate).exists():
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _tag(name: str) -> Tag:
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name, slug=free_slug(name))
