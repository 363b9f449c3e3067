"""Nobody bears what somebody else wrote, nobody steps off the ladder by saying so, and what comes back is as it was."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import STATUS, Email

from comments import actions
from comments.cases import case_of
from comments.models import Comment, Commenter, HouseRules, Offence, Sanction
from tests.comments.test_submit import KNOWN, send
from tests.factories import make_browser, make_comment, make_post

GAIL = {"name": "Gail Hart", "email": "gail.hart@gmail.com"}


def judged(comment: Comment, step: str = "warning", **how) -> Sanction | None:
    how.setdefault("by", comment.post.author)
    return actions.judge(comment, category="name-calling", step=step, **how).sanction


def browser_client(secret: str) -> Client:
    client = Client()
    client.cookies["browser"] = secret
    return client


def taken(response) -> Comment:
    assert response.status_code == 303, response.content.decode()
    return Comment.objects.latest("pk")


# Another spelling of somebody's mailbox.


def test_a_stranger_under_another_spelling_of_a_regulars_address_is_asked_about_first(post, admin):
    make_comment(make_post("Older", author=post.author), "Kind words.", **GAIL)
    stranger = taken(send(post, name="Troll", email="gailhart+zz@gmail.com", body="You swine."))
    page = admin.get(f"/admin/comments/comment/{stranger.pk}/offence/").content.decode()
    assert "Is this really Troll?" in page
    with pytest.raises(actions.Misjudged, match="Is this really"):
        judged(stranger)
    assert not Sanction.objects.exists()


def test_once_the_author_said_that_it_was_somebody_else_the_regular_goes_on(post):
    gail = make_comment(make_post("Older", author=post.author), "Kind words.", **GAIL)
    stranger = taken(send(post, name="Troll", email="gailhart+zz@gmail.com", body="You swine."))
    judged(stranger, "suspension", whose="browser", reason="A stranger.")
    own = browser_client(make_browser(gail.commenter))
    assert taken(send(post, own, **GAIL, body="Still here.")).is_public


# A browser bears what nobody else can be known to bear.


def test_a_browser_climbs_the_ladder_under_ever_new_addresses(post):
    troll, steps = Client(), []
    for number in range(3):
        typed = {"name": f"Troll {number}", "email": f"t{number}@trolls.example", "body": f"Oaf {number}"}
        assert send(post, troll, **typed).status_code == (409 if number == 1 else 303)
        comment = taken(send(post, troll, **typed, read_warning="on"))
        step = case_of(comment, rules=HouseRules.current(), now=timezone.now()).step
        steps.append(step)
        sanction = judged(comment, step)
        Sanction.objects.filter(pk=sanction.pk).update(noticed_at=sanction.issued_at - timedelta(days=1))
        Sanction.objects.exclude(step="warning").update(ended_at=timezone.now())
    assert steps == ["warning", "suspension", "ban"]


def test_who_is_barred_is_refused_in_his_browser_under_a_new_address_too(post):
    troll = Client()
    judged(taken(send(post, troll, body="Oaf.")), "ban", reason="Enough.")
    response = send(post, troll, name="Fresh Start", email="fresh@start.example", body="Hello.")
    assert response.status_code == 403
    assert "You can no longer comment here" in response.content.decode()


def test_a_browser_that_a_regular_shares_with_somebody_barred_is_still_the_regulars_own(post, known_reader):
    secret = make_browser(known_reader.commenter)
    shared = browser_client(secret)
    judged(taken(send(post, shared, body="Oaf.")), "ban", reason="Enough.")
    assert Sanction.objects.get().browser is not None
    answer = send(post, browser_client(secret), **{**KNOWN, "body": "I only live with him."})
    assert answer.status_code == 303


# “This was not me.”


def not_me(sanction: Sanction) -> str:
    (found,) = re.findall(r"http://testserver(/comments/not-me/\S+)", sanction.letter)
    return found


@pytest.fixture
def warned(post) -> tuple[Client, Sanction]:
    troll = Client()
    sanction = judged(taken(send(post, troll, body="Oaf.")))
    return troll, sanction


def test_the_owner_of_an_address_frees_it_and_the_author_is_told(warned):
    _, sanction = warned
    url = not_me(sanction)
    assert "This was not me" in Client().get(url).content.decode()
    Client().post(url)
    sanction.refresh_from_db()
    assert sanction.commenter is None
    assert sanction.browser is not None
    assert Email.objects.latest("pk").subject.endswith("Somebody says: this was not me")


def test_who_has_read_his_warning_cannot_say_that_it_was_not_he(post, warned):
    troll, sanction = warned
    send(post, troll, body="But.")
    send(post, troll, body="But.", read_warning="on")
    Client().post(not_me(sanction))
    sanction.refresh_from_db()
    assert sanction.acknowledged_at
    assert sanction.commenter is not None
    assert "no longer be answered" in Client().get(not_me(sanction)).content.decode()


@pytest.mark.parametrize("owned", ["appealed", "confirmed", "late"])
def test_nor_who_has_answered_it_or_owned_up_or_waited_too_long(warned, owned):
    _, sanction = warned
    if owned == "appealed":
        actions.appeal(sanction, text="I was angry.")
    elif owned == "confirmed":
        Comment.objects.update(proof="confirmed")
    else:
        Sanction.objects.update(issued_at=timezone.now() - timedelta(days=20))
    Client().post(not_me(sanction))
    sanction.refresh_from_db()
    assert sanction.commenter is not None


def test_where_no_browser_is_known_the_comment_stays_down_and_can_be_judged_anew(post):
    comment = make_comment(post, "Oaf.", "Ben Okoro", "ben@okoro.example", status="pending", reasons=["first"])
    sanction = judged(comment)
    Client().post(not_me(sanction))
    sanction.refresh_from_db()
    comment.refresh_from_db()
    assert sanction.voided_at
    assert comment.status == "rejected"
    assert not Offence.objects.filter(withdrawn_at=None).exists()


def test_another_website_cannot_say_it_for_him(warned):
    _, sanction = warned
    response = Client().post(not_me(sanction), headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    sanction.refresh_from_db()
    assert sanction.commenter is not None


# What comes back is as it was.


def test_what_a_void_brings_back_is_no_news(post, known_reader, author):
    old = timezone.now() - timedelta(days=60)
    Comment.objects.filter(pk=known_reader.pk).update(published_at=old)
    offending = make_comment(
        post, "Oaf.", **{key: KNOWN[key] for key in ("name", "email")}, proof="bound", published_at=old
    )
    ban = judged(offending, "ban", reason="Enough.", remove_published=True)
    actions.void_sanction(ban, by=author, reason="A mistake.")
    assert set(Comment.objects.values_list("status", "published_at")) == {("published", old)}


def test_ending_early_takes_back_the_letter_that_says_otherwise(post, known_reader, author):
    offending = make_comment(post, "Oaf.", **{key: KNOWN[key] for key in ("name", "email")}, proof="bound")
    week = judged(offending, "suspension", reason="Enough.")
    actions.end_sanction(week, by=author, reason="He has said sorry.")
    assert not Email.objects.filter(subject__contains="suspended until").exists()


def test_ending_early_is_told_to_who_knew_of_it(post, known_reader, author):
    offending = make_comment(post, "Oaf.", **{key: KNOWN[key] for key in ("name", "email")}, proof="bound")
    week = judged(offending, "suspension", reason="Enough.")
    Email.objects.update(status=STATUS.sent)
    actions.notice_letters(now=timezone.now())
    actions.end_sanction(week, by=author, reason="He has said sorry.")
    assert Email.objects.latest("pk").subject.endswith("You can comment again")


def test_an_appeal_against_a_warning_cannot_end_what_keeps_nobody_out(post, known_reader, author):
    offending = make_comment(post, "Oaf.", **{key: KNOWN[key] for key in ("name", "email")}, proof="bound")
    warning = judged(offending)
    actions.appeal(warning, text="I meant the weather.")
    with pytest.raises(actions.Misjudged, match="nothing to end"):
        actions.answer_appeal(warning.appeal, outcome="ended", by=author)


def test_nobody_writes_to_an_address_that_was_erased(post, known_reader, author):
    offending = make_comment(post, "Oaf.", **{key: KNOWN[key] for key in ("name", "email")}, proof="bound")
    warning = judged(offending)
    actions.erase(Commenter.objects.get(pk=known_reader.commenter_id), keep_text=True, by=author)
    actions.void_sanction(warning, by=author, reason="A mistake.", correction="Sorry.")
    assert not [letter for letter in Email.objects.all() if "erased" in str(letter.to)]


# “No, I did not write this.”


def test_what_the_owner_of_an_address_disowns_stands_under_it_no_longer(post, known_reader):
    comment = make_comment(post, "Not mine.", **{key: KNOWN[key] for key in ("name", "email")})
    actions.disown_comment(comment)
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert "disowned" in comment.reasons
    assert Email.objects.latest("pk").subject.endswith("Somebody says: this was not me")


def test_a_warned_reader_who_confirms_from_a_new_browser_has_to_be_let_in_by_the_author(post, known_reader, author):
    mine = make_comment(post, "Oaf.", **{key: KNOWN[key] for key in ("name", "email")}, proof="bound")
    judged(mine)
    comment = taken(send(post, Client(), **{**KNOWN, "body": "From my new machine."}))
    actions.confirm_comment(comment)
    comment.refresh_from_db()
    assert (comment.status, comment.reasons) == ("pending", ["unread"])
