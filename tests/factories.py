"""Things to try the house on. Plain functions; everything that a test does not name has a default."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from blog.actions import save_category, save_entry
from blog.models import Category, Entry, Page, Post
from comments import browser, markup, people
from comments.models import Browser, Comment, Commenter, Offence, Sanction, Trust


def make_author(username: str = "wren", **fields: Any) -> User:
    fields = {"first_name": "Tobias", "last_name": "Wren", "email": f"{username}@ledger.example", **fields}
    return User.objects.create_superuser(username, password="correct horse", **fields)


def an_author() -> User:
    return User.objects.filter(is_superuser=True).first() or make_author()


def make_post(title: str = "A post", body: str = "<p>Some words.</p>", **fields: Any) -> Entry:
    """A post that has been public for a day."""
    return _make(Post, title, body, **fields)


def make_page(title: str = "A page", body: str = "<p>Some words.</p>", **fields: Any) -> Entry:
    return _make(Page, title, body, **fields)


def _make(model: type[Entry], title: str, body: str, **fields: Any) -> Entry:
    terms = {"categories": fields.pop("categories", ()), "tags": fields.pop("tags", ())}
    fields = {"status": Entry.Status.PUBLISHED, "published_at": timezone.now() - timedelta(days=1), **fields}
    fields.setdefault("author", None)
    fields["author"] = fields["author"] or an_author()
    return save_entry(model(title=title, body=body, **fields), **terms)


def make_category(name: str, parent: Category | None = None, **fields: Any) -> Category:
    return save_category(Category(name=name, parent=parent, **fields))


def make_commenter(email: str = "ada@marsh.example", **fields: Any) -> Commenter:
    """Whoever has this address; made where nobody has it yet."""
    commenter = Commenter.objects.filter(email=people.normal_address(email)).first()
    if commenter is None:
        commenter = Commenter.of(email, **fields)
        commenter.save()
    return commenter


def make_browser(commenter: Commenter | None = None) -> str:
    """A browser that has its secret, bound to the commenter where one is given; the secret."""
    secret = browser.new_secret()
    row = Browser.objects.create(key=Browser.key_of(secret))
    if commenter:
        Trust.objects.create(browser=row, commenter=commenter)
    return secret


def browser_of(secret: str) -> Browser:
    return Browser.objects.get(key=Browser.key_of(secret))


def client_of(secret: str) -> Client:
    """What somebody surfs with whose browser keeps this secret."""
    client = Client()
    client.cookies[browser.COOKIE] = secret
    return client


def make_sanction(commenter: Commenter | None, step: str = "warning", **fields: Any) -> Sanction:
    """Issued an hour ago, and told at once."""
    issued_at = fields.pop("issued_at", timezone.now() - timedelta(hours=1))
    fields = {"name": "Ada Marsh", "noticed_at": issued_at, **fields}
    if step == "suspension":
        fields.setdefault("until", issued_at + timedelta(days=7))
    return Sanction.objects.create(commenter=commenter, step=step, issued_at=issued_at, **fields)


def make_offence(comment: Comment, sanction: Sanction | None = None, **fields: Any) -> Offence:
    fields = {"category": "name-calling", "established": False, "words": comment.body, **fields}
    return Offence.objects.create(comment=comment, sanction=sanction, **fields)


def make_comment(
    post: Entry, body: str = "I disagree.", name: str = "Ada Marsh", email: str = "ada@marsh.example", **fields: Any
) -> Comment:
    """A published comment, put there without asking the rules."""
    commenter = make_commenter(email)
    fields = {"status": Comment.Status.PUBLISHED, "submitted_at": timezone.now() - timedelta(hours=1), **fields}
    fields.setdefault("look", people.skeleton(name))
    html = markup.render(body).html
    return Comment.objects.create(post=post, commenter=commenter, name=name, body=body, html=html, **fields)


def make_regular(
    name: str = "Ada Marsh", email: str = "ada@marsh.example", *, comments: int = 5, days: int = 60
) -> Commenter:
    """Somebody who has been here a while: so many comments, the first so many days ago."""
    post = make_post("Long ago", published_at=timezone.now() - timedelta(days=days + 1))
    first = timezone.now() - timedelta(days=days)
    for number in range(comments):
        make_comment(post, f"Number {number}.", name, email, submitted_at=first + timedelta(minutes=number))
    return make_commenter(email)
