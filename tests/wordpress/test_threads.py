"""Comments on their way in: states, numbers, parents, and who wrote them."""

from datetime import UTC, datetime

import pytest
from post_office.models import Email

from blog.models import Post
from comments.actions import erase
from comments.models import Comment, Commenter, Decision
from tests.factories import make_author, make_comment, make_post
from tests.wordpress.samples import NEVER, SITE, author, comment, fields, item

Status = Comment.Status
LOCKED = {"status": "inherit", "post_password": "sesame"}


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("1", Status.PUBLISHED),
        ("0", Status.PENDING),
        ("", Status.PENDING),
        ("spam", Status.SPAM),
        ("trash", Status.REMOVED),
        ("post-trashed", Status.REMOVED),
        ("a-plugins-own", Status.PENDING),
    ],
)
def test_every_state_stays_what_it_was(move_in, there, here):
    move_in(item(1, "A post", "Words.", comment(8, approved=there)))
    assert Comment.objects.get().status == here


def test_a_comment_keeps_its_number_date_name_and_words(move_in, client):
    said = comment(
        4711, "I <em>disagree</em>.\n\nStill.", author="Ada &amp; Co", author_url="https://marsh.example/?a=1&b=2"
    )
    move_in(item(1, "A post", "Words.", said))
    row = Comment.objects.get()
    assert (row.pk, row.name, row.website) == (4711, "Ada & Co", "https://marsh.example/?a=1&b=2")
    assert row.submitted_at == datetime(2015, 3, 4, 12, 6, 7, tzinfo=UTC)
    assert row.html == "<p>I <em>disagree</em>.</p><p>Still.</p>"
    assert row.commenter.email == "ada@marsh.example"
    assert 'id="comment-4711"' in client.get(row.post.path).content.decode()


def test_parents_are_found_in_whatever_order(move_in):
    thread = comment(30, parent=10), comment(20, parent=30), comment(10)
    move_in(item(1, "A post", "Words.", *thread))
    assert dict(Comment.objects.values_list("pk", "parent")) == {10: None, 30: 10, 20: 30}


def test_a_reply_whose_comment_is_missing_stands_at_the_top(move_in):
    report = move_in(
        item(1, "A post", "Words.", comment(5)),
        item(2, "Another", "Words.", comment(10, parent=9), comment(11, parent=5), comment(12, parent=12)),
    )
    assert not Comment.objects.exclude(parent=None).exists()
    assert "2 × reply to a comment that is missing" in report
    assert "1 × reply to itself, now at the top\n      comment 12" in report


def test_a_circle_of_replies_is_broken(move_in):
    report = move_in(item(1, "A post", "Words.", comment(1, parent=2), comment(2, parent=1), comment(3, parent=2)))
    assert dict(Comment.objects.values_list("pk", "parent")) == {1: None, 2: None, 3: 2}
    assert "2 × reply in a circle of replies, now at the top" in report
    assert "that is missing" not in report


def test_the_authors_comments_are_known_by_his_account_and_not_by_his_name(move_in):
    said = comment(1, user_id=6, author="Tobias Wren", author_email="wren@tide.example")
    typed = comment(2, user_id=0, author="Tobias Wren", author_email="wren@tide.example")
    stranger = comment(3, user_id=77, author="Somebody")
    move_in(author(6), item(1, "A post", "Words.", said, typed, stranger))
    assert {row.pk: row.by_author for row in Comment.objects.all()} == {1: True, 2: False, 3: False}
    assert Comment.objects.get(pk=1).author.username == "wren"
    assert Comment.objects.get(pk=1).commenter is None


def test_one_address_in_all_its_spellings_is_one_commenter_with_his_history(move_in):
    later = comment(2, author_email=" ADA@Marsh.example", date_gmt="2016-01-01 00:00:00")
    move_in(item(1, "A post", "Words.", later, comment(1)))
    commenter = Commenter.objects.get()
    assert commenter.comments.count() == 2
    assert commenter.created_at == datetime(2015, 3, 4, 12, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("address", ["", "not an address", "@", "a@b"])
def test_without_a_good_address_there_is_no_commenter(move_in, address):
    move_in(item(1, "A post", "Words.", comment(1, author_email=address)))
    assert Comment.objects.get().commenter is None
    assert not Commenter.objects.exists()


def test_an_editors_note_is_never_moved_in(move_in):
    report = move_in(item(1, "A post", "Words.", comment(1, "Are we sure of this?", type="note"), comment(2, parent=1)))
    assert list(Comment.objects.values_list("pk", "parent")) == [(2, None)]
    assert "1 × editors' note" in report


def test_a_type_that_nobody_knows_is_not_published(move_in):
    report = move_in(item(1, "A post", "Words.", comment(1, "The customer paid.", type="order_note")))
    assert Comment.objects.get().status == Status.PENDING
    assert "order_note" in report


def test_pingbacks_and_trackbacks_stay_what_they_are(move_in):
    move_in(item(1, "A post", "Words.", comment(1, type="pingback", author_email=""), comment(2, type="trackback")))
    assert list(Comment.objects.order_by("pk").values_list("kind", flat=True)) == ["pingback", "trackback"]


def test_a_number_that_is_taken_here_gives_way_and_is_named(move_in):
    mine = make_comment(make_post())
    report = move_in(
        item(1, "A post", "Words.", comment(mine.pk, "Old words."), comment(mine.pk + 1, parent=mine.pk)),
    )
    moved = Comment.objects.get(body="Old words.")
    assert moved.pk == mine.pk + 2
    assert Comment.objects.get(pk=mine.pk + 1).parent == moved
    assert f"#comment-{mine.pk} is now #comment-{moved.pk}" in report


def test_after_the_move_new_comments_get_new_numbers(move_in):
    move_in(item(1, "A post", "Words.", comment(500)))
    assert make_comment(Post.objects.get(), email="new@marsh.example").pk > 500


def test_a_longer_comment_than_today_may_be_loses_nothing(move_in):
    body = "A long < argument. " * 1000 + "The end."
    report = move_in(item(1, "A post", "Words.", comment(1, body)))
    row = Comment.objects.get()
    assert row.body == body
    assert row.html.endswith("The end.</p>")
    assert "&lt; argument" in row.html
    assert "comment of more than 10000 characters" in report


def test_names_and_websites_that_do_not_fit_are_cut_or_left_out(move_in):
    report = move_in(
        item(
            1,
            "A post",
            "Words.",
            comment(1, author="x" * 300, author_url="javascript:alert(1)"),
            comment(2, author="\u200b", author_url="http://"),
        )
    )
    first, second = Comment.objects.order_by("pk")
    assert (len(first.name), first.website) == (250, "")
    assert (second.name, second.website) == ("Anonymous", "")
    assert "1 × comment with a malformed website" in report


def test_a_comment_without_utc_date_is_dated_by_the_sites_own_time(move_in):
    move_in(item(1, "A post", "Words.", comment(1, date="2015-07-01 10:00:00", date_gmt=NEVER)))
    assert Comment.objects.get().submitted_at == datetime(2015, 7, 1, 17, tzinfo=UTC)


def test_readers_html_is_cleaned_again(move_in):
    move_in(item(1, "A post", "Words.", comment(1, '<script>alert(1)</script><b onclick="x()">Hm</b>')))
    html = Comment.objects.get().html
    assert "<script" not in html
    assert "<b>Hm</b>" in html


def test_nobody_gets_a_letter_and_the_ledger_stays_empty(move_in, mailoutbox):
    make_author()
    move_in(item(1, "A post", "Words.", *(comment(number, approved=str(number % 2)) for number in range(1, 30))))
    assert Comment.objects.count() == 29
    assert not Email.objects.exists()
    assert not mailoutbox
    assert not Decision.objects.exists()


def test_comments_on_what_has_no_place_here_are_a_loss_that_is_named(move_in):
    report = move_in(item(1, "A file", "", comment(1), post_type="attachment", status="inherit"))
    assert "1 × comment on an item of the type “attachment”" in report


def test_an_erased_reader_stays_erased_when_his_comment_was_changed_there(move_in):
    move_in(item(1, "A post", "Words.", comment(8)))
    row = Comment.objects.get()
    erase(row.commenter, keep_text=True, by=row.post.author)
    move_in(item(1, "A post", "Words.", comment(8, "I still disagree.")))
    assert not Commenter.objects.filter(email="ada@marsh.example").exists()
    assert "still" not in Comment.objects.get().body


def test_the_threads_of_many_posts_do_not_mix(move_in):
    """They are stored together, and a reply belongs under the post that it was made on."""
    posts = [item(n, f"Post {n}", "Words.", comment(100 + n), comment(200 + n, parent=100 + n)) for n in range(1, 40)]
    move_in(*posts)
    for n in range(1, 40):
        reply = Comment.objects.get(pk=200 + n)
        assert (reply.post_id, reply.parent_id) == (n, 100 + n)


def test_the_owner_of_an_address_in_many_posts_is_one_reader_since_his_first_word(move_in):
    early, late = "2011-01-01 00:00:00", "2014-01-01 00:00:00"
    move_in(
        item(1, "A post", "Words.", comment(8, date_gmt=late)), item(2, "Older", "Words.", comment(9, date_gmt=early))
    )
    assert Commenter.objects.get().created_at == datetime(2011, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("was", "here"), [("0", Status.REJECTED), ("1", Status.REMOVED), ("", Status.REMOVED)])
def test_what_was_thrown_away_is_rejected_where_it_had_never_been_published(move_in, was, here):
    note = f"<wp:commentmeta>{fields(meta_key='_wp_trash_meta_status', meta_value=was)}</wp:commentmeta>"
    thrown_away = comment(8, approved="trash").replace("</wp:comment>", f"{note}</wp:comment>")
    move_in(item(1, "A post", "Words.", thrown_away))
    assert Comment.objects.get().status == here


def test_what_was_said_about_a_picture_stands_under_its_post(move_in):
    photo = item(9, "A tide", "", comment(8), comment(9, parent=8), post_type="attachment", post_parent=1)
    report = move_in(photo, item(1, "A post", "Words.", comment(7)))
    assert dict(Comment.objects.values_list("pk", "post__title")) == dict.fromkeys((7, 8, 9), "A post")
    assert Comment.objects.get(pk=9).parent_id == 8
    assert "2 × comment on a file, now under the post of the file" in report
    assert "Lost: nothing" in report


@pytest.mark.parametrize("there", [*({"status": status} for status in ("trash", "private", "draft", "")), LOCKED])
def test_what_was_said_about_a_picture_that_was_not_public_waits(move_in, client, there):
    said = [comment(8, "Between us."), comment(9, approved="spam"), comment(10, approved="trash")]
    post = item(1, "A post", "Words.")
    for _ in range(2):
        report = move_in(item(9, "A tide", "", *said, post_type="attachment", post_parent=1, **there), post)
        states = dict(Comment.objects.values_list("pk", "status"))
        assert states == {8: Status.PENDING, 9: Status.SPAM, 10: Status.REMOVED}
        assert "3 × comment on a file that was not public, waiting under the post of the file" in report
        assert "Lost: nothing" in report
    assert "Between us." not in client.get("/2015/03/post-1/").content.decode()
    assert "Between us." not in client.get("/comments/feed/").content.decode()


@pytest.mark.parametrize("parent", [{"status": "private"}, {"status": "draft"}, {"post_password": "sesame"}])
def test_what_was_said_about_a_picture_of_what_is_not_public_is_read_by_nobody(move_in, client, parent):
    photo = item(9, "A tide", "", comment(8, "Between us."), post_type="attachment", post_parent=1, status="inherit")
    move_in(photo, item(1, "A post", "Words.", link=f"{SITE}/2015/03/post-1/", **parent))
    assert Comment.objects.get().post.title == "A post"
    assert client.get("/2015/03/post-1/").status_code == 404
    assert "Between us." not in client.get("/comments/feed/").content.decode()


def test_what_was_said_about_a_picture_of_no_post_is_named_as_lost(move_in):
    report = move_in(item(9, "A tide", "", comment(8), post_type="attachment"))
    assert "1 × comment on an item of the type “attachment”" in report.partition("Lost:")[2]
