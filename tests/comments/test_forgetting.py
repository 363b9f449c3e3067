"""What is forgotten: a reader's data when the author erases them, and what the clock makes old."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.db import transaction
from django.utils import timezone
from post_office.models import STATUS, Email

from comments import actions, outbox
from comments.actions import Refused
from comments.exporting import exported
from comments.models import (
    Appeal,
    Browser,
    Comment,
    Commenter,
    Decision,
    Follow,
    HouseRules,
    Meter,
    Note,
    Offence,
    Sanction,
    Trust,
)
from tests.comments.test_at_once import at_once
from tests.comments.test_knowing import reader, trusted_browser
from tests.factories import make_author, make_comment, make_post
from tests.wordpress.conftest import run_file
from tests.wordpress.samples import comment as remark
from tests.wordpress.samples import export, item, written

BEN = "ben@okoro.example"
NOW = timezone.now().replace(microsecond=0)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ben(db) -> Commenter:
    return reader(BEN)


def said(post, body: str = "Ice is Okoro's trade.", email: str = BEN, **fields) -> Comment:
    fields = {"website": "https://okoro.example/", "network": "192.0.2.0/24", "look": "benokoro", **fields}
    return make_comment(post, body, "Ben Okoro", email, evidence={"word": ["Okoro"]}, **fields)


def sanctioned(commenter: Commenter, step: str = "ban", **fields) -> Sanction:
    until = timezone.now() + timedelta(days=7) if step == "suspension" else None
    return Sanction.objects.create(
        commenter=commenter,
        name="Ben Okoro",
        step=step,
        until=until,
        sentence="After that you are banned.",
        letter_subject="To Ben Okoro",
        letter="Dear Ben Okoro, you wrote: Okoro!",
        noticed_at=timezone.now(),
        **fields,
    )


@pytest.fixture
def full_life(author, post, ben) -> Commenter:
    """Somebody about whom everything is kept that can be kept."""
    waiting = said(post, "Okoro waits.", status="pending", reasons=["links"])
    comment = said(post, browser=trusted_browser(ben))
    actions.edit_comment(comment, body="Okoro's, edited.", by=author)
    actions.approve(waiting, by=author, detail="Okoro is right.")
    actions.unapprove(waiting, by=author)
    Commenter.objects.filter(pk=ben.pk).update(confirmed_at=timezone.now())
    actions.add_note(ben, text="Okoro lives by the sea.", by=author)
    actions.join(ben, reader("else@where.example"), by=author)
    sanction = sanctioned(ben, "warning")
    Offence.objects.create(comment=waiting, sanction=sanction, category="other", established=False, words="Okoro!")
    Appeal.objects.create(sanction=sanction, text="I, Okoro, object.", answer="Dear Okoro, no.")
    browser = Sanction.objects.create(browser=Browser.objects.create(key="thief"), name="Ben Okoro", step="ban")
    Offence.objects.create(comment=comment, sanction=browser, category="other", established=False, words="Okoro?")
    Decision.objects.create(verb="ban", sanction=browser, label=str(browser), actor_name="Tobias Wren")
    Follow.objects.create(post=post, commenter=ben)
    Meter.locked([f"person:{ben.person}", f"confirm:{ben.key}", "browser:other"])
    outbox.put([BEN], "To him", "Okoro!")
    outbox.put([author.email], "About him", f"Ben ({BEN}) wrote: Okoro!")
    return ben


def everything() -> str:
    """All that the database says, but for the log of the author's own logins."""
    models = [*apps.get_app_config("comments").get_models(), *apps.get_app_config("post_office").get_models()]
    return "".join(serializers.serialize("json", model._default_manager.all()) for model in models).lower()


@pytest.mark.parametrize("keep_text", [True, False])
def test_nothing_of_him_is_left_anywhere(author, full_life, keep_text):
    assert "okoro" in everything()
    assert actions.erase(full_life, keep_text=keep_text, by=author) is True
    left = everything()
    if keep_text:
        for comment in Comment.objects.filter(commenter=full_life):
            left = left.replace(json.dumps(comment.body)[1:-1].lower(), "").replace(
                json.dumps(comment.html)[1:-1].lower(), ""
            )
    assert "okoro" not in left
    assert "192.0.2" not in left


def test_his_comments_become_somebodys_and_keep_their_text_and_state(author, post, ben):
    published, waiting = said(post), said(post, "Okoro waits.", status="pending")
    actions.erase(ben, keep_text=True, by=author)
    for comment, state in ((published, "published"), (waiting, "pending")):
        before = comment.body, comment.html
        comment.refresh_from_db()
        assert (comment.name, comment.look, comment.website, comment.network) == ("Somebody", "", "", "")
        assert (comment.body, comment.html) == before
        assert (comment.browser, comment.evidence, comment.status) == (None, {}, state)


def test_where_the_text_goes_what_waits_is_rejected_and_the_ledger_says_so(author, post, ben, client):
    published, waiting = said(post), said(post, "Okoro waits.", status="pending")
    actions.erase(ben, keep_text=False, by=author)
    published.refresh_from_db()
    waiting.refresh_from_db()
    assert (published.body, published.status) == ("[erased]", "published")
    assert (waiting.body, waiting.status) == ("[erased]", "rejected")
    assert list(Decision.objects.order_by("pk").values_list("verb", flat=True)) == ["reject", "erase"]
    page = client.get(post.get_absolute_url()).content.decode()
    assert "<p>[erased]</p>" in page
    assert "Somebody" in page
    assert "Okoro" not in page


def test_erasing_twice_happens_once_but_kept_text_may_still_go(author, post, ben):
    comment = said(post)
    assert actions.erase(ben, keep_text=True, by=author) is True
    assert actions.erase(ben, keep_text=True, by=author) is False
    assert actions.erase(ben, keep_text=False, by=author) is True
    assert actions.erase(ben, keep_text=False, by=author) is False
    assert actions.erase(ben, keep_text=True, by=author) is False
    comment.refresh_from_db()
    assert comment.body == "[erased]"
    assert Decision.objects.filter(verb="erase").count() == 2
    ben.refresh_from_db()
    assert ben.email == f"erased-{ben.pk}@erased.invalid"
    assert ben.erased_at is not None
    assert ben.confirmed_at is None


@pytest.mark.parametrize("step", ["ban", "suspension"])
@pytest.mark.parametrize("returns_as", ["ben.okoro@gmail.com", "BenOkoro+again@googlemail.com"])
def test_who_is_barred_stays_barred_after_his_data_are_erased(author, post, step, returns_as):
    ben = reader("ben.okoro@gmail.com")
    said(post, email=ben.email)
    sanctioned(ben, step)
    actions.erase(ben, keep_text=False, by=author)
    assert "okoro" not in everything()
    for name in ("Ben Okoro", "Somebody else"):
        with pytest.raises(Refused) as refusal:
            actions.submit_comment(post=post, body="Back again.", name=name, email=returns_as)
        assert refusal.value.sanction.step == step


def test_the_ladder_goes_on_where_it_was_after_a_warned_reader_was_erased(author, post, ben):
    said(post)
    warning = sanctioned(ben, "warning")
    actions.erase(ben, keep_text=True, by=author)
    with transaction.atomic():
        back = Commenter.arriving(BEN)
    assert list(Sanction.objects.against(back)) == [warning]


def test_a_ban_of_a_joined_address_holds_also_after_this_one_was_erased(author, post, ben):
    other = reader("other@many.example")
    sanctioned(other)
    actions.join(other, ben, by=author)
    said(post)
    actions.erase(ben, keep_text=True, by=author)
    with pytest.raises(Refused):
        actions.submit_comment(post=post, body="Back again.", name="Ben", email=BEN)


@pytest.mark.parametrize("mistaken", [False, True])
def test_nothing_recognises_who_was_erased_without_a_stain(author, post, ben, mistaken):
    said(post)
    if mistaken:
        sanctioned(ben, voided_at=timezone.now(), voided_by="Tobias Wren")
    key = ben.key
    actions.erase(ben, keep_text=True, by=author)
    assert not Commenter.objects.filter(key=key).exists()
    assert not Commenter.objects.filter(person=key).exists()
    comment = actions.submit_comment(post=post, body="Back again.", name="Ben", email=BEN)
    assert comment.reasons[0] == "first"
    assert list(Commenter.objects.same_person(comment.commenter)) == [comment.commenter]


def test_whom_he_was_joined_with_stay_one_person_that_is_not_named_after_him(author, ben):
    others = [reader(f"{name}@many.example") for name in ("one", "two")]
    for other in others:
        actions.join(ben, other, by=author)
    key = ben.key
    actions.erase(ben, keep_text=True, by=author)
    assert set(Commenter.objects.same_person(others[0])) == set(others)
    assert not Commenter.objects.filter(person=key).exists()
    row = Decision.objects.filter(verb="join").first()
    assert BEN not in row.label + row.detail


def test_an_address_that_ends_like_his_keeps_its_letters_and_its_place_in_the_ledger(author, post, ben):
    bigben = reader(f"big{BEN}")
    said(post, "I am another.", bigben.email)
    actions.join(bigben, reader("third@many.example"), by=author)
    outbox.put([bigben.email], "To another", "Hello.")
    outbox.put([author.email], "About another", f"He is {bigben.email}.")
    outbox.put([author.email], "About another", f"{BEN}.au wrote.")
    shared = outbox.put([bigben.email, BEN.upper()], "To both", "Hello.")
    actions.erase(ben, keep_text=False, by=author)
    assert Email.objects.count() == 4
    shared.refresh_from_db()
    assert shared.to == [bigben.email]
    assert Comment.objects.get().name == "Ben Okoro"
    assert Decision.objects.get(verb="join").detail == f"The same person as {bigben.email}"


def test_letters_that_tell_of_a_comment_of_his_go_by_its_address_alone(author, post, ben):
    comment = said(post)
    follow_up = outbox.put(["ada@marsh.example"], "New", f"He wrote: x\n\nhttp://testserver/a/#comment-{comment.pk}\n")
    other = outbox.put(["ada@marsh.example"], "New", f"He wrote: x\n\nhttp://testserver/a/#comment-{comment.pk}0\n")
    actions.erase(ben, keep_text=True, by=author)
    assert list(Email.objects.all()) == [other]
    assert follow_up not in Email.objects.all()


def test_erasing_one_address_leaves_the_other_addresses_and_people_alone(author, post, ben, known_reader):
    before = exported(known_reader.commenter)
    said(post)
    others = {"browser:other", f"person:{known_reader.commenter.person}"}
    Meter.locked([*others])
    actions.erase(ben, keep_text=False, by=author)
    assert exported(Commenter.objects.get(email="ada@marsh.example")) == before
    assert others <= set(Meter.objects.values_list("key", flat=True))


@pytest.mark.parametrize("keep_text", [True, False])
@pytest.mark.parametrize("edited", [False, True])
def test_moving_in_again_does_not_bring_back_what_was_erased(author, tmp_path, keep_text, edited):
    told = {"author": "Ben Okoro", "author_email": BEN, "author_url": "https://okoro.example/"}
    run_file(written(tmp_path, export(item(1, "A post", "Words.", remark(8, "Okoro's words.", **told)))))
    actions.erase(Commenter.objects.get(), keep_text=keep_text, by=author)
    body = "Okoro's words, changed there." if edited else "Okoro's words."
    run_file(written(tmp_path, export(item(1, "A post", "Words.", remark(8, body, **told)))))
    comment = Comment.objects.get()
    assert (comment.name, comment.website) == ("Somebody", "")
    assert comment.body == ("Okoro's words." if keep_text else "[erased]")
    assert comment.commenter.erased_at is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_erasures_in_one_instant_are_one(attempt):
    author = make_author()
    post = make_post(author=author)
    ben = reader(BEN)
    for number in range(3):
        said(post, f"Number {number}", status="pending")
    done = at_once(
        *[lambda: actions.erase(Commenter.objects.get(pk=ben.pk), keep_text=False, by=author) for _ in range(2)]
    )
    assert sorted(done) == [False, True]
    assert Decision.objects.filter(verb="erase").count() == 1
    assert Decision.objects.filter(verb="reject").count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_joining_and_erasing_in_one_instant_get_along(attempt):
    author = make_author()
    ben, other = reader(BEN), reader("other@many.example")
    key = ben.key
    results = at_once(
        lambda: actions.erase(Commenter.objects.get(pk=ben.pk), keep_text=True, by=author),
        lambda: actions.join(Commenter.objects.get(pk=other.pk), Commenter.objects.get(pk=ben.pk), by=author),
    )
    assert results == [True, True]
    assert not Commenter.objects.filter(key=key).exists()
    assert BEN not in everything()


# The clock.


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=30), ""), (timedelta(days=30) - SECOND, "192.0.2.0/24")])
def test_a_network_is_forgotten_after_thirty_days_to_the_second(post, ben, age, left):
    comment = said(post, submitted_at=NOW - age)
    actions.forget_old(now=NOW)
    comment.refresh_from_db()
    assert comment.network == left


def test_the_author_says_after_how_many_days(post, ben):
    HouseRules.objects.create(pk=1, forget_networks_days=3)
    comment = said(post, submitted_at=NOW - timedelta(days=3))
    actions.forget_old(now=NOW)
    comment.refresh_from_db()
    assert comment.network == ""


def test_it_is_done_once_an_hour_however_often_the_clock_ticks(post, ben):
    assert actions.forget_old(now=NOW) is True
    comment = said(post, submitted_at=NOW - timedelta(days=99))
    assert actions.forget_old(now=NOW + timedelta(hours=1) - SECOND) is False
    comment.refresh_from_db()
    assert comment.network
    assert actions.forget_old(now=NOW + timedelta(hours=1)) is True
    comment.refresh_from_db()
    assert comment.network == ""


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=2), 0), (timedelta(days=2) - SECOND, 1)])
def test_a_meter_that_nobody_has_touched_for_two_days_goes(db, age, left):
    Meter.objects.create(key="person:somebody", touched_at=NOW - age)
    actions.forget_old(now=NOW)
    assert Meter.objects.filter(key="person:somebody").count() == left


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=30), 0), (timedelta(days=30) - SECOND, 1)])
def test_a_browser_from_which_nothing_came_for_thirty_days_goes(post, ben, age, left):
    browser = Browser.objects.create(key="b", created_at=NOW - timedelta(days=99))
    comment = said(post, browser=browser, submitted_at=NOW - age)
    actions.forget_old(now=NOW)
    assert Browser.objects.count() == left
    comment.refresh_from_db()
    assert (comment.browser is not None) == bool(left)


def test_browsers_that_are_trusted_or_earned_a_sanction_or_are_new_stay(post, ben):
    old = NOW - timedelta(days=99)
    trusted, earned, barred = (Browser.objects.create(key=key, created_at=old) for key in "teb")
    Trust.objects.create(browser=trusted, commenter=ben)
    comment = said(post, browser=earned, submitted_at=old)
    Offence.objects.create(comment=comment, sanction=sanctioned(ben), category="other", established=False, words="x")
    Sanction.objects.create(browser=barred, name="X", step="ban")
    Browser.objects.create(key="new", created_at=NOW - timedelta(days=29))
    Browser.objects.create(key="old", created_at=old)
    actions.forget_old(now=NOW)
    assert set(Browser.objects.values_list("key", flat=True)) == {"t", "e", "b", "new"}


@pytest.mark.parametrize(
    ("status", "age", "left"),
    [
        (STATUS.sent, timedelta(days=90), 0),
        (STATUS.sent, timedelta(days=90) - SECOND, 1),
        (STATUS.queued, timedelta(days=99), 1),
        (STATUS.failed, timedelta(days=99), 1),
    ],
)
def test_a_sent_letter_goes_after_ninety_days_and_its_sanction_keeps_the_words(ben, status, age, left):
    letter = outbox.put([BEN], "To him", "Dear Ben")
    Email.objects.filter(pk=letter.pk).update(status=status, created=NOW - age)
    sanction = sanctioned(ben, mail=letter)
    actions.forget_old(now=NOW)
    assert Email.objects.count() == left
    sanction.refresh_from_db()
    assert sanction.letter.startswith("Dear Ben Okoro")


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=30), 0), (timedelta(days=30) - SECOND, 1), (None, 1)])
def test_an_ended_subscription_goes_after_thirty_days(post, ben, age, left):
    Follow.objects.create(post=post, commenter=ben, ended_at=NOW - age if age else None)
    actions.forget_old(now=NOW)
    assert Follow.objects.count() == left


def test_when_the_ban_of_somebody_erased_turns_out_to_be_a_mistake_his_key_goes_too(author, post, ben):
    said(post)
    sanction, key = sanctioned(ben), ben.key
    actions.erase(ben, keep_text=True, by=author)
    actions.forget_old(now=NOW)
    assert Commenter.objects.get(pk=ben.pk).key == key
    Sanction.objects.filter(pk=sanction.pk).update(voided_at=NOW)
    actions.forget_old(now=NOW + timedelta(hours=2))
    assert not Commenter.objects.filter(key=key).exists()


@pytest.mark.parametrize("busy", [1, 200])
def test_it_asks_the_same_few_questions_however_much_there_is(post, ben, busy, django_assert_max_num_queries):
    old = NOW - timedelta(days=99)
    Browser.objects.bulk_create(Browser(key=f"b{number}", created_at=old) for number in range(busy))
    for browser in Browser.objects.all()[:20]:
        said(post, f"From {browser.pk}", browser=browser, submitted_at=old)
    with django_assert_max_num_queries(24):
        actions.forget_old(now=NOW)
    assert not Browser.objects.exists()
    assert Note.objects.count() == 0
