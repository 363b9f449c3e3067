"""The author looks for a comment: by its words, by its writer, by a part of his address, by its post."""

import pytest

from blog.actions import save_entry
from comments.models import Comment
from tests.factories import make_comment, make_post

QUEUE = "/admin/comments/comment/"
MANY = " ".join(f"-w{number}" for number in range(300)) + " volcano"


def found(admin, words: str, **query: str) -> list[str]:
    page = admin.get(QUEUE, {"q": words, "status": "all", **query})
    assert page.status_code == 200
    return [comment.body for comment in page.context["cl"].result_list]


@pytest.fixture
def said(post) -> Comment:
    make_comment(post, "Nobody skates here.", name="Ada Marsh", email="ada@marsh.example")
    return make_comment(post, "A dragon in the café!", name="Zoë Okoro", email="z.okoro+blog@mail.okoro.example")


@pytest.mark.parametrize(
    "words",
    [
        "dragon",
        "Dragons",
        "cafe",
        "zoe",
        "Zoë dragon",
        '"in the cafe"',
        "dragon -skates",
        "z.okoro+blog@mail.okoro.example",
        "Z.Okoro+blog@mail.OKORO.example",
        "z.okoro",
        "mail.okoro.example",
        "@mail.okoro",
        "okoro",
    ],
)
def test_these_words_find_the_comment(admin, said, words):
    assert found(admin, words) == [said.body]


@pytest.mark.parametrize("words", ["volcano", "dragon volcano", '"dragon the cafe"', "marsh@okoro", "%", "_", "?!"])
def test_these_find_none(admin, said, words):
    assert found(admin, words) == []


@pytest.mark.parametrize("words", ["frozen", "Harbours"])
def test_the_title_of_the_post_finds_its_comments(admin, author, words):
    comment = make_comment(make_post("A frozen harbour", author=author))
    make_comment(make_post("Elsewhere", author=author), "No.")
    assert found(admin, words) == [comment.body]


def test_it_looks_only_where_the_list_is_narrowed_to(admin, said):
    assert found(admin, "dragon", status="pending") == []
    assert found(admin, "dragon", status="published") == [said.body]


def test_without_a_state_it_looks_in_all_of_them_and_says_so(admin, said):
    page = admin.get(QUEUE, {"q": "dragon"})
    assert [comment.body for comment in page.context["cl"].result_list] == [said.body]
    assert "In all states" in page.content.decode()
    assert 'data-state="all" aria-current="true"' in page.content.decode()


@pytest.mark.parametrize("words", ["", " "])
def test_without_words_the_queue_is_what_waits(admin, said, words):
    page = admin.get(QUEUE, {"q": words})
    assert list(page.context["cl"].result_list) == []
    assert "In all states" not in page.content.decode()
    assert 'data-state="pending" aria-current="true"' in page.content.decode()


def test_a_chosen_state_stays_chosen(admin, said):
    page = admin.get(QUEUE, {"q": "dragon", "status": "pending"})
    assert list(page.context["cl"].result_list) == []
    assert "In all states" not in page.content.decode()


def test_the_newest_stands_first_and_none_twice(admin, post):
    for body in ("First dragon.", "Second dragon."):
        make_comment(post, body, name="A dragon", email="dragon@dragon.example")
    save_entry(post.__class__.objects.get(pk=post.pk))
    assert found(admin, "dragon") == ["Second dragon.", "First dragon."]


def test_what_is_changed_or_gone_is_found_no_more(admin, said):
    Comment.objects.filter(pk=said.pk).update(body="A volcano.", name="Zed")
    assert found(admin, "dragon") == []
    assert found(admin, "volcano") == ["A volcano."]
    said.delete()
    assert found(admin, "volcano") == []


@pytest.mark.parametrize(
    "words", ["'; --", '"', "(", "NEAR(a b)", "a* AND", "x" * 5000, "🌊", "-a -b", "-a " * 300 + "dragon -cafe", MANY]
)
def test_no_search_breaks_anything(admin, said, words):
    assert found(admin, words) == []


def test_a_search_asks_one_question_more(admin, said, django_assert_max_num_queries):
    admin.get(QUEUE)
    with django_assert_max_num_queries(17):
        found(admin, "dragon", status="published")
