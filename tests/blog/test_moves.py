"""What changes its address leaves the old one behind."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blog.actions import save_category, save_entry, save_tag
from blog.models import Entry, Redirect, Tag
from tests.factories import make_category, make_post


def moves_to(path: str) -> str | None:
    response = Client().get(path)
    return response.headers["Location"] if response.status_code == 301 else None


def move(entry: Entry, path: str) -> None:
    entry.path = path
    save_entry(entry)


def old_ones() -> set[str]:
    return set(Redirect.objects.values_list("path", flat=True))


def type_in(admin: Client, post: Entry, **fields):
    """Change the post as the author does, on its page in the admin."""
    room = reverse("admin:blog_post_change", args=[post.pk])
    form = admin.get(room).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    date, time = timezone.localtime(post.published_at).strftime("%Y-%m-%d %H:%M:%S").split()
    data = {name: value for name, value in shown.items() if value not in (None, False) and name != "published_at"}
    return admin.post(room, {**data, "published_at_0": date, "published_at_1": time, **fields})


def test_a_changed_address_of_a_public_post_leads_to_the_new_one(admin):
    post = make_post(path="/old/")
    assert type_in(admin, post, path="/new/").status_code == 302
    assert moves_to("/old/") == moves_to("/old") == "/new/"
    assert moves_to("/old/feed/") == "/new/feed/"
    assert moves_to("/old/?utm_source=x") == "/new/?utm_source=x"
    assert "/old/" in admin.get(reverse("admin:blog_post_change", args=[post.pk])).content.decode()


def test_the_address_that_readers_knew_survives_a_time_as_a_draft(admin):
    post = make_post(path="/old/")
    type_in(admin, post, status="draft")
    type_in(admin, post, status="draft", path="/new/")
    assert moves_to("/old/") is None
    assert Client().get("/old/").status_code == 404
    type_in(admin, post, status="published", path="/new/")
    assert moves_to("/old/") == "/new/"


def test_an_address_that_is_emptied_leads_to_the_next_one(author):
    post = make_post("Ice", path="/old/")
    for status, path in ((Entry.Status.DRAFT, None), (Entry.Status.PUBLISHED, None)):
        post.status, post.path = status, path
        save_entry(post)
    assert moves_to("/old/") == post.path
    assert post.path


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Entry.Status.DRAFT, "published_at": None},
        {"published_at": timezone.now() + timedelta(days=3650)},
        {"status": Entry.Status.DRAFT, "published_at": timezone.now() + timedelta(days=3650)},
    ],
)
def test_what_nobody_could_see_leaves_nothing_behind(author, fields):
    post = make_post(path="/old/", **fields)
    move(post, "/new/")
    assert not Redirect.objects.exists()


def test_a_post_that_goes_back_leaves_no_circle(author):
    post = make_post(path="/a/")
    move(post, "/b/")
    move(post, "/a/")
    assert old_ones() == {"/b/"}
    assert moves_to("/b/") == "/a/"
    assert Client().get("/a/").status_code == 200


def test_each_move_leads_straight_to_the_last_address(author):
    post = make_post(path="/a/")
    move(post, "/b/")
    move(post, "/c/")
    assert moves_to("/a/") == moves_to("/b/") == "/c/"


def test_two_posts_may_swap_their_addresses(author):
    first, second = make_post("First", path="/a/"), make_post("Second", path="/b/")
    move(first, "/between/")
    move(second, "/a/")
    move(first, "/b/")
    assert "Second" in Client().get("/a/").content.decode()
    assert "First" in Client().get("/b/").content.decode()
    assert moves_to("/between/") == "/b/"
    assert old_ones() == {"/between/"}


def test_a_new_post_that_takes_an_old_address_has_it(author):
    post = make_post(path="/a/")
    move(post, "/b/")
    make_post("The new one", path="/a/")
    assert "The new one" in Client().get("/a/").content.decode()
    assert not old_ones()


def test_a_draft_takes_no_old_address_before_it_is_published(author):
    post = make_post(path="/a/")
    move(post, "/b/")
    draft = make_post("Not yet", path="/a/", status=Entry.Status.DRAFT)
    assert moves_to("/a/") == "/b/"
    save_entry(draft)
    assert moves_to("/a/") == "/b/"
    draft.status = Entry.Status.PUBLISHED
    save_entry(draft)
    assert Client().get("/a/").status_code == 200


def test_a_withdrawn_post_is_not_given_away_by_its_old_address(author):
    post = make_post(path="/a/")
    move(post, "/b/")
    post.status = Entry.Status.TRASH
    save_entry(post)
    assert Client().get("/a/").status_code == 404
    post.delete()
    assert not Redirect.objects.exists()


def test_a_renamed_category_takes_everything_below_it_along(admin):
    science = make_category("Science")
    make_category("Comets", parent=science)
    fields = {"name": "Wissen", "slug": "wissen", "parent": "", "description": ""}
    admin.post(reverse("admin:blog_category_change", args=[science.pk]), fields)
    assert moves_to("/category/science/") == "/category/wissen/"
    assert moves_to("/category/science") == "/category/wissen/"
    assert moves_to("/category/science/feed/") == "/category/wissen/feed/"
    assert moves_to("/category/science/page/2/") == "/category/wissen/page/2/"
    assert moves_to("/category/science/comets/") == "/category/wissen/comets/"
    assert moves_to("/category/science/comets/feed/") == "/category/wissen/comets/feed/"


def test_a_category_under_another_parent_is_found_there(author):
    comets, space = make_category("Comets"), make_category("Space")
    comets.parent = space
    save_category(comets)
    assert moves_to("/category/comets/page/2/") == "/category/space/comets/page/2/"
    make_category("Comets")
    assert Client().get("/category/comets/").status_code == 200
    assert not old_ones()


def test_a_renamed_tag_is_found_under_its_new_name(admin):
    tag = save_tag(Tag(name="Ice", slug="ice"))
    admin.post(reverse("admin:blog_tag_change", args=[tag.pk]), {"name": "Eis", "slug": "eis"})
    assert moves_to("/tag/ice/") == "/tag/eis/"
    assert moves_to("/tag/ice/feed/") == "/tag/eis/feed/"
    tag.delete()
    assert not Redirect.objects.exists()


def test_an_address_too_long_to_be_kept_stops_no_change(author):
    above = make_category("a" * 190)
    for letter in "bcd":
        above = make_category(letter * 190, parent=above)
    above.slug = "short"
    assert save_category(above).path.endswith("/short")


def test_a_category_whose_address_stays_leaves_what_is_below_alone(author):
    science = make_category("Science")
    make_category("Comets", parent=science)
    science.description = "All that can be measured."
    with CaptureQueriesContext(connection) as asked:
        save_category(science)
    assert sum(query["sql"].startswith("UPDATE") for query in asked) == 1


# What feeds call an entry


def test_a_post_keeps_its_name_in_the_feeds_when_the_site_gets_another_host(author, settings):
    post, draft = make_post(), make_post(status=Entry.Status.DRAFT)
    assert (post.guid, draft.guid) == (f"http://testserver/?p={post.pk}", "")
    settings.SITE_URL = "https://elsewhere.example"
    save_entry(post)
    post.refresh_from_db()
    assert post.guid == f"http://testserver/?p={post.pk}"


def test_a_post_that_brings_its_name_keeps_it(author):
    assert make_post(guid="https://tide.example/?p=7").guid == "https://tide.example/?p=7"


def test_what_was_published_before_is_called_in_the_feeds_as_it_was(author):
    old, moved_in, draft = make_post(), make_post(guid="tide-7"), make_post(status=Entry.Status.DRAFT)
    Entry.objects.filter(pk=old.pk).update(guid="")
    migration = import_module("blog.migrations.0005_guids")
    migration.fill(apps, connection.schema_editor())
    guids = dict(Entry.objects.values_list("pk", "guid"))
    assert guids == {old.pk: f"http://testserver/?p={old.pk}", moved_in.pk: "tide-7", draft.pk: ""}
