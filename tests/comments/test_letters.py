"""The letters to the author and to writers, and the room in which he sees them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from comments import actions, letters, outbox, people
from comments.letters import defanged
from comments.models import Comment, Decision, Sanction
from tests.comments.mailroom import held, letters_to, links_in, reader
from tests.comments.test_submit import send
from tests.factories import make_comment

AUTHOR = "wren@ledger.example"
ROOM = "/admin/post_office/email/"


def wait_for(post, number: int, **fields) -> list[Comment]:
    """So many comments, taken in one after the other, of all of which the author is told or not."""
    comments = [held(post, email=f"reader{n}@many.example", name=f"Reader {n}", **fields) for n in range(number)]
    for comment in comments:
        letters.tell_of_waiting(comment, now=timezone.now())
    return comments


# To the author.


def test_the_author_is_told_who_what_and_why_with_nothing_that_can_be_followed(post):
    body = "See https://evil.example/x, www.bad.example and HTTP://1.evil.example."
    comment = held(
        post,
        ["first", "links"],
        body=body,
        name="www.spam.example",
        network="192.0.2.0/24",
        website="https://my.example",
    )
    letters.tell_of_waiting(comment, now=timezone.now())
    (letter,) = letters_to(AUTHOR)
    for part in (letter.message, letter.html_message):
        assert "ben@okoro.example" in part
        assert "192.0.2.0/24" in part
        assert "hxxps://evil[.]example/x" in part
        assert "www[.]bad[.]example" in part
        assert "www[.]spam[.]example" in part
        assert "hxxps://my[.]example" in part
        assert "Nothing published yet" in part
        for address in ("//evil.", "www.bad", "www.spam", "1.evil", "//my."):
            assert address not in part
    assert letter.html_message.count('href="http://testserver/') == letter.html_message.count("href=")


def test_a_long_comment_is_cut_and_html_in_it_is_text(post):
    comment = held(post, body="<em>So</em> " + "long " * 400, name="<b>Ben</b>")
    letters.tell_of_waiting(comment, now=timezone.now())
    (letter,) = letters_to(AUTHOR)
    assert "<em>So</em> long" in letter.message
    assert letter.message.count("long") < 210
    assert "&lt;em&gt;So&lt;/em&gt; long" in letter.html_message
    assert "<b>Ben" not in letter.html_message


@pytest.mark.parametrize("name", ["Ben\nBcc: all@victims.example", "Ben\r\nSubject: hello", "=?utf-8?q?x?="])
def test_no_words_of_a_reader_reach_a_header(post, name):
    letters.tell_of_waiting(held(post, name=name), now=timezone.now())
    (letter,) = letters_to(AUTHOR)
    message = letter.email_message().message()
    assert message["Subject"] == "[House Rules] A comment waits for you"
    assert message["Bcc"] is None
    assert message["Reply-To"] is None
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Ben" not in str(message.items())


def test_every_moderator_gets_a_letter_with_links_of_his_own(post):
    User.objects.create_superuser("nell", "nell@ledger.example")
    User.objects.create_user("clerk", "clerk@ledger.example", is_staff=True)
    User.objects.create_superuser("gone", "gone@ledger.example", is_active=False)
    letters.tell_of_waiting(held(post), now=timezone.now())
    assert {letter.to[0] for letter in Email.objects.all()} == {AUTHOR, "nell@ledger.example"}
    mine, hers = letters_to(AUTHOR)[0], letters_to("nell@ledger.example")[0]
    assert len(links_in(mine, "/comments/desk/")) == 3
    assert not set(links_in(mine, "/comments/desk/")) & set(links_in(hers, "/comments/desk/"))


def test_ten_letters_an_hour_then_one_digest_with_the_rest(post):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        wait_for(post, 13)
        assert len(letters_to(AUTHOR)) == 10
        call_command_without_sending(now=start)
        *_, digest = letters_to(AUTHOR)
        assert "3 comments came to wait for you" in digest.message
        for number in (10, 11, 12):
            assert f"Reader {number} (reader{number}@many.example)" in digest.message
            assert f"Reader {number}" in digest.html_message
        assert not Comment.objects.filter(told_author_at=None).exists()
        held(post, email="late@many.example", told_author_at=None)
    with time_machine.travel(start + timedelta(minutes=59), tick=False):
        call_command_without_sending(now=timezone.now())
        assert len(letters_to(AUTHOR)) == 11
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        call_command_without_sending(now=timezone.now())
        call_command_without_sending(now=timezone.now())
        assert len(letters_to(AUTHOR)) == 12
        wait_for(post, 1)
        assert len(letters_to(AUTHOR)) == 13


def call_command_without_sending(*, now) -> None:
    actions.send_digest(now=now)


def test_a_storm_makes_one_short_digest(post):
    wait_for(post, 80)
    assert actions.send_digest(now=timezone.now()) == 70
    *_, digest = letters_to(AUTHOR)
    assert "And 20 more." in digest.message
    assert digest.message.count("Is it safe?") == 50


@pytest.mark.parametrize("reasons", [["links", "trap"], ["first", "links", "trap"]])
def test_the_author_is_never_told_of_plain_advertisements(post, reasons):
    comment = held(post, reasons)
    letters.tell_of_waiting(comment, now=timezone.now())
    assert actions.send_digest(now=timezone.now()) == 0
    assert not Email.objects.exists()


@pytest.mark.parametrize("reasons", [["links"], ["trap"], ["first"]])
def test_either_alone_is_told(post, reasons):
    letters.tell_of_waiting(held(post, reasons), now=timezone.now())
    assert len(letters_to(AUTHOR)) == 1


def test_a_digest_holds_neither_what_was_moved_in_nor_what_is_decided(post, author):
    reader("ada@marsh.example")
    make_comment(post, status="pending")
    actions.reject(held(post), by=author)
    assert actions.send_digest(now=timezone.now()) == 0


def test_where_nobody_can_be_written_to_nothing_breaks_and_nothing_counts_as_told(post):
    User.objects.update(email="")
    comment = held(post)
    letters.tell_of_waiting(comment, now=timezone.now())
    assert actions.send_digest(now=timezone.now()) == 0
    comment.refresh_from_db()
    assert comment.told_author_at is None


def test_a_comment_through_the_form_is_told_once(post):
    send(post)
    send(post)
    assert len(letters_to(AUTHOR)) == 1
    assert Comment.objects.get().told_author_at


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://a.com/b.html?c=d.e", "hxxps://a[.]com/b[.]html?c=d.e"),
        ("a.com, b.org", "a[.]com, b[.]org"),
        ("Http://A.COM", "hxxp://A[.]COM"),
        ("xn--a-b.xn--p1ai", "xn--a-b[.]xn--p1ai"),
        ("例え。日本", "例え[.]日本"),
        ("No. Yes... 3.5 e.g. so", "No. Yes... 3.5 e.g. so"),
    ],
)
def test_addresses_are_written_so_that_no_mail_program_makes_links_of_them(typed, written):
    assert defanged(typed) == written


# To writers.


def test_a_writer_who_asked_is_told_once_that_he_is_published(post, author):
    comment = held(post)
    reader("ben@okoro.example", confirmed=True)
    Comment.objects.update(tell_writer=True)
    actions.approve(comment, by=author)
    assert not actions.tell_writers(now=timezone.now() + timedelta(minutes=4, seconds=59))
    later = timezone.now() + timedelta(minutes=5)
    assert actions.tell_writers(now=later) == 1
    (letter,) = letters_to("ben@okoro.example")
    assert letter.subject == "[House Rules] Your comment has been published"
    assert f"http://testserver{post.get_absolute_url()}#comment-{comment.pk}" in letter.message
    assert letter.html_message == ""
    actions.unapprove(comment, by=author)
    actions.approve(comment, by=author)
    assert not actions.tell_writers(now=later)
    assert len(letters_to("ben@okoro.example")) == 1


def test_what_is_taken_back_within_five_minutes_is_told_to_nobody_until_it_appears(post, author):
    comment = held(post)
    reader("ben@okoro.example", confirmed=True)
    Comment.objects.update(tell_writer=True)
    actions.approve(comment, by=author)
    actions.undo(Decision.objects.latest("pk").batch, by=author)
    assert not actions.tell_writers(now=timezone.now() + timedelta(minutes=6))
    actions.approve(comment, by=author)
    assert actions.tell_writers(now=timezone.now() + timedelta(minutes=6)) == 1


@pytest.mark.parametrize("asked", [True, False])
def test_nobody_else_is_told(post, author, asked):
    comment = held(post)
    reader("ben@okoro.example", confirmed=not asked)
    Comment.objects.update(tell_writer=asked)
    actions.approve(comment, by=author)
    assert not Email.objects.exists()


# The outbox.


@pytest.mark.parametrize(
    "address",
    [
        '"a,victim@victims.example,b"@evil.example',
        "a@b.example,c@d.example",
        "Ben <ben@okoro.example>",
        "a@b.example\n",
    ],
)
def test_an_address_that_hides_others_gets_no_letter(post, address):
    letter = outbox.put([address, "ok@fine.example"], "Hello", "Text")
    letter.refresh_from_db()
    assert letter.to == ["ok@fine.example"]


@pytest.mark.parametrize(
    "address", ["ben@okoro.example", "o'hara+x@mail.example", "müller@exämple.example", "a@[192.0.2.1]"]
)
def test_ordinary_addresses_get_theirs(address):
    assert people.is_plain(address)


# The room.


@pytest.fixture
def letter(post) -> Email:
    return outbox.put(["ben@okoro.example"], "Hello there", "Dear Ben, {{ x }} <b>hello</b>.")


def leave(letter: Email, status: int = STATUS.sent) -> None:
    Email.objects.filter(pk=letter.pk).update(status=status, number_of_retries=124, message_id="<old@house.example>")


def test_the_author_sees_each_letter_its_state_and_why_it_failed(admin, letter):
    leave(letter, STATUS.failed)
    letter.logs.create(status=STATUS.failed, exception_type="ConnectionRefusedError", message="Nobody answers.")
    page = admin.get(ROOM).content.decode()
    for told in ("Hello there", "ben@okoro.example", "Given up", "124"):
        assert told in page
    page = admin.get(f"{ROOM}{letter.pk}/change/").content.decode()
    assert "Dear Ben, {{ x }} &lt;b&gt;hello&lt;/b&gt;." in page
    assert "ConnectionRefusedError: Nobody answers." in page


def test_the_signed_addresses_of_others_are_not_for_him(admin, post):
    letters.tell_of_waiting(held(post), now=timezone.now())
    (letter,) = letters_to(AUTHOR)
    page = admin.get(f"{ROOM}{letter.pk}/change/").content.decode()
    assert "/comments/desk/…" in page
    for link in links_in(letter, "/comments/desk/"):
        assert link not in page


@pytest.mark.parametrize(("query", "count"), [({"q": "okoro"}, 1), ({"q": "there"}, 1), ({"q": "nobody"}, 0)])
def test_letters_are_found_by_address_and_subject(admin, letter, query, count):
    assert admin.get(ROOM, query).context["cl"].result_count == count


@pytest.mark.parametrize(("state", "count"), [("2", 1), ("0", 0), ("x", 1), ("\x00", 1)])
def test_letters_are_found_by_state(admin, letter, state, count):
    assert admin.get(ROOM, {"state": state}).context["cl"].result_count == count


@pytest.mark.parametrize("status", [STATUS.sent, STATUS.failed])
def test_one_button_sends_it_again_once_and_the_ledger_knows(admin, letter, status):
    leave(letter, status)
    page = admin.get(f"{ROOM}{letter.pk}/change/").content.decode()
    assert f'action="{ROOM}{letter.pk}/again/"' in page
    for _ in range(2):
        assert admin.post(f"{ROOM}{letter.pk}/again/").status_code == 302
    letter.refresh_from_db()
    assert (letter.status, letter.number_of_retries) == (STATUS.queued, None)
    assert letter.message_id != "<old@house.example>"
    row = Decision.objects.get()
    assert (row.verb, row.label, row.actor_name) == ("send-again", "[House Rules] Hello there", "Tobias Wren")


@pytest.mark.parametrize("status", [STATUS.queued, STATUS.requeued])
def test_what_is_on_its_way_is_not_sent_twice(admin, letter, status):
    leave(letter, status)
    assert "again/" not in admin.get(f"{ROOM}{letter.pk}/change/").content.decode()
    admin.post(f"{ROOM}{letter.pk}/again/")
    letter.refresh_from_db()
    assert (letter.status, letter.number_of_retries) == (status, 124)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("path", ["again/", "resend/", "preview/"])
def test_no_link_sends_anything(admin, letter, path):
    leave(letter)
    assert admin.get(f"{ROOM}{letter.pk}/{path}").status_code in (302, 404, 405)
    letter.refresh_from_db()
    assert letter.status == STATUS.sent


def test_nothing_of_a_letter_can_be_edited_added_or_deleted(admin, letter):
    forged = {"to": "all@victims.example", "subject": "x", "message": "x", "_save": "Save"}
    assert admin.get(f"{ROOM}add/").status_code == 403
    assert admin.post(f"{ROOM}{letter.pk}/change/", forged).status_code == 403
    assert admin.post(f"{ROOM}{letter.pk}/delete/", {"post": "yes"}).status_code == 403
    for action in ("requeue", "delete_selected"):
        admin.post(ROOM, {"action": action, "_selected_action": [letter.pk]})
    letter.refresh_from_db()
    assert letter.to == ["ben@okoro.example"]


def test_who_may_only_look_cannot_send(client, letter):
    leave(letter)
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_email"))
    client.force_login(viewer)
    assert "again/" not in client.get(f"{ROOM}{letter.pk}/change/").content.decode()
    assert client.post(f"{ROOM}{letter.pk}/again/").status_code == 403
    assert Client().post(f"{ROOM}{letter.pk}/again/").status_code == 302
    letter.refresh_from_db()
    assert letter.status == STATUS.sent


def test_the_room_is_called_letters_and_is_the_only_one(admin, letter):
    rooms = {room["app_label"]: room for room in admin.get("/admin/").context["app_list"]}
    assert rooms["post_office"]["name"] == "Letters"
    assert [model["name"] for model in rooms["post_office"]["models"]] == ["Letters"]
    for model in (Log, EmailTemplate, Attachment):
        assert admin.get(f"/admin/post_office/{model._meta.model_name}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_was_given_up_leaves_after_the_button(admin, letter, mailoutbox):
    leave(letter, STATUS.failed)
    admin.post(f"{ROOM}{letter.pk}/again/")
    call_command("tick")
    assert [message.to for message in mailoutbox] == [["ben@okoro.example"]]
    assert not Sanction.objects.exists()
