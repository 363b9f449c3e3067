"""Tags by the names that the author types."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from blog.models import Tag


@transaction.atomic
def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, each once; “Éclair” and “éclair” are one. What is new is made."""
    wanted = {name.casefold(): name for name in reversed([*names])}
    # Not every database knows the small letters of all scripts, so the names are compared here.
    known = {tag.name.casefold(): tag for tag in Tag.objects.order_by("-pk")} if wanted else {}
    return [known.get(key) or _new_tag(name) for key, name in reversed(wanted.items())]


def free_slug(name: str, but: Tag | None = None) -> str:
    """A slug for a tag of that name which no other tag than `but` has."""
    slug = slugify(name, allow_unicode=True)[:190].strip("-") or "tag"
    others = Tag.objects.exclude(pk=but.pk) if but and but.pk else Tag.objects.all()
    candidate, number = slug, 1
    while others.filter(slug=candidate).exists():
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _new_tag(name: str) -> Tag:
    return Tag.objects.create(name=name, slug=free_slug(name))
