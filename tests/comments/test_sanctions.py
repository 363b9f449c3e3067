"""The author answers an offence: the step, the letter and the ways back, by the verbs and through their doors."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from post_office.models import STATUS, Email

from comments import actions
from comments.actions import Misjudged
from comments.cases import case_of, lighter_today
from comments.models import Comment, Commenter, Decision, HouseRules, Offence, Sanction
from comments.wording import moment
from tests.comments.test_submit import KNOWN, send
from tests.factories import (
    browser_of,
    client_of,
    make_browser,
    make_comment,
    make_commenter,
    make_offence,
    make_post,
    make_regular,
    make_sanction,
)

DAY, TICK, MINUTE = timedelta(days=1), timedelta(microseconds=1), timedelta(minutes=1)
T = datetime(2040, 3, 11, 8, 0, tzinfo=UTC)  # later than all that the cast has done
ADA = {"name": "Ada Marsh", "email": "ada@marsh.example"}
FIRST = "A first offence by someone new here gets a warning."
SECOND = (
    "A second offence, or a first by someone who has been here a while (30 days and five comments), "
    "means a suspension of a week."
)
LAST = "After that you are banned."
SENTENCES = {"warning": FIRST, "suspension": SECOND, "ban": LAST}


def door(comment: Comment) -> str:
    return f"/admin/comments/comment/{comment.pk}/offence/"


def page_of(sanction: Sanction, verb: str = "") -> str:
    return f"/admin/comments/sanction/{sanction.pk}/{verb or 'change'}/"


def judged(comment: Comment, step: str = "warning", **how) -> Offence:
    how.setdefault("by", User.objects.get(username="wren"))
    return actions.judge(comment, category=how.pop("category", "name-calling"), step=step, **how)


def states() -> dict[int, str]:
    return dict(Comment.objects.values_list("pk", "status"))


def letters() -> list[Email]:
    return list(Email.objects.order_by("pk"))


@pytest.fixture
def oaf(post) -> Comment:
    """Ada's own comment, sent from her own browser, which breaks the rules."""
    browser = browser_of(make_browser(make_commenter()))
    return make_comment(post, "You oaf.", **ADA, proof="bound", browser=browser)


# Every cell: where he stands × how long he has been here × where the comment stands × how sure it is he.

HISTORIES = {
    "clear": [],
    "warned": [("warning", 20 * DAY)],
    "suspended": [("suspension", 3 * DAY)],
    "served": [("suspension", 20 * DAY)],
    "banned": [("ban", 20 * DAY)],
}
DEMANDED = {
    ("clear", False): "warning",
    ("clear", True): "suspension",
    ("warned", False): "suspension",
    ("warned", True): "suspension",
    ("suspended", False): "ban",
    ("suspended", True): "ban",
    ("served", False): "ban",
    ("served", True): "ban",
    ("banned", False): "none",
    ("banned", True): "none",
}
CELLS = [
    (standing, established, state, proof)
    for standing, established in DEMANDED
    for state in ("pending", "published")
    for proof in ("confirmed", "bound", "claimed-known", "claimed-new")
    if not (established and proof == "claimed-new")  # who is new to the house has not been here a while
]


def arrange(post, standing: str, established: bool, state: str, proof: str) -> Comment:
    if established:
        make_regular()
    elif proof == "claimed-known":
        make_comment(make_post("Older"), "Long ago.", **ADA)
    for step, ago in HISTORIES[standing]:
        make_sanction(make_commenter(), step, issued_at=timezone.now() - ago)
    browser = browser_of(make_browser())
    return make_comment(post, "You oaf.", **ADA, status=state, proof=proof.partition("-")[0], browser=browser)


@pytest.mark.parametrize(("standing", "established", "state", "proof"), CELLS)
def test_each_cell_through_the_authors_door(admin, post, standing, established, state, proof):
    comment = arrange(post, standing, established, state, proof)
    whose = {"whose": "person"} if proof == "claimed-known" else {}
    demanded = DEMANDED[standing, established]
    case = admin.get(door(comment), whose).context["case"]
    assert (case.step, case.standing, case.established) == (demanded, standing, established)
    response = admin.post(door(comment), {"category": "name-calling", "step": demanded, "reason": "", **whose})
    offence = Offence.objects.get()
    assert response.url == page_of(offence.sanction)
    comment.refresh_from_db()
    assert comment.status == {"pending": "rejected", "published": "removed"}[state]
    assert (offence.established, offence.words, offence.actor_name) == (established, "You oaf.", "Tobias Wren")
    if demanded == "none":
        assert Sanction.objects.get() == offence.sanction
        assert not letters()
        return
    sanction = Sanction.objects.latest("pk")
    assert (offence.sanction, sanction.step, sanction.demanded) == (sanction, demanded, "")
    assert sanction.sentence == SENTENCES[demanded]
    assert sanction.commenter == comment.commenter
    assert sanction.browser == (comment.browser if proof == "claimed-new" else None)
    assert sanction.until == (sanction.issued_at + 7 * DAY if demanded == "suspension" else None)
    (letter,) = letters()
    assert letter.to == [ADA["email"]]
    assert letter.scheduled_time == sanction.issued_at + 5 * MINUTE
    assert ("You oaf." in letter.message) is (proof != "claimed-new")
    assert ("/comments/not-me/" in letter.message) is (proof == "claimed-new")


@pytest.mark.parametrize("state", ["pending", "published"])
@pytest.mark.parametrize("standing", HISTORIES)
def test_a_borrowed_address_bears_nothing_and_its_owner_gets_no_letter(admin, post, standing, state):
    comment = arrange(post, standing, False, state, "claimed-known")
    before = list(Sanction.objects.filter(commenter=comment.commenter).values())
    case = admin.get(door(comment), {"whose": "browser"}).context["case"]
    assert (case.step, case.standing) == ("warning", "clear")
    admin.post(door(comment), {"category": "obscenity", "step": "warning", "reason": "", "whose": "browser"})
    sanction = Offence.objects.get().sanction
    assert (sanction.commenter, sanction.browser, sanction.step) == (None, comment.browser, "warning")
    assert list(Sanction.objects.filter(commenter=comment.commenter).values()) == before
    assert not letters()


@pytest.mark.parametrize("state", ["pending", "published"])
def test_whose_it_is_is_asked_first_where_the_address_may_be_borrowed(admin, post, state):
    comment = arrange(post, "clear", False, state, "claimed-known")
    case = admin.get(door(comment)).context["case"]
    assert (case.unproven, case.whose) == (True, "")
    response = admin.post(door(comment), {"category": "name-calling", "step": case.step, "reason": ""})
    assert response.status_code == 422
    assert "Is this really Ada Marsh?" in response.content.decode()
    assert not Offence.objects.exists()
    for whose in ("", "nobody", None):
        with pytest.raises(Misjudged, match="Is this really Ada Marsh"):
            judged(comment, whose=whose or "")


@pytest.mark.parametrize("state", ["pending", "published"])
def test_nobody_is_asked_whose_the_first_comment_of_someone_new_is(post, author, state):
    comment = arrange(post, "clear", False, state, "claimed-new")
    case = case_of(comment, rules=HouseRules.current(), now=timezone.now())
    assert (case.unproven, case.whose) == (False, "person")


def test_an_offence_of_nobody_who_can_be_known_again_can_only_be_taken_down(post, author, known_reader):
    comment = make_comment(post, "You oaf.", **ADA)
    with pytest.raises(Misjudged, match="does not know this browser again"):
        judged(comment, whose="browser")
    judged(comment, "none", whose="browser", reason="Nobody to tell.")
    assert Comment.objects.get(pk=comment.pk).status == "removed"
    assert not Sanction.objects.exists()


def test_a_browser_has_a_ladder_of_its_own(post, author, known_reader):
    browser = browser_of(make_browser())
    make_sanction(None, "suspension", browser=browser, issued_at=timezone.now() - 20 * DAY)
    comment = make_comment(post, "You oaf.", **ADA, browser=browser)
    sanction = judged(comment, "ban", whose="browser").sanction
    assert (sanction.demanded, sanction.commenter) == ("", None)


# What the author decides, and what he may not.


@pytest.mark.parametrize("step", ["suspension", "ban", "none"])
def test_another_step_than_the_demanded_one_needs_a_reason_and_keeps_it(admin, oaf, step):
    response = admin.post(door(oaf), {"category": "other", "step": step, "reason": "  "})
    assert response.status_code == 422
    assert "Please say why." in response.content.decode()
    assert not Offence.objects.exists()
    admin.post(door(oaf), {"category": "other", "step": step, "reason": "He knows better."})
    offence = Offence.objects.get()
    assert offence.reason == "He knows better."
    if step == "none":
        assert offence.sanction is None
        assert not letters()
    else:
        assert (offence.sanction.step, offence.sanction.demanded) == (step, "warning")
        assert offence.sanction.sentence == ""  # no rule demands it


@pytest.mark.parametrize(
    "typed",
    [
        {"category": "", "step": "warning"},
        {"category": "spam", "step": "warning"},
        {"category": "other", "step": ""},
        {"category": "other", "step": "exile"},
        {},
    ],
)
def test_a_decision_that_is_none_changes_nothing(admin, oaf, typed):
    assert admin.post(door(oaf), {**typed, "reason": "x"}).status_code == 422
    assert not Offence.objects.exists()
    assert states()[oaf.pk] == "published"


@pytest.mark.parametrize(("category", "step"), [("spam", "warning"), ("other", "exile"), ("", "none")])
def test_the_verb_knows_its_categories_and_steps(oaf, author, category, step):
    with pytest.raises(Misjudged, match="what the offence is"):
        judged(oaf, step, category=category, reason="x")


def test_one_comment_is_judged_once(admin, oaf):
    judged(oaf)
    response = admin.post(door(oaf), {"category": "other", "step": "ban", "reason": "Again."})
    assert response.status_code == 422
    assert "has been judged already" in response.content.decode()
    assert Sanction.objects.count() == Offence.objects.count() == 1


def test_a_decision_about_a_history_that_has_changed_since_is_asked_again(admin, post, oaf):
    seen = admin.get(door(oaf)).context["case"].version
    make_sanction(oaf.commenter, "warning", issued_at=timezone.now() - 9 * DAY)
    typed = {"category": "other", "step": "warning", "reason": "", "seen": seen}
    response = admin.post(door(oaf), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "His standing has changed" in page
    case = response.context["case"]
    assert case.step == "suspension"
    assert admin.post(door(oaf), {**typed, "step": "suspension", "seen": case.version}).status_code == 302


@pytest.mark.parametrize(
    ("held", "step", "refused"),
    [
        ("suspension", "warning", True),
        ("suspension", "suspension", False),
        ("suspension", "ban", False),
        ("ban", "warning", True),
        ("ban", "suspension", True),
        ("ban", "ban", True),
        ("ban", "none", False),
    ],
)
def test_to_what_holds_already_nothing_lighter_is_added(oaf, author, held, step, refused):
    make_sanction(oaf.commenter, held, issued_at=timezone.now() - 2 * DAY)
    if refused:
        with pytest.raises(Misjudged, match="barred already"):
            judged(oaf, step, reason="All the same.")
        assert not Offence.objects.exists()
    else:
        assert judged(oaf, step, reason="All the same.").comment == oaf


def test_a_ban_while_suspended_leaves_the_suspension_which_runs_on_when_the_ban_is_void(post, oaf, author):
    suspension = make_sanction(oaf.commenter, "suspension", issued_at=timezone.now() - 2 * DAY)
    ban = judged(oaf, "ban").sanction
    before = Sanction.objects.filter(pk=suspension.pk).values().get()
    actions.void_sanction(ban, by=author, reason="A mistake.")
    assert Sanction.objects.filter(pk=suspension.pk).values().get() == before
    assert suspension.in_force(timezone.now())


def test_spam_is_no_offence(post, oaf, author):
    actions.spam(oaf, by=author)
    assert not Offence.objects.exists()
    assert not Sanction.objects.exists()
    assert case_of(oaf, rules=HouseRules.current(), now=timezone.now()).standing == "clear"


def test_the_author_is_judged_by_nobody(admin, post, author):
    own = Comment.objects.create(post=post, author=author, name="Tobias Wren", body="Hm.", html="", status="published")
    with pytest.raises(Misjudged, match="Nobody is known"):
        judged(own)
    assert admin.post(door(own), {"category": "other", "step": "ban", "reason": "x"}).status_code == 302
    assert not Offence.objects.exists()


def test_the_author_may_say_how_long_somebody_has_been_here(post, oaf, author):
    assert judged(oaf, "suspension", established=True).established is True
    assert Sanction.objects.get().demanded == ""


def test_established_is_who_was_so_when_he_wrote_it_not_who_is_so_now(post, author):
    regular = make_regular(days=30)
    old = make_comment(post, "You oaf.", **ADA, proof="bound", submitted_at=timezone.now() - 20 * DAY)
    case = case_of(old, rules=HouseRules.current(), now=timezone.now())
    assert (case.established, case.step, case.published) == (False, "warning", 5)
    Comment.objects.filter(commenter=regular).exclude(pk=old.pk).update(submitted_at=timezone.now() - 51 * DAY)
    assert case_of(old, rules=HouseRules.current(), now=timezone.now()).established is True
    actions.remove(Comment.objects.exclude(pk=old.pk).first(), by=author)
    assert case_of(old, rules=HouseRules.current(), now=timezone.now()).established is False, (
        "what was removed counts not"
    )


def test_several_offences_of_one_sitting_are_one_step(post, oaf, author):
    second = make_comment(post, "And a fool.", **ADA, proof="bound")
    first = judged(oaf).sanction
    attached = judged(second, "none")
    assert attached.sanction == first
    assert Sanction.objects.count() == len(letters()) == 1
    assert states()[second.pk] == "removed"


def test_the_author_may_count_an_offence_of_one_sitting_by_itself(post, oaf, author):
    second = make_comment(post, "And a fool.", **ADA, proof="bound")
    judged(oaf)
    assert judged(second, "suspension", reason="One was enough.").sanction.demanded == "none"


def test_when_the_letter_has_left_the_next_offence_is_the_next_step(post, oaf, author):
    with time_machine.travel(T, tick=False):
        warning = judged(oaf).sanction
        assert actions.notice_letters(now=T) == 0
    Email.objects.update(status=STATUS.sent, last_updated=T + 6 * MINUTE)
    assert actions.notice_letters(now=T + 7 * MINUTE) == 1
    assert actions.notice_letters(now=T + 8 * MINUTE) == 0
    warning.refresh_from_db()
    noticed = warning.noticed_at
    assert noticed is not None
    for submitted_at, step in [(noticed - TICK, "none"), (noticed, "suspension")]:
        comment = make_comment(post, f"At {submitted_at}.", **ADA, proof="bound", submitted_at=submitted_at)
        assert case_of(comment, rules=HouseRules.current(), now=noticed + DAY).step == step


def test_who_gave_an_address_that_nothing_reaches_cannot_say_that_he_was_not_told(oaf, author):
    sanction = judged(oaf).sanction
    Email.objects.update(status=STATUS.failed)
    assert actions.notice_letters(now=timezone.now()) == 1
    sanction.refresh_from_db()
    assert sanction.noticed_at is not None


@pytest.mark.parametrize("status", [STATUS.queued, STATUS.requeued])
def test_a_letter_that_has_not_left_tells_nobody_anything(oaf, author, status):
    sanction = judged(oaf).sanction
    Email.objects.update(status=status)
    assert actions.notice_letters(now=timezone.now()) == 0
    sanction.refresh_from_db()
    assert sanction.noticed_at is None


def test_under_other_rules_the_sentence_is_theirs(oaf, author):
    HouseRules.objects.create(pk=1, first_step="suspension", second_step="ban", last_step="ban", suspension_days=10)
    sanction = judged(oaf, "suspension").sanction
    assert sanction.sentence == "A first offence by someone new here means a suspension of ten days."
    assert sanction.until - sanction.issued_at == 10 * DAY


def test_of_a_step_that_no_rule_knows_none_is_quoted(oaf, author):
    HouseRules.objects.create(pk=1, first_step="suspension", second_step="ban", last_step="ban")
    sanction = judged(oaf, "warning", reason="He is a child.").sanction
    assert sanction.sentence == ""
    assert "The rule that follows" not in letters()[0].message


# What goes with a ban.


@pytest.fixture
def others(post) -> dict[str, Comment]:
    """What Ada has said besides, under two addresses, and what somebody else has."""
    second = {"name": "Ada", "email": "ada@elsewhere.example"}
    actions.join(make_commenter(), make_commenter(second["email"]), by=User.objects.get(username="wren"))
    return {
        "pending": make_comment(post, "Waits.", **ADA, status="pending"),
        "published": make_comment(post, "Stands.", **ADA),
        "second": make_comment(post, "Waits too.", **second, status="pending"),
        "spam": make_comment(post, "Buy!", **ADA, status="spam"),
        "stranger": make_comment(post, "Mine.", "Ben", "ben@okoro.example", status="pending"),
    }


@pytest.mark.parametrize(
    ("choice", "pending", "published"),
    [
        ({}, "rejected", "published"),
        ({"reject_waiting": False}, "pending", "published"),
        ({"remove_published": True}, "rejected", "removed"),
    ],
)
def test_a_ban_takes_with_it_what_the_author_says(oaf, others, author, choice, pending, published):
    judged(oaf, "ban", reason="Enough.", **choice)
    now = states()
    assert {name: now[one.pk] for name, one in others.items()} == {
        "pending": pending,
        "published": published,
        "second": pending,
        "spam": "spam",
        "stranger": "pending",
    }


@pytest.mark.parametrize("step", ["warning", "suspension", "none"])
def test_nothing_lighter_than_a_ban_touches_his_other_comments(oaf, others, author, step):
    before = states()
    judged(oaf, step, reason="So be it.", remove_published=True)
    assert states() == {**before, oaf.pk: "removed"}


@pytest.mark.parametrize("posted", [{}, {"waiting": "leave"}, {"waiting": "reject", "published": "on"}])
def test_what_goes_with_a_ban_is_chosen_on_the_page(admin, oaf, others, posted):
    admin.post(door(oaf), {"category": "obscenity", "step": "ban", "reason": "Enough.", **posted})
    now = states()
    assert now[others["pending"].pk] == ("pending" if posted.get("waiting") == "leave" else "rejected")
    assert now[others["published"].pk] == ("removed" if "published" in posted else "published")


@pytest.mark.parametrize("way", [actions.void_sanction, actions.undo_sanction])
def test_a_ban_that_is_taken_back_restores_exactly_what_went_with_it(oaf, others, author, way):
    before = states()
    ban = judged(oaf, "ban", reason="Enough.", remove_published=True).sanction
    assert states() != before
    assert way(ban, by=author, **({"reason": "A mistake."} if way is actions.void_sanction else {}))
    assert states() == before


def test_what_has_moved_since_stays_where_it_is(oaf, others, author):
    before = states()
    ban = judged(oaf, "ban", reason="Enough.", remove_published=True).sanction
    actions.spam(others["published"], by=author)
    actions.approve(others["pending"], by=author)
    actions.void_sanction(ban, by=author, reason="A mistake.")
    assert states() == {**before, others["published"].pk: "spam", others["pending"].pk: "published"}


def test_what_was_attached_stays_down_when_its_sanction_is_void_and_can_be_judged_anew(post, oaf, author):
    second = make_comment(post, "And a fool.", **ADA, proof="bound")
    warning = judged(oaf).sanction
    judged(second, "none")
    actions.void_sanction(warning, by=author, reason="A joke among friends.")
    assert (states()[oaf.pk], states()[second.pk]) == ("published", "removed")
    assert not Offence.objects.filter(withdrawn_at=None).exists()


# Letters.


@pytest.mark.parametrize(
    ("step", "subject", "said"),
    [
        ("warning", "[House Rules] A warning about your comment", "You can go on commenting. The next time: A second"),
        ("suspension", "[House Rules] Your commenting is suspended until ", "From then on you can comment again."),
        ("ban", "[House Rules] You can no longer comment", "From now on you can no longer comment here."),
    ],
)
def test_each_step_has_its_letter(oaf, author, step, subject, said):
    sanction = judged(oaf, step, reason="So be it.").sanction
    (letter,) = letters()
    until = moment(sanction.until) if step == "suspension" else ""
    assert letter.subject == subject + until
    for words in (
        said,
        "You oaf.",
        FIRST if step == "warning" else "",
        until,
        oaf.post.get_absolute_url(),
        "/rules/",
        "/comments/answer/",
    ):
        assert words in letter.message
    assert "{" not in letter.message
    assert letter.headers["Reply-To"] == "wren@ledger.example"
    assert letter.headers["Auto-Submitted"] == "auto-generated"
    assert not letter.html_message
    assert (sanction.letter, sanction.mail) == (letter.message, letter)


def test_the_letter_is_sent_as_the_author_left_it(admin, oaf):
    text = "Dear Ada,\n\nplease do not. {% now 'Y' %} {until} {answer}"
    typed = {"subject_suspension": "A word about {until}", "letter_suspension": text}
    posted = {"category": "other", "step": "suspension", "reason": "x", "letter_warning": "Not this.", **typed}
    admin.post(door(oaf), posted)
    sanction, (letter,) = Sanction.objects.get(), letters()
    assert letter.subject == f"[House Rules] A word about {moment(sanction.until)}"
    assert letter.message.startswith("Dear Ada,")
    assert f"{{% now 'Y' %}} {moment(sanction.until)} http://testserver/comments/answer/" in letter.message.replace(
        "\r", ""
    )


def test_no_readers_word_stands_in_a_header(post, author):
    nasty = make_comment(
        make_post("Title\r\nBcc: x@evil.example"), "You oaf.", "Bcc: y@evil.example", ADA["email"], proof="bound"
    )
    judged(nasty)
    (letter,) = letters()
    assert "evil" not in letter.subject
    assert "evil" not in str(letter.headers)
    assert letter.to == [ADA["email"]]


@pytest.mark.parametrize(("category", "named"), [("name-calling", True), ("obscenity", True), ("other", False)])
def test_a_draft_left_as_it_is_names_only_what_the_rules_name(admin, oaf, category, named):
    field = admin.get(door(oaf)).context["form"]["letter_warning"].initial.replace("\n", "\r\n")
    typed = {"category": category, "step": "warning", "letter_warning": field}
    admin.post(door(oaf), {**typed, "subject_warning": "A warning about your comment"})
    assert ("name-calling and obscenities are not welcome" in letters()[-1].message) == named
    assert ("That is not welcome in this house." in letters()[-1].message) != named


def test_an_address_that_nobody_has_confirmed_gets_one_letter_a_day_that_quotes_nothing(post, author):
    def offend(body: str, at: datetime) -> None:
        comment = make_comment(post, body, **ADA, status="pending", submitted_at=at)
        Sanction.objects.update(noticed_at=at - TICK)
        step = case_of(comment, rules=HouseRules.current(), now=at).step
        judged(comment, step, now=at)

    for number, at in enumerate([T, T + DAY - TICK, T + DAY]):
        offend(f"You oaf, {number}.", at)
    assert list(Sanction.objects.order_by("pk").values_list("step", flat=True)) == ["warning", "suspension", "ban"]
    assert [letter.scheduled_time for letter in letters()] == [T + 5 * MINUTE, T + DAY + 5 * MINUTE]
    assert not any("oaf" in letter.message or "Ada" in letter.message for letter in letters())


def test_all_spellings_of_an_unconfirmed_mailbox_share_the_one_letter_a_day(post, author):
    for email in ("ada.marsh@gmail.com", "adamarsh+x@gmail.com"):
        comment = make_comment(post, f"You oaf, says {email}.", "Ada", email, status="pending")
        judged(comment, "suspension", reason="So be it.")
    assert Sanction.objects.count() == 2
    assert len(letters()) == 1


def test_a_letter_that_was_taken_back_was_not_written(post, author):
    comment = make_comment(post, "You oaf.", **ADA, status="pending")
    actions.undo_sanction(judged(comment).sanction, by=author)
    judged(comment)
    assert len(letters()) == 1


def test_the_author_without_an_address_is_no_reply_to(oaf, author):
    User.objects.update(email="")
    judged(oaf)
    assert "Reply-To" not in letters()[0].headers


# Ways back.


@pytest.mark.parametrize(("after", "undone"), [(5 * MINUTE - TICK, True), (5 * MINUTE, False)])
def test_until_the_letter_leaves_it_can_be_undone_and_nobody_ever_knew(post, oaf, author, after, undone):
    before = {**states(), "version": case_of(oaf, rules=HouseRules.current(), now=T).step}
    with time_machine.travel(T, tick=False):
        sanction = judged(oaf).sanction
    with time_machine.travel(T + after, tick=False):
        assert actions.undo_sanction(sanction, by=author) is undone
        assert actions.undo_sanction(sanction, by=author) is False
    assert Email.objects.exists() is not undone
    assert Sanction.objects.filter(voided_at=None).exists() is not undone
    if undone:
        oaf.refresh_from_db()
        assert {**states(), "version": case_of(oaf, rules=HouseRules.current(), now=T).step} == before
        assert judged(oaf, now=T + DAY).sanction.step == "warning", "it may be judged anew"


def test_what_he_has_seen_cannot_be_undone_only_called_a_mistake(post, author, ada):
    comment = make_comment(post, "You oaf.", **ADA, proof="bound")
    sanction = judged(comment, "suspension", reason="So be it.").sanction
    assert send(post, ada, **KNOWN).status_code == 403
    assert actions.undo_sanction(sanction, by=author) is False
    assert actions.void_sanction(sanction, by=author, reason="A mistake.") is True


def test_an_undone_sanction_leaves_a_pair_in_the_ledger(oaf, author):
    sanction = judged(oaf).sanction
    actions.undo_sanction(sanction, by=author)
    assert list(sanction.decisions.order_by("pk").values_list("verb", flat=True)) == ["warning", "undo"]


@pytest.mark.parametrize("step", ["suspension", "ban"])
def test_what_is_ended_early_lets_him_in_and_counts(oaf, author, step):
    sanction = make_sanction(oaf.commenter, step)
    for reason in ("", "   "):
        with pytest.raises(Misjudged, match="Please say why"):
            actions.end_sanction(sanction, by=author, reason=reason)
    assert actions.end_sanction(sanction, by=author, reason="He asked nicely.") is True
    assert actions.end_sanction(sanction, by=author, reason="Again.") is False
    sanction.refresh_from_db()
    assert (sanction.ended_because, sanction.ended_by) == ("He asked nicely.", "Tobias Wren")
    assert not sanction.in_force(timezone.now())
    later = make_comment(oaf.post, "Fool.", **ADA, proof="bound", submitted_at=timezone.now())
    assert case_of(later, rules=HouseRules.current(), now=timezone.now()).step == "ban"


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("warning", {}),
        ("suspension", {"issued_at": timezone.now() - 9 * DAY}),
        ("ban", {"voided_at": timezone.now()}),
        ("ban", {"ended_at": timezone.now()}),
    ],
)
def test_what_does_not_hold_cannot_be_ended(author, db, step, fields):
    assert actions.end_sanction(make_sanction(make_commenter(), step, **fields), by=author, reason="x") is False


def test_a_mistake_does_not_count_and_a_letter_says_so_where_the_author_writes_one(oaf, author):
    sanction = make_sanction(oaf.commenter, "ban")
    with pytest.raises(Misjudged, match="Please say why"):
        actions.void_sanction(sanction, by=author, reason=" ")
    assert actions.void_sanction(sanction, by=author, reason="A mistake.", correction="Dear Ada, forgive me.") is True
    assert actions.void_sanction(sanction, by=author, reason="Again.", correction="Twice.") is False
    (letter,) = letters()
    assert (letter.to, letter.message) == ([ADA["email"]], "Dear Ada, forgive me.")
    assert case_of(oaf, rules=HouseRules.current(), now=timezone.now()).standing == "clear"


def test_a_letter_that_has_not_left_never_leaves_once_it_was_a_mistake(oaf, author):
    sanction = judged(oaf).sanction
    actions.void_sanction(sanction, by=author, reason="A mistake.")
    assert not Email.objects.exists()


def test_a_letter_that_has_left_stays_in_the_records(oaf, author):
    sanction = judged(oaf).sanction
    Email.objects.update(status=STATUS.sent)
    actions.void_sanction(sanction, by=author, reason="A mistake.")
    assert Email.objects.count() == 1


def test_later_steps_that_would_have_been_lighter_are_listed_and_left(post, author, db):
    ada = make_commenter()
    steps = [("warning", 90), ("suspension", 60), ("ban", 30)]
    warning, suspension, ban = (make_sanction(ada, step, issued_at=timezone.now() - ago * DAY) for step, ago in steps)
    rules = HouseRules.current()
    for sanction, lighter in [(warning, [suspension]), (suspension, [ban]), (ban, [])]:
        Sanction.objects.filter(pk=sanction.pk).update(voided_at=timezone.now())
        sanction.refresh_from_db()
        assert lighter_today(sanction, rules) == lighter
        Sanction.objects.filter(pk=sanction.pk).update(voided_at=None)
    assert Sanction.objects.filter(voided_at=None).count() == 3


def test_a_later_step_that_would_have_been_the_same_is_not_listed(post, author, db):
    ada = make_commenter()
    warning = make_sanction(ada, "warning", issued_at=timezone.now() - 60 * DAY, voided_at=timezone.now())
    suspension = make_sanction(ada, "suspension", issued_at=timezone.now() - 30 * DAY)
    make_offence(make_comment(post, "One.", **ADA), suspension, established=True, decided_at=timezone.now() - 30 * DAY)
    make_offence(make_comment(post, "Two.", **ADA), suspension, established=False, decided_at=timezone.now())
    ban = make_sanction(ada, "ban", issued_at=timezone.now() - 50 * DAY, reason="At once.", demanded="suspension")
    make_offence(make_comment(post, "Three.", **ADA), ban, established=True)
    assert lighter_today(warning, HouseRules.current()) == [], "the author chose the ban, with or without the warning"


def test_another_address_of_somebody_suspended_waits_and_once_they_are_one_the_answer_is_a_ban(post, author):
    secret = make_browser()
    oaf = make_comment(post, "You oaf.", **ADA, browser=browser_of(secret))
    make_offence(oaf, make_sanction(oaf.commenter, "suspension"))
    other = {"name": "Mabel", "email": "mabel@elsewhere.example", "body": "You fool."}
    assert send(post, client_of(secret), **other).status_code == 303
    second = Comment.objects.get(body="You fool.")
    assert second.reasons == ["first", "shared"]
    assert case_of(second, rules=HouseRules.current(), now=timezone.now()).step == "warning"
    actions.join(oaf.commenter, second.commenter, by=author)
    second.refresh_from_db()
    assert case_of(second, rules=HouseRules.current(), now=timezone.now()).step == "ban"
    assert send(post, client_of(secret), **{**other, "body": "More."}).status_code == 403


def test_whose_it_is_is_asked_where_only_name_and_address_spoke_for_him(post, known_reader):
    HouseRules.objects.create(pk=1, confirm_new_browsers=False)
    send(post, **{**KNOWN, "body": "You oaf."})
    comment = Comment.objects.get(body="You oaf.")
    assert (comment.status, comment.proof) == ("published", "claimed")
    assert case_of(comment, rules=HouseRules.current(), now=timezone.now()).whose == ""


@pytest.mark.parametrize("after", [DAY, 99 * DAY])
def test_the_ladder_forgets_only_where_the_author_says_so(post, author, after):
    HouseRules.objects.create(pk=1, forget_offences_days=30)
    make_sanction(make_commenter(), issued_at=timezone.now() - after)
    comment = make_comment(post, "You oaf.", **ADA, proof="bound")
    step = case_of(comment, rules=HouseRules.current(), now=timezone.now()).step
    assert step == ("suspension" if after == DAY else "warning")


# The doors.


def test_the_author_undoes_ends_and_voids_from_the_sanctions_page(admin, post, oaf):
    sanction = judged(oaf, "suspension", reason="So be it.").sanction
    assert admin.get(page_of(sanction)).status_code == 200
    assert admin.post(page_of(sanction, "end"), {"reason": ""}).status_code == 302
    assert "Please say why" in admin.get(page_of(sanction)).content.decode()
    admin.post(page_of(sanction, "end"), {"reason": "He asked nicely."})
    admin.post(page_of(sanction, "void"), {"reason": "A mistake.", "correction": "Sorry.", "write": "on"})
    sanction.refresh_from_db()
    assert (sanction.ended_because, sanction.voided_because) == ("He asked nicely.", "A mistake.")
    assert [letter.message for letter in letters()] == ["Sorry."]
    second = judged(make_comment(post, "Fool.", **ADA, proof="bound")).sanction
    admin.post(page_of(second, "undo"))
    second.refresh_from_db()
    assert second.voided_at is not None


@pytest.mark.parametrize("verb", ["undo", "end", "void", "answer"])
def test_looking_at_a_sanction_changes_nothing(admin, oaf, verb):
    sanction = judged(oaf, "suspension", reason="x").sanction
    before = Sanction.objects.values().get()
    assert admin.get(page_of(sanction, verb)).status_code == 405
    assert admin.get(page_of(sanction)).status_code == 200
    assert admin.get(door(oaf)).status_code == 200
    assert Sanction.objects.values().get() == before


@pytest.mark.parametrize("verb", ["undo", "end", "void", "answer"])
def test_nobody_without_the_right_judges_or_forgives(oaf, author, verb):
    sanction = judged(oaf, "suspension", reason="x").sanction
    before = Sanction.objects.values().get()
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=["view_sanction", "view_comment"]))
    for login in (None, clerk):
        client = Client()
        if login:
            client.force_login(login)
        assert client.post(page_of(sanction, verb), {"reason": "x"}).status_code in (302, 403)
        assert client.post(door(oaf), {"category": "other", "step": "ban", "reason": "x"}).status_code in (302, 403)
    assert Sanction.objects.values().get() == before
    assert Offence.objects.count() == 1


def test_a_sanction_and_an_offence_cannot_be_edited_or_deleted_behind_the_verbs_back(admin, oaf):
    offence = judged(oaf)
    for kind, row in (("sanction", offence.sanction), ("offence", offence)):
        path = f"/admin/comments/{kind}/{row.pk}"
        assert admin.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
        assert admin.post(f"{path}/change/", {"step": "ban", "_save": "Save"}).status_code == 403
        assert admin.get(f"/admin/comments/{kind}/add/").status_code == 403
    assert Sanction.objects.get().step == "warning"


def test_each_decision_leaves_its_row_in_the_ledger(oaf, others, author):
    ban = judged(oaf, "ban", reason="Enough.").sanction
    rows = Decision.objects.filter(batch=ban.batch)
    assert set(rows.values_list("verb", flat=True)) == {"ban", "remove", "reject"}
    assert set(rows.values_list("actor_name", flat=True)) == {"Tobias Wren"}
    actions.end_sanction(ban, by=author, reason="Enough of it.")
    actions.void_sanction(ban, by=author, reason="A mistake.")
    verbs = list(ban.decisions.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["ban", "end", "void"]
    assert Commenter.objects.filter(pk=ban.commenter_id).exists()


def test_a_suspended_reader_is_kept_out_from_the_moment_of_the_decision(post, ada, author):
    comment = make_comment(post, "You oaf.", **ADA, proof="bound")
    judged(comment, "suspension", reason="So be it.")
    assert send(post, ada, **KNOWN).status_code == 403
    assert send(post, client_of(make_browser()), **KNOWN).status_code == 403
