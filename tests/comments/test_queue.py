"""The author decides: the queue in the admin, its buttons, its actions."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from comments import actions
from comments.models import Browser, Comment, Decision
from tests.factories import make_comment

QUEUE = "/admin/comments/comment/"
VERBS = ["approve", "reject", "spam", "unapprove", "remove"]


@pytest.fixture
def waiting(post) -> Comment:
    return make_comment(
        post, "Is that ice really safe?", "Ben Okoro", "ben@okoro.example", status="pending", reasons=["first"]
    )


def press(admin: Client, comment: Comment, verb: str, query: str = ""):
    return admin.post(f"{QUEUE}{comment.pk}/{verb}/{query}")


def test_the_queue_opens_on_what_waits_the_longest_waiting_first(admin, post, waiting):
    make_comment(
        post,
        "Long ago.",
        "Cy Adler",
        "cy@adler.example",
        status="pending",
        submitted_at=timezone.now() - timedelta(days=3),
    )
    make_comment(post, "Published already.")
    page = admin.get(QUEUE).content.decode()
    assert page.index("Long ago.") < page.index("Is that ice really safe?")
    assert "Published already." not in page


def test_a_card_says_who_it_is_why_it_waits_and_where(admin, post):
    make_comment(post, "Mine.")
    body = "<em>Look</em> at https://one.example and https://two.example"
    make_comment(post, body, status="pending", reasons=["links"])
    page = admin.get(QUEUE).content.decode()
    assert "two links: https://one.example, https://two.example" in page
    assert "<em>Look</em>" in page
    assert "ada@marsh.example" in page
    assert "1 published" in page
    assert post.title in page
    assert 'href="https://one.example"' not in page


@pytest.mark.parametrize(("state", "count"), [("published", 1), ("spam", 0), ("all", 2), ("pending", 1)])
def test_every_state_is_one_click_away_with_its_count(admin, post, waiting, state, count):
    make_comment(post, "Published already.")
    response = admin.get(QUEUE, {"status": state})
    assert response.context["cl"].result_count == count
    assert "Waiting (1)" in response.content.decode()


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        ("pending", "approve", "published"),
        ("pending", "reject", "rejected"),
        ("pending", "spam", "spam"),
        ("published", "unapprove", "pending"),
        ("published", "remove", "removed"),
        ("published", "spam", "spam"),
        ("rejected", "approve", "published"),
        ("spam", "unapprove", "pending"),
        ("removed", "approve", "published"),
    ],
)
def test_one_click_decides_and_leaves_one_row_in_the_ledger(admin, post, before, verb, after):
    comment = make_comment(post, status=before)
    for _ in range(2):
        response = press(admin, comment, verb, "?status=all")
        assert response.url == f"{QUEUE}?status=all"
    comment.refresh_from_db()
    assert comment.status == after
    row = Decision.objects.get()
    assert (row.verb, row.before, row.after, row.actor_name) == (verb, before, after, "Tobias Wren")


def test_what_was_approved_is_on_the_page_and_its_writer_is_known(admin, post, waiting):
    waiting.browser = Browser.objects.create(key=Browser.key_of("a secret"))
    waiting.save()
    press(admin, waiting, "approve")
    assert "Is that ice really safe?" in Client().get(post.get_absolute_url()).content.decode()
    ben = {"name": "Ben Okoro", "email": "ben@okoro.example", "secret": "a secret"}
    assert actions.submit_comment(post=post, body="Thank you.", **ben).is_public


def test_what_else_of_his_waits_for_being_the_first_is_offered_and_not_published(admin, post, waiting):
    again = make_comment(post, "And the dog?", "Ben Okoro", "ben@okoro.example", status="pending", reasons=["first"])
    make_comment(post, "See a.example", "Ben Okoro", "ben@okoro.example", status="pending", reasons=["first", "links"])
    page = admin.get(press(admin, waiting, "approve").url).content.decode()
    assert "1 more of his waits only for being his first." in page
    again.refresh_from_db()
    assert again.status == "pending"


def test_a_late_click_is_told_who_was_quicker(admin, waiting):
    other = User.objects.create_superuser("helper", "helper@ledger.example", "x", first_name="Nell", last_name="Gray")
    actions.reject(waiting, by=other)
    response = press(admin, waiting, "reject")
    page = admin.get(response.url).content.decode()
    assert "Left as it was: the comment by Ben Okoro was already rejected by Nell Gray at" in page


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_an_action_for_many(admin, post, verb):
    sources, target = actions.MOVES[verb]
    comments = [make_comment(post, f"Number {number}", status=min(sources)) for number in range(3)]
    admin.post(QUEUE, {"action": verb, "_selected_action": [comment.pk for comment in comments]})
    assert set(Comment.objects.values_list("status", flat=True)) == {target}
    assert Decision.objects.count() == 3


def test_all_on_all_pages_means_all_that_wait_and_no_others(admin, post):
    for number in range(30):
        make_comment(post, f"Number {number}", status="pending")
    spam = make_comment(post, "Buy!", status="spam")
    admin.post(QUEUE, {"action": "approve", "select_across": "1", "_selected_action": [spam.pk]})
    assert Comment.objects.visible().count() == 30
    spam.refresh_from_db()
    assert spam.status == "spam"


@pytest.mark.parametrize("verb", VERBS)
def test_looking_decides_nothing(admin, waiting, verb):
    assert admin.get(f"{QUEUE}{waiting.pk}/{verb}/").status_code == 405
    waiting.refresh_from_db()
    assert waiting.status == "pending"


def test_nothing_of_a_comment_can_be_changed_behind_the_verbs_back(admin, waiting):
    forged = {"status": "published", "body": "I love it.", "name": "Nobody", "_save": "Save"}
    assert admin.post(f"{QUEUE}{waiting.pk}/change/", forged).status_code == 403
    assert admin.get(f"{QUEUE}add/").status_code == 403
    assert admin.post(f"{QUEUE}{waiting.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.post(QUEUE, {"action": "delete_selected", "_selected_action": [waiting.pk]}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.status, waiting.body) == ("pending", "Is that ice really safe?")


def test_the_comments_own_page_shows_it_whole_with_its_ledger_and_buttons(admin, waiting):
    actions.spam(waiting, by=User.objects.get(username="wren"))
    page = admin.get(f"{QUEUE}{waiting.pk}/change/").content.decode()
    assert "Is that ice really safe?" in page
    assert f'formaction="{QUEUE}{waiting.pk}/approve/"' in page
    assert "Tobias Wren" in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize("path", ["", "{pk}/change/", "{pk}/approve/", "{pk}/spam/"])
def test_the_room_is_closed_to_strangers_and_to_staff_without_the_right(client, waiting, path):
    url = QUEUE + path.format(pk=waiting.pk)
    assert client.get(url).status_code in (302, 403)
    assert client.post(url).status_code in (302, 403)
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(url).status_code in (403, 405)
    assert client.post(url).status_code == 403
    waiting.refresh_from_db()
    assert waiting.status == "pending"


def test_who_may_only_look_gets_no_way_to_decide(client, waiting):
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(viewer)
    assert client.get(QUEUE).status_code == 200
    assert client.post(f"{QUEUE}{waiting.pk}/approve/").status_code == 403
    client.post(QUEUE, {"action": "approve", "_selected_action": [waiting.pk]})
    waiting.refresh_from_db()
    assert waiting.status == "pending"


def test_a_row_of_the_ledger_is_never_changed(admin, waiting, author):
    actions.approve(waiting, by=author)
    row = Decision.objects.get()
    with pytest.raises(TypeError):
        row.save()
    assert admin.post(f"/admin/comments/decision/{row.pk}/change/", {"verb": "reject"}).status_code == 403
    assert admin.post(f"/admin/comments/decision/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_queue_asks_the_same_few_questions_however_long_it_is(admin, post, django_assert_max_num_queries):
    for number in range(25):
        make_comment(post, f"Number {number}", f"Reader {number}", f"reader{number}@many.example", status="pending")
    with django_assert_max_num_queries(18):
        admin.get(QUEUE)


@pytest.mark.parametrize("query", ["ben@okoro", "Okoro", "ice really", "harbour"])
def test_the_author_finds_a_comment_by_its_writer_its_words_and_its_post(admin, waiting, query):
    assert admin.get(QUEUE, {"q": query}).context["cl"].result_count == 1


@pytest.mark.parametrize("query", [{"status": "\x00"}, {"status": "none"}, {"reason": "\x00"}])
def test_a_filter_that_is_none_breaks_nothing(admin, waiting, query):
    assert admin.get(QUEUE, query).status_code == 200


def test_the_reasons_are_a_filter(admin, post, waiting):
    make_comment(post, status="pending", reasons=["links"])
    assert admin.get(QUEUE, {"reason": "links"}).context["cl"].result_count == 1


def test_the_rules_are_one_record_that_its_list_leads_to(admin, author):
    response = admin.get("/admin/comments/houserules/", follow=True)
    assert response.status_code == 200
    form = response.context["adminform"].form
    shown = {
        name: value for name in form.fields if (value := form.initial.get(name)) is not None and value is not False
    }
    changed = {
        "links_allowed": 3,
        "established_days": 14,
        "established_comments": 2,
        "suspension_days": 10,
        "before": "<p>My house.</p><script>x</script>",
    }
    saved = admin.post("/admin/comments/houserules/1/change/", {**shown, **changed})
    assert saved.status_code == 302, saved.context["errors"]
    page = Client().get("/rules/").content.decode()
    assert "any comment with more than three links wait for" in page
    assert "two weeks and two comments" in page
    assert "a suspension of ten days" in page
    assert "<p>My house.</p>" in page
    assert "<script>" not in page.split("</head>")[1]


def test_the_first_page_of_the_admin_says_what_waits(admin, waiting):
    assert "<strong>1</strong> comment waits for you" in admin.get("/admin/").content.decode()
