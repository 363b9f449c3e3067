"""What the author knows about people: who is one person with whom, what he notes, whom he trusts."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments import actions, facts
from comments.actions import Refused
from comments.models import Browser, Commenter, Decision, HouseRules, Note, Sanction, Trust
from tests.comments.test_at_once import at_once
from tests.factories import make_author, make_comment

TEXT = "Good morning to all."


def reader(email: str) -> Commenter:
    one = Commenter.of(email)
    one.save()
    return one


def banned(commenter: Commenter) -> Sanction:
    return Sanction.objects.create(commenter=commenter, name="Ben Okoro", step="ban", noticed_at=timezone.now())


def trusted_browser(commenter: Commenter, secret: str = "") -> Browser:
    browser = Browser.objects.create(key=Browser.key_of(secret))
    Trust.objects.create(browser=browser, commenter=commenter)
    return browser


def person_of(*commenters: Commenter) -> set[str]:
    return {Commenter.objects.get(pk=one.pk).person for one in commenters}


@pytest.fixture
def ben(db) -> Commenter:
    return reader("ben@okoro.example")


@pytest.fixture
def benny(db) -> Commenter:
    return reader("benny@elsewhere.example")


def test_two_addresses_are_joined_once_and_one_row_of_the_ledger_names_both(author, ben, benny):
    assert actions.join(ben, benny, by=author, detail="He says so himself.") is True
    assert actions.join(ben, benny, by=author) is False
    assert actions.join(benny, ben, by=author) is False
    row = Decision.objects.get()
    assert (row.verb, row.commenter, row.actor) == ("join", benny, author)
    assert "benny@elsewhere.example" in row.label
    assert "ben@okoro.example" in row.detail
    assert "He says so himself." in row.detail
    assert set(Commenter.objects.same_person(ben)) == set(Commenter.objects.same_person(benny)) == {ben, benny}


def test_nobody_is_joined_with_himself(author, ben):
    assert actions.join(ben, ben, by=author) is False
    assert not Decision.objects.exists()


def test_joining_brings_all_that_either_was_joined_with(author, ben, benny):
    third, fourth = reader("third@okoro.example"), reader("fourth@okoro.example")
    actions.join(ben, third, by=author)
    actions.join(benny, fourth, by=author)
    actions.join(third, fourth, by=author)
    assert len(person_of(ben, benny, third, fourth)) == 1


def test_a_ban_of_one_address_holds_for_the_other_until_they_are_parted(author, post, ben, benny):
    banned(ben)
    actions.join(benny, ben, by=author)
    with pytest.raises(Refused) as refusal:
        actions.submit_comment(post=post, body=TEXT, name="Benny", email=benny.email)
    assert refusal.value.reason == "banned"
    assert actions.part(benny, by=author) is True
    assert actions.submit_comment(post=post, body=TEXT, name="Benny", email=benny.email).status == "pending"


def test_published_comments_count_together_only_while_joined(author, post, ben, benny):
    old = timezone.now() - timedelta(days=60)
    for number in range(3):
        for email in (ben.email, benny.email):
            make_comment(post, f"Number {number}", "Ben", email, submitted_at=old)
    assert not facts.is_established(ben, HouseRules.current(), timezone.now())
    actions.join(ben, benny, by=author)
    ben.refresh_from_db()
    assert facts.is_established(ben, HouseRules.current(), timezone.now())
    actions.part(ben, by=author)
    ben.refresh_from_db()
    assert not facts.is_established(ben, HouseRules.current(), timezone.now())


def test_trust_is_not_shared_by_those_who_are_joined(author, ben, benny):
    browser = trusted_browser(ben)
    actions.join(ben, benny, by=author)
    assert browser.is_bound_to(ben)
    assert not browser.is_bound_to(benny)


@pytest.mark.parametrize("leaving", ["first", "second", "third"])
def test_whoever_parts_those_who_stay_stay_together(author, leaving):
    people = {name: reader(f"{name}@many.example") for name in ("first", "second", "third")}
    actions.join(people["first"], people["second"], by=author)
    actions.join(people["first"], people["third"], by=author)
    gone = people.pop(leaving)
    assert actions.part(gone, by=author) is True
    assert actions.part(gone, by=author) is False
    assert len(person_of(*people.values())) == 1
    assert person_of(gone).isdisjoint(person_of(*people.values()))
    for one in people.values():
        assert set(Commenter.objects.same_person(one)) == set(people.values())
    assert set(Commenter.objects.same_person(gone)) == {gone}


def test_the_other_spellings_of_a_mailbox_part_with_it(author, benny):
    plain, tagged = reader("ben.okoro@gmail.com"), reader("benokoro+news@gmail.com")
    actions.join(benny, plain, by=author)
    assert person_of(plain, tagged) == person_of(benny)
    actions.part(tagged, by=author)
    assert len(person_of(plain, tagged)) == 1
    assert person_of(benny).isdisjoint(person_of(plain, tagged))


def test_who_is_joined_with_nobody_cannot_be_parted(author, ben):
    reader("other@okoro.example")
    assert actions.part(ben, by=author) is False
    assert not Decision.objects.exists()


def test_a_note_is_kept_with_its_writer_and_the_ledger_does_not_repeat_it(author, ben):
    note = actions.add_note(ben, text="  Knows a lot about ice. ", by=author)
    assert (note.text, note.actor_name) == ("Knows a lot about ice.", "Tobias Wren")
    assert actions.add_note(ben, text="Knows a lot about ice.", by=author) is None
    assert actions.add_note(ben, text=" \n ", by=author) is None
    row = Decision.objects.get()
    assert row.verb == "note"
    assert "ice" not in row.label + row.detail


def test_whose_comments_always_wait_waits_although_the_house_knows_him(author, post, ben):
    make_comment(post, "Earlier.", "Ben", ben.email)
    browser = trusted_browser(ben, "s" * 43)
    assert browser.is_bound_to(ben)
    assert actions.hold_always(ben, True, by=author) is True
    assert actions.hold_always(ben, True, by=author) is False
    comment = actions.submit_comment(post=post, body=TEXT, name="Ben", email=ben.email, secret="s" * 43)
    assert "always-hold" in comment.reasons
    assert actions.hold_always(ben, False, by=author) is True
    assert list(Decision.objects.values_list("verb", flat=True).order_by("pk")) == ["hold", "release"]


def test_all_browsers_of_an_address_are_distrusted_at_once(author, ben):
    browsers = [trusted_browser(ben), trusted_browser(ben, "another")]
    assert actions.distrust(ben, by=author) is True
    assert actions.distrust(ben, by=author) is False
    assert not any(browser.is_bound_to(ben) for browser in browsers)
    assert list(Decision.objects.values_list("verb", flat=True)) == ["distrust"]


def test_distrust_of_one_leaves_the_browsers_of_others(author, ben, benny):
    browser = trusted_browser(ben)
    Trust.objects.create(browser=browser, commenter=benny)
    actions.distrust(ben, by=author)
    assert browser.is_bound_to(benny)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_joins_in_one_instant_in_either_direction_are_one(attempt):
    author = make_author()
    helper = User.objects.create_superuser("helper")
    one, other = reader("one@many.example"), reader("other@many.example")
    joined = at_once(
        lambda: actions.join(Commenter.objects.get(pk=one.pk), Commenter.objects.get(pk=other.pk), by=author),
        lambda: actions.join(Commenter.objects.get(pk=other.pk), Commenter.objects.get(pk=one.pk), by=helper),
    )
    assert sorted(joined) == [False, True]
    assert len(person_of(one, other)) == 1
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_chain_of_joins_in_one_instant_ends_as_one_person():
    author = make_author()
    people = [reader(f"reader{number}@many.example") for number in range(4)]
    at_once(*[lambda a=a, b=b: actions.join(a, b, by=author) for a, b in pairwise(people)])
    assert len(person_of(*people)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_note_twice_in_one_instant_is_one_note():
    author, ben = make_author(), reader("ben@okoro.example")
    at_once(*[lambda: actions.add_note(ben, text="Twice.", by=author)] * 2)
    assert Note.objects.count() == 1
