"""A known address from a new browser: its owner is asked by letter, and answers once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from comments import actions
from comments.models import Browser, Comment, Commenter, Decision, Follow, HouseRules, Sanction, Trust
from tests.comments.mailroom import held, letters_to, links_in, own_browser, reader, regular
from tests.comments.test_at_once import at_once
from tests.comments.test_submit import KNOWN, send

ADA = "ada@marsh.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(post) -> Commenter:
    return regular(post)


def write(post, client: Client | None = None, **changes) -> Comment:
    """A comment under Ada's name and address, from a browser that the house has not seen."""
    assert send(post, client, **{**KNOWN, **changes}).status_code == 303
    comment = Comment.objects.order_by("pk").last()
    assert "new-browser" in comment.reasons
    return comment


def link() -> str:
    return links_in(letters_to(ADA)[-1], "/comments/confirm/")[0]


def answer(said: str, client: Client | None = None):
    return (client or own_browser()).post(link(), {"answer": said})


def state(comment: Comment) -> tuple[str, list[str], str]:
    comment.refresh_from_db()
    return comment.status, comment.reasons, comment.proof


def sanction(commenter: Commenter, step: str, **fields) -> Sanction:
    until = timezone.now() + timedelta(days=7) if step == "suspension" else None
    return Sanction.objects.create(commenter=commenter, name="Ada Marsh", step=step, until=until, **fields)


# The letter.


def test_the_owner_is_asked_and_told_nothing_of_the_comment(post, ada):
    write(post, body="Buy cheap ice.", name="Ada marsh")
    (letter,) = letters_to(ADA)
    assert post.title in letter.message
    assert "/comments/confirm/" in letter.message
    for private in ("Buy cheap ice", "Ada marsh"):
        assert private not in letter.message + letter.html_message + letter.subject
    assert letter.headers["Auto-Submitted"] == "auto-generated"


def test_nobody_is_asked_where_the_author_has_switched_it_off(post, ada):
    HouseRules.objects.create(confirm_new_browsers=False)
    send(post, **KNOWN)
    assert not letters_to(ADA)


def test_a_stranger_is_not_asked(post):
    send(post)
    assert not letters_to("ben@okoro.example")


def test_an_address_gets_one_such_letter_an_hour_and_three_a_day(post, ada):
    start, counts = timezone.now(), []
    for minutes in (0, 1, 59, 61, 62, 123, 185, 1439, 1441):
        comment = held(post, ["new-browser"], email=ADA)
        actions.ask_to_confirm(comment, now=start + timedelta(minutes=minutes))
        counts.append(Email.objects.count())
    assert counts == [1, 1, 1, 2, 2, 3, 3, 3, 4]


def test_spellings_of_one_mailbox_share_the_limit(post):
    asked = [
        actions.ask_to_confirm(held(post, email=email), now=timezone.now())
        for email in ("ada.marsh@gmail.com", "adamarsh+x@gmail.com", "a.d.a.m.a.r.s.h@googlemail.com")
    ]
    assert asked == [True, False, False]


def test_submissions_in_a_row_make_one_letter(post, ada):
    for number in range(3):
        with time_machine.travel(timezone.now() + timedelta(minutes=number), tick=True):
            write(post, body=f"Number {number}")
    assert len(letters_to(ADA)) == 1


# Yes.


def test_looking_shows_the_comment_and_two_buttons(post, ada):
    write(post, body="Ice is <em>safe</em>.")
    page = Client().get(link()).content.decode()
    assert "Ice is <em>safe</em>." in page
    assert "Yes, I wrote this" in page
    assert "No, this was not me" in page


def test_yes_publishes_and_both_browsers_are_hers_from_now_on(post, ada):
    laptop, phone = Client(), own_browser()
    comment = write(post, laptop)
    response = answer("yes", phone)
    assert response.status_code == 303
    assert response.url == f"{post.get_absolute_url()}#comment-{comment.pk}"
    assert state(comment) == ("published", [], "confirmed")
    ada.refresh_from_db()
    assert ada.confirmed_at
    assert Trust.objects.filter(commenter=ada).count() == 2
    moment = timezone.now()
    for number, browser in enumerate((laptop, phone), 1):
        with time_machine.travel(moment + timedelta(minutes=number), tick=False):
            assert "#comment-" in send(post, browser, **{**KNOWN, "body": f"From browser {number}"}).url
    assert len(letters_to(ADA)) == 1


def test_the_ledger_says_that_its_owner_published_it(post, ada):
    comment = write(post)
    answer("yes")
    rows = list(comment.decisions.order_by("pk").values_list("verb", "before", "after", "actor", "actor_name"))
    assert rows == [("confirm", "", "", None, "the house"), ("approve", "pending", "published", None, "the house")]


def test_yes_said_twice_is_said_once(post, ada):
    comment = write(post)
    first, second = own_browser(), own_browser()
    answer("yes", first)
    response = answer("yes", second)
    assert response.status_code == 303
    assert "You have said that you wrote this" in second.get(response.url).content.decode()
    assert comment.decisions.count() == 2
    assert not second.cookies
    assert Trust.objects.count() == 2


def test_the_first_answer_stands(post, ada):
    comment = write(post)
    answer("no")
    answer("yes")
    assert state(comment) == ("pending", ["new-browser", "disowned"], "claimed")
    assert not Trust.objects.exists()


def test_what_waits_for_something_else_too_still_waits_and_she_is_told_why(post, ada):
    comment = write(post, body="https://one.example https://two.example")
    client = own_browser()
    response = answer("yes", client)
    assert state(comment) == ("pending", ["links"], "confirmed")
    page = client.get(response.url).content.decode()
    assert "two links" in page
    assert "not from this browser" not in page


@pytest.mark.parametrize("step", ["suspension", "ban"])
def test_who_was_barred_meanwhile_still_waits(post, ada, step):
    comment = write(post)
    sanction(ada, step)
    answer("yes")
    assert state(comment)[0] == "pending"
    assert "new-browser" not in comment.reasons


def test_whose_ban_was_lifted_is_published(post, ada):
    comment = write(post)
    sanction(ada, "ban", ended_at=timezone.now())
    answer("yes")
    assert state(comment)[0] == "published"


@pytest.mark.parametrize(("change", "reason"), [("hold", "always-hold"), ("remove", "first")])
def test_what_the_author_decided_meanwhile_holds(post, ada, change, reason):
    comment = write(post)
    if change == "hold":
        Commenter.objects.update(always_hold=True)
    else:
        actions.remove(Comment.objects.visible().get(), by=post.author)
    answer("yes")
    assert state(comment) == ("pending", [reason], "confirmed")


def test_what_the_author_sent_back_to_wait_waits_for_him(post, ada):
    comment = write(post)
    actions.approve(comment, by=post.author)
    actions.unapprove(comment, by=post.author)
    answer("yes")
    assert state(comment)[0] == "pending"


@pytest.mark.parametrize("verb", ["approve", "reject", "spam"])
def test_a_late_yes_moves_nothing_but_confirms_the_address(post, ada, verb):
    comment = write(post)
    actions.decide(verb, comment, by=post.author)
    before = comment.status
    client = own_browser()
    response = answer("yes", client)
    assert client.get(response.url.partition("#")[0]).status_code == 200
    assert state(comment)[0] == before
    ada.refresh_from_db()
    assert ada.confirmed_at


def test_what_else_waits_from_that_browser_is_answered_with_it(post, ada):
    laptop = Client()
    comment = write(post, laptop)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=True):
        second = write(post, laptop, body="And another thing.")
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
        strangers = write(post, Client(), body="From elsewhere.")
        page = Client().get(link()).content.decode()
        assert "And another thing." in page
        assert "From elsewhere." not in page
        answer("yes")
    assert state(comment)[0] == state(second)[0] == "published"
    assert state(strangers) == ("pending", ["new-browser"], "claimed")


# No.


def test_no_leaves_it_to_the_author_who_sees_it(post, ada, admin):
    client = own_browser()
    comment = write(post)
    response = answer("no", client)
    assert "Thank you" in client.get(response.url).content.decode()
    assert state(comment) == ("pending", ["new-browser", "disowned"], "claimed")
    assert len(comment.evidence["disowned"]) == 1
    assert "did not write it" in admin.get("/admin/comments/comment/").content.decode()
    assert comment.decisions.get().verb == "disown"
    ada.refresh_from_db()
    assert ada.confirmed_at is None
    assert not client.cookies


def test_no_said_twice_is_said_once(post, ada):
    comment = write(post)
    answer("no")
    answer("no")
    assert state(comment)[1] == ["new-browser", "disowned"]
    assert Decision.objects.count() == 1


def test_no_ends_the_letters_that_the_stranger_asked_for(post, ada):
    reader(ADA, confirmed=True)
    write(post, follow="on")
    Comment.objects.filter(status="pending").update(tell_writer=True)
    answer("no")
    assert not Follow.objects.filter(ended_at=None).exists()
    assert not Comment.objects.filter(tell_writer=True).exists()


def test_a_disowned_comment_binds_no_browser_when_the_author_approves_it(post, ada):
    comment = write(post)
    answer("no")
    actions.approve(comment, by=post.author)
    assert not Trust.objects.exists()


# Told when it is published.


def waiting_page(post, **changes) -> tuple[Client, str]:
    client = own_browser()
    response = send(post, client, **changes)
    return client, response.url


def test_who_never_confirmed_his_address_is_asked_first(post, author):
    client, page = waiting_page(post)
    assert "Tell me by e-mail when it is published" in client.get(page).content.decode()
    response = client.post(f"{page}tell/")
    assert (response.status_code, response.url) == (303, page)
    assert "first please answer the one" in client.get(page).content.decode()
    (letter,) = letters_to("ben@okoro.example")
    client.post(links_in(letter, "/comments/confirm/")[0], {"answer": "yes"})
    comment = Comment.objects.get()
    assert (comment.status, comment.reasons) == ("pending", ["first"])
    assert "When it is published, a letter tells you so." in client.get(page).content.decode()
    actions.approve(comment, by=author)
    actions.tell_writers(now=timezone.now() + timedelta(minutes=5))
    assert letters_to("ben@okoro.example")[-1].subject.endswith("Your comment has been published")


def test_who_did_not_answer_hears_nothing(post, author):
    client, page = waiting_page(post)
    for _ in range(4):
        client.post(f"{page}tell/")
    actions.approve(Comment.objects.get(), by=author)
    assert len(letters_to("ben@okoro.example")) == 1


def test_a_published_comment_asks_for_no_letter(post, author):
    client, page = waiting_page(post)
    actions.approve(Comment.objects.get(), by=author)
    client.post(f"{page}tell/")
    assert not Comment.objects.get().tell_writer


@pytest.mark.parametrize("token", ["1:forged", "x", "1"])
def test_a_forged_page_tells_nobody(client, post, token):
    assert client.post(f"/comments/waiting/{token}/tell/").status_code == 404


# At once.


@pytest.mark.django_db(transaction=True)
def test_ten_answers_in_one_instant_are_one(post, ada):
    comment = write(post)
    address = link()
    at_once(*[lambda: own_browser().post(address, {"answer": "yes"})] * 6)
    assert state(comment)[0] == "published"
    assert sorted(Decision.objects.values_list("verb", flat=True)) == ["approve", "confirm"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_yes_against_no_leaves_one_answer(post, ada, attempt):
    comment = write(post)
    address = link()
    at_once(*[lambda said=said: own_browser().post(address, {"answer": said}) for said in ("yes", "no")])
    verbs = set(Decision.objects.values_list("verb", flat=True))
    assert (state(comment)[0], verbs) in [("published", {"confirm", "approve"}), ("pending", {"disown"})]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_yes_against_the_authors_rejection_leaves_a_ledger_that_explains_it(post, ada, attempt):
    comment = write(post)
    address, author = link(), post.author
    at_once(
        lambda: own_browser().post(address, {"answer": "yes"}),
        lambda: actions.reject(Comment.objects.get(pk=comment.pk), by=author),
    )
    moves = list(Decision.objects.exclude(after="").values_list("before", "after"))
    assert len(moves) == 1
    assert moves[0] == ("pending", state(comment)[0])
    assert Browser.objects.count() == 2
