"""What is not taken in: told why, with everything that was typed, through the form as a browser sends it."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from comments import actions
from comments.models import Comment, Commenter, HouseRules, Meter, Sanction
from comments.wording import NEUTRAL, moment
from tests.comments.test_submit import KNOWN, TYPED, send
from tests.factories import (
    browser_of,
    client_of,
    make_author,
    make_browser,
    make_comment,
    make_commenter,
    make_offence,
    make_page,
    make_post,
    make_sanction,
)

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
RULE = "After that you are banned."
T = datetime(2040, 6, 1, 12, 0, tzinfo=UTC)  # later than all that the cast has done


def refused(response, status: int, typed=TYPED) -> str:
    """The page of a refusal; nothing of what was typed is lost on it."""
    page = response.content.decode()
    assert response.status_code == status, page
    assert 'role="alert"' in page
    form = page.partition('id="comment-form"')[2]
    for text in (typed["name"], typed["email"], typed["body"]):
        assert escape(text) in form
    return unescape(page)


def at(moment: datetime):
    return time_machine.travel(moment, tick=False)


def rules(**fields) -> HouseRules:
    return HouseRules.objects.update_or_create(pk=1, defaults=fields)[0]


# Row 3: closed.


@pytest.mark.parametrize("make", [make_post, make_page])
def test_what_is_closed_by_its_switch_takes_nothing(author, make):
    post = make(comments_open=False)
    assert "Comments on this post are closed." in refused(send(post), 403)
    assert not Comment.objects.exists()
    assert not Commenter.objects.exists()


@pytest.mark.parametrize(("early", "status"), [(TICK, 303), (timedelta(0), 403), (-TICK, 403)])
def test_an_old_post_closes_by_itself_to_the_microsecond(author, early, status):
    rules(close_after_days=14)
    post = make_post(published_at=T)
    with at(T + 14 * DAY - early):
        assert send(post).status_code == status


@pytest.mark.parametrize(
    ("make", "fields", "status"),
    [
        (make_post, {}, 403),
        (make_post, {"comments_stay_open": True}, 303),
        (make_post, {"comments_stay_open": True, "comments_open": False}, 403),
        (make_page, {}, 303),
    ],
)
def test_a_post_may_stay_open_and_a_page_has_no_age(author, make, fields, status):
    rules(close_after_days=14)
    old = make(published_at=timezone.now() - 99 * DAY, **fields)
    assert send(old).status_code == status
    assert ('id="comment-form"' in Client().get(old.get_absolute_url()).content.decode()) is (status == 303)


def test_the_author_has_the_last_word_on_a_closed_post(admin):
    post = make_post(comments_open=False)
    assert send(post, admin).status_code == 303
    assert Comment.objects.get().is_public


def test_that_a_post_is_closed_is_told_before_what_bars_him(author, ada):
    make_sanction(make_commenter(), "ban", sentence=RULE)
    page = refused(send(make_post(comments_open=False), ada, **KNOWN), 403, KNOWN)
    assert "Comments on this post are closed." in page
    assert "You can no longer comment" not in page
    assert NEUTRAL not in page
    assert Sanction.objects.get().attempts == 0


# Row 4: the author's own name and address.


@pytest.mark.parametrize(
    "name",
    [
        "Tobias Wren",
        "tobias  WREN",
        "wren",
        "\u0422\u043ebi\u0430s Wr\u0435n",
        "Tobias\u200bWren",
        "\u202eTobias Wren",
        "Tobias\u3164Wren",
        "\uff34\uff4f\uff42\uff49\uff41\uff53 \uff37\uff52\uff45\uff4e",
        "Tobias Wren.",
        "T0bias Wren",
        "Tobias VVren",
    ],
)
def test_nobody_takes_a_name_that_looks_like_the_authors(post, name):
    response = send(post, name=name)
    assert response.status_code == 422
    assert "log in first" in response.content.decode()
    assert TYPED["body"] in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("name", ["Tobias", "Tobias Wrenn", "Robin Wren", "wrenwren"])
def test_a_name_that_is_only_a_little_like_the_authors_is_free(post, name):
    assert send(post, name=name).status_code == 303


@pytest.mark.parametrize("email", ["WREN@Ledger.example", "nell.gray+house@gmail.com", "NellGray@googlemail.com"])
def test_nobody_takes_the_address_of_somebody_who_may_log_in(post, email):
    make_author("nell", first_name="Nell", last_name="Gray", email="nell.gray@gmail.com")
    refused(send(post, email=email), 422, {**TYPED, "email": email})


# Rows 5 and 6: barred.


@pytest.mark.parametrize("step", ["suspension", "ban"])
def test_who_is_barred_is_told_so_himself_with_the_rule_the_time_and_the_way_to_answer(post, ada, step):
    offence = make_comment(post, "You oaf.", status="removed")
    sanction = make_sanction(make_commenter(), step, sentence=RULE, noticed_at=None)
    make_offence(offence, sanction)
    page = refused(send(post, ada, **KNOWN), 403, KNOWN)
    assert f"The rule: {RULE}" in page
    assert "You oaf." in page
    assert "/comments/answer/" in page
    if step == "suspension":
        assert f"Your commenting is suspended until {moment(sanction.until)}." in page
        assert f"MST ({sanction.until:%Y-%m-%d %H:%M:%S} UTC)" in page
    else:
        assert "You can no longer comment here, since" in page
    sanction.refresh_from_db()
    assert sanction.attempts == 1
    assert sanction.noticed_at is not None, "the page has told him"
    assert not Comment.objects.filter(body=KNOWN["body"]).exists()


@pytest.mark.parametrize("step", ["suspension", "ban"])
def test_of_a_sanction_a_stranger_who_typed_the_address_learns_nothing(post, known_reader, step):
    sanction = make_sanction(known_reader.commenter, step, sentence=RULE, noticed_at=None)
    make_offence(make_comment(post, "You oaf.", status="removed"), sanction)
    for client in (Client(), client_of(make_browser()), client_of(make_browser(make_commenter("ben@okoro.example")))):
        page = refused(send(post, client, **KNOWN), 403, KNOWN)
        assert NEUTRAL in page
        for secret in ("suspended", "no longer", RULE, "You oaf.", "/comments/answer/", "verdict"):
            assert secret not in page
    sanction.refresh_from_db()
    assert (sanction.attempts, sanction.noticed_at) == (3, None)


def test_the_browser_that_offended_is_told_though_nobody_knows_whose_it_is(post):
    secret = make_browser()
    offence = make_comment(post, "You oaf.", **BEN, status="rejected", browser=browser_of(secret))
    make_offence(offence, make_sanction(offence.commenter, "suspension", sentence=RULE))
    assert RULE in refused(send(post, client_of(secret)), 403)
    assert RULE not in refused(send(post), 403)


BEN = {"name": TYPED["name"], "email": TYPED["email"]}


@pytest.mark.parametrize("typed", ["ada.marsh@gmail.com", "adamarsh+x@gmail.com", "a.d.a.marsh@googlemail.com"])
def test_another_spelling_of_a_barred_mailbox_is_barred(post, typed):
    make_sanction(make_commenter("adamarsh@gmail.com"), "ban")
    assert NEUTRAL in refused(send(post, email=typed), 403, {**TYPED, "email": typed})


def test_another_address_of_a_barred_person_is_barred_as_long_as_they_are_one(post, author):
    ada, other = make_commenter(), make_commenter("other@elsewhere.example")
    make_sanction(ada, "ban")
    actions.join(ada, other, by=author)
    refused(send(post, email=other.email), 403, {**TYPED, "email": other.email})
    actions.part(other, by=author)
    assert send(post, email=other.email).status_code == 303


@pytest.mark.parametrize(("early", "status"), [(TICK, 403), (timedelta(0), 303), (-TICK, 303)])
def test_a_suspension_ends_to_the_microsecond(post, ada, early, status):
    until = make_sanction(make_commenter(), "suspension").until
    with at(until - early):
        assert send(post, ada, **KNOWN).status_code == status


def test_trying_again_makes_a_suspension_no_longer(post, ada):
    sanction = make_sanction(make_commenter(), "suspension")
    for attempt in range(4):
        typed = {**KNOWN, "body": f"Attempt {attempt}"}
        refused(send(post, ada, **typed), 403, typed)
    after = Sanction.objects.get()
    assert (after.attempts, after.until) == (4, sanction.until)


@pytest.mark.parametrize("step", ["suspension", "ban"])
@pytest.mark.parametrize("way_back", ["ended_at", "voided_at"])
def test_who_was_let_in_again_comments_again(post, ada, step, way_back):
    make_sanction(make_commenter(), step, **{way_back: timezone.now()})
    send(post, ada, **KNOWN)
    assert Comment.objects.get(post=post).is_public


def test_a_ban_is_told_before_the_suspension_that_it_came_upon(post, ada):
    make_sanction(make_commenter(), "suspension")
    ban = make_sanction(make_commenter(), "ban")
    assert "You can no longer comment" in refused(send(post, ada, **KNOWN), 403, KNOWN)
    Sanction.objects.filter(pk=ban.pk).update(voided_at=timezone.now())
    assert "Your commenting is suspended" in refused(send(post, ada, **KNOWN), 403, KNOWN)


def test_a_sanction_of_a_browser_holds_under_every_name_and_nowhere_else(post, ada):
    secret = make_browser()
    make_sanction(None, "ban", browser=browser_of(secret), sentence=RULE)
    for typed in (TYPED, KNOWN):
        assert RULE in refused(send(post, client_of(secret), **typed), 403, typed)
    assert send(post, ada, **KNOWN).status_code == 303
    assert send(post).status_code == 303


def test_the_way_to_answer_is_told_for_twenty_days_and_where_the_author_hears_answers(post, ada):
    sanction = make_sanction(make_commenter(), "ban", issued_at=T)
    for now, told in [(T + 20 * DAY - TICK, True), (T + 20 * DAY, False)]:
        with at(now):
            assert ("/comments/answer/" in refused(send(post, ada, **KNOWN), 403, KNOWN)) is told
    rules(appeals=False)
    Sanction.objects.filter(pk=sanction.pk).update(issued_at=timezone.now())
    assert "/comments/answer/" not in refused(send(post, ada, **KNOWN), 403, KNOWN)


def test_an_imported_ban_that_nobody_explained_is_refused_in_plain_words(post, ada):
    make_sanction(make_commenter(), "ban", sentence="", noticed_at=None)
    assert "The rule:" not in refused(send(post, ada, **KNOWN), 403, KNOWN)


# Row 7: a warning that he has not read.


def test_a_warning_is_shown_once_before_its_bearer_goes_on(post, ada):
    warning = make_sanction(make_commenter(), sentence=RULE, noticed_at=None)
    make_offence(make_comment(post, "You oaf.", status="removed"), warning)
    for _ in range(2):
        page = refused(send(post, ada, **KNOWN), 409, KNOWN)
        assert "You have been warned about an earlier comment of yours." in page
        assert RULE in page
        assert "You oaf." in page
        assert 'name="read_warning"' in page
    warning.refresh_from_db()
    assert warning.noticed_at is not None
    assert warning.acknowledged_at is None
    assert send(post, ada, **KNOWN, read_warning="on").status_code == 303
    warning.refresh_from_db()
    assert warning.acknowledged_at is not None
    assert Comment.objects.get(body=KNOWN["body"]).is_public
    with at(timezone.now() + DAY):
        assert send(post, ada, **{**KNOWN, "body": "And another."}).status_code == 303


@pytest.mark.parametrize("tick", [{}, {"read_warning": "on"}])
def test_a_warning_is_neither_shown_to_nor_read_by_a_stranger_who_typed_the_address(post, known_reader, tick):
    warning = make_sanction(known_reader.commenter, sentence=RULE, noticed_at=None)
    page = Client().get(send(post, **KNOWN, **tick).url).content.decode()
    assert RULE not in page
    assert "warn" not in page
    assert Comment.objects.get(post=post).reasons == ["new-browser"]
    warning.refresh_from_db()
    assert (warning.attempts, warning.noticed_at, warning.acknowledged_at) == (0, None, None)


def test_haste_under_a_warned_address_is_told_as_haste(post, known_reader):
    make_sanction(known_reader.commenter, sentence=RULE)
    send(post, **KNOWN)
    page = refused(send(post, **{**KNOWN, "body": "More."}), 429, {**KNOWN, "body": "More."})
    assert "That was quick." in page
    assert NEUTRAL not in page


@pytest.mark.parametrize("step", ["warning", "suspension"])
def test_name_and_address_may_open_the_door_but_never_tell_what_is_held_against_somebody(post, known_reader, step):
    """WordPress's rule lets anybody be taken for a regular; of a sanction he still learns nothing."""
    rules(confirm_new_browsers=False)
    sanction = make_sanction(known_reader.commenter, step, sentence=RULE, noticed_at=None)
    response = send(post, **KNOWN)
    assert response.status_code == (303 if step == "warning" else 403)
    assert RULE not in response.content.decode()
    sanction.refresh_from_db()
    assert sanction.noticed_at is None


@pytest.mark.parametrize("fields", [{"acknowledged_at": T}, {"voided_at": T}])
def test_a_warning_that_was_read_or_undone_is_not_shown(post, ada, fields):
    make_sanction(make_commenter(), **fields)
    assert send(post, ada, **KNOWN).status_code == 303


def test_the_box_is_on_no_form_but_that_of_a_warning(post, ada):
    assert "read_warning" not in Client().get(post.get_absolute_url()).content.decode()
    assert "read_warning" not in send(post, ada, body="").content.decode()


def test_the_box_stands_right_under_the_warning_and_has_to_be_ticked(post, ada):
    make_sanction(make_commenter(), sentence=RULE)
    page = refused(send(post, ada, **KNOWN), 409, KNOWN)
    assert "<h1>You have been warned</h1>" in page
    form = page.partition('id="comment-form"')[2]
    assert form.index('name="read_warning"') < form.index('name="name"') < form.index('name="body"')
    assert form.count('name="read_warning"') == 1
    assert "Please tick the box first." not in page
    again = refused(send(post, ada, **KNOWN, shown_warning="1"), 409, KNOWN)
    assert "Please tick the box first." in again.partition('role="alert"')[2].partition("</div>")[0]
    assert send(post, ada, **KNOWN, shown_warning="1", read_warning="on").status_code == 303


@pytest.mark.parametrize("step", ["suspension", "ban"])
def test_who_is_barred_finds_his_words_to_copy_and_no_button(post, ada, step):
    make_sanction(make_commenter(), step, sentence=RULE)
    page = refused(send(post, ada, **KNOWN), 403, KNOWN)
    form = page.partition('id="comment-form"')[2].partition("</form>")[0]
    assert "Post comment" not in page
    assert "<button" not in form
    assert "copy it if you want to keep it" in form
    assert "readonly" in form.partition("<textarea")[2].partition(">")[0]
    assert "Write to me" not in form


def test_to_who_only_typed_a_barred_address_the_button_stays(post, known_reader):
    """So he can take his own."""
    make_sanction(known_reader.commenter, "ban", sentence=RULE)
    assert "Post comment" in refused(send(post, **KNOWN), 403, KNOWN)


# Row 8: the same again.


@pytest.mark.parametrize(("state", "again"), [("rejected", True), ("removed", False), ("spam", False)])
def test_what_was_taken_down_is_not_let_in_by_sending_it_again(post, ada, state, again):
    make_comment(post, KNOWN["body"], status=state)
    assert send(post, ada, **KNOWN).status_code == 303
    assert Comment.objects.filter(post=post).count() == (2 if again else 1)


@pytest.mark.parametrize("changes", [{"body": "Other words."}, {"email": "cy@adler.example"}])
def test_other_words_or_another_writer_are_another_comment(post, changes):
    rules(limit_pace=False)
    send(post)
    send(post, **changes)
    assert Comment.objects.count() == 2


def test_the_same_words_under_another_post_are_another_comment(post):
    rules(limit_pace=False)
    send(post)
    send(make_post("Another"))
    assert Comment.objects.count() == 2


def test_the_author_may_say_again_what_he_has_taken_down(post, admin, author):
    send(post, admin)
    send(post, admin)
    assert Comment.objects.count() == 1
    actions.remove(Comment.objects.get(), by=author)
    send(post, admin)
    assert Comment.objects.visible().count() == 1


# Row 9: haste.


def words(number: int) -> dict[str, str]:
    return {**KNOWN, "body": f"Number {number}."}


@pytest.mark.parametrize(("after", "status"), [(timedelta(seconds=15) - TICK, 429), (timedelta(seconds=15), 303)])
def test_one_person_sends_one_in_fifteen_seconds(post, ada, after, status):
    with at(T):
        send(post, ada, **words(1))
    with at(T + after):
        response = send(post, ada, **words(2))
    assert response.status_code == status
    if status == 429:
        assert response["Retry-After"] == "1"
        assert "Please wait 1 second" in refused(response, 429, words(2))


@pytest.mark.parametrize(
    ("times", "span", "gap"), [(6, timedelta(minutes=10), timedelta(seconds=20)), (30, DAY, timedelta(minutes=40))]
)
def test_one_person_sends_so_many_in_so_long(post, known_reader, times, span, gap):
    """From ever new places and browsers: it is the person that counts."""
    sent = [(T + number * gap).isoformat() for number in range(times)]
    Meter.objects.create(key=f"owner:{known_reader.commenter.person}", times=sent)
    with at(T + span - TICK):
        response = send(post, client_of(make_browser(known_reader.commenter)), **words(1))
        assert (response.status_code, response["Retry-After"]) == (429, "1")
    with at(T + span):
        assert send(post, client_of(make_browser(known_reader.commenter)), **words(1)).status_code == 303


def test_a_stranger_who_types_his_address_does_not_silence_a_regular(post, ada):
    with at(T):
        for number in range(6):
            send(post, Client(), **words(number))
        assert send(post, ada, **words(9)).status_code == 303


def test_attempts_that_came_too_fast_make_the_wait_no_longer(post, ada):
    with at(T):
        send(post, ada, **words(1))
    for second in range(1, 15):
        with at(T + timedelta(seconds=second)):
            assert send(post, ada, **words(2))["Retry-After"] == str(15 - second)
    with at(T + timedelta(seconds=15)):
        assert send(post, ada, **words(2)).status_code == 303


def test_a_browser_is_slowed_down_under_whatever_address(post):
    browser = Client()
    with at(T):
        assert send(post, browser).status_code == 303
        second = {**TYPED, "email": "cy@adler.example", "name": "Cy"}
        assert "That was quick." in refused(send(post, browser, **second), 429, second)
        assert send(post, **second).status_code == 303


def from_network(post, address: str, number: int = 0):
    typed = {**TYPED, "email": f"reader{number}@many.example", "body": f"Number {number}."}
    return Client().post(f"/comments/on/{post.pk}/", typed, REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("near", "far"), [("203.0.113.250", "203.0.112.7"), ("2001:db8:1:2:ffff::9", "2001:db8:1:3::9")]
)
def test_one_network_sends_twenty_in_an_hour(post, near, far):
    first = "203.0.113.7" if "." in near else "2001:db8:1:2::1"
    with at(T):
        assert {from_network(post, first, number).status_code for number in range(20)} == {303}
    with at(T + timedelta(hours=1) - TICK):
        response = from_network(post, near, 21)
        assert (response.status_code, response["Retry-After"]) == (429, "1")
        assert from_network(post, far, 22).status_code == 303
    with at(T + timedelta(hours=1)):
        assert from_network(post, near, 21).status_code == 303


def test_of_someone_new_three_wait_and_a_fourth_is_not_taken(post, author):
    """Under whatever spelling of his address."""
    addresses = ["ben.okoro@gmail.com", "benokoro@gmail.com", "benokoro+x@gmail.com", "b.enokoro@gmail.com"]
    for minute, email in enumerate(addresses):
        with at(T + timedelta(minutes=minute)):
            response = send(post, email=email, body=f"Number {minute}.")
    page = refused(response, 429, {**TYPED, "email": email, "body": "Number 3."})
    assert "Several of your comments wait" in page
    assert "Retry-After" not in response
    assert Comment.objects.count() == 3


def test_when_the_author_has_looked_at_one_the_next_is_taken(post, author):
    browser = Client()
    for minute in range(3):
        with at(T + timedelta(minutes=minute)):
            send(post, browser, body=f"Number {minute}.")
    with at(T + timedelta(minutes=3)):
        assert send(post, browser, body="Number 3.").status_code == 429
        actions.approve(Comment.objects.first(), by=author)
        assert send(post, browser, body="Number 3.").status_code == 303
        assert Comment.objects.last().is_public


def test_of_someone_known_more_than_three_may_wait(post, ada):
    for number in range(3):
        make_comment(post, f"Waits {number}.", status="pending")
    assert send(post, ada, **KNOWN).status_code == 303


def test_who_does_not_limit_the_pace_lets_everything_in(post):
    rules(limit_pace=False)
    browser = Client()
    assert {send(post, browser, body=f"Number {number}.").status_code for number in range(8)} == {303}


def test_the_author_may_be_quick(post, admin):
    assert {send(post, admin, body=f"Number {number}.").status_code for number in range(8)} == {303}


def test_an_approval_lets_its_writer_answer_at_once(post, author):
    browser = Client()
    send(post, browser)
    assert send(post, browser, body="More.").status_code == 429
    actions.approve(Comment.objects.get(), by=author)
    assert send(post, browser, body="More.").status_code == 303


def test_an_offence_lets_its_writer_be_told_at_once_and_not_that_he_was_quick(post, author):
    browser = Client()
    send(post, browser)
    actions.judge(Comment.objects.get(), category="obscenity", step="warning", by=author)
    assert "You have been warned about an earlier comment of yours." in refused(
        send(post, browser, body="More."), 409, {**TYPED, "body": "More."}
    )
    assert send(post, browser, body="More.", read_warning="on").status_code == 303
