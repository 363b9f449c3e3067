"""What readers see of the comments: the thread, the rules above the form, the feeds."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments.models import HouseRules
from tests.factories import make_comment, make_post


def shown(post) -> str:
    return Client().get(post.get_absolute_url()).content.decode()


def test_comments_stand_oldest_first_each_with_its_own_address(post):
    now = timezone.now()
    second = make_comment(post, "Second.", submitted_at=now - timedelta(minutes=1))
    first = make_comment(post, "First.", submitted_at=now - timedelta(minutes=5))
    page = shown(post)
    assert page.index("First.") < page.index("Second.")
    for comment in (first, second):
        assert f'id="comment-{comment.pk}"' in page
        assert f'href="#comment-{comment.pk}"' in page
    assert "2 comments" in page


@pytest.mark.parametrize("state", ["pending", "rejected", "spam", "removed"])
def test_only_what_is_published_is_shown_counted_and_fed(post, state):
    make_comment(post, "A secret.", status=state)
    assert "A secret." not in shown(post)
    assert "No comments yet" in shown(post)
    for address in ("/", "/comments/feed/", f"{post.get_absolute_url()}feed/"):
        assert "A secret." not in Client().get(address).content.decode()


def test_names_and_websites_are_shown_as_text_never_as_markup(post):
    make_comment(post, "Hm.", "<b>Bold</b> & Co", website="https://bold.example/?a=1&b=2")
    page = shown(post)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in page
    assert '<a href="https://bold.example/?a=1&amp;b=2" rel="ugc nofollow">' in page


def test_no_address_of_a_reader_leaves_the_house(post):
    make_comment(post)
    for address in (post.get_absolute_url(), "/", "/comments/feed/", f"{post.get_absolute_url()}feed/", "/feed/"):
        assert "ada@marsh.example" not in Client().get(address).content.decode()


def test_an_answer_says_to_whom_but_never_names_someone_who_is_hidden(post):
    parent = make_comment(post, "A question.", "Cy Adler", "cy@adler.example")
    make_comment(post, "An answer.", parent=parent)
    assert f'href="#comment-{parent.pk}">in answer to Cy Adler' in shown(post)
    parent.status = "removed"
    parent.save()
    assert "Cy Adler" not in shown(post)
    assert "An answer." in shown(post)


def test_the_rules_stand_above_the_form_and_come_from_the_record(post):
    HouseRules.objects.create(pk=1, links_allowed=2, suspension_days=14)
    page = shown(post)
    assert page.index("the rules for commenting!") < page.index('id="comment-form"')
    assert "more than two links" in page
    assert "a suspension of two weeks" in page


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"links_allowed": 0}, "any comment with a link wait"),
        ({"first_timers_wait": False}, "Any comment with more than one link waits"),
        ({"established_days": 1, "established_comments": 1}, "(a day and one comment)"),
        ({"suspension_days": 100}, "a suspension of 100 days"),
    ],
)
def test_the_rules_read_well_whatever_the_author_sets(post, numbers, said):
    HouseRules.objects.create(pk=1, **numbers)
    assert said in shown(post)


def test_staff_who_may_not_moderate_are_offered_no_such_link(post):
    make_comment(post)
    browser = Client()
    browser.force_login(User.objects.create_user("clerk", is_staff=True))
    page = browser.get(post.get_absolute_url()).content.decode()
    assert "Moderate" not in page
    assert "/admin/blog/post/" not in page


def test_a_closed_post_shows_its_comments_and_no_form(author):
    post = make_post(comments_open=False)
    make_comment(post, "Said in time.")
    page = shown(post)
    assert "Said in time." in page
    assert "Comments on this post are closed." in page
    assert 'id="comment-form"' not in page


def test_every_reader_gets_the_same_bytes_and_no_cookie(post):
    make_comment(post)
    first = Client().get(post.get_absolute_url())
    second = Client(headers={"cookie": "wp_comment=Ben; other=1", "accept-language": "de"}).get(post.get_absolute_url())
    assert first.content == second.content
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")
    assert "csrfmiddlewaretoken" not in first.content.decode()
    assert first.headers["Cache-Control"] == "public, no-cache"


def test_the_authors_own_page_is_kept_by_nobody(post, admin):
    response = admin.get(post.get_absolute_url())
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Moderate" not in Client().get(post.get_absolute_url()).content.decode()


def test_a_page_that_has_not_changed_is_not_sent_twice(post):
    etag = Client().get(post.get_absolute_url()).headers["ETag"]
    assert Client().get(post.get_absolute_url(), headers={"if-none-match": etag}).status_code == 304
    make_comment(post)
    assert Client().get(post.get_absolute_url(), headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("count", [0, 3, 40])
def test_a_post_asks_the_same_few_questions_whatever_is_said_below_it(post, count, django_assert_num_queries):
    for number in range(count):
        make_comment(post, f"Number {number}", f"Reader {number}", f"reader{number}@many.example")
    with django_assert_num_queries(12):
        shown(post)
