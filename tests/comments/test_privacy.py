"""Who sees an e-mail address or a network: staff with the right, and nobody else, anywhere."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from comments import actions
from comments.models import Browser, Comment, Commenter, Decision, Follow, Sanction, Trust
from tests.factories import make_category, make_comment, make_post

SECRETS = ("ben@okoro.example", "ben%40okoro.example", "okoro.example", "192.0.2", "Knows ice", "A dear letter")
PEOPLE, LEDGER = "/admin/comments/commenter/", "/admin/comments/decision/"
ACTS = ["join", "part", "note", "hold", "release", "distrust", "erase"]
FEEDS = ["/feed/", "/feed/atom/", "/feed/json/", "/comments/feed/"]


@pytest.fixture
def ben(author, post) -> Commenter:
    """A reader of whom the house keeps all that may not be seen."""
    ben = Commenter.of("ben@okoro.example")
    ben.save()
    browser = Browser.objects.create(key="k")
    Trust.objects.create(browser=browser, commenter=ben)
    for status in Comment.Status.values:
        make_comment(post, f"It is {status}.", "Ben", ben.email, status=status, network="192.0.2.0/24", browser=browser)
    actions.add_note(ben, text="Knows ice.", by=author)
    Sanction.objects.create(commenter=ben, name="Ben", step="warning", letter="A dear letter")
    Follow.objects.create(post=post, commenter=ben)
    return ben


@pytest.fixture
def clerk(author, client) -> Client:
    """Staff, but without any right to see people."""
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_post"))
    client.force_login(user)
    return client


def told(response) -> set[str]:
    """The secrets that the answer gives away, in its body or its headers."""
    text = response.content.decode() + str(response.headers)
    return {secret for secret in SECRETS if secret in text}


def places(post) -> list[str]:
    category = make_category("Ice")
    made = [post.get_absolute_url(), f"{post.get_absolute_url()}feed/", f"/category/{category.slug}/"]
    fixed = ["/", "/rules/", "/sitemap.xml", "/robots.txt", "/search/?q=okoro", "/search/?q=192.0"]
    comment = Comment.objects.filter(status="published").first()
    return [*made, *fixed, *FEEDS, reverse("submit-comment", args=[post.pk]), f"/?p={post.pk}#comment-{comment.pk}"]


def pages_linked_from(client: Client, url: str) -> set[str]:
    return set(re.findall(r'href="(/[^"#]*)"', client.get(url, follow=True).content.decode()))


def test_no_public_page_feed_or_sitemap_tells_an_address_or_a_network(post, ben):
    make_post("Another", author=post.author)
    stranger, seen = Client(), places(post)
    assert "It is published." in stranger.get(post.get_absolute_url()).content.decode()
    for url in {*seen, *pages_linked_from(stranger, "/"), *pages_linked_from(stranger, post.get_absolute_url())}:
        assert not told(stranger.get(url, follow=True)), url


def test_not_even_to_the_author_are_they_told_on_a_public_page(admin, post, ben):
    for url in places(post):
        assert not told(admin.get(url, follow=True)), url


def test_a_refused_comment_tells_nothing_of_others(post, ben):
    sent = {"name": "Ben", "email": "ben@okoro.example.invalid", "body": "x" * 20_000}
    response = Client().post(reverse("submit-comment", args=[post.pk]), sent, headers={"origin": "http://testserver"})
    assert response.status_code == 400
    assert not told(response) - {"okoro.example", "ben@okoro.example"}  # what was typed is given back
    assert "192.0.2" not in response.content.decode()


def doors(ben: Commenter) -> list[str]:
    row = Decision.objects.first()
    comment = ben.comments.first()
    return [
        PEOPLE,
        f"{PEOPLE}?q=ben",
        *(f"{PEOPLE}{ben.pk}/{act}/" for act in ["change", "export", "history", *ACTS]),
        LEDGER,
        f"{LEDGER}{row.pk}/change/",
        "/admin/comments/comment/",
        "/admin/comments/comment/?status=all",
        f"/admin/comments/comment/{comment.pk}/change/",
        "/admin/comments/sanction/",
        f"/admin/comments/sanction/{Sanction.objects.get().pk}/change/",
        "/admin/comments/offence/",
        "/admin/post_office/email/",
    ]


@pytest.mark.parametrize("who", ["stranger", "clerk"])
def test_no_room_of_the_admin_opens_to_whom_it_is_not_for(request, who, ben):
    visitor = Client() if who == "stranger" else request.getfixturevalue("clerk")
    before, rows = Commenter.objects.values().get(pk=ben.pk), Decision.objects.count()
    for url in doors(ben):
        for response in (visitor.get(url), visitor.post(url, {"text": "goes", "email": "x@x.example"})):
            assert response.status_code in (302, 403, 404, 405), url
            assert not told(response), url
            if response.status_code == 302:
                assert response.url.startswith("/admin/login/"), url
    assert Commenter.objects.values().get(pk=ben.pk) == before
    assert Decision.objects.count() == rows


def test_a_clerks_own_rooms_tell_him_nothing(clerk, post, ben):
    for url in ("/admin/", "/admin/blog/post/", f"/admin/blog/post/{post.pk}/change/", post.get_absolute_url()):
        response = clerk.get(url)
        assert response.status_code == 200
        assert not told(response), url


def test_the_author_gets_in_everywhere_and_nothing_of_it_is_kept_by_a_cache(admin, ben):
    for url in (PEOPLE, f"{PEOPLE}{ben.pk}/change/", f"{PEOPLE}{ben.pk}/export/", f"{PEOPLE}{ben.pk}/erase/", LEDGER):
        response = admin.get(url)
        assert response.status_code == 200
        assert "private" in response["Cache-Control"]
    assert told(admin.get(f"{PEOPLE}{ben.pk}/change/")) >= {"ben@okoro.example", "192.0.2", "Knows ice"}


def test_another_site_cannot_press_the_authors_buttons(author, ben):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)
    for act in ACTS:
        response = browser.post(f"{PEOPLE}{ben.pk}/{act}/", {"text": "goes"}, headers={"origin": "http://evil.example"})
        assert response.status_code == 403
    ben.refresh_from_db()
    assert ben.erased_at is None
