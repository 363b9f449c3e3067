"""What the author does with what he publishes. Every door (admin, import, sample) uses these verbs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from blog.cleaning import all_words
from blog.markup import render
from blog.models import Category, Entry, Redirect, Site, Tag
from blog.models.redirects import TARGETS
from blog.moves import LONGEST
from blog.paths import first_free, fit_slug, path_from, validate_path

NOTHING: dict[str, None] = dict.fromkeys(TARGETS)


@transaction.atomic
def save_entry(
    entry: Entry,
    *,
    categories: Iterable[Category] | None = None,
    tags: Iterable[Tag] | None = None,
    updated_at: datetime | None = None,
) -> Entry:
    """Store the entry with its terms and the HTML that readers get; a published one gets an address for good.

    `None` leaves the categories or tags as they are. It was changed now, unless `updated_at` knows better.
    """
    before = None if entry._state.adding else Entry.objects.filter(pk=entry.pk).first()
    _complete(entry)
    entry.updated_at = updated_at or timezone.now()
    _forget_early_path(entry, before)
    _store(entry, categories, tags)
    leave_redirect(_former_path(entry, before), entry.path if entry.is_public() else None, entry=entry)
    return entry


def _store(entry: Entry, categories: Iterable[Category] | None, tags: Iterable[Tag] | None) -> None:
    wanted, is_new = entry.status, entry._state.adding
    if wanted == Entry.Status.PUBLISHED and not entry.path:
        # The address may hold the number and the category, so the row comes first.
        entry.status = Entry.Status.DRAFT
    entry.save(force_insert=is_new)
    _put(entry.categories, categories, is_new=is_new)
    _put(entry.tags, tags, is_new=is_new)
    if wanted == Entry.Status.PUBLISHED and not (entry.path and entry.guid):
        _publish(entry)


def _publish(entry: Entry) -> None:
    """Give the entry its address and its name in the feeds, which stays even where the site gets another host."""
    entry.path = entry.path or _new_path(entry)
    entry.guid = entry.guid or f"{settings.SITE_URL}/?p={entry.pk}"
    entry.status = Entry.Status.PUBLISHED
    entry.save(update_fields=["path", "guid", "status"])


def _former_path(entry: Entry, before: Entry | None) -> str | None:
    """Readers may know a path from its day on, even if the entry has been a draft again since."""
    if before is None or before.published_at is None or before.published_at > timezone.now():
        return None
    return before.path if before.path != entry.path else None


def _put(relation: Any, terms: Iterable[Category | Tag] | None, *, is_new: bool) -> None:
    if terms is not None:
        relation.add(*terms) if is_new else relation.set(terms)  # `set` would look for what cannot be there yet


def _complete(entry: Entry) -> None:
    entry.slug = entry.slug or slugify(entry.title, allow_unicode=True)[:200].strip("-") or "untitled"
    if entry.status == Entry.Status.PUBLISHED and entry.published_at is None:
        entry.published_at = timezone.now()
    rendered = render(entry.body, lead=entry.picture)
    entry.html, entry.teaser = rendered.html, rendered.teaser
    entry.words = all_words(entry.html)


def _forget_early_path(entry: Entry, before: Entry | None) -> None:
    """Nobody has seen a scheduled post: its address goes with its date, unless the author chose it himself."""
    if before and before.is_scheduled and entry.path == before.path == _wanted_path(before):
        entry.path = None


def _new_path(entry: Entry) -> str:
    return first_free(_wanted_path(entry), lambda candidate: _is_taken(candidate, entry))


def _wanted_path(entry: Entry) -> str:
    """The path that the author's pattern gives the entry."""
    if entry.kind == Entry.Kind.PAGE or not entry.published_at:
        return f"/{fit_slug(entry.slug)}/"
    category = entry.categories.order_by("pk").first()
    return path_from(
        Site.current().permalink_pattern,
        slug=entry.slug,
        published_at=timezone.localtime(entry.published_at),
        category=category.path if category else "",
        number=entry.pk,
    )


def _is_taken(path: str, entry: Entry) -> bool:
    try:
        validate_path(path)
    except ValidationError:  # a page called “Feed” would hide the feed
        return True
    return Entry.objects.filter(path=path).exclude(pk=entry.pk).exists()


@transaction.atomic
def save_category(category: Category) -> Category:
    """Store the category, and move everything below it along where its address has changed."""
    before = Category.objects.filter(pk=category.pk).first() if category.pk else None
    category.slug = category.slug or slugify(category.name, allow_unicode=True)[:200] or "category"
    category.path = f"{category.parent.path}/{category.slug}" if category.parent else category.slug
    category.save()
    leave_redirect(unquoted(before) if before else None, unquoted(category), category=category)
    if before and before.path != category.path:
        for child in category.children.all():
            save_category(child)
    return category


@transaction.atomic
def save_tag(tag: Tag) -> Tag:
    """Store the tag; where its address has changed, the old one leads to it."""
    before = Tag.objects.filter(pk=tag.pk).first() if tag.pk else None
    tag.save()
    leave_redirect(unquoted(before) if before else None, unquoted(tag), tag=tag)
    return tag


def unquoted(term: Category | Tag) -> str:
    """The term's address as it is typed, which is how addresses are stored."""
    return unquote(term.get_absolute_url())


def leave_redirect(old: str | None, new: str | None, **target: Model) -> None:
    """From now on `old` leads to the target, and `new` is nobody's former address any more.

    `old` is None where the thing had no address that readers could know, `new` where they cannot see it now.
    """
    if new:
        Redirect.objects.filter(path=new).delete()
    if old and old != new and len(old) <= LONGEST:
        Redirect.objects.update_or_create(path=old, defaults={**NOTHING, **target})
