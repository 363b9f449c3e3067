"""What somebody answers to a sanction, once; and what the owner of an address does who wrote nothing."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from comments import actions
from comments.actions import Misjudged
from comments.answers import answer_url, not_me_url
from comments.models import Appeal, Comment, HouseRules, Offence, Sanction
from tests.comments.test_sanctions import ADA, judged, letters
from tests.comments.test_submit import KNOWN, send
from tests.factories import (
    browser_of,
    client_of,
    make_author,
    make_browser,
    make_comment,
    make_commenter,
    make_sanction,
)

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
T = datetime(2040, 6, 1, 12, 0, tzinfo=UTC)
TEXT = "I was quoting Shakespeare."


@pytest.fixture
def ban(author) -> Sanction:
    return make_sanction(make_commenter(), "ban", sentence="After that you are banned.")


def say(url: str, text: str = TEXT, **headers: str):
    return Client().post(url, {"text": text}, headers=headers or {"origin": "http://testserver"})


def link_in(letter: Email, kind: str) -> str:
    (found,) = re.findall(rf"http://testserver(/comments/{kind}/\S+)", letter.message)
    return found


# To answer.


@pytest.mark.parametrize("step", ["warning", "suspension", "ban"])
def test_the_link_in_the_letter_leads_to_the_rule_and_a_form(post, author, step):
    judged(make_comment(post, "You oaf.", **ADA, proof="bound"), step, reason="So be it.")
    url = link_in(letters()[0], "answer")
    response = Client().get(url)
    page = unescape(response.content.decode())
    sentence = Sanction.objects.get().sentence
    assert bool(sentence) == (step == "warning")  # the others are the author's own choice, and no rule demands them
    assert (f"The rule: {sentence}" in page) == bool(sentence)
    assert 'name="text"' in page
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert not response.cookies


def test_he_answers_once_and_the_author_is_told(ban):
    url = answer_url(ban)
    response = say(url)
    assert response.status_code == 200
    assert "Your answer has reached the author." in response.content.decode()
    assert TEXT in Client().get(url).content.decode()
    say(url, "And another thing.")
    assert Appeal.objects.get().text == TEXT
    (letter,) = letters()
    assert letter.to == ["wren@ledger.example"]
    assert TEXT in letter.message
    assert f"http://testserver/admin/comments/sanction/{ban.pk}/change/" in letter.message


@pytest.mark.parametrize(("after", "heard"), [(20 * DAY - TICK, True), (20 * DAY, False)])
def test_he_answers_within_twenty_days(author, after, heard):
    sanction = make_sanction(make_commenter(), "ban", issued_at=T)
    with time_machine.travel(T + after, tick=False):
        page = Client().get(answer_url(sanction)).content.decode()
        assert ('name="text"' in page) is heard
        assert ("Twenty days have passed" in page) is not heard
        say(answer_url(sanction))
    assert Appeal.objects.exists() is heard


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Please write something."), ("  \n ", "Please write something."), ("x" * 2001, "2001"), ("x\x00", "Null")],
)
def test_an_answer_that_cannot_be_taken_is_refused_with_a_reason_and_kept(ban, text, said):
    response = say(answer_url(ban), text)
    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    assert text.strip().replace("\x00", "") in page.replace("\x00", "")
    assert not Appeal.objects.exists()


def test_two_thousand_characters_are_taken(ban):
    assert say(answer_url(ban), "x" * 2000).status_code == 200
    assert len(Appeal.objects.get().text) == 2000


def test_an_empty_request_is_no_answer(ban):
    response = Client().post(answer_url(ban), headers={"origin": "http://testserver"})
    assert response.status_code == 400
    assert "Please write something." in response.content.decode()


def test_nothing_in_an_answer_is_markup_or_a_template(ban):
    say(answer_url(ban), "<script>x</script> {% now 'Y' %} {{ settings }}")
    page = Client().get(answer_url(ban)).content.decode()
    assert "<script>x" not in page
    assert "{% now 'Y' %} {{ settings }}" in letters()[0].message


@pytest.mark.parametrize("url", [answer_url, not_me_url])
@pytest.mark.parametrize("spoil", [lambda token: token + "x", lambda token: token[::-1], lambda token: "1"])
def test_an_address_that_somebody_made_up_leads_nowhere(ban, url, spoil):
    path, _, rest = url(ban).rstrip("/").rpartition("/")
    assert Client().get(f"{path}/{spoil(rest)}/").status_code == 404
    assert say(f"{path}/{spoil(rest)}/").status_code == 404


def test_the_link_of_one_door_does_not_open_the_other(ban):
    token = answer_url(ban).rstrip("/").rpartition("/")[2]
    assert Client().get(f"/comments/not-me/{token}/").status_code == 404


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_another_website_answers_in_nobodys_name(ban, headers):
    response = say(answer_url(ban), **headers)
    assert response.status_code == 403
    assert "another website" in response.content.decode()
    assert TEXT in response.content.decode()
    say(not_me_url(ban), **headers)
    assert not Appeal.objects.exists()
    ban.refresh_from_db()
    assert ban.commenter is not None


@pytest.mark.parametrize("url", [answer_url, not_me_url])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_follows_the_links_changes_nothing(ban, url, method):
    before = Sanction.objects.values().get()
    assert getattr(Client(), method)(url(ban)).status_code == 200
    assert Sanction.objects.values().get() == before
    assert not Appeal.objects.exists()
    assert not letters()


def test_the_page_lets_its_own_form_say_where_it_comes_from(ban):
    """With no referrer at all, browsers call the origin of a form “null”, and over http nothing else vouches for it."""
    for url in (answer_url(ban), not_me_url(ban)):
        assert 'name="referrer" content="same-origin"' in Client().get(url).content.decode()


def test_who_answers_has_been_told(author):
    unknowing = make_sanction(make_commenter(), "ban", noticed_at=None)
    say(answer_url(unknowing))
    unknowing.refresh_from_db()
    assert unknowing.noticed_at is not None


def test_what_was_a_mistake_needs_no_answer(ban, author):
    url = answer_url(ban)
    actions.void_sanction(ban, by=author, reason="A mistake.")
    assert "It does not count any more." in Client().get(url).content.decode()
    say(url)
    assert not Appeal.objects.exists()


def test_without_answers_no_letter_offers_one(post, author):
    HouseRules.objects.create(pk=1, appeals=False)
    judged(make_comment(post, "You oaf.", **ADA, proof="bound"))
    assert "/comments/answer/" not in letters()[0].message
    assert "answer this letter" in letters()[0].message


def test_nobody_is_told_where_nobody_reads(ban):
    User.objects.update(email="")
    assert say(answer_url(ban)).status_code == 200
    assert Appeal.objects.exists()
    assert not letters()


def test_who_is_known_by_his_browser_alone_answers_too_and_reads_there_what_became_of_it(author):
    sanction = make_sanction(None, "ban", browser=browser_of(make_browser()))
    say(answer_url(sanction))
    Email.objects.all().delete()
    actions.answer_appeal(Appeal.objects.get(), outcome="ended", by=author, text="Come in.")
    assert "Come in." in Client().get(answer_url(sanction)).content.decode()
    assert not letters(), "nobody knows his address"


# What the author makes of it.


@pytest.fixture
def appeal(ban) -> Appeal:
    say(answer_url(ban))
    Email.objects.all().delete()
    return Appeal.objects.get()


@pytest.mark.parametrize(
    ("outcome", "in_force", "void"), [("upheld", True, False), ("ended", False, False), ("voided", False, True)]
)
def test_the_author_answers_from_the_sanctions_page_and_a_letter_says_so(admin, ban, appeal, outcome, in_force, void):
    door = f"/admin/comments/sanction/{ban.pk}/answer/"
    for _ in range(2):
        admin.post(door, {"outcome": outcome, "text": "I have read it."})
    ban.refresh_from_db()
    appeal.refresh_from_db()
    assert ban.in_force(timezone.now()) is in_force
    assert (ban.voided_at is not None) is void
    assert (appeal.outcome, appeal.answer, appeal.answered_by) == (outcome, "I have read it.", "Tobias Wren")
    (letter,) = letters()
    assert letter.to == ["ada@marsh.example"]
    assert "I have read it." in letter.message
    assert letter.headers["Reply-To"] == "wren@ledger.example"
    assert "I have read it." in Client().get(answer_url(ban)).content.decode()


@pytest.mark.parametrize("outcome", ["", "forgiven"])
def test_an_outcome_that_is_none_changes_nothing(ban, appeal, author, outcome):
    with pytest.raises(Misjudged, match="what becomes of it"):
        actions.answer_appeal(appeal, outcome=outcome, by=author)
    assert Appeal.objects.get().answered_at is None
    assert not letters()


def test_of_two_answers_the_first_stands(ban, appeal, author):
    other = make_author("nell", first_name="Nell", last_name="Gray")
    assert actions.answer_appeal(appeal, outcome="upheld", by=author, text="It stands.") is True
    assert actions.answer_appeal(appeal, outcome="voided", by=other, text="A mistake.") is False
    ban.refresh_from_db()
    assert ban.voided_at is None
    assert Appeal.objects.get().answer == "It stands."


# It was somebody else.


@pytest.fixture
def borrowed(post, author) -> Comment:
    """Somebody wrote under Ada's address, whom the house did not know yet."""
    browser = browser_of(make_browser())
    comment = make_comment(post, "You oaf.", **ADA, status="pending", browser=browser)
    judged(comment, "ban", reason="Enough.")
    return comment


def test_the_owner_of_the_address_says_so_and_is_free_while_the_browser_bears_it(post, borrowed):
    sanction = Sanction.objects.get()
    url = link_in(letters()[0], "not-me")
    assert "This was not me" in Client().get(url).content.decode()
    assert send(post, **KNOWN).status_code == 403
    for _ in range(2):
        page = Client().post(url, headers={"origin": "http://testserver"}).content.decode()
        assert "Nothing is held against your address." in page
    sanction.refresh_from_db()
    assert (sanction.commenter, sanction.browser, sanction.voided_at) == (None, borrowed.browser, None)
    assert list(sanction.decisions.order_by("pk").values_list("verb", flat=True)) == ["ban", "disclaim"]
    assert send(post, **KNOWN).status_code == 303
    assert not Offence.objects.filter(withdrawn_at__isnull=False).exists(), "the comment stays what it was"


def test_the_browser_from_which_it_came_stays_barred_under_every_address(post, author):
    secret = make_browser()
    judged(make_comment(post, "You oaf.", **ADA, browser=browser_of(secret)), "ban", reason="Enough.")
    Client().post(not_me_url(Sanction.objects.get()))
    assert send(post, client_of(secret)).status_code == 403
    assert send(post, client_of(secret), **KNOWN).status_code == 403


def test_where_no_browser_is_known_nobody_is_left_to_bear_it(post, author):
    judged(make_comment(post, "You oaf.", **ADA))
    sanction = Sanction.objects.get()
    Client().post(not_me_url(sanction))
    sanction.refresh_from_db()
    assert sanction.voided_at is not None
    assert sanction.voided_by == "the house"
    assert sanction.commenter is not None, "it stays in his file, where the author can read what happened"


def test_what_is_void_already_is_disclaimed_by_nobody(ban, author):
    actions.void_sanction(ban, by=author, reason="A mistake.")
    assert actions.disclaim(ban) is False
