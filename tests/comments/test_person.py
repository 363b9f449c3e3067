"""A person's file: who he is, how he stands, what he said, and the buttons."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from comments import actions, facts, ladder
from comments.models import Appeal, Browser, Comment, Commenter, Decision, Offence, Sanction
from tests.comments.test_knowing import reader, trusted_browser
from tests.factories import make_comment

PEOPLE = "/admin/comments/commenter/"
ACTS = ["join", "part", "note", "hold", "release", "distrust"]
HOSTILE = "</title><script>alert(1)</script><b onmouseover=alert(2)>\u202eOkoro"


@pytest.fixture
def ben(db) -> Commenter:
    return reader("ben@okoro.example")


def sanction(commenter: Commenter, step: str = "warning", **fields) -> Sanction:
    until = timezone.now() + timedelta(days=7) if step == "suspension" else None
    return Sanction.objects.create(commenter=commenter, **{"name": "Ben", "step": step, "until": until, **fields})


def file_url(commenter: Commenter, act: str = "change") -> str:
    return f"{PEOPLE}{commenter.pk}/{act}/"


def shown(admin: Client, commenter: Commenter, **query) -> str:
    response = admin.get(file_url(commenter), query)
    assert response.status_code == 200
    return response.content.decode()


def press(admin: Client, commenter: Commenter, act: str, **typed) -> str:
    """The page to which the button leads."""
    response = admin.post(file_url(commenter, act), typed)
    assert response.status_code == 302
    return admin.get(response.url).content.decode()


def test_the_file_says_who_he_is(admin, post, ben):
    make_comment(post, "First.", "Ben Okoro", ben.email, submitted_at=timezone.now() - timedelta(days=400))
    make_comment(post, "Last.", "Benny O.", ben.email, status="rejected")
    trusted_browser(ben)
    page = shown(admin, ben)
    assert "<bdi>Ben Okoro</bdi>, <bdi>Benny O.</bdi>" in page
    assert "1 published, 0 waiting, 1 rejected" in page
    assert "not confirmed" in page
    assert "1 trusted browser" in page
    assert "Nothing stands against him" in page
    assert "No: 1 published, the first 1\xa0year, 1\xa0month ago. The rules ask for 30 days and five comments." in page


def test_it_tells_the_whole_story_of_a_sanction(admin, author, post, ben):
    comment = make_comment(post, "You fool.", "Ben Okoro", ben.email, status="removed")
    one = sanction(
        ben,
        "suspension",
        sentence="A second offence means a suspension.",
        demanded="warning",
        reason="He knew very well.",
        actor_name="Tobias Wren",
        letter_subject="Your commenting is suspended",
        letter="Dear Ben, you wrote: You fool.",
        attempts=3,
        acknowledged_at=timezone.now(),
        noticed_at=timezone.now(),
        ended_at=timezone.now(),
        ended_by="Nell Gray",
        ended_because="He was sorry.",
    )
    Offence.objects.create(comment=comment, sanction=one, category="name-calling", established=True, words="You fool.")
    Appeal.objects.create(sanction=one, text="I was joking.", outcome="ended", answer="So be it.", answered_by="Nell")
    page = shown(admin, ben)
    for words in (
        f'<a href="/admin/comments/sanction/{one.pk}/change/">Suspension</a>',
        "A second offence means a suspension.",
        "The rules demanded: warning.",
        "He knew very well.",
        "<details><summary>The letter: Your commenting is suspended</summary>",
        "Dear Ben, you wrote: You fool.",
        "It kept 3 comments out.",
        "and says that he read it on",
        "by Nell Gray: He was sorry.",
        "I was joking.",
        "So be it.",
        "Name-calling on",
        "Suspended before",
    ):
        assert words in page, words


def test_what_was_found_under_another_address_of_his_is_in_the_file_too(admin, author, post, ben):
    other = reader("other@many.example")
    sanction(other, "ban", sentence="After that you are banned.")
    actions.join(ben, other, by=author)
    page = shown(admin, ben)
    assert "After that you are banned." in page
    assert "Banned since" in page
    assert f'href="{file_url(other)}"' in page


def test_an_offence_that_was_left_at_that_is_in_the_file(admin, post, ben):
    comment = make_comment(post, "You fool.", "Ben", ben.email, status="removed")
    Offence.objects.create(comment=comment, category="obscenity", established=False, words="You fool.")
    assert "Offence without a sanction" in shown(admin, ben)


def test_his_comments_come_fifty_on_a_page_the_newest_first(admin, post, ben):
    for number in range(60):
        make_comment(post, f"Number {number}.", "Ben", ben.email, submitted_at=timezone.now() - timedelta(hours=number))
    first, second = shown(admin, ben), shown(admin, ben, page="2")
    assert "Number 0." in first
    assert "Number 50." not in first
    assert "Number 50." in second
    assert "Page 2 of 2" in second
    for nonsense in ("0", "-1", "\x00", "many", "99999999999999999999"):
        assert "Page" in shown(admin, ben, page=nonsense)


def test_whoever_shares_his_browser_may_be_the_same_person_and_one_click_says_so(admin, post, ben):
    browser, other, old = Browser.objects.create(key="b"), reader("other@many.example"), reader("old@many.example")
    make_comment(post, "One.", "Ben", ben.email, browser=browser)
    make_comment(post, "Two.", "Other", other.email, browser=browser)
    make_comment(post, "Three.", "Old", old.email, browser=browser, submitted_at=timezone.now() - timedelta(days=31))
    page = shown(admin, ben)
    assert "May be the same person as" in page
    assert "old@many.example" not in page
    page = press(admin, ben, "join", email=" OTHER@many.example ")
    assert "They are one person now." in page
    assert "May be the same person as" not in page
    page = press(admin, other, "part", back=ben.pk)
    assert "A person of his own again." in page
    assert "ben@okoro.example</h2>" in page


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("nobody@nowhere.example", "Nobody has commented from that address."),
        ("ben@okoro.example", "That is this very address."),
        ("no address", "Nobody has commented from that address."),
        ("", "Nobody has commented from that address."),
        ("\x00", "Nobody has commented from that address."),
    ],
)
def test_an_address_that_cannot_be_joined_changes_nothing(admin, ben, typed, answer):
    assert answer in press(admin, ben, "join", email=typed)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("back", ["", "x", "-1", "9" * 5000, "٣"])
def test_the_way_back_from_parting_may_be_anything(admin, ben, back):
    assert admin.post(file_url(ben, "part"), {"back": back}).status_code == 302


def test_a_note_is_written_and_shown_with_its_writer(admin, ben):
    page = press(admin, ben, "note", text="Knows <b>ice</b>.\nAnd snow.")
    assert "Knows &lt;b&gt;ice&lt;/b&gt;.<br>And snow." in page
    assert "Tobias Wren" in page
    assert "between one and 2000 characters" in press(admin, ben, "note", text="x" * 2001)
    assert "between one and 2000 characters" in press(admin, ben, "note", text=" ")
    assert ben.notes.count() == 1


def test_the_buttons_hold_release_and_distrust_once_each(admin, ben):
    trusted_browser(ben)
    assert "All his comments wait for you" in press(admin, ben, "hold")
    assert "There was nothing to do." in press(admin, ben, "hold")
    assert "All his comments wait for you" not in press(admin, ben, "release")
    assert "no trusted browser" in press(admin, ben, "distrust")
    assert set(Decision.objects.values_list("verb", flat=True)) == {"hold", "release", "distrust"}
    page = shown(admin, ben)
    assert "Distrusted his browsers" in page


def test_the_export_is_a_file_that_holds_his_data_and_nobody_elses(admin, author, post, ben, known_reader):
    make_comment(post, "Übrigens: “ice”.", "Ben Okoro", ben.email, network="192.0.2.0/24", parent=known_reader)
    one = sanction(ben, letter="Dear Ben")
    Appeal.objects.create(sanction=one, text="I object.")
    actions.join(ben, known_reader.commenter, by=author, detail="Ada Marsh is Ben.")
    actions.add_note(ben, text="Knows ice.", by=author)
    before = Decision.objects.count()
    response = admin.get(file_url(ben, "export"))
    assert response["Content-Disposition"].startswith(f'attachment; filename="reader-{ben.pk}-')
    text = response.content.decode()
    assert "Übrigens: “ice”." in text
    data = response.json()
    assert data["address"] == ben.email
    assert data["comments"][0]["text"] == "Übrigens: “ice”."
    assert data["comments"][0]["network"] == "192.0.2.0/24"
    assert data["comments"][0]["url"].startswith("http://testserver/")
    assert data["sanctions"][0]["letter"] == "Dear Ben"
    assert data["sanctions"][0]["appeal"]["text"] == "I object."
    assert data["notes"][0]["text"] == "Knows ice."
    for alien in ("ada@marsh.example", "Ada", "Wren"):
        assert alien not in text
    assert Decision.objects.count() == before


def test_erasing_asks_first_and_has_no_answer_ready(admin, post, ben):
    make_comment(post, "Mine.", "Ben Okoro", ben.email)
    page = admin.get(file_url(ben, "erase")).content.decode()
    assert "Erase the data of ben@okoro.example" in page
    assert "checked" not in page
    assert "nothing recognises him any more" in page
    for typed in ({}, {"text": "perhaps"}):
        response = admin.post(file_url(ben, "erase"), typed)
        assert response.status_code == 200
        assert 'role="alert"' in response.content.decode()
    ben.refresh_from_db()
    assert ben.erased_at is None
    page = press(admin, ben, "erase", text="stays")
    assert "His data were erased on" in page
    assert "ben@okoro.example" not in page
    assert "Okoro" not in page


def test_the_page_that_asks_says_where_a_ban_goes_on(admin, ben):
    sanction(ben, "ban")
    assert "What was issued against him still holds." in admin.get(file_url(ben, "erase")).content.decode()


def test_hostile_words_stay_words_on_every_page(admin, author, post, ben):
    comment = make_comment(post, HOSTILE, HOSTILE, ben.email, network=HOSTILE[:50], status="removed")
    one = sanction(ben, name=HOSTILE, sentence=HOSTILE, reason=HOSTILE, letter_subject=HOSTILE, letter=HOSTILE)
    Offence.objects.create(comment=comment, sanction=one, category="other", established=False, words=HOSTILE)
    Appeal.objects.create(sanction=one, text=HOSTILE, answer=HOSTILE, outcome="upheld", answered_by=HOSTILE)
    Sanction.objects.update(voided_at=timezone.now(), voided_by=HOSTILE, voided_because=HOSTILE)
    actions.add_note(ben, text=HOSTILE, by=author)
    actions.approve(comment, by=author, detail=HOSTILE)
    for url in (file_url(ben), file_url(ben, "erase"), PEOPLE, f"{PEOPLE}?q=%3Cscript%3E", "/admin/comments/decision/"):
        page = admin.get(url).content.decode()
        assert "alert(1)</script>" not in page
        assert "<b onmouseover" not in page


@pytest.mark.parametrize("many", [1, 120])
def test_the_file_asks_the_same_few_questions_however_much_he_said(
    admin, author, post, ben, many, django_assert_max_num_queries
):
    for number in range(many):
        comment = make_comment(post, f"Number {number}.", f"Ben {number}", ben.email)
        actions.unapprove(comment, by=author)
        if number % 10 == 0:
            one = sanction(ben)
            Offence.objects.create(comment=comment, sanction=one, category="other", established=False, words="x")
    with django_assert_max_num_queries(28):
        shown(admin, ben)


@pytest.mark.parametrize("many", [1, 45])
def test_the_list_asks_the_same_few_questions_however_many_there_are(admin, post, many, django_assert_max_num_queries):
    for number in range(many):
        one = reader(f"reader{number}@many.example")
        sanction(one)
        make_comment(post, f"Number {number}.", f"Reader {number}", one.email)
    with django_assert_max_num_queries(12):
        assert admin.get(PEOPLE).status_code == 200


def found(admin: Client, **query) -> list[str]:
    return [one.email for one in admin.get(PEOPLE, query).context["cl"].result_list]


@pytest.mark.parametrize("words", ["ben@okoro", "Benny", "sea lions", '"sea lions"', "okoro sea"])
def test_somebody_is_found_once_by_his_address_a_name_or_a_note(admin, author, post, ben, words):
    for number in range(3):
        make_comment(post, f"Number {number}.", f"Benny {number}", ben.email)
        actions.add_note(ben, text=f"Feeds sea lions, {number}.", by=author)
    reader("other@many.example")
    assert found(admin, q=words) == [ben.email]
    assert admin.get(PEOPLE, {"q": words}).context["cl"].result_count == 1


@pytest.mark.parametrize("query", [{"q": "\x00"}, {"q": '"'}, {"q": "'"}, {"standing": "\x00"}, {"standing": "none"}])
def test_a_search_for_nonsense_breaks_nothing(admin, ben, query):
    assert admin.get(PEOPLE, query).status_code == 200


def test_the_filter_says_of_everybody_what_the_ladder_says_of_one(admin, author, post):
    now = timezone.now()
    histories = {
        "clear": [],
        "warned": ["warning"],
        "suspended": ["warning", "suspension"],
        "banned": ["suspension", "ban"],
        "served": ["suspension over"],
        "mistaken": ["ban void"],
        "ended": ["ban ended"],
    }
    for name, steps in histories.items():
        one = reader(f"{name}@many.example")
        for words in steps:
            step, _, how = words.partition(" ")
            given = {"over": {"until": now - timedelta(days=1)}, "void": {"voided_at": now}, "ended": {"ended_at": now}}
            sanction(one, step, **given.get(how, {}))
    tagged, joined = reader("benokoro+x@gmail.com"), reader("joined@many.example")
    sanction(reader("benokoro@gmail.com"), "ban")
    actions.join(Commenter.objects.get(email="banned@many.example"), joined, by=author)
    assert tagged.email in found(admin, standing="banned")
    for one in Commenter.objects.all():
        history = [past.past for past in facts.sanctions_on(one, None)]
        for state in (ladder.WARNED, ladder.SUSPENDED, ladder.BANNED, ladder.SERVED):
            assert (one.email in found(admin, standing=state)) == (ladder.standing(history, now) == state), one


def test_whose_comments_always_wait_is_a_filter_too(admin, author, ben):
    reader("other@many.example")
    actions.hold_always(ben, True, by=author)
    assert found(admin, standing="held") == [ben.email]
    assert found(admin, standing="erased") == []


def test_the_list_says_who_how_and_since_when(admin, post, ben):
    for number in range(5):
        make_comment(post, f"Number {number}.", f"Ben {number}", ben.email)
    make_comment(post, "Buy!", "Ben 0", ben.email, status="spam")
    sanction(ben)
    page = admin.get(PEOPLE).content.decode()
    assert "<bdi>Ben 0</bdi>, <bdi>Ben 1</bdi>, <bdi>Ben 2</bdi> and 2 more" in page
    assert "Warned on" in page
    assert '<td class="field-published">5</td>' in page
    assert '<td class="field-turned_away">1</td>' in page


# Doors that are closed.


@pytest.mark.parametrize("act", [*ACTS, "erase"])
def test_a_look_does_nothing(admin, post, ben, act):
    make_comment(post, "Mine.", "Ben", ben.email)
    assert admin.get(file_url(ben, act)).status_code == (200 if act == "erase" else 405)
    assert admin.head(file_url(ben, act)).status_code == (200 if act == "erase" else 405)
    assert not Decision.objects.exists()


def test_the_export_takes_no_post(admin, ben):
    assert admin.post(file_url(ben, "export")).status_code == 405


@pytest.mark.parametrize("act", [*ACTS, "erase", "export", "change"])
def test_a_file_that_is_not_there_is_not_found(admin, act):
    method = admin.get if act in ("export", "change") else admin.post
    assert method(f"{PEOPLE}999/{act}/").status_code in (404, 302)
    assert not Decision.objects.exists()


def test_nothing_of_a_person_can_be_edited_behind_the_verbs_back(admin, ben):
    assert admin.post(file_url(ben), {"email": "x@x.example", "always_hold": "on"}).status_code == 403
    assert admin.get(f"{PEOPLE}add/").status_code == 403
    assert admin.post(file_url(ben, "delete"), {"post": "yes"}).status_code == 403
    ben.refresh_from_db()
    assert (ben.email, ben.always_hold) == ("ben@okoro.example", False)


def test_who_may_only_look_sees_the_file_without_buttons(client, ben):
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_commenter"))
    client.force_login(viewer)
    page = client.get(file_url(ben)).content.decode()
    assert ben.email in page
    for act in [*ACTS, "erase", "export"]:
        assert file_url(ben, act) not in page
        assert client.get(file_url(ben, act)).status_code in (403, 405)
        assert client.post(file_url(ben, act), {"text": "goes"}).status_code in (403, 405)
    assert not Decision.objects.exists()


def test_the_ledger_has_words_filters_and_links(admin, author, post, ben):
    comment = make_comment(post, "Mine.", "Ben Okoro", ben.email, status="pending")
    one = sanction(ben)
    actions.approve(comment, by=author)
    actions.hold_always(ben, True, by=author)
    Decision.objects.create(verb="warning", sanction=one, commenter=ben, label="Warning of Ben", actor_name="the house")
    url = "/admin/comments/decision/"
    page = admin.get(url).content.decode()
    assert "Always holds his comments" in page
    assert "Waiting → Published" in page
    for place in (f"comment/{comment.pk}", f"commenter/{ben.pk}", f"sanction/{one.pk}"):
        assert f'href="/admin/comments/{place}/change/"' in page
    for query, count in (
        ({"verb": "hold"}, 1),
        ({"actor": author.pk}, 2),
        ({"actor": "house"}, 1),
        ({"q": "okoro"}, 2),
        ({"verb": "\x00"}, 3),
        ({"actor": "\x00"}, 3),
    ):
        assert admin.get(url, query).context["cl"].result_count == count, query
    verbs = [row.verb for row in admin.get(url).context["cl"].result_list]
    assert verbs == ["warning", "hold", "approve"]
    row = Decision.objects.get(verb="hold")
    assert "Always holds his comments" in admin.get(f"{url}{row.pk}/change/").content.decode()


def test_the_ledger_is_narrowed_to_a_year_and_to_a_month_of_the_authors_own_time(admin):
    url, zone = "/admin/comments/decision/", timezone.get_default_timezone()
    for at in (
        (2024, 12, 31, 23, 59, 59),
        (2025, 1, 1, 0, 0, 0),
        (2025, 2, 28, 23, 59, 59),
        (2025, 12, 31, 23, 59, 59),
    ):
        Decision.objects.create(verb="note", label=f"{at}", actor_name="x", decided_at=datetime(*at, tzinfo=zone))
    for when, count in (("2024", 1), ("2025", 3), ("2025-01", 1), ("2025-02", 1), ("2025-03", 0), ("2025-12", 1)):
        assert admin.get(url, {"when": when}).context["cl"].result_count == count, when
    for nonsense in ("", "x", "2025-13", "0000", "9999", "\x00", "2025-"):
        assert admin.get(url, {"when": nonsense}).context["cl"].result_count == 4
    assert "February 2025" in admin.get(url, {"when": "2025"}).content.decode()


def test_the_ledger_asks_the_same_few_questions_however_long_it_is(admin, author, post, django_assert_max_num_queries):
    for number in range(60):
        actions.unapprove(make_comment(post, f"Number {number}."), by=author)
    with django_assert_max_num_queries(14):
        admin.get("/admin/comments/decision/")
    assert Comment.objects.waiting().count() == 60
