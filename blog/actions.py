"""What the author does with what he publishes. Every door (admin, import, sample) uses these verbs."""

from collections.abc import Iterable
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from blog.cleaning import all_words
from blog.markup import render
from blog.models import Category, Entry, Redirect, Site, Tag
from blog.models.redirects import TARGETS
from blog.paths import first_free, fit_slug, path_from, validate_path

NOTHING: dict[str, None] = dict.fromkeys(TARGETS)


@transaction.atomic
def save_entry(
    entry: Entry, *, categories: Iterable[Category] | None = None, tags: Iterable[Tag] | None = None
) -> Entry:
    """Store the entry with its terms and the HTML that readers get; a published one gets an address for good.

    `None` leaves the categories or tags as they are.
    """
    wanted = entry.status
    before = Entry.objects.filter(pk=entry.pk).first() if entry.pk else None
    _complete(entry)
    _forget_early_path(entry, before)
    if wanted == Entry.Status.PUBLISHED and not entry.path:
        # The address may hold the number and the category, so the row comes first.
        entry.status = Entry.Status.DRAFT
    entry.save()
    if categories is not None:
        entry.categories.set(categories)
    if tags is not None:
        entry.tags.set(tags)
    if entry.status != wanted:
        entry.path = _new_path(entry)
        entry.status = wanted
        entry.save(update_fields=["path", "status"])
    if before and before.path and before.is_public() and entry.path:
        leave_redirect(before.path, entry.path, entry=entry)
    return entry


def _complete(entry: Entry) -> None:
    entry.slug = entry.slug or slugify(entry.title, allow_unicode=True)[:200].strip("-") or "untitled"
    if entry.status == Entry.Status.PUBLISHED and entry.published_at is None:
        entry.published_at = timezone.now()
    rendered = render(entry.body, lead=entry.picture)
    entry.html, entry.teaser = rendered.html, rendered.teaser
    entry.words = all_words(entry.html)
    entry.updated_at = timezone.now()


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
    if before:
        leave_redirect(unquoted(before), unquoted(category), category=category)
    for child in category.children.all():
        save_category(child)
    return category


@transaction.atomic
def save_tag(tag: Tag) -> Tag:
    """Store the tag; where its address has changed, the old one leads to it."""
    before = Tag.objects.filter(pk=tag.pk).first() if tag.pk else None
    tag.save()
    if before:
        leave_redirect(unquoted(before), unquoted(tag), tag=tag)
    return tag


def unquoted(term: Category | Tag) -> str:
    """The term's address as it is typed, which is how addresses are stored."""
    return unquote(term.get_absolute_url())


def leave_redirect(old: str, new: str, **target: Model) -> None:
    """From now on `old` leads to what has moved to `new`, and `new` is nobody's former address any more."""
    if old != new:
        Redirect.objects.filter(path=new).delete()
        Redirect.objects.update_or_create(path=old, defaults={**NOTHING, **target})
