"""The posted rules and the code that keeps them say the same, for both read the one record."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from comments.ladder import STEPS
from comments.models import HouseRules
from comments.wording import counted, duration, ladder_sentences, posted_rules, span
from tests.factories import make_post

A_WHILE = "someone who has been here a while (30 days and five comments)"


def rules(**fields) -> HouseRules:
    return HouseRules(pk=1, **fields)


def test_by_default_the_authors_own_rules_are_posted():
    assert posted_rules(rules()) == [
        "A first offence by someone new here gets a warning.",
        f"A second offence, or a first by {A_WHILE}, means a suspension of a week.",
        "After that you are banned.",
        "The first comment of someone new and any comment with more than one link wait for the author's approval.",
        "Be patient, he will get to it.",
    ]


@pytest.mark.parametrize(
    ("steps", "sentences"),
    [
        (
            ("warning", "suspension", "ban"),
            ["gets a warning.", "means a suspension of a week.", "After that you are banned."],
        ),
        (
            ("warning", "suspension", "suspension"),
            [
                "gets a warning.",
                "means a suspension of a week.",
                "After that each further offence means a suspension of a week again.",
            ],
        ),
        (("warning", "ban", "ban"), ["gets a warning.", "means a ban.", "means a ban."]),
        (("suspension", "ban", "ban"), ["means a suspension of a week.", "means a ban.", "means a ban."]),
    ],
)
def test_each_ladder_has_a_sentence_for_each_rung_and_says_none_twice(steps, sentences):
    first, second, last = steps
    record = rules(first_step=first, second_step=second, last_step=last)
    assert record.ladder.flaw() is None
    said = ladder_sentences(record)
    assert len(said) == len(sentences)
    for sentence, end in zip(said, sentences, strict=True):
        assert sentence.endswith(end)
    posted = posted_rules(record)
    assert len(posted) == len(set(posted))
    assert set(said) <= set(posted)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"suspension_days": 1}, "means a suspension of a day."),
        ({"suspension_days": 14}, "means a suspension of two weeks."),
        ({"suspension_days": 10}, "means a suspension of ten days."),
        ({"suspension_days": 365}, "means a suspension of 365 days."),
        ({"established_days": 7, "established_comments": 1}, "(a week and one comment)"),
        ({"links_allowed": 0}, "any comment with a link wait for"),
        ({"links_allowed": 13}, "any comment with more than 13 links wait for"),
        ({"first_timers_wait": False}, "Any comment with more than one link waits for the author's approval."),
        ({"close_after_days": 14}, "Comments close two weeks after a post appears."),
        ({"forget_offences_days": 90}, "An offence is forgotten after 90 days."),
        ({"forget_offences_days": 7}, "An offence is forgotten after a week."),
    ],
)
def test_every_number_of_the_rules_is_that_of_the_record(db, author, fields, sentence):
    record = rules(**fields)
    record.save()
    assert sentence in " ".join(posted_rules(record))
    post = make_post()
    for address in ("/rules/", post.get_absolute_url()):
        assert escape(sentence) in Client().get(address).content.decode().replace("\n", " ")


def test_what_the_record_leaves_at_never_is_not_promised():
    assert "close" not in " ".join(posted_rules(rules()))
    assert "forgotten" not in " ".join(posted_rules(rules()))


def test_the_rules_stand_in_the_authors_own_words_around_the_sentences(db, author):
    rules(before="<p>My house.</p>", after="<p>Thank you.</p><script>x()</script>").save()
    page = Client().get("/rules/").content.decode()
    assert page.index("<p>My house.</p>") < page.index("gets a warning.") < page.index("<p>Thank you.</p>")
    assert "x()" not in page


def test_asking_for_the_rules_writes_none(db):
    assert HouseRules.current().links_allowed == 1
    assert not HouseRules.objects.exists()


def test_a_ladder_that_makes_no_sense_is_not_posted():
    for first in STEPS:
        with pytest.raises(ValidationError):
            rules(first_step=first, second_step=first, last_step=first).clean()
    rules().clean()


@pytest.mark.parametrize("steps", list(product(STEPS, repeat=3)))
def test_every_ladder_has_words_even_one_that_is_refused(steps):
    first, second, last = steps
    assert all(ladder_sentences(rules(first_step=first, second_step=second, last_step=last)))


@pytest.mark.parametrize("last", STEPS)
def test_a_refused_form_says_so_and_goes_on_showing_what_readers_are_told(admin, last):
    rules(suspension_days=14).save()
    wrong = {"first_step": "ban", "second_step": "warning", "last_step": last, "suspension_days": 21}
    response = admin.post("/admin/comments/houserules/1/change/", {"links_allowed": 1, **wrong})
    assert response.status_code == 200
    page = response.content.decode()
    assert "No step may be lighter than the one before it." in page
    told = page.partition("What your readers are told now")[2].partition("</fieldset>")[0]
    assert "means a suspension of two weeks." in told
    assert "three weeks" not in told


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("links_allowed", 100),
        ("established_comments", 1000),
        ("established_days", 3650),
        ("forget_offences_days", 3650),
        ("old_post_days", 3650),
        ("close_after_days", 3650),
    ],
)
def test_a_number_that_is_none_is_refused(field, most):
    rules(**{field: most}).clean_fields()
    with pytest.raises(ValidationError) as wrong:
        rules(**{field: most + 1}).clean_fields()
    assert set(wrong.value.message_dict) == {field}


@pytest.mark.parametrize("days", [0, 366])
def test_a_suspension_lasts_between_a_day_and_a_year(days):
    with pytest.raises(ValidationError):
        rules(suspension_days=days).clean_fields()


def test_what_the_decisions_read_is_what_the_record_says():
    today = timezone.localdate()
    record = rules(
        links_allowed=3, old_post_days=9, wave=0, confirm_new_browsers=False, forget_offences_days=90, suspension_days=3
    )
    policy = record.policy(today)
    assert (policy.links_allowed, policy.old_after, policy.wave) == (3, timedelta(days=9), None)
    assert policy.confirm_new_browsers is False
    assert record.ladder.forgotten_after == timedelta(days=90)
    assert record.ladder.suspension == timedelta(days=3)


@pytest.mark.parametrize(("days", "trusted"), [(-1, False), (0, True), (1, True)])
def test_names_are_enough_until_the_last_day_and_on_it(days, trusted):
    today = timezone.localdate()
    record = rules(trust_names_until=today + timedelta(days=days))
    assert record.names_are_trusted(today) is trusted
    assert record.policy(today).confirm_new_browsers is not trusted


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no links"), (1, "one link"), (2, "two links"), (12, "twelve links"), (13, "13 links")]
)
def test_small_numbers_are_words(count, words):
    assert counted(count, "link") == words


@pytest.mark.parametrize(("days", "words"), [(1, "a day"), (6, "six days"), (7, "a week"), (21, "three weeks")])
def test_spans_are_said_as_people_say_them(days, words):
    assert span(days) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.000001, "1 second"),
        (1, "1 second"),
        (1.1, "2 seconds"),
        (60, "60 seconds"),
        (61, "2 minutes"),
        (3600, "60 minutes"),
        (3601, "2 hours"),
        (86400, "24 hours"),
    ],
)
def test_a_wait_is_rounded_up_and_never_too_short(seconds, words):
    assert duration(timedelta(seconds=seconds)) == words
