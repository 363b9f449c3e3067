"""A reader who wants what is said after him gets it by letter, until he has had enough."""

from datetime import timedelta
from email import policy
from email.message import EmailMessage

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from comments import actions
from comments.models import Comment, Commenter, Follow, Sanction
from tests.comments.mailroom import held, letters_to, links_in, own_browser, reader, regular
from tests.comments.test_at_once import at_once
from tests.comments.test_submit import send
from tests.factories import make_comment, make_post

BEN = "ben@okoro.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(post) -> Commenter:
    """He has answered a letter, and follows the post since an hour ago."""
    commenter = regular(post, BEN, "Ben Okoro", confirmed=True)
    actions.follow(post, commenter, now=timezone.now() - timedelta(hours=1))
    return commenter


def say(post, body: str = "News.", name: str = "Cy Adler", email: str = "cy@adler.example", **fields) -> Comment:
    """A comment that appears now."""
    reader(email)
    times = {"submitted_at": timezone.now(), "published_at": timezone.now()}
    return make_comment(post, body, name, email, **{**times, **fields})


def tell(minutes: float = 1) -> int:
    """The clock ticks that much later."""
    return actions.tell_followers(now=timezone.now() + timedelta(minutes=minutes))


# The letter.


def test_one_letter_holds_all_that_is_new_with_ways_out(post, ben):
    say(post, "First <em>words</em>, see https://one.example.")
    say(post, "Second.", "Dee Fox", "dee@fox.example")
    assert tell() == 1
    (letter,) = letters_to(BEN)
    assert letter.subject == "[House Rules] Two new comments under “A harbour freezes over”"
    assert "Cy Adler wrote:" in letter.message
    assert "First <em>words</em>, see https://one.example." in letter.message
    assert "Second." in letter.message
    assert "&lt;em&gt;words&lt;/em&gt;" in letter.html_message
    assert "https://one.example" in letter.html_message
    assert 'href="https://one.example' not in letter.html_message
    assert "cy@adler.example" not in letter.message + letter.html_message
    (leave,) = links_in(letter, "/comments/unfollow/")
    assert letter.headers["List-Unsubscribe"] == f"<http://testserver{leave}>"
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_no_mail_library_breaks_the_address_that_ends_it(post, ben):
    say(post)
    tell()
    (letter,) = letters_to(BEN)
    header = letter.headers["List-Unsubscribe"]
    assert len(header) > 78
    modern = EmailMessage(policy=policy.SMTP)  # as Django makes it from 6.0 on
    modern["List-Unsubscribe"] = header
    for sent in (modern.as_bytes(), letter.email_message().message().as_bytes()):
        assert f"List-Unsubscribe: {header}" in " ".join(sent.decode().split())


def test_each_is_told_once(post, ben):
    say(post)
    assert [tell(), tell(), tell(20), tell(60)] == [1, 0, 0, 0]


def test_letters_stand_ten_minutes_apart_and_lose_nothing(post, ben):
    say(post, "One.")
    assert tell(1) == 1
    say(post, "Two.")
    say(post, "Three.")
    assert [tell(2), tell(10), tell(11.1)] == [0, 0, 1]
    assert "Two." in letters_to(BEN)[-1].message
    assert "Three." in letters_to(BEN)[-1].message
    assert "One." not in letters_to(BEN)[-1].message


def test_what_is_long_is_cut_and_what_is_much_is_counted(post, ben):
    for number in range(60):
        say(post, f"Number {number} " + "long " * 400)
    tell()
    (letter,) = letters_to(BEN)
    assert "And 10 more." in letter.message
    assert letter.message.count("long ") < 50 * 205
    assert letter.subject == "[House Rules] 60 new comments under “A harbour freezes over”"


def test_the_name_of_a_writer_reaches_no_header(post, ben):
    say(post, name="Cy\r\nBcc: all@victims.example {{ x }}")
    tell()
    message = letters_to(BEN)[0].email_message().message()
    assert message["Bcc"] is None
    assert "victims" not in str(message.items())


def test_the_authors_answers_are_news_too(post, ben):
    now = timezone.now()
    Comment.objects.create(
        post=post, author=post.author, name="Tobias Wren", body="Thank you.", html="<p>Thank you.</p>",
        status="published", published_at=now,
    )  # fmt: skip
    assert tell() == 1
    assert "Thank you." in letters_to(BEN)[0].message


def test_what_waited_is_told_when_it_is_approved(post, ben, author):
    comment = held(post, email="cy@adler.example", submitted_at=timezone.now() - timedelta(days=3))
    assert tell() == 0
    actions.approve(comment, by=author)
    assert tell() == 1


# Who gets none.


def test_his_own_words_are_no_news_under_whichever_address(post, ben):
    other = reader("ben@elsewhere.example")
    Commenter.objects.filter(pk=other.pk).update(person=ben.person)
    say(post, "Mine.", "Ben Okoro", BEN)
    Comment.objects.create(
        post=post, commenter=other, name="Ben", body="Mine too.", html="", status="published",
        published_at=timezone.now(),
    )  # fmt: skip
    assert tell() == 0


@pytest.mark.parametrize("status", ["pending", "rejected", "spam", "removed"])
def test_what_nobody_sees_is_told_to_nobody(post, ben, status):
    say(post, status=status)
    assert tell() == 0


def test_what_was_there_before_or_was_moved_in_is_no_news(post, ben):
    say(post, published_at=timezone.now() - timedelta(hours=2))
    say(post, published_at=None)
    say(make_post("Another", author=post.author))
    assert tell() == 0


def test_who_has_not_confirmed_gets_nothing_until_he_has(post):
    ben = regular(post, BEN, "Ben Okoro")
    actions.follow(post, ben, now=timezone.now() - timedelta(hours=1))
    say(post)
    assert tell() == 0
    Commenter.objects.filter(pk=ben.pk).update(confirmed_at=timezone.now())
    assert tell() == 1


@pytest.mark.parametrize(
    ("step", "until", "told"), [("ban", None, 0), ("suspension", 1, 0), ("suspension", -1, 1), ("warning", None, 1)]
)
def test_who_is_barred_now_gets_nothing(post, ben, step, until, told):
    end = timezone.now() + timedelta(days=until) if until else None
    sanction = Sanction.objects.create(commenter=ben, name="Ben Okoro", step=step, until=end)
    say(post)
    assert tell() == told
    Sanction.objects.filter(pk=sanction.pk).update(voided_at=timezone.now())
    assert tell(20) == 0
    say(post, "Later.")
    assert tell(40) == 1


def test_a_post_that_is_hidden_is_told_of_by_nobody(post, ben):
    say(post)
    type(post).objects.filter(pk=post.pk).update(status="draft")
    assert tell() == 0
    type(post).objects.filter(pk=post.pk).update(status="published")
    assert tell() == 1


# Beginning and ending.


def test_the_tick_in_the_form_begins_it_and_the_owner_of_the_address_is_asked(post, author):
    send(post, follow="on")
    follow = Follow.objects.get()
    assert (follow.post_id, follow.commenter.email, follow.ended_at) == (post.pk, BEN, None)
    (letter,) = letters_to(BEN)
    assert "new-browser" not in letter.message
    own_browser().post(links_in(letter, "/comments/confirm/")[0], {"answer": "yes"})
    say(post)
    assert tell() == 1


def test_without_the_tick_nothing_begins(post):
    send(post)
    assert not Follow.objects.exists()
    assert not letters_to(BEN)


def test_following_twice_is_following_once(post, ben):
    actions.follow(post, ben, now=timezone.now())
    assert Follow.objects.count() == 1
    say(post)
    assert tell() == 1


def test_who_comes_back_is_told_only_of_what_comes_then(post, ben):
    actions.unfollow(post, ben)
    say(post, "Missed.")
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=True):
        actions.follow(post, ben, now=timezone.now())
        assert tell() == 0


def test_one_click_of_a_mail_program_ends_it(post, ben):
    """RFC 8058: no cookie, no origin, no redirect followed."""
    say(post)
    tell()
    (leave,) = links_in(letters_to(BEN)[0], "/comments/unfollow/")
    for _ in range(2):
        response = Client().post(leave, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert "You get no letters about" in response.content.decode()
    assert Follow.objects.get().ended_at
    say(post)
    assert tell(20) == 0


def test_an_old_letter_ends_also_what_was_begun_anew(post, ben):
    say(post)
    tell()
    (leave,) = links_in(letters_to(BEN)[0], "/comments/unfollow/")
    Follow.objects.all().delete()
    actions.follow(post, ben, now=timezone.now())
    Client().post(leave, {"List-Unsubscribe": "One-Click"})
    assert not Follow.objects.filter(ended_at=None).exists()


def test_a_second_button_ends_all(post, ben):
    other = make_post("Another", author=post.author)
    actions.follow(other, ben, now=timezone.now())
    dee = reader("dee@fox.example", confirmed=True)
    actions.follow(post, dee, now=timezone.now())
    say(post)
    tell()
    (leave,) = links_in(letters_to(BEN)[0], "/comments/unfollow/")
    assert "You follow 1 other post." in Client().get(leave).content.decode()
    own_browser().post(leave, {"all": ""})
    assert set(Follow.objects.filter(ended_at=None).values_list("commenter__email", flat=True)) == {"dee@fox.example"}


# At once, and with many.


@pytest.mark.django_db(transaction=True)
def test_two_clocks_write_one_letter(post, ben):
    say(post)
    assert sorted(at_once(*[tell] * 4)) == [0, 0, 0, 1]
    assert Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_follow_once(post):
    ben = regular(post, BEN, "Ben Okoro", confirmed=True)
    at_once(*[lambda: actions.follow(post, ben, now=timezone.now())] * 4)
    assert Follow.objects.count() == 1


def test_a_letter_and_what_it_told_are_stored_together_or_not_at_all(post, ben, monkeypatch):
    say(post)
    with monkeypatch.context() as broken:
        broken.setattr("comments.outbox.Email.objects.create", lambda **fields: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tell()
    assert tell() == 1


def test_questions_do_not_grow_with_the_comments_of_the_site(post, ben):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            tell(60)
        return len(asked)

    before = questions()
    for number in range(3):
        other = make_post(f"Post {number}", author=post.author)
        for _ in range(20):
            say(other)
    assert questions() == before == 1
