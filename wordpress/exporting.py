"""Moving out: everything of the author's and of his readers' as a WordPress export."""

import errno
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from urllib.parse import quote, urljoin
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Max, Model, Q
from django.utils import timezone

from blog.feeds import guid
from blog.models import Category, Entry, File, Image, Site, Tag
from comments.models import Comment
from wordpress.bodies.verbatim import wrapped
from wordpress.exports.writing import BEGINNING, END, channel, written
from wordpress.exports.wxr import Author, Item, Label, Part, Remark, Term
from wordpress.uploads.attachments import ATTACHMENT

User = get_user_model()

# What a transaction is that only reads: it sees one moment, and nobody who writes waits for it.
SNAPSHOTS = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
CHUNK = 100  # entries, with their terms and the text of each
MEDIA = re.compile(rf"""(?<=[\s"'])((?:src|href|poster)\s*=\s*["']?){re.escape(settings.MEDIA_URL)}""", re.IGNORECASE)
APPROVED = {
    Comment.Status.PUBLISHED: "1",
    Comment.Status.PENDING: "0",
    Comment.Status.SPAM: "spam",
    Comment.Status.REJECTED: "trash",
    Comment.Status.REMOVED: "trash",
}

# What WordPress would put back where it was thrown away from: what waited waits, what was published is published.
TRASHED_FROM = {Comment.Status.REJECTED: "0", Comment.Status.REMOVED: "1"}

Progress = Callable[[Counter[str]], None]  # told what has been written so far, by kind


@dataclass(frozen=True)
class Names:
    """What things are called there. WordPress has one row of numbers for all posts and files, and one for all terms.

    Each kind is counted on from where the one before it ends. `slugs` are those of the categories: two
    may share one here, below different parents, but not there.
    """

    images: int
    files: int
    tags: int
    slugs: dict[int, str]

    @classmethod
    def current(cls) -> "Names":
        entries = _highest(Entry)
        return cls(entries, entries + _highest(Image), _highest(Category), _slugs())


def move_out(path: Path, *, progress: Progress = lambda _: None) -> Counter[str]:
    """Write the whole house to a new file that only its owner may read, and count what is in it.

    The file appears when it is complete. Raises FileExistsError where there is one already.
    """
    if path.exists():
        raise FileExistsError(errno.EEXIST, "there is such a file already")
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            tally = write_out(file.write, progress=progress)
            file.close()
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    return tally


def write_out(write: Callable[[str], object], *, progress: Progress = lambda _: None) -> Counter[str]:
    """Write the whole house as it is at this moment, a few entries in memory at a time."""
    tally: Counter[str] = Counter()
    with _snapshot():
        write(BEGINNING + _channel())
        for part in _parts():
            write(written(part))
            tally.update(_counted(part))
            progress(tally)
        write(END)
    return tally


@contextmanager
def _snapshot() -> Iterator[None]:
    """Whatever is read within is as of one moment."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOTS[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _counted(part: Part) -> dict[str, int]:
    if isinstance(part, Item):
        return {part.kind: 1, "comment": len(part.remarks)}
    return {"author" if isinstance(part, Author) else "term": 1}


def _channel() -> str:
    site = Site.current()
    return channel(
        address=settings.SITE_URL,
        title=site.title,
        tagline=site.tagline,
        language=settings.LANGUAGE_CODE,
        written_at=timezone.now(),
    )


def _parts() -> Iterator[Part]:
    names = Names.current()
    yield from _authors()
    yield from (_category(category, names) for category in Category.objects.select_related("parent").order_by("path"))
    yield from (Term("post_tag", names.tags + tag.pk, tag.slug, tag.name) for tag in Tag.objects.order_by("pk"))
    yield from (_entry(entry, names) for entry in _entries())
    yield from (_image(image, names) for image in Image.objects.order_by("pk").iterator(CHUNK))
    yield from (_file(file, names) for file in File.objects.order_by("pk").iterator(CHUNK))


def _highest(model: type[Model]) -> int:
    return model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0


def _slugs() -> dict[int, str]:
    """The slug of each category, or where another one has it as well, its whole path."""
    categories = list(Category.objects.all())
    shared = Counter(category.slug for category in categories)
    return {
        category.pk: category.slug if shared[category.slug] == 1 else category.path.replace("/", "-")
        for category in categories
    }


def _authors() -> Iterator[Author]:
    """Everybody who has written a post, or a comment as somebody of the house."""
    writers = Q(pk__in=Entry.objects.values("author")) | Q(pk__in=Comment.objects.values("author"))
    for user in User.objects.filter(writers).order_by("pk"):
        name = user.get_full_name() or user.get_username()
        yield Author(user.pk, user.get_username(), user.email, name, user.first_name, user.last_name)


def _category(category: Category, names: Names) -> Term:
    parent = names.slugs[category.parent_id] if category.parent_id else ""
    return Term(
        "category", category.pk, names.slugs[category.pk], category.name, parent, description=category.description
    )


def _entries() -> Iterator[Entry]:
    whole = Entry.objects.select_related("author").prefetch_related("categories", "tags", "redirects")
    return whole.order_by("pk").iterator(CHUNK)


def _entry(entry: Entry, names: Names) -> Item:
    when = entry.published_at or entry.created_at
    return Item(
        number=entry.pk,
        kind=entry.kind,
        status=_status(entry),
        title=escape(entry.title),
        link=f"{settings.SITE_URL}{quote(entry.path) if entry.path else f'/?p={entry.pk}'}",
        guid=guid(entry),
        creator=entry.author.get_username(),
        body=_body(entry.body),
        excerpt=escape(entry.excerpt),
        slug=entry.slug,
        password="",
        date=entry.published_at,
        local_date=timezone.localtime(when),
        feed_date=entry.published_at,
        modified=entry.updated_at,
        comments_open=entry.comments_open,
        sticky=entry.is_pinned,
        labels=tuple(_labels(entry, names)),
        parent=0,
        place=entry.menu_order or 0,
        attachment_url="",
        file="",
        alt="",
        thumbnail=names.images + entry.picture_id if entry.picture_id else 0,
        old_slugs=tuple(_old_slugs(entry)),
        old_dates=(),
        remarks=tuple(map(_remark, _comments(entry))),
    )


def _status(entry: Entry) -> str:
    if entry.status == Entry.Status.PUBLISHED:
        return "future" if entry.is_scheduled else "publish"
    return entry.status


def _body(body: str) -> str:
    """The body for WordPress, which looks for its files at whole addresses and then puts its own in their place."""
    return wrapped(MEDIA.sub(rf"\1{settings.SITE_URL}{settings.MEDIA_URL}", body))


def _labels(entry: Entry, names: Names) -> Iterator[Label]:
    for category in entry.categories.all():
        yield Label("category", names.slugs[category.pk], category.name)
    for tag in entry.tags.all():
        yield Label("post_tag", tag.slug, tag.name)


def _old_slugs(entry: Entry) -> Iterator[str]:
    """What the last part of the address was before; WordPress knows of no other former addresses."""
    paths = sorted(redirect.path for redirect in entry.redirects.all() if "?" not in redirect.path)
    slugs = dict.fromkeys(path.strip("/").rpartition("/")[2] for path in paths)
    return (slug for slug in slugs if slug not in ("", entry.slug))


def _comments(entry: Entry) -> Iterator[Comment]:
    return Comment.objects.on(entry).select_related("commenter", "author").order_by("pk").iterator()


def _remark(comment: Comment) -> Remark:
    return Remark(
        number=comment.pk,
        name=comment.name,
        email=_address(comment),
        website=comment.website,
        date=comment.submitted_at,
        local_date=timezone.localtime(comment.submitted_at),
        body=comment.body,
        approved=APPROVED[Comment.Status(comment.status)],
        kind=comment.kind,
        parent=comment.parent_id or 0,
        user=comment.author_id or 0,
        trashed_from=TRASHED_FROM.get(Comment.Status(comment.status), ""),
    )


def _address(comment: Comment) -> str:
    """Nothing for a reader who has had himself erased."""
    if comment.author:
        return comment.author.email
    return comment.commenter.email if comment.commenter and not comment.commenter.erased_at else ""


def _image(image: Image, names: Names) -> Item:
    return _attachment(names.images + image.pk, image, alt=escape(image.alt), caption=escape(image.caption))


def _file(file: File, names: Names) -> Item:
    return _attachment(names.files + file.pk, file)


def _attachment(number: int, media: Image | File, *, alt: str = "", caption: str = "") -> Item:
    """A file of the media library. WordPress takes two of the same title and time for one, so each has a title."""
    address = urljoin(settings.SITE_URL, media.file.url)
    stem = PurePath(str(media.file.name)).stem
    return Item(
        number=number,
        kind=ATTACHMENT,
        status="inherit",
        title=escape(media.title or stem),
        link=address,
        guid=address,
        creator="",
        body="",
        excerpt=caption,
        slug=stem,
        password="",
        date=media.uploaded_at,
        local_date=timezone.localtime(media.uploaded_at),
        feed_date=media.uploaded_at,
        modified=media.uploaded_at,
        comments_open=False,
        sticky=False,
        labels=(),
        parent=0,
        place=0,
        attachment_url=address,
        file=str(media.file.name),
        alt=alt,
        thumbnail=0,
        old_slugs=(),
        old_dates=(),
        remarks=(),
    )
