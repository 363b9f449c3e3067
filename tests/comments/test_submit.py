"""A reader writes a comment: through the form, as a browser sends it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from post_office.models import Email

from comments.models import Comment, Commenter, HouseRules
from tests.factories import make_comment, make_page, make_post

TYPED = {"name": "Ben Okoro", "email": "ben@okoro.example", "website": "", "body": "Is that ice really safe?"}
KNOWN = {**TYPED, "name": "Ada Marsh", "email": "ada@marsh.example"}


def send(post, client: Client | None = None, **changes):
    headers = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    return (client or Client()).post(reverse("submit-comment", args=[post.pk]), {**TYPED, **changes}, headers=headers)


def shown(post) -> str:
    return Client().get(post.get_absolute_url()).content.decode()


def test_a_first_timer_waits_and_is_told_why(post):
    response = send(post)
    assert response.status_code == 303
    page = Client().get(response.url)
    assert page.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert "first comments wait for the author" in page.content.decode()
    assert "Is that ice really safe?" in page.content.decode()
    assert Comment.objects.get().reasons == ["first"]
    assert "Is that ice really safe?" not in shown(post)


def test_a_known_reader_appears_at_once_from_her_own_browser(post, ada):
    response = send(post, ada, **KNOWN)
    comment = Comment.objects.get(post=post)
    assert response.status_code == 303
    assert response.url == f"{post.get_absolute_url()}#comment-{comment.pk}"
    assert "Is that ice really safe?" in shown(post)


def test_a_known_address_from_a_browser_that_nobody_knows_waits_and_its_owner_is_asked(post, known_reader):
    page = Client().get(send(post, **KNOWN).url).content.decode()
    comment = Comment.objects.get(post=post)
    assert (comment.status, comment.reasons, comment.proof) == ("pending", ["new-browser"], "claimed")
    assert "known here, but not from this browser" in page
    assert [letter.to for letter in Email.objects.all() if letter.to != [post.author.email]] == [["ada@marsh.example"]]


def test_a_known_reader_is_known_however_he_spells_himself(post, ada):
    send(post, ada, **{**KNOWN, "name": "  ADA   marsh", "email": "Ada@Marsh.EXAMPLE"})
    assert Comment.objects.get(post=post).is_public
    assert Commenter.objects.count() == 1


@pytest.mark.parametrize(
    ("borrowed", "reason"), [({"name": "Ada Marsh"}, "first"), ({"email": "ada@marsh.example"}, "new-browser")]
)
def test_half_of_a_known_readers_name_and_address_opens_no_door(post, known_reader, borrowed, reason):
    send(post, **borrowed)
    assert Comment.objects.get(post=post).reasons == [reason]


@pytest.mark.parametrize(
    "switch", [{"confirm_new_browsers": False}, {"trust_names_until": timezone.localdate() + timedelta(days=1)}]
)
@pytest.mark.parametrize(
    ("typed", "reasons"), [(KNOWN, []), ({**KNOWN, "name": "Ben"}, ["first"]), ({"name": "Ada Marsh"}, ["first"])]
)
def test_with_wordpresss_rule_name_and_address_together_open_the_door(post, known_reader, switch, typed, reasons):
    HouseRules.objects.create(pk=1, **switch)
    send(post, **typed)
    assert Comment.objects.get(post=post).reasons == reasons


def test_the_day_after_the_last_one_a_name_is_enough_no_longer(post, known_reader):
    HouseRules.objects.create(pk=1, trust_names_until=timezone.localdate() - timedelta(days=1))
    send(post, **KNOWN)
    assert Comment.objects.get(post=post).reasons == ["new-browser"]


@pytest.mark.parametrize("state", ["pending", "rejected", "spam", "removed"])
def test_only_a_published_comment_makes_someone_known(post, state):
    make_comment(post, "Earlier.", status=state)
    send(post, **KNOWN)
    assert Comment.objects.latest("pk").reasons == ["first"]


def test_more_than_one_link_waits_for_a_known_reader_too(post, ada):
    response = send(post, ada, **{**KNOWN, "body": "See https://one.example/a and https://two.example/b"})
    assert Comment.objects.get(post=post).reasons == ["links"]
    assert (
        "It has two links, and a comment with more than one link waits" in Client().get(response.url).content.decode()
    )


def test_one_link_does_not_wait(post, ada):
    send(post, ada, **{**KNOWN, "body": "See https://one.example/a"})
    assert Comment.objects.get(post=post).is_public


def test_all_reasons_are_kept_and_told(post):
    response = send(post, body="See https://one.example/a and https://two.example/b")
    assert Comment.objects.get().reasons == ["first", "links"]
    page = Client().get(response.url).content.decode()
    assert "first comments wait" in page
    assert "two links" in page


def test_the_rules_record_decides(post):
    HouseRules.objects.create(pk=1, first_timers_wait=False, links_allowed=0)
    send(post)
    send(post, body="https://one.example/", name="Cy Adler", email="cy@adler.example")
    assert [comment.reasons for comment in Comment.objects.order_by("pk")] == [[], ["links"]]


def test_a_double_click_makes_one_comment_and_one_letter(post):
    first, second = send(post), send(post)
    assert first.url == second.url
    assert Comment.objects.count() == 1
    assert Email.objects.count() == 1


def test_the_same_words_a_day_later_are_a_new_comment(post, ada):
    with time_machine.travel(timezone.now() - timedelta(hours=20), tick=False):
        send(post, ada, **KNOWN)
    send(post, ada, **KNOWN)
    assert Comment.objects.filter(post=post).count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        send(post, ada, **KNOWN)
    assert Comment.objects.filter(post=post).count() == 2


def test_a_rejected_comment_may_be_sent_again(post):
    make_comment(post, TYPED["body"], TYPED["name"], TYPED["email"], status="rejected")
    send(post)
    assert Comment.objects.latest("pk").status == "pending"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "Please give the name"),
        ({"name": "\u200b\u3164"}, "a name that can be seen"),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"email": ""}, "Please give your e-mail address"),
        ({"email": "no address"}, "This is not an e-mail address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "This is not an e-mail address"),
        ({"website": "javascript:alert(1)"}, "not the address of a website"),
        ({"website": "https://user@evil.example/"}, "A website&#x27;s address begins"),
        ({"body": ""}, "Please write something"),
        ({"body": "  \n \u200b "}, "Please write something"),
        ({"body": "<b></b>"}, "Please write something"),
        ({"body": "<br><p> </p>&nbsp;&#8203;"}, "Please write something"),
        ({"body": "<blockquote></blockquote>"}, "Please write something"),
        ({"email": f"ben@{'.'.join(['漢字' * 7] * 14)}.example"}, "This e-mail address is too long"),
        ({"body": "x" * 10_001}, "10,000 are the most"),
        ({"body": "x" * 1_000_000}, "10,000 are the most"),
        ({"body": "nothing\x00"}, "Null characters are not allowed"),
        ({"name": "Ben\x00"}, "Null characters are not allowed"),
        ({"email": "ben\x00@okoro.example"}, "Null characters are not allowed"),
        ({"website": "https://okoro.example/\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_reason_and_all_that_was_typed(post, changes, told):
    response = send(post, **changes)
    page = response.content.decode()
    assert response.status_code == 400
    assert 'role="alert"' in page
    assert told in page
    for typed in {**TYPED, **changes}.values():
        assert escape(typed.splitlines()[0][:50] if typed else "").replace("\x00", "") in page.replace("\x00", "")
    assert not Comment.objects.exists()


def test_bytes_that_are_no_text_are_refused_with_a_reason(post):
    response = Client().post(
        reverse("submit-comment", args=[post.pk]),
        b"name=Ben&email=ben%40okoro.example&body=caf%E9",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 400
    assert "could not be read" in response.content.decode()


def test_other_control_characters_are_dropped(post):
    send(post, body="Bell\x07 and\r\nreturn")
    assert Comment.objects.get().body == "Bell and\nreturn"


def test_a_form_that_is_far_too_large_gets_a_page_that_explains(post):
    response = send(post, body="x" * 3_000_000)
    assert response.status_code == 400
    assert "too large" in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_comment_from_another_website_is_refused_and_kept_on_the_page(post, headers):
    response = Client().post(reverse("submit-comment", args=[post.pk]), TYPED, headers=headers)
    assert response.status_code == 403
    assert "another website" in response.content.decode()
    assert TYPED["body"] in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://testserver"}, {"origin": "null", "sec-fetch-site": "same-origin"}]
)
def test_a_missing_token_or_header_is_never_a_reason_to_refuse(post, headers):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("submit-comment", args=[post.pk]), TYPED, headers=headers)
    assert response.status_code == 303


def test_a_closed_post_takes_no_comment_and_loses_no_words(author):
    post = make_post(comments_open=False)
    response = send(post)
    assert response.status_code == 403
    assert "Comments on this post are closed." in response.content.decode()
    assert TYPED["body"] in response.content.decode()
    assert not Commenter.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "private"},
        {"status": "trash"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_public_takes_no_comment(author, fields):
    assert send(make_post(**fields)).status_code == 404


def test_a_page_takes_comments_as_a_post_does(author):
    assert send(make_page("About")).status_code == 303


@pytest.mark.parametrize("typed", [{"name": "tobias  WREN"}, {"name": "wren"}, {"email": "Wren@Ledger.example"}])
def test_nobody_comments_under_the_authors_name_or_address(post, typed):
    response = send(post, **typed)
    assert response.status_code == 422
    assert "log in first" in response.content.decode()
    assert TYPED["body"] in response.content.decode()


def test_the_author_comments_as_himself(post, admin):
    page = admin.get(post.get_absolute_url()).content.decode()
    assert "You are commenting as <strong>Tobias Wren</strong>" in page
    assert 'name="email"' not in page
    response = send(post, admin, body="https://one.example https://two.example https://three.example")
    comment = Comment.objects.get()
    assert response.url == comment.get_absolute_url()
    assert comment.author.username == "wren"
    assert "comment-by-author" in shown(post)
    assert not Email.objects.exists()


def test_the_author_is_not_made_to_speak_by_a_request_that_says_nothing_of_its_origin(post, author):
    browser = Client()
    browser.force_login(author)
    response = browser.post(reverse("submit-comment", args=[post.pk]), {"body": "I never said this."})
    assert response.status_code == 403
    assert not Comment.objects.exists()


def test_the_author_gets_a_letter_for_a_comment_that_waits(post):
    send(post, name="Ben\u202e Okoro", body="First line.\n\nSecond https://one.example https://two.example")
    letter = Email.objects.get()
    assert letter.to == ["wren@ledger.example"]
    assert letter.subject == "[House Rules] A comment waits for you"
    assert "ben@okoro.example" in letter.message
    assert "Nothing published yet from this e-mail address" in letter.message
    assert "two links: hxxps://one[.]example, hxxps://two[.]example" in letter.message.lower()
    assert f"http://testserver/admin/comments/comment/{Comment.objects.get().pk}/offence/" in letter.message
    assert not mail.outbox, "it waits in the outbox until the clock ticks"


def test_nobody_gets_a_letter_for_a_comment_that_appears(post, ada):
    send(post, ada, **KNOWN)
    assert not Email.objects.exists()


@pytest.mark.parametrize("token", ["nonsense", "MQ:1abc:forged"])
def test_a_waiting_comment_is_seen_by_no_one_who_makes_up_its_address(post, token):
    send(post)
    assert Client().get(f"/comments/waiting/{token}/").status_code == 404


def test_once_published_the_private_address_leads_to_the_comment(post):
    private = send(post).url
    Comment.objects.update(status="published")
    assert Client().get(private).url == Comment.objects.get().get_absolute_url()


def test_the_forms_address_leads_a_curious_reader_back(post):
    response = Client().get(reverse("submit-comment", args=[post.pk]))
    assert response.url == f"{post.get_absolute_url()}#comment-form"
