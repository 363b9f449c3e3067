"""The doors behind the links in letters: looking changes nothing, a button acts once, and nothing else opens them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from comments import actions, letters, signed
from comments.models import Comment, Decision, Follow
from tests.comments.mailroom import all_rows, held, letters_to, links_in, own_browser, reader, regular
from tests.comments.test_at_once import at_once
from tests.comments.test_submit import KNOWN, send
from tests.factories import make_comment

AUTHOR, ADA = "wren@ledger.example", "ada@marsh.example"
DOORS = ("confirm", "desk", "unfollow")
pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(post) -> dict[str, str]:
    """One link to each door, as the letters hold them."""
    regular(post, "dee@fox.example", "Dee Fox", confirmed=True)
    actions.follow(post, reader("dee@fox.example", confirmed=True), now=timezone.now() - timedelta(hours=1))
    regular(post)
    send(post, **KNOWN)
    reader("cy@adler.example")
    make_comment(post, "News.", "Cy Adler", "cy@adler.example", published_at=timezone.now())
    actions.tell_followers(now=timezone.now())
    links = {"confirm": letters_to(ADA), "desk": letters_to(AUTHOR), "unfollow": letters_to("dee@fox.example")}
    return {door: links_in(letter, f"/comments/{door}/")[0] for door, (letter,) in links.items()}


def desk_link(verb: str = "approve", letter: Email | None = None) -> str:
    letter = letter or letters_to(AUTHOR)[-1]
    return links_in(letter, "/comments/desk/")[list(letters.BY_LETTER).index(verb)]


@pytest.fixture
def waiting(post) -> Comment:
    comment = held(post, body="See https://one.example", network="192.0.2.0/24")
    letters.tell_of_waiting(comment, now=timezone.now())
    return comment


# All doors.


def test_looking_at_any_link_of_any_letter_changes_nothing(mailed, post, client):
    """A mail scanner follows every link, by GET and by HEAD, with the cookies that it is given."""
    page = send(post).url
    held_now = all_rows()
    links = [link for letter in Email.objects.all() for link in links_in(letter, "/") if "/admin/" not in link]
    links += [page, f"{page}tell/"]
    assert len(links) > 6
    for link in links:
        for look in (client.get, client.head, client.get):
            assert look(link, follow=True).status_code == 200, link
    assert all_rows() == held_now
    assert not client.cookies


@pytest.mark.parametrize("door", DOORS)
def test_pages_are_private_unindexed_and_hold_no_token(mailed, client, door):
    response = client.get(mailed[door])
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "csrfmiddlewaretoken" not in page
    assert "<script" not in page


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("token", ["x", "a:b:c", "WzFd:1", "%00", "é", "x" * 3000])
def test_a_forged_link_leads_nowhere(mailed, client, door, token):
    before = all_rows()
    for ask in (client.get, client.post):
        assert ask(f"/comments/{door}/{token}/").status_code == 404
    assert all_rows() == before


@pytest.mark.parametrize("door", DOORS)
def test_a_link_that_was_changed_or_is_for_another_door_leads_nowhere(mailed, client, door):
    before = all_rows()
    token = mailed[door].split("/")[-2]
    changed = ("A" if token[0] != "A" else "B") + token[1:]
    for other in DOORS:
        wrong = changed if other == door else token
        assert client.post(f"/comments/{other}/{wrong}/", {"answer": "yes", "all": ""}).status_code == 404
    assert all_rows() == before


@pytest.mark.parametrize("door", ["confirm", "desk"])
def test_after_a_week_a_link_says_so_and_does_nothing(mailed, client, door):
    before = all_rows()
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=5), tick=True):
        for ask in (client.get, client.post):
            response = ask(mailed[door], {"answer": "yes"})
            assert response.status_code == 410
            assert "This link has expired" in response.content.decode()
    assert all_rows() == before


def test_a_link_holds_for_a_week(mailed):
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=-60), tick=True):
        assert own_browser().get(mailed["desk"]).status_code == 200


def test_letters_are_ended_also_after_years(mailed, client):
    with time_machine.travel(timezone.now() + timedelta(days=1000), tick=True):
        assert client.post(mailed["unfollow"], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Follow.objects.get().ended_at


@pytest.mark.parametrize("door", ["confirm", "desk"])
@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_another_website_presses_no_button(mailed, door, headers):
    before = all_rows()
    for answer in ("yes", "no"):
        assert Client(headers=headers).post(mailed[door], {"answer": answer}).status_code == 403
    assert all_rows() == before


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
@pytest.mark.parametrize("door", DOORS)
def test_other_methods_are_refused(mailed, client, door, method):
    assert getattr(client, method)(mailed[door]).status_code == 405


@pytest.mark.parametrize("typed", [{}, {"answer": "maybe"}, {"answer": "\x00"}])
def test_no_answer_is_none(mailed, client, typed):
    before = all_rows()
    assert client.post(mailed["confirm"], typed).status_code == 400
    assert all_rows() == before


def test_what_is_gone_is_gone(mailed, client):
    Follow.objects.all().delete()  # as they are forgotten when they have ended
    for response in (client.get(mailed["unfollow"]), client.post(mailed["unfollow"])):
        assert response.status_code == 200
        assert "You get no letters" in response.content.decode()
    Decision.objects.all().delete()
    Comment.objects.all().delete()
    for door in ("confirm", "desk"):
        assert client.post(mailed[door], {"answer": "yes"}).status_code == 404


def test_an_erased_writer_is_asked_nothing(mailed, client, post):
    comment = Comment.objects.waiting().get()
    type(comment.commenter).objects.filter(email=ADA).update(erased_at=timezone.now())
    assert client.get(mailed["confirm"]).status_code == 404
    comment.refresh_from_db()
    assert not actions.ask_to_confirm(comment, now=timezone.now() + timedelta(days=3))


# The author's desk.


def test_the_page_shows_all_that_a_card_shows_and_one_button(waiting, client):
    page = client.get(desk_link()).content.decode()
    for told in ("Ben Okoro", "ben@okoro.example", "192.0.2.0/24", "Nothing published yet from", "https://one.example"):
        assert told in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count("<form") == main.count("<button") == 1
    assert "Approve this comment?" in page
    assert 'href="https://one.example' not in page


@pytest.mark.parametrize(("verb", "state"), [("approve", "published"), ("reject", "rejected"), ("spam", "spam")])
def test_its_button_decides_once_without_a_login_in_the_name_of_who_was_written_to(waiting, verb, state):
    client = own_browser()
    for _ in range(2):
        response = client.post(desk_link(verb))
        assert response.status_code == 303
    page = client.get(response.url).content.decode()
    assert f"It is {state}. Decided by Tobias Wren on" in page
    assert "<button" not in page.partition("</main>")[0]
    waiting.refresh_from_db()
    assert waiting.status == state
    row = Decision.objects.get()
    assert (row.verb, row.actor.email, row.actor_name) == (verb, AUTHOR, "Tobias Wren")
    assert not client.cookies


def test_who_comes_late_is_told_by_whom_and_when(waiting):
    nell = User.objects.create_superuser("nell", "nell@ledger.example", first_name="Nell", last_name="Gray")
    actions.reject(waiting, by=nell)
    client = own_browser()
    client.post(desk_link("approve"))
    page = client.get(desk_link("approve")).content.decode()
    assert "It is rejected. Decided by Nell Gray on" in page
    waiting.refresh_from_db()
    assert waiting.status == "rejected"
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("lost", [{"is_active": False}, {"is_staff": False}, {"is_superuser": False}])
def test_who_lost_the_right_decides_nothing(waiting, lost):
    link = desk_link()
    User.objects.filter(email=AUTHOR).update(**lost)
    for ask in (own_browser().get, own_browser().post):
        response = ask(link)
        assert response.status_code == 403
        assert "You no longer decide" in response.content.decode()
        assert "Ben Okoro" not in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.status == "pending"


def test_a_link_of_somebody_who_is_gone_decides_nothing(waiting):
    nell = User.objects.create_superuser("nell", "nell@ledger.example")
    link = signed.desk_url(waiting, "approve", nell).removeprefix("http://testserver")
    nell.delete()
    assert own_browser().post(link).status_code == 403


def test_no_letter_offers_a_sanction_without_a_login(waiting, client):
    (letter,) = letters_to(AUTHOR)
    (offence,) = links_in(letter, "/offence/")
    assert offence == f"/admin/comments/comment/{waiting.pk}/offence/"
    assert client.get(offence).status_code == 302
    assert client.get(offence).url.startswith("/admin/login/")


def test_a_token_signed_for_something_else_with_the_right_words_leads_nowhere(waiting, client, author):
    forged = signing.dumps([waiting.pk, "pending", "approve", author.pk], salt="comments.waiting")
    assert client.post(f"/comments/desk/{forged}/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_links_pressed_in_one_instant_decide_once(waiting, attempt):
    links = [desk_link("approve"), desk_link("spam")]
    at_once(*[lambda link=link: own_browser().post(link) for link in links])
    waiting.refresh_from_db()
    row = Decision.objects.get()
    assert (row.before, row.after) == ("pending", waiting.status)


# The page of a comment that waits: asking for the letter anew.


def test_who_asks_for_the_letter_again_is_told_when_it_left_and_when_there_can_be_another(post, client):
    page, now = send(post).url, timezone.now()
    with time_machine.travel(now, tick=False):
        client.post(f"{page}tell/")
        shown = client.get(page).content.decode()
    assert len(letters_to("ben@okoro.example")) == 1
    assert "you can have it sent again in 60 minutes" in shown
    assert "Send me that letter again" not in shown
    with time_machine.travel(now + timedelta(minutes=59, seconds=30), tick=False):
        answered = client.post(f"{page}tell/", follow=True).content.decode()  # from a page that was left open
    assert len(letters_to("ben@okoro.example")) == 1
    assert "It was written at" in answered
    assert "again in 30 seconds" in answered
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        assert "Send me that letter again" in client.get(page).content.decode()
        client.post(f"{page}tell/")
        assert "again in 60 minutes" in client.get(page).content.decode()
    assert len(letters_to("ben@okoro.example")) == 2
