"""Things to try the house on. Plain functions; everything that a test does not name has a default."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from blog.actions import save_category, save_entry
from blog.models import Category, Entry, Page, Post
from comments import markup, people
from comments.models import Comment, Commenter


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


def make_comment(
    post: Entry, body: str = "I disagree.", name: str = "Ada Marsh", email: str = "ada@marsh.example", **fields: Any
) -> Comment:
    """A published comment, put there without asking the rules."""
    commenter, _ = Commenter.objects.get_or_create(email=people.normal_address(email))
    fields = {"status": Comment.Status.PUBLISHED, "submitted_at": timezone.now() - timedelta(hours=1), **fields}
    html = markup.render(body).html
    return Comment.objects.create(post=post, commenter=commenter, name=name, body=body, html=html, **fields)
