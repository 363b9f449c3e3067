"""The first impression: an empty house becomes a site of the author's kind, and no other house is touched."""

import stat
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.test import Client, TestCase
from django.utils import timezone
from post_office.models import Email

from blog.models import Category, Entry, Image, Page, Post, Tag
from comments.models import Comment, Decision
from donations.models import Book, Drive, Way
from tests.factories import make_post


def counts() -> list[int]:
    return [model.objects.count() for model in (Entry, Category, Tag, Image, Comment, Decision, Drive, Way, Book)]


class TestSampleSite(TestCase):
    """Loaded once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.said = call_command("sample_site")

    def test_it_is_a_site_of_the_authors_kind(self):
        assert self.said == "The sample site is loaded."
        assert Post.objects.published().count() >= 30
        assert Post.objects.filter(published_at__gt=timezone.now()).exists()
        assert Post.objects.filter(status="draft").exists()
        assert Page.objects.published().exclude(menu_order=None).exists()
        assert set(Comment.objects.values_list("status", flat=True)) == set(Comment.Status.values)
        assert {tuple(c.reasons) for c in Comment.objects.waiting()} == {("first",), ("links",), ("first", "links")}
        assert Way.objects.values("kind").distinct().count() == 5
        assert Drive.objects.running(timezone.localdate()).count() == 1
        assert not Email.objects.exists()

    def test_its_long_argument_is_on_one_page(self):
        post = max(Post.objects.all(), key=lambda post: Comment.objects.visible().on(post).count())
        page = Client().get(post.get_absolute_url()).content.decode()
        assert page.count('<article class="comment') >= 40
        assert "comment-by-author" in page
        assert "Scroll down to read this post." in page
        assert "third week" in page
        assert "five ways of giving" in page

    def test_nothing_in_it_lies_in_the_future_but_the_scheduled_post(self):
        assert not Comment.objects.filter(submitted_at__gt=timezone.now()).exists()

    def test_every_reference_of_its_texts_leads_somewhere(self):
        for entry in Entry.objects.published():
            page = Client().get(entry.get_absolute_url())
            assert page.status_code == 200
            assert "picture:" not in entry.body
            assert "post:" not in entry.body

    def test_its_author_can_log_in_and_nobody_can_guess_how(self):
        login = settings.DATA_DIR / "sample-login.txt"
        name, password = login.read_text().split()
        assert stat.S_IMODE(login.stat().st_mode) == 0o600
        assert Client().login(username=name, password=password)

    def test_loaded_again_it_changes_nothing(self):
        before = counts()
        out = StringIO()
        call_command("sample_site", stdout=out)
        assert "There is a site here already; nothing was changed." in out.getvalue()
        assert counts() == before


def test_a_house_with_one_post_of_its_own_is_left_alone(author):
    make_post()
    call_command("sample_site")
    assert Entry.objects.count() == 1
