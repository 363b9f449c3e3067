"""The search: what finds a post and what does not, in which order, marked where, on either database."""

import re
from datetime import timedelta
from html import unescape
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from blog.fulltext import MOST_TERMS, Term, mend, terms
from blog.models import Entry, Post, Site
from blog.search import MOST, find, holding, marked, root, snippet
from tests.factories import make_author, make_page, make_post


def titles(words: str) -> list[str]:
    return [hit.entry.title for hit in find(Entry.objects.published(), words)[:10]]


def page(query: str, path: str = "/search/") -> str:
    response = Client().get(path, {"q": query})
    assert response.status_code == 200
    return response.content.decode()


def status(query: str) -> str:
    said = re.search(r'<p role="status">(.*?)</p>', page(query), re.DOTALL)
    return unescape(re.sub("</?b>", "", said[1])) if said else ""


@pytest.mark.parametrize(
    "words",
    [
        "dragon",
        "DRAGON",
        "skates",
        "skating",
        "cafe",
        "CAFÉ",
        "cafe\u0301",
        "dragon café",
        '"of the ice"',
        "“of the ice”",
        '"of the ice',
        "harbour -volcano",
        "well-known",
        '"well known"',
        "known well",
        "his",
        "her",
        "example",
        "don't",
        "the",
        "приливы",
        "42nd",
        "Ice!",
        "NOT dragon not",
    ],
)
def test_these_words_find_it(author, words):
    body = "<p>Not one dragon skates in front of the ice café of his/her well-known site www.example.net.</p>"
    make_post("The harbour", f"{body}<p>I don’t know the 42nd: Приливы</p>")
    assert titles(words) == ["The harbour"]


@pytest.mark.parametrize(
    "words",
    [
        "volcano",
        "dragon volcano",
        '"dragon the"',
        "dragon -ice",
        "-volcano",
        "-",
        "",
        " ",
        '""',
        "agon",
        "!?*",
        "drag*",
    ],
)
def test_these_do_not(author, words):
    make_post("The harbour", "<p>A dragon on the ice.</p>")
    assert titles(words) == []


def test_markup_is_no_word(author):
    make_post("Glass", '<p class="alignleft">See <a href="https://volcano.example/">it</a>.</p>')
    assert titles("alignleft") == titles("volcano") == titles("href") == []


def test_pages_are_found_too(author):
    make_page("About", "<p>I keep a lighthouse.</p>")
    assert titles("lighthouse") == ["About"]


HIDDEN = [
    {"status": "draft"},
    {"status": "private"},
    {"status": "trash"},
    {"published_at": timezone.now() + timedelta(1)},
]


@pytest.mark.parametrize("fields", HIDDEN)
def test_what_is_not_public_is_not_found_and_not_counted(author, fields):
    make_post("Dragons seen", "<p>A dragon.</p>")
    make_post("Dragons hidden", "<p>A dragon.</p>", **fields)
    assert titles("dragon") == ["Dragons seen"]
    assert status("dragon") == "1 result for dragon."


def test_the_title_counts_more_than_the_text_and_often_more_than_once(author):
    now = timezone.now()
    filler = "water " * 60
    make_post("Once", f"<p>{filler} dragon {filler}</p>", published_at=now - timedelta(days=1))
    make_post("Often", f"<p>{filler} {'dragon and ' * 9} {filler}</p>", published_at=now - timedelta(days=2))
    make_post("The dragon", f"<p>{filler} {filler}</p>", published_at=now - timedelta(days=3))
    assert titles("dragon") == ["The dragon", "Often", "Once"]


def test_of_very_many_the_title_comes_first_then_the_newest(author):
    now = timezone.now()
    make_post("Long ago, a dragon", published_at=now - timedelta(days=900))
    fields = {"words": "a dragon", "status": "published", "author": author}
    Entry.objects.bulk_create(
        Entry(title=f"Number {n}", path=f"/{n}/", published_at=now - timedelta(hours=n + 1), **fields)
        for n in range(MOST + 1)
    )
    found = find(Entry.objects.published(), "dragon")
    assert (len(found), found.has_more) == (MOST, True)
    assert titles("dragon")[:3] == ["Long ago, a dragon", "Number 0", "Number 1"]
    assert f"More than {MOST} results for dragon." in status("dragon")
    assert Client().get(f"/search/page/{MOST // 10}/?q=dragon").status_code == 200
    assert Client().get(f"/search/page/{MOST // 10 + 1}/?q=dragon").status_code == 404


def test_every_page_of_the_result_holds_others(author):
    for number in range(25):
        make_post(f"Dragon {number}")
    seen = [
        re.findall(r">Dragon</mark> (\d+)", page("dragon", path))
        for path in ("/search/", "/search/page/2/", "/search/page/3/")
    ]
    assert [len(numbers) for numbers in seen] == [10, 10, 5]
    assert len({number for numbers in seen for number in numbers}) == 25


# Kept exact by the database itself, whoever writes


def test_a_change_is_found_at_once_and_what_was_there_no_more(author):
    post = make_post("Dragons")
    Entry.objects.filter(pk=post.pk).update(title="Volcanoes", words="smoke")
    assert titles("dragon") == []
    assert titles("volcano") == titles("smoke") == ["Volcanoes"]
    post.delete()
    assert titles("volcano") == []


def test_what_is_written_in_bulk_is_found(author):
    Entry.objects.bulk_create(
        [
            Post(
                title="One",
                path="/1/",
                words="a dragon",
                author=author,
                status="published",
                published_at=timezone.now(),
            )
        ]
    )
    assert titles("dragon") == ["One"]


def test_an_author_looks_among_his_drafts_too(admin):
    make_post("Seen", "<p>A dragon.</p>")
    make_post("Draft", "<p>Dragons.</p>", status="draft")
    shown = admin.get("/admin/blog/post/", {"q": "dragon"}).context["cl"].result_list
    assert {post.title for post in shown} == {"Seen", "Draft"}
    assert not admin.get("/admin/blog/post/", {"q": "?!"}).context["cl"].result_list


@pytest.mark.parametrize("minus", ["-a " * 300, " ".join(f"-w{number}" for number in range(300))])
def test_a_very_long_search_of_the_author_breaks_nothing(admin, minus):
    make_post("Seen", "<p>A dragon.</p>")
    assert admin.get("/admin/blog/post/", {"q": f"dragon {minus}"}).status_code == 200


def test_what_was_there_before_the_search_is_found(author):
    make_post("Old", "<p>A <em>dragon</em>.</p>")
    Entry.objects.update(words="")
    assert titles("dragon") == []
    import_module("blog.migrations.0004_search").fill(apps, SimpleNamespace(connection=connection))
    assert titles("dragon") == ["Old"]


def test_no_text_is_too_long_to_be_kept_and_its_beginning_is_found(author):
    make_post("A novel", f"<p>dragon {' '.join(f'w{number}' for number in range(60_000))}</p>")
    assert titles("dragon w9999") == ["A novel"]


@pytest.mark.django_db(transaction=True)
def test_the_search_survives_a_table_that_is_made_anew():
    make_author()
    make_post("Before", "<p>A dragon.</p>")
    wider = models.BooleanField(default=True)
    wider.set_attributes_from_name("is_pinned")
    wider.model = Entry
    with connection.schema_editor() as editor:  # on SQLite the triggers are lost here
        editor.alter_field(Entry, Entry._meta.get_field("is_pinned"), wider)
        editor.alter_field(Entry, wider, Entry._meta.get_field("is_pinned"))
    make_post("Between", "<p>A dragon.</p>")
    call_command("migrate", verbosity=0)
    make_post("After", "<p>A dragon.</p>")
    Entry.objects.filter(title="Before").update(words="smoke")
    assert sorted(titles("dragon")) == ["After", "Between"]


def test_mending_what_is_whole_changes_nothing(author):
    make_post("Dragons")
    mend(using="default")
    assert titles("dragon") == ["Dragons"]


# What a reader typed


@given(st.text('ab- "½\n', max_size=400), st.integers(1, 400))
def test_of_a_query_as_much_is_read_as_a_database_can_bear_and_nothing_twice(text, times):
    read = terms(text * times)
    assert len(read) == len(set(read)) <= MOST_TERMS
    assert all(0 < len(term.words) <= MOST_TERMS for term in read)


def test_what_is_said_again_takes_no_room():
    assert terms("-a " * 300 + "dragon") == [Term(("a",), excluded=True), Term(("dragon",))]


@pytest.mark.parametrize(("words", "text"), [("²", "10 ²"), ("½", "½ cup"), ("½", "1/2 cup"), ("ﬁne", "a fine day")])
def test_a_letter_or_digit_of_another_shape_finds_itself_and_what_it_stands_for(author, words, text):
    make_post("The harbour", f"<p>{text}</p>")
    assert titles(words) == ["The harbour"]
    assert titles(f"harbour -{words}") == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ice age", [Term(("ice",)), Term(("age",))]),
        ('"ice age" -melt', [Term(("ice", "age")), Term(("melt",), excluded=True)]),
        ('-"ice age"', [Term(("ice", "age"), excluded=True)]),
        ("well-known", [Term(("well", "known"))]),
        ('a* OR (b) NEAR "', [Term(("a",)), Term(("OR",)), Term(("b",)), Term(("NEAR",))]),
        ('“” "" - ?', []),
    ],
)
def test_how_a_query_is_read(text, read):
    assert terms(text) == read


class TestAnything(TestCase):
    @given(
        st.text(
            alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"'-*:()^ +{}|&!<>\\%\x00"),
            max_size=250,
        )
    )
    def test_no_text_breaks_the_search(self, text):
        assert Client().get("/search/", {"q": text}).status_code == 200

    @settings(max_examples=25)
    @given(
        st.lists(st.sampled_from(["-a", "a", "-b", '"a b"', '-"a b', "a-b-c-d", "½"]) | st.text("abcde-", max_size=6))
    )
    def test_nor_does_the_longest(self, parts):
        for text in (" ".join(parts * 100), "-".join(parts * 100)):
            assert list(holding(Entry.objects.all(), text)) == []


@given(st.text(), st.text(max_size=20))
def test_marking_adds_nothing_but_marks_to_a_text(text, query):
    html = marked(text, terms(query))
    bare = re.sub("</?mark>", "", html)
    assert "<" not in bare
    assert unescape(bare).split() == unescape(marked(text, [])).split()


# Where the words stand


def test_words_are_marked_as_they_are_written():
    assert marked("Dragons, a DRAGON and the café", terms("dragon cafe")) == (
        "<mark>Dragons</mark>, a <mark>DRAGON</mark> and the <mark>café</mark>"
    )


def test_a_phrase_is_marked_as_a_whole_and_its_words_elsewhere_are_not():
    assert marked("the ice age of the ice", terms('"ice age"')) == "the <mark>ice age</mark> of the ice"


@pytest.mark.parametrize(
    ("word", "other"), [("dragons", "Dragon"), ("skating", "skates"), ("stories", "story"), ("running", "run")]
)
def test_the_forms_of_a_word_share_a_root(word, other):
    assert root(word) == root(other)


@pytest.mark.parametrize(("word", "other"), [("war", "warm"), ("ice", "icon"), ("harbour", "harvest")])
def test_different_words_do_not(word, other):
    assert root(word) != root(other)


def test_a_word_made_of_endings_is_soon_done():
    assert root(f"{'es' * 5000}z") == root("es" * 30)


def test_what_is_excluded_is_not_marked():
    assert marked("ice age", terms("ice -age")) == "<mark>ice</mark> age"


def test_the_snippet_stands_around_the_first_hit():
    text = f"{'before ' * 100}dragon {'after ' * 100}"
    shown = snippet(text, terms("dragon"))
    assert shown.startswith("… before")
    assert "<mark>dragon</mark> after" in shown
    assert shown.endswith("after …")
    assert len(shown) < 300


def test_without_a_hit_the_snippet_is_the_beginning():
    assert snippet("A beginning.", terms("elsewhere")) == "A beginning."
    assert snippet("", terms("elsewhere")) == ""


def test_nothing_that_was_written_or_typed_becomes_markup(author):
    make_post("<script>dragon</script>", "<p>&lt;script&gt;dragon&lt;/script&gt;</p>")
    shown = page("<script>dragon")
    assert "<script>" not in shown
    assert "&lt;script&gt;<mark>" not in shown  # “script” is one of the words, and marked as well
    assert "&lt;<mark>script&gt;dragon</mark>" in shown


# The page


def test_the_page_says_what_it_found(author):
    make_post("One dragon"), make_post("Two dragons")
    assert status("dragon") == "2 results for dragon, the best match first."
    assert status('"one dragon" -ice') == '1 result for "one dragon" -ice.'
    assert status("volcano") == "No results for volcano."
    assert "Perhaps fewer words" in page("volcano")


@pytest.mark.parametrize("query", ["-dragon", '-"one dragon" -ice'])
def test_what_must_not_be_there_finds_nothing_by_itself_and_the_page_says_why(author, query):
    make_post("A volcano")
    assert status(query) == f"No results for {query}."
    assert "A minus only leaves results out" in page(query)
    assert "Perhaps fewer words" not in page(query)


def test_without_words_there_is_only_the_form(author):
    make_post()
    for query in ("", "   "):
        assert 'name="q"' in page(query)
        assert 'class="hits"' not in page(query)
        assert status(query) == ""


def test_search_engines_keep_no_result(author):
    assert '<meta name="robots" content="noindex">' in page("dragon")


def test_the_pages_keep_the_words(author):
    Site.objects.create(pk=1, posts_per_page=1)
    make_post("Ice one"), make_post("Ice two")
    assert 'rel="next" href="/search/page/2/?q=ice">Next' in page("ice")
    assert 'start="2"' in page("ice", "/search/page/2/")
