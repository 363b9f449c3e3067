"""The sample site: an invented author, his readers, and a drive that is running today.

The texts lie in `config/sample/`; what the house decides itself (who waits and why, which
address a post gets) is decided here too, by the same verbs.
"""

import re
import secrets
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from post_office.models import Email

from blog.actions import save_category, save_entry
from blog.images import store_image
from blog.models import Category, Entry, Page, Post, Site, Tag
from comments import actions, markup, people
from comments.browser import new_secret
from comments.cases import PERSON, case_of
from comments.models import Browser, Comment, Commenter, HouseRules, Sanction, Trust
from config import sample_gifts
from donations.covers import reencoded
from donations.models import Book, BookQuote, Drive, GivingWords, Vendor, Way

SAMPLE = Path(__file__).parent / "sample"
LOGIN = "sample-login.txt"  # in DATA_DIR, for `make run` to tell
DRIVE_DAY, DRIVE_DAYS = 15, 28  # today is the first day of the third of four weeks
REFERENCE = re.compile(r'(?<=")(picture|post):([^"]+)(?=")')


@dataclass
class Cast:
    """Who and what the texts refer to, by the names that they use."""

    author: User
    readers: dict[str, dict[str, str]]
    pictures: dict[str, str]
    paths: dict[str, str]
    offences: list[Comment] = field(default_factory=list)


def is_empty() -> bool:
    return not (Entry.objects.exists() or Site.objects.exists() or Comment.objects.exists())


@transaction.atomic
def load() -> None:
    """Fill an empty house. Raises nothing that leaves it half full."""
    author = _author()
    for category in _read("categories.toml")["category"]:
        parent = Category.objects.filter(slug=category.pop("parent")).first()
        save_category(Category(**category, parent=parent))
    readers = {reader["key"]: reader for reader in _read("readers.toml")["reader"]}
    cast = Cast(author, readers, pictures={}, paths={})
    entries = [_entry(cast, file, Post) for file in sorted((SAMPLE / "posts").glob("*.html"))]
    entries += [_entry(cast, file, Page) for file in sorted((SAMPLE / "pages").glob("*.html"))]
    for entry in entries:
        _link_up(cast, entry)
    _rules()
    for entry in sorted(entries, key=lambda entry: entry.published_at or timezone.now()):
        _comments(cast, entry)
    _giving()
    _gifts()
    _judge(cast)
    Email.objects.all().delete()  # the author has had these letters long ago


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((SAMPLE / name).read_text())


def _author() -> User:
    """The sample author, with a password of his own: no two houses share one."""
    about = _read("site.toml")
    person = about["author"]
    Site.objects.create(pk=1, title=about["title"], tagline=about["tagline"], description=person["bio"])
    password = secrets.token_urlsafe(9)
    names = {"first_name": person["first_name"], "last_name": person["last_name"]}
    author = get_user_model().objects.create_superuser(person["username"], person["email"], password, **names)
    file = settings.DATA_DIR / LOGIN
    file.write_text(f"{person['username']}\n{password}\n")
    file.chmod(0o600)
    return author


def _entry(cast: Cast, file: Path, model: type[Post] | type[Page]) -> Entry:
    head, body = file.read_text().removeprefix("+++\n").split("\n+++\n", 1)
    facts = tomllib.loads(head)
    tags = [Tag.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0] for name in facts.get("tags", [])]
    status = facts.get("status", Entry.Status.PUBLISHED)
    entry = save_entry(
        model(
            title=facts["title"],
            slug=facts["slug"],
            body=body.strip(),
            excerpt=facts.get("excerpt", ""),
            status=status,
            published_at=None if status == Entry.Status.DRAFT else _moment(facts),
            comments_open=facts.get("comments_open", model is Post),
            menu_order=facts.get("menu"),
            author=cast.author,
        ),
        categories=Category.objects.filter(path__in=facts.get("categories", [])),
        tags=tags,
    )
    cast.paths[entry.slug] = entry.get_absolute_url()
    return entry


def _moment(facts: dict[str, Any]) -> datetime:
    """`days_ago` and `time` on the author's clock; today's post is out even early in the morning."""
    days_ago = facts.get("days_ago", 730)
    day = timezone.localdate() - timedelta(days=days_ago)
    moment = timezone.make_aware(datetime.combine(day, time.fromisoformat(facts.get("time", "08:00"))))
    return moment if days_ago < 0 else min(moment, timezone.now() - timedelta(hours=2))


def _link_up(cast: Cast, entry: Entry) -> None:
    """Put the real addresses of pictures and posts in the place of the names that the text uses."""
    found = {"picture": lambda name: _picture(cast, name, entry.body), "post": cast.paths.__getitem__}
    entry.body = REFERENCE.sub(lambda reference: found[reference[1]](reference[2]), entry.body)
    save_entry(entry)


def _picture(cast: Cast, name: str, body: str) -> str:
    if name not in cast.pictures:
        alt = re.search(rf'"picture:{re.escape(name)}"\s+alt="([^"]*)"', body)
        with (SAMPLE / "pictures" / name).open("rb") as file:
            stored = store_image(File(file, name=name), alt=alt[1] if alt else "", title=Path(name).stem)
        cast.pictures[name] = stored.file.url
    return cast.pictures[name]


def _rules() -> None:
    words = _read("rules.toml")
    HouseRules.objects.create(pk=1, before=words["before"].strip(), after=words["after"].strip())


def _comments(cast: Cast, post: Entry) -> None:
    """What was said under the post, in order. The one who waits is made to wait by the rules themselves."""
    file = SAMPLE / "comments" / f"{post.slug}.toml"
    if not file.exists():
        return
    said: list[Comment] = []
    script = tomllib.loads(file.read_text())["comment"]
    for number, line in enumerate(script):
        at = (post.published_at or timezone.now()) + timedelta(minutes=line["minutes_after"])
        latest = timezone.now() - timedelta(minutes=2 * (len(script) - number))
        said.append(_comment(cast, post, line, min(at, latest), said))


def _comment(cast: Cast, post: Entry, line: dict[str, Any], at: datetime, said: list[Comment]) -> Comment:
    reader = cast.readers.get(line["by"])
    status = line.get("status", Comment.Status.PUBLISHED)
    if status == Comment.Status.PENDING and reader:
        who: dict[str, Any] = {key: reader.get(key, "") for key in ("name", "email", "website")}
        return actions.submit_comment(post=post, body=line["body"], secret=_secret(reader), now=at, **who)
    comment = Comment.objects.create(
        post=post,
        commenter=_commenter(reader["email"]) if reader else None,
        author=None if reader else cast.author,
        name=(name := reader["name"] if reader else cast.author.get_full_name()),
        look=people.skeleton(name),
        website=reader.get("website", "") if reader else "",
        parent=said[line["reply_to"] - 1] if "reply_to" in line else None,
        body=markup.tidy(line["body"]),
        html=markup.render(line["body"]).html,
        status=Comment.Status.PENDING if status in ("rejected", "spam") else Comment.Status.PUBLISHED,
        submitted_at=at,
    )
    if status == Comment.Status.SPAM:
        actions.spam(comment, by=cast.author)
    elif status in (Comment.Status.REJECTED, Comment.Status.REMOVED):
        cast.offences.append(comment)
    return comment


def _secret(reader: dict[str, str]) -> str:
    """The secret of a browser that is the reader's own, where he has been published before."""
    secret, commenter = new_secret(), _commenter(reader["email"])
    if Comment.objects.visible().filter(commenter=commenter).exists():
        Trust.objects.create(browser=Browser.objects.create(key=Browser.key_of(secret)), commenter=commenter)
    return secret


def _judge(cast: Cast) -> None:
    """The author has answered each offence by the step that his rules demand, an hour after it was written."""
    for comment in sorted(cast.offences, key=lambda offence: offence.submitted_at):
        at = min(comment.submitted_at + timedelta(hours=1), timezone.now())
        case = case_of(comment, rules=HouseRules.current(), now=at, whose=PERSON)
        judged = actions.judge(comment, category="name-calling", step=case.step, by=cast.author, whose=PERSON, now=at)
        Sanction.objects.filter(offences=judged).update(noticed_at=at)


def _commenter(email: str) -> Commenter:
    return Commenter.arriving(email)


def _giving() -> None:
    giving = _read("giving.toml")
    first = timezone.localdate() - timedelta(days=DRIVE_DAY - 1)
    Drive.objects.create(
        name=giving["drive"]["name"],
        starts_on=first,
        ends_on=first + timedelta(days=DRIVE_DAYS - 1),
        appeal=giving["drive"]["appeal"].strip(),
        closing_words=giving["drive"]["closing"].strip(),
    )
    for position, way in enumerate(giving["way"], start=1):
        Way.objects.create(position=position, **way)
    GivingWords.objects.create(intro=giving["donate_words"].strip())
    for position, book in enumerate(giving["book"], start=1):
        _book(position, book)


def _gifts() -> None:
    sample_gifts.load(Drive.objects.running(timezone.localdate()).get())


def _book(position: int, facts: dict[str, Any]) -> None:
    vendors, quotes, cover = facts.pop("vendor", []), facts.pop("quote", []), facts.pop("cover")
    book = Book(position=position, slug=slugify(facts["title"]), **facts)
    with (SAMPLE / "pictures" / cover).open("rb") as file:
        image = reencoded(file)
    book.cover.save(str(image.name), image)
    for place, vendor in enumerate(vendors, start=1):
        Vendor.objects.create(book=book, position=place, **vendor)
    for quote in quotes:
        BookQuote.objects.create(book=book, **quote)
