"""The cast: the author, a reader whom the house knows, and a stranger."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.models import Comment
from tests.factories import client_of, make_author, make_browser, make_comment, make_post


@pytest.fixture
def author(db: None) -> User:
    return make_author()


@pytest.fixture
def admin(author: User) -> Client:
    """A browser in which the author is logged in."""
    browser = Client(headers={"origin": "http://testserver"})
    browser.force_login(author)
    return browser


@pytest.fixture
def post(author: User):
    return make_post(title="A harbour freezes over", author=author)


@pytest.fixture
def known_reader(post) -> Comment:
    """A published comment by Ada Marsh: from now on the house knows her."""
    return make_comment(
        post=make_post(title="An older post", author=post.author), name="Ada Marsh", email="ada@marsh.example"
    )


@pytest.fixture
def ada(known_reader) -> Client:
    """Ada Marsh in a browser of which the house knows that it is hers."""
    return client_of(make_browser(known_reader.commenter))


@pytest.fixture(autouse=True)
def outbox_in_the_database(settings) -> None:
    """Django's test runner sends all mail to a list; this house has an outbox of its own."""
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
