"""The moderator's desk: what a card shows, what was seen, trust, undo, many at once, the edit screen."""

import json
import re
import time
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from comments import actions, markup
from comments.models import Browser, Comment, Commenter, Decision, Offence, Sanction, Trust
from tests.comments.test_at_once import at_once
from tests.factories import make_comment, make_post

QUEUE = "/admin/comments/comment/"
DATA = {"accept": "application/json"}


def said(post, body="Is that ice really safe?", name="Ben Okoro", email="ben@okoro.example", **fields) -> Comment:
    """A comment that waits, by somebody whom the house can tell from others."""
    Commenter.objects.get_or_create(email=email, defaults={"key": Commenter.of(email).key, "person": email[:40]})
    return make_comment(post, body, name, email, **{"status": "pending", "reasons": ["first"], **fields})


@pytest.fixture
def waiting(post) -> Comment:
    return said(post)


@pytest.fixture
def laptop(db) -> Browser:
    return Browser.objects.create(key="b" * 64)


@pytest.fixture
def nell(db) -> User:
    return User.objects.create_superuser("nell", "nell@ledger.example", "x", first_name="Nell", last_name="Gray")


def press(admin: Client, comment: Comment, verb: str, query: str = "", **fields):
    return admin.post(f"{QUEUE}{comment.pk}/{verb}/{query}", fields)


def shown(admin: Client, **query) -> str:
    return unescape(admin.get(QUEUE, query).content.decode())


def text_of(page: str) -> str:
    """What a reader of the page reads, on one line."""
    return " ".join(re.sub(r"<[^>]*>", "", page).split())


def undo_button(page: str) -> str:
    return re.search(r'formaction="(/admin/comments/comment/undo/[^"]+)"', page)[1]


def status_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def sanction(comment: Comment, step: str, **fields) -> Sanction:
    fields = {"issued_at": timezone.now() - timedelta(days=2), **fields}
    if step == "suspension":
        fields.setdefault("until", timezone.now() + timedelta(days=5))
    return Sanction.objects.create(commenter=comment.commenter, name=comment.name, step=step, **fields)


# What was seen


def test_a_click_on_what_was_seen_as_it_is_decides(admin, waiting):
    press(admin, waiting, "reject", seen=f"{waiting.pk} pending")
    assert status_of(waiting) == "rejected"


def test_each_card_says_in_which_state_it_was_seen(admin, waiting):
    assert f'name="seen" value="{waiting.pk} pending"' in shown(admin)


def test_a_stale_click_changes_nothing_and_says_who_decided_what_and_when(admin, waiting, nell):
    actions.reject(waiting, by=nell)
    response = press(admin, waiting, "approve", seen=f"{waiting.pk} pending")
    page = shown(admin) if response.url == QUEUE else ""
    assert re.search(r"the comment by Ben Okoro was already rejected by Nell Gray at \d+:\d\d [AP]M", page)
    assert status_of(waiting) == "rejected"
    assert Decision.objects.count() == 1


def test_a_decision_of_another_day_is_told_with_its_date(admin, waiting, nell):
    actions.reject(waiting, by=nell)
    Decision.objects.update(decided_at=timezone.now() - timedelta(days=40))
    press(admin, waiting, "reject")
    assert re.search(r"already rejected by Nell Gray on \w+ \d+, \d{4} at", shown(admin))


@pytest.mark.parametrize("seen", ["", "pending", "x pending", "9" * 40 + " pending", "\x00", "12 nonsense"])
def test_what_was_seen_may_be_nonsense_about_others(admin, waiting, seen):
    press(admin, waiting, "approve", seen=seen)
    assert status_of(waiting) == "published"


def test_a_bulk_leaves_what_has_moved_since_it_was_seen(admin, post, nell):
    one, two = said(post, "One."), said(post, "Two.")
    actions.reject(two, by=nell)
    admin.post(
        QUEUE,
        {
            "action": "approve",
            "_selected_action": [one.pk, two.pk],
            "seen": [f"{one.pk} pending", f"{two.pk} pending"],
        },
    )
    assert (status_of(one), status_of(two)) == ("published", "rejected")


# Trust


@pytest.mark.parametrize(
    ("reasons", "box"),
    [
        (["first"], None),
        (["links"], True),
        (["first", "links"], True),
        (["new-browser"], True),
        (["name-clash"], False),
        (["new-browser", "shared"], False),
        (["disowned"], False),
    ],
)
def test_the_box_for_trust_stands_where_there_is_a_doubt_and_is_ticked_where_it_is_small(
    admin, post, laptop, reasons, box
):
    comment = said(post, reasons=reasons, browser=laptop)
    page = shown(admin)
    assert ("Trust this browser from now on" in page) == (box is not None)
    assert (f'name="trust" value="{comment.pk}" checked' in page) == (box is True)


@pytest.mark.parametrize("fields", [{"proof": "bound"}, {"proof": "confirmed"}, {"browser": None}])
def test_there_is_no_box_where_nothing_is_to_be_trusted(admin, post, laptop, fields):
    said(post, reasons=["links"], **{"browser": laptop, **fields})
    assert "Trust this browser" not in shown(admin)


@pytest.mark.parametrize(
    ("posted", "trusted"), [({"asked": "{pk}", "trust": "{pk}"}, True), ({"asked": "{pk}"}, False), ({}, True)]
)
def test_the_box_decides_and_without_it_the_verb_does(admin, post, laptop, posted, trusted):
    comment = said(post, reasons=["links"], browser=laptop)
    press(admin, comment, "approve", **{name: value.format(pk=comment.pk) for name, value in posted.items()})
    assert laptop.is_bound_to(comment.commenter) == trusted


def test_a_doubtful_browser_is_trusted_only_where_the_author_says_so(admin, post, laptop):
    doubtful = said(post, reasons=["name-clash"], browser=laptop)
    press(admin, doubtful, "approve")
    assert not Trust.objects.exists()
    press(admin, doubtful, "unapprove")
    press(admin, doubtful, "approve", asked=doubtful.pk, trust=doubtful.pk)
    assert laptop.is_bound_to(doubtful.commenter)


def test_in_bulk_each_card_s_own_box_holds(admin, post, laptop):
    other = Browser.objects.create(key="c" * 64)
    ben = said(post, reasons=["links"], browser=laptop)
    cy = said(post, "And I?", "Cy Adler", "cy@adler.example", reasons=["links"], browser=other)
    both = [ben.pk, cy.pk]
    admin.post(QUEUE, {"action": "approve", "_selected_action": both, "asked": both, "trust": [cy.pk]})
    assert [trust.commenter for trust in Trust.objects.all()] == [cy.commenter]


# Undo


@pytest.mark.parametrize(("verb", "before"), [("approve", "pending"), ("spam", "pending"), ("remove", "published")])
def test_every_decision_can_be_undone_from_its_message_by_a_plain_form(admin, post, verb, before):
    comment = said(post, status=before)
    response = press(admin, comment, verb, "?status=all")
    page = admin.get(response.url).content.decode()
    assert '<form id="desk-undo" method="post">' in page
    back = admin.post(unescape(undo_button(page)))
    assert back.url == f"{QUEUE}?status=all"
    assert "Taken back: the comment by Ben Okoro is" in shown(admin)
    assert status_of(comment) == before


def test_undoing_twice_changes_nothing_and_says_so(admin, waiting):
    press(admin, waiting, "approve")
    address = undo_button(admin.get(QUEUE).content.decode())
    admin.post(address)
    admin.post(address)
    assert "Nothing to take back" in shown(admin)
    assert status_of(waiting) == "pending"
    assert [row.verb for row in Decision.objects.order_by("pk")] == ["approve", "undo"]


def test_what_was_decided_anew_since_is_not_undone(admin, waiting, nell):
    press(admin, waiting, "reject")
    address = undo_button(admin.get(QUEUE).content.decode())
    actions.approve(waiting, by=nell)
    admin.post(address)
    assert status_of(waiting) == "published"


def test_an_edit_in_between_does_not_stand_in_the_way_of_undo(admin, waiting, author):
    press(admin, waiting, "approve")
    address = undo_button(admin.get(QUEUE).content.decode())
    actions.edit_comment(waiting, body="Edited.", by=author)
    admin.post(address)
    assert status_of(waiting) == "pending"
    assert Comment.objects.get().body == "Edited."


def test_undoing_an_approval_takes_back_the_trust_that_came_with_it(admin, post, laptop):
    comment = said(post, browser=laptop)
    press(admin, comment, "approve")
    assert laptop.is_bound_to(comment.commenter)
    admin.post(undo_button(admin.get(QUEUE).content.decode()))
    assert not laptop.is_bound_to(comment.commenter)


def test_undo_leaves_the_trust_that_was_there_before(admin, post, laptop):
    actions.approve(said(post, "Earlier.", browser=laptop), by=post.author)
    comment = said(post, browser=laptop)
    press(admin, comment, "approve")
    admin.post(undo_button(admin.get(QUEUE).content.decode()))
    assert laptop.is_bound_to(comment.commenter)


def test_a_sanction_is_not_half_undone_here(admin, waiting, author):
    batch = uuid.uuid4()
    actions.reject(waiting, by=author, batch=batch)
    ban = sanction(waiting, "ban")
    Decision.objects.create(verb="sanction", sanction=ban, commenter=waiting.commenter, batch=batch, actor_name="x")
    admin.post(f"{QUEUE}undo/{batch}/")
    assert status_of(waiting) == "rejected"
    assert "belongs to a sanction" in shown(admin)


def test_looking_undoes_nothing(admin, waiting):
    press(admin, waiting, "approve")
    assert admin.get(undo_button(admin.get(QUEUE).content.decode())).status_code == 405
    assert admin.post(f"{QUEUE}undo/{uuid.uuid4()}/").status_code == 302
    assert admin.post(f"{QUEUE}undo/nonsense/").status_code in (302, 404)
    assert status_of(waiting) == "published"


# Many at once


def make_many(post, count: int) -> None:
    commenters = [Commenter.of(f"reader{number}@many.example") for number in range(count)]
    Commenter.objects.bulk_create(commenters)
    browsers = Browser.objects.bulk_create([Browser(key=f"{number:064}") for number in range(count)])
    Comment.objects.bulk_create(
        Comment(
            post=post,
            commenter=commenter,
            browser=browser,
            name=f"Reader {number}",
            body=f"Number {number}",
            html=f"<p>Number {number}</p>",
            status="pending",
            reasons=["first"],
        )
        for number, (commenter, browser) in enumerate(zip(commenters, browsers, strict=True))
    )


def test_five_hundred_at_once_are_one_batch_and_one_undo_and_take_no_longer_than_a_breath(admin, post):
    make_many(post, 503)
    begun = time.monotonic()
    admin.post(QUEUE, {"action": "approve", "select_across": "1", "_selected_action": ["1"]})
    page = admin.get(QUEUE).content.decode()
    assert "Published: 500 comments. 3 more are left" in page
    assert Comment.objects.visible().count() == Trust.objects.count() == 500
    assert Decision.objects.values("batch").distinct().count() == 1
    admin.post(undo_button(page))
    assert "Taken back: 500 comments are where they were." in shown(admin)
    assert Comment.objects.waiting().count() == 503
    assert Trust.objects.count() == 0
    assert time.monotonic() - begun < 20  # seconds, on the slowest machine; two or three are usual


def test_many_ask_no_more_of_the_database_than_few(author, post, django_assert_max_num_queries):
    make_many(post, 60)
    with django_assert_max_num_queries(16):
        actions.decide_all("approve", list(Comment.objects.waiting()), by=author, batch=(batch := uuid.uuid4()))
    with django_assert_max_num_queries(200):
        assert len(actions.undo(batch, by=author)) == 60


def test_the_longest_waiting_go_first_when_there_are_too_many(admin, post, monkeypatch):
    monkeypatch.setattr("comments.admin.comment.MOST", 2)
    for days in range(4):
        said(post, f"Day {days}", submitted_at=timezone.now() - timedelta(days=days))
    admin.post(QUEUE, {"action": "reject", "select_across": "1", "_selected_action": ["1"]})
    assert {comment.body for comment in Comment.objects.waiting()} == {"Day 0", "Day 1"}
    assert "Rejected: 2 comments. 2 more are left" in shown(admin)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_against_single_clicks_decide_each_comment_once(post):
    make_many(post, 12)
    everything = list(Comment.objects.waiting())
    backwards = reversed(everything)
    helper = User.objects.create_superuser("helper")
    results = at_once(
        lambda: actions.decide_all("approve", everything, by=post.author, seen={c.pk: "pending" for c in everything}),
        lambda: [actions.spam(comment, by=helper, seen="pending") for comment in list(backwards)],
        lambda: actions.decide_all("reject", everything[::-1], by=helper, seen={c.pk: "pending" for c in everything}),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert Decision.objects.count() == 12
    assert not Comment.objects.waiting().exists()
    for comment in Comment.objects.all():
        assert comment.decisions.get().after == comment.status


# What a card shows


def test_a_card_says_how_sure_the_house_is_of_the_writer(admin, post):
    for proof, words in [
        ("claimed", "address not proven"),
        ("bound", "from his own browser"),
        ("confirmed", "he answered our letter"),
    ]:
        comment = said(post, proof=proof)
        assert words in shown(admin)
        comment.delete()


def test_a_card_shows_the_standing_of_the_person_and_not_of_the_address_alone(admin, post):
    earlier = said(post, status="removed", email="b.e.n@gmail.com")
    said(post, email="ben@gmail.com")
    Commenter.objects.update(person="one")
    sanction(earlier, "warning", issued_at=timezone.now().replace(year=2024, month=5, day=3, hour=12))
    page = text_of(shown(admin))
    assert "warned on May 3, 2024" in page
    assert "1 turned away" in page


def test_another_person_s_standing_is_not_his(admin, post, waiting):
    sanction(said(post, "I?", "Cy Adler", "cy@adler.example", status="spam"), "ban")
    page = text_of(shown(admin))
    assert "banned" not in page
    assert "New here: nothing published yet" in page


@pytest.mark.parametrize(
    ("step", "fields", "words", "barred"),
    [
        ("suspension", {}, "suspended until", True),
        ("ban", {}, "banned since", True),
        ("ban", {"ended": True}, "banned before, on", False),
        ("suspension", {"until": timezone.now() - timedelta(days=1)}, "suspended before, on", False),
        ("ban", {"voided": True}, "", False),
    ],
)
def test_a_banner_stands_on_the_card_of_somebody_who_is_barred_now(admin, waiting, step, fields, words, barred):
    dates = {
        "ended_at": timezone.now() if fields.pop("ended", False) else None,
        "voided_at": timezone.now() if fields.pop("voided", False) else None,
    }
    sanction(waiting, step, **fields, **dates)
    page = shown(admin)
    assert words in page
    assert ('class="barred"' in page) == barred
    assert ('class="standing"' in page) == (bool(words) and not barred)


def test_a_card_shows_the_comment_that_it_answers(admin, post):
    parent = said(post, "<b>You</b> are all wrong & late. " + "x" * 400, "Ada Marsh", "a@m.example", status="removed")
    said(post, "Am I?", parent=parent)
    page = admin.get(QUEUE).content.decode()
    assert "You are all wrong &amp; late." in page
    assert "x" * 300 not in page
    assert "(removed)" in page


def test_a_card_leads_to_what_else_waits_from_the_same_browser(admin, post, laptop):
    for number in range(3):
        said(post, f"Number {number}", f"Reader {number}", f"reader{number}@many.example", browser=laptop)
    said(post, "From elsewhere.")
    page = shown(admin)
    assert "2 more wait from this browser" in page
    assert f"{QUEUE}?status=pending&browser={laptop.pk}" in page
    assert page.count("more wait") == 3
    narrowed = admin.get(QUEUE, {"browser": laptop.pk, "status": "pending"})
    assert narrowed.context["cl"].result_count == 3


def test_a_card_counts_offences_and_leads_to_the_file_the_offence_screen_and_the_edit_screen(admin, waiting):
    Offence.objects.create(comment=waiting, category="other", established=False, words="x", actor_name="x")
    page = shown(admin)
    assert "1 offence" in page
    for address in (
        f"/admin/comments/commenter/{waiting.commenter.pk}/change/",
        f"{QUEUE}{waiting.pk}/offence/",
        f"{QUEUE}{waiting.pk}/edit/",
    ):
        assert f'href="{address}"' in page


def test_the_author_s_own_comment_has_no_offence_and_no_standing(admin, post, author):
    comment = said(post)
    Comment.objects.filter(pk=comment.pk).update(commenter=None, author=author, name="Tobias Wren")
    page = shown(admin)
    assert "Offence…" not in page
    assert "New here" not in page


def test_somebody_who_has_been_here_a_while_is_told_from_a_newcomer(admin, post):
    for days in range(35, 40):
        said(post, f"Day {days}", status="published", submitted_at=timezone.now() - timedelta(days=days))
    said(post)
    assert "Here a while: 5 published" in text_of(shown(admin))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '" onmouseover="alert(1)', "{{ 7|add:7 }}", "%s {0}"])
def test_hostile_names_and_words_are_only_shown(admin, post, name):
    comment = said(post, "<script>alert(2)</script> <img src=x onerror=alert(1)> https://evil.example", name)
    for page in (QUEUE, f"{QUEUE}{comment.pk}/change/", f"{QUEUE}{comment.pk}/edit/"):
        html = admin.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert '" onmouseover="' not in html
        assert 'href="https://evil.example' not in html
    press(admin, comment, "approve")
    html = admin.get(QUEUE).content.decode()
    assert "<script>alert" not in html
    assert '<button class="undo" form="desk-undo"' in html


def page_queries(admin: Client, django_assert_num_queries, count: int, post) -> int:
    Comment.objects.all().delete()
    Commenter.objects.all().delete()
    Browser.objects.all().delete()
    make_many(post, count)
    parent = said(post, "A parent.", "Ada Marsh", "ada@marsh.example", status="published")
    Comment.objects.waiting().update(parent=parent, reasons=["links", "new-browser", "word", "trap", "shared"])
    for comment in Comment.objects.waiting():
        sanction(comment, "warning")
    with django_assert_num_queries(16) as asked:
        assert admin.get(QUEUE).context["cl"].result_count == count
    Sanction.objects.all().delete()
    return len(asked)


def test_a_page_of_cards_asks_the_same_questions_however_many_there_are(admin, post, django_assert_num_queries):
    few = page_queries(admin, django_assert_num_queries, 3, post)
    assert few == page_queries(admin, django_assert_num_queries, 25, post)


# Filters


def test_all_comments_of_one_person_are_one_link_away(admin, post, waiting):
    said(post, "Earlier.", "Benjamin", "ben@other.example", status="spam")
    said(post, "Not mine.", "Cy Adler", "cy@adler.example")
    Commenter.objects.filter(email__startswith="ben").update(person="ben")
    response = admin.get(QUEUE, {"person": waiting.commenter.pk})
    assert response.context["cl"].result_count == 2
    assert "All (2)" in response.content.decode()
    assert "ben@okoro.example" in response.content.decode()
    assert f"{QUEUE}?person={waiting.commenter.pk}" in shown(admin)


def test_the_comments_on_one_post_are_a_filter(admin, post, waiting):
    other = said(make_post("Another", author=post.author), "Elsewhere.", status="published")
    assert [c.pk for c in admin.get(QUEUE, {"post": other.post.pk}).context["cl"].result_list] == [other.pk]


@pytest.mark.parametrize("reason", ["first", "links", "new-browser", "name-clash", "word", "wave", "disowned"])
def test_every_reason_is_a_filter_with_a_name(admin, post, reason):
    comment = said(post, reasons=["trap", reason])
    said(post, "Another.", reasons=["trap"])
    assert [c.pk for c in admin.get(QUEUE, {"reason": reason}).context["cl"].result_list] == [comment.pk]
    assert f"?reason={reason}" in shown(admin)


@pytest.mark.parametrize("name", ["person", "browser", "post"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "\x00", "9" * 60, "²", ""])
def test_a_filter_for_nobody_finds_nothing_and_breaks_nothing(admin, waiting, name, value):
    response = admin.get(QUEUE, {name: value})
    assert response.status_code == 200
    assert response.context["cl"].result_count == 0


# With JavaScript


def test_a_script_is_answered_in_data(admin, post, waiting):
    said(post, "Another.")
    response = admin.post(f"{QUEUE}{waiting.pk}/approve/", headers=DATA)
    answer = json.loads(response.content)
    assert answer["moved"] is True
    assert answer["message"].startswith("Published: the comment by Ben Okoro.")
    assert (answer["counts"]["pending"], answer["counts"]["published"]) == (1, 1)
    back = json.loads(admin.post(answer["undo"], headers=DATA).content)
    assert back["comments"] == [waiting.pk]
    assert back["counts"]["pending"] == 2
    assert json.loads(admin.post(answer["undo"], headers=DATA).content)["comments"] == []
    assert "messagelist" not in shown(admin)


def test_a_script_s_stale_click_is_told_so(admin, waiting, nell):
    actions.spam(waiting, by=nell)
    response = admin.post(f"{QUEUE}{waiting.pk}/approve/", {"seen": f"{waiting.pk} pending"}, headers=DATA)
    answer = json.loads(response.content)
    assert (answer["moved"], answer["undo"]) == (False, "")
    assert "already marked as spam by Nell Gray" in answer["message"]


def test_without_the_token_nothing_is_decided(author, waiting):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)
    assert browser.post(f"{QUEUE}{waiting.pk}/approve/", headers=DATA).status_code == 403
    assert browser.post(f"{QUEUE}undo/{uuid.uuid4()}/").status_code == 403
    assert status_of(waiting) == "pending"


# The edit screen


def edit(admin: Client, comment: Comment, body: str):
    return admin.post(f"{QUEUE}{comment.pk}/edit/", {"body": body})


def test_the_author_edits_a_comment_and_what_it_said_is_kept_on_its_page(admin, waiting):
    page = unescape(admin.get(f"{QUEUE}{waiting.pk}/edit/").content.decode())
    assert ">\nIs that ice really safe?</textarea>" in page
    response = edit(admin, waiting, "Is that <em>ice</em> safe?\r\n\r\nhttps://one.example")
    assert response.url == f"{QUEUE}{waiting.pk}/change/"
    waiting.refresh_from_db()
    assert waiting.body == "Is that <em>ice</em> safe?\n\nhttps://one.example"
    assert "<em>ice</em>" in waiting.html
    assert waiting.status == "pending"
    page = admin.get(response.url).content.decode()
    assert "What it said before" in page
    assert "<blockquote>Is that ice really safe?</blockquote>" in page


def test_saving_the_same_words_writes_nothing_down(admin, waiting):
    edit(admin, waiting, f"  {waiting.body}\r\n")
    assert not Decision.objects.exists()


@pytest.mark.parametrize("body", ["", " \n\t ", "<b></b>", "\u200b", "x" * (markup.LONGEST + 1)])
def test_nothing_and_too_much_are_refused_with_the_text_kept(admin, waiting, body):
    response = edit(admin, waiting, body)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert body.strip() in unescape(response.content.decode())
    waiting.refresh_from_db()
    assert waiting.body == "Is that ice really safe?"


def test_the_longest_comment_can_be_saved_with_a_browser_s_line_ends(admin, waiting):
    body = "x\n" * (markup.LONGEST // 2 - 1) + "xx"
    assert edit(admin, waiting, body.replace("\n", "\r\n")).status_code == 302
    waiting.refresh_from_db()
    assert waiting.body == body


# Who may


@pytest.mark.parametrize("path", ["{pk}/edit/", "undo/5f0c3c1e-0c4e-4d0e-9f57-3b8a1a6d4c2b/"])
def test_strangers_and_staff_without_the_right_get_nowhere(client, waiting, path):
    url = QUEUE + path.format(pk=waiting.pk)
    assert client.get(url).status_code in (302, 405)
    assert client.post(url, {"body": "Mine."}).status_code == 302
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(viewer)
    assert client.get(url).status_code in (403, 405)
    assert client.post(url, {"body": "Mine."}).status_code == 403
    waiting.refresh_from_db()
    assert waiting.body == "Is that ice really safe?"


def test_who_may_only_look_sees_the_cards_without_a_button(client, waiting):
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(viewer)
    for path in (QUEUE, f"{QUEUE}{waiting.pk}/change/"):
        page = client.get(path).content.decode()
        assert "Is that ice really safe?" in page
        assert 'class="verb' not in page
        assert f"{waiting.pk}/approve/" not in page


@pytest.mark.parametrize("path", ["", "{pk}/change/", "{pk}/edit/", "?status=all", "?person=1", "?q=ice"])
def test_looking_changes_nothing(admin, waiting, path):
    before = (list(Comment.objects.values()), Decision.objects.count(), Trust.objects.count())
    admin.get(QUEUE + path.format(pk=waiting.pk))
    assert (list(Comment.objects.values()), Decision.objects.count(), Trust.objects.count()) == before
