"""The author writes: drafts, published and scheduled posts, pages, and what the form refuses."""

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from blog.images import store_image
from blog.library import thumbnail_url
from blog.models import Entry, Page, Post, Tag
from tests.blog.pictures import picture
from tests.factories import make_category, make_page, make_post

PHOENIX = ZoneInfo("America/Phoenix")
ADD = "/admin/blog/post/add/"


def typed(**fields):
    """What the form of a new post sends."""
    return {
        "title": "Ice in the harbour",
        "body": "<p>It <strong>froze</strong>.</p>",
        "body_format": "rich",
        "excerpt": "",
        "status": "draft",
        "published_at_0": "",
        "published_at_1": "",
        "comments_open": "on",
        "tag_names": "",
        "path": "",
        **fields,
    }


def write(admin, room=ADD, /, **fields) -> Post:
    response = admin.post(room, typed(**fields))
    assert response.status_code == 302, errors(response)
    return Post.objects.latest("pk")


def refused(admin, room=ADD, /, **fields) -> str:
    before = Entry.objects.count()
    response = admin.post(room, typed(**fields))
    assert response.status_code == 200
    assert Entry.objects.count() == before
    return unescape(response.content.decode())


def errors(response) -> list[str]:
    return re.findall(r"errorlist[^>]*>(.*?)</ul>", response.content.decode(), re.DOTALL)


def change(post) -> str:
    return reverse("admin:blog_post_change", args=[post.pk])


def test_a_draft_has_the_author_but_no_address_and_no_reader_sees_it(admin, author, client):
    post = write(admin)
    assert (post.status, post.author, post.path, post.kind) == ("draft", author, None, "post")
    assert post.html == "<p>It <strong>froze</strong>.</p>"
    assert client.get(reverse("preview", args=[post.pk])).status_code == 302
    assert "froze" in admin.get(reverse("preview", args=[post.pk])).content.decode()


def test_a_published_post_gets_its_time_and_its_address(admin, client):
    post = write(admin, status="published")
    today = timezone.localtime(timezone=PHOENIX)
    assert post.path == f"/{today:%Y/%m}/ice-in-the-harbour/"
    assert client.get(post.path).status_code == 200


def test_the_second_of_that_title_gets_another_address(admin):
    first, second = write(admin, status="published"), write(admin, status="published")
    assert second.path == first.path.replace("harbour/", "harbour-2/")


def test_a_scheduled_post_waits_for_its_time_in_the_authors_zone(admin, client):
    day = timezone.localtime(timezone=PHOENIX).date() + timedelta(days=3)
    post = write(admin, status="published", published_at_0=f"{day:%Y-%m-%d}", published_at_1="06:30:00")
    assert post.published_at == datetime(day.year, day.month, day.day, 6, 30, tzinfo=PHOENIX)
    assert client.get(post.path).status_code == 404
    page = admin.get("/admin/blog/post/").content.decode()
    assert f"Scheduled for {day.day} {day:%b %Y}, 06:30" in page
    assert reverse("preview", args=[post.pk]) in page


def test_the_address_stays_when_the_title_changes(admin):
    post = write(admin, status="published")
    write(admin, change(post), title="Another title", status="published", path=post.path)
    assert Post.objects.get().path == post.path
    assert Post.objects.get().title == "Another title"


def test_an_own_address_may_be_given(admin, client):
    post = write(admin, status="published", path="/essays/ice/")
    assert client.get("/essays/ice/").status_code == 200
    assert post.path == "/essays/ice/"


def test_saving_again_keeps_the_first_author(admin, author):
    other = type(author).objects.create_superuser("other", password="x")
    post = make_post(author=other)
    write(admin, change(post), path=post.path)
    assert Post.objects.get().author == other


# Categories and tags


def test_tags_are_made_from_their_names_and_none_twice(admin):
    Tag.objects.create(name="Comets", slug="comets")
    post = write(admin, tag_names=" comets, Ice  age ,, ice age, C++,C#")
    assert sorted(tag.name for tag in post.tags.all()) == ["C#", "C++", "Comets", "Ice age"]
    assert len({tag.slug for tag in Tag.objects.all()}) == 4
    assert 'value="C#, C++, Comets, Ice age"' in admin.get(change(post)).content.decode()


def test_a_tag_that_is_too_long_is_refused(admin):
    assert "at most 200 characters" in refused(admin, tag_names="x" * 201)


def test_the_categories_stand_in_the_form_as_a_tree(admin):
    science = make_category("Science")
    make_category("Science fiction")
    make_category("Comets", parent=science)
    page = admin.get(ADD).content.decode()
    labels = [
        label.strip("\u2003 ")
        for label in re.findall(r"<label for=\"id_categories_\d\">.*?>\s*(.*?)</label>", page, re.S)
    ]
    assert labels == ["Science", "Comets", "Science fiction"]
    assert "\u2003Comets" in page


def test_the_category_can_stand_in_the_address(admin):
    admin.post(
        "/admin/blog/site/1/change/",
        {"title": "T", "permalink_pattern": "/%category%/%postname%/", "posts_per_page": 10},
    )
    comets = make_category("Comets", parent=make_category("Science"))
    post = write(admin, status="published", categories=[comets.pk])
    assert post.path == "/science/comets/ice-in-the-harbour/"
    assert list(post.categories.all()) == [comets]


# What is refused, with everything that was typed


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/admin/x/", "belongs to another part"),
        ("/feed/", "belongs to another part"),
        ("/2023/02/", "belongs to another part"),
        ("/media/", "belongs to another part"),
        ("no/slash", "begins and ends with a slash"),
        ("/a b/", "no spaces"),
        ("/a//b/", "no double slashes"),
        ("/a?b/", "no ? or #"),
    ],
)
def test_a_bad_address_is_refused_and_nothing_typed_is_lost(admin, path, words):
    category = make_category("Comets")
    body = "<p>Long thoughts &amp; “quotes”.</p><!--more--><p>End.</p>"
    page = refused(
        admin,
        path=path,
        body=body,
        excerpt="Short words",
        tag_names="one, two",
        status="published",
        categories=[category.pk],
    )
    assert words in page
    assert "Ice in the harbour" in page
    assert body.replace("<!--more-->", '<hr class="more">') in page
    assert "Short words" in page
    assert 'value="one, two"' in page
    assert 'value="published" selected' in page
    assert re.search(rf'value="{category.pk}"[^>]*checked', page)


def test_an_address_that_is_taken_is_refused_even_by_a_page(admin):
    make_page(path="/about/")
    assert "Another post or page has this address already." in refused(admin, path="/about/")


def test_a_title_is_needed(admin):
    assert "This field is required" in refused(admin, title="")


def test_a_nul_in_the_text_is_refused_politely(admin):
    assert "Null characters are not allowed" in refused(admin, body="<p>a\x00b</p>")


def test_pictures_of_other_sites_are_named(admin):
    response = admin.post(ADD, typed(body='<img src="https://far.example/&lt;x&gt;.jpg">'), follow=True)
    assert "Readers will not see these pictures of other sites: https://far.example/" in response.content.decode()


# In the editor or as plain HTML

SOURCE = (
    "\n<table>\n<tr><td style='x'>1</td></tr></table>  \n"
    "<p>&nbsp;é &amp; <b>b</b>\n\n\n<!--more Read on-->\n<iframe src=x></iframe>\n"
)


def has_editor(page: str) -> bool:
    return "data-django-prose-editor-configurable" in page


@pytest.mark.parametrize("source", [SOURCE, SOURCE.replace("\n", "\r\n")])
def test_plain_html_is_kept_to_the_byte_by_opening_and_saving(admin, source):
    post = make_post(body=source, body_format="html")
    page = admin.get(change(post)).content.decode()
    assert not has_editor(page)
    shown = unescape(re.search(r'<textarea name="body"[^>]*>\r?\n(.*?)</textarea>', page, re.DOTALL)[1])
    assert shown == source
    as_browsers_send_it = re.sub(r"\r?\n", "\r\n", shown)
    write(admin, change(post), body=as_browsers_send_it, body_format="html", path=post.path)
    assert Post.objects.get().body == source


def test_a_new_post_opens_in_the_editor_and_so_does_a_rich_one(admin):
    assert has_editor(admin.get(ADD).content.decode())
    assert has_editor(admin.get(change(make_post())).content.decode())


def test_the_editor_gets_its_nonce_and_its_import_map(admin):
    response = admin.get(ADD)
    nonce = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])[1]
    assert re.search(rf'<script type="importmap" nonce="{re.escape(nonce)}">', response.content.decode())


def test_from_the_editor_to_html_is_always_possible(admin):
    post = make_post(body="<p>a</p>")
    write(admin, change(post), body="<p>a</p>", body_format="html", path=post.path)
    assert not has_editor(admin.get(change(post)).content.decode())


def test_from_html_to_the_editor_where_nothing_is_lost(admin):
    post = make_post(body="<p>a <em>b</em></p>", body_format="html")
    write(admin, change(post), body="<p>a <em>b</em></p>", path=post.path)
    assert has_editor(admin.get(change(post)).content.decode())


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("<table><tr><td>1</td></tr></table>", "<table>"),
        ('<p style="color:red">a</p>', "“style” of <p>"),
        ('<p class="wp-caption">a</p>', "“class” of <p>"),
        ('<a href="/x"><img src="/y.jpg"></a>', "a link around a picture"),
        ("<figure><p>a</p></figure>", "a figure without a picture"),
        ("<p>a</p><!-- wp:paragraph -->", "hidden comments"),
    ],
)
def test_what_would_be_lost_in_the_editor_stays_html(admin, body, lost):
    post = make_post(body=body, body_format="html")
    page = refused(admin, change(post), body=body, path=post.path)
    assert "The editor would lose this" in page
    assert lost in page
    assert not has_editor(page)
    assert Post.objects.get().body == body


def test_a_rich_post_that_would_lose_something_opens_as_html(admin):
    post = make_post(body="<table><tr><td>1</td></tr></table>")
    page = admin.get(change(post)).content.decode()
    assert not has_editor(page)
    assert 'value="html" selected' in page


def test_html_typed_into_a_new_post_is_not_shown_in_the_editor_after_an_error(admin):
    page = refused(admin, body="<table></table>", body_format="html", title="")
    assert not has_editor(page)
    assert "<table></table>" in page


def test_the_more_mark_survives_the_editor(admin):
    post = make_post(body="<p>a</p><!--more--><p>b</p>")
    assert "&lt;hr class=&quot;more&quot;&gt;" in admin.get(change(post)).content.decode()
    write(admin, change(post), body='<p>a</p><hr class="more"><p>b</p>', path=post.path)
    assert Post.objects.get().body == "<p>a</p><!--more--><p>b</p>"
    assert Post.objects.get().teaser == "<p>a</p>"


# The list


@pytest.fixture
def shelf(author):
    now = timezone.now()
    return {
        "Draft": make_post("A draft", status="draft", published_at=None),
        "Published": make_post("A published one"),
        "Scheduled": make_post("A coming one", published_at=now + timedelta(days=2)),
        "Private": make_post("A private one", status="private"),
        "Trash": make_post("A thrown away one", status="trash"),
    }


def listed(admin, query: str = "") -> set[str]:
    page = admin.get(f"/admin/blog/post/{query}").content.decode()
    return set(re.findall(r'field-title"><a[^>]*>(.*?)</a>', page))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"A draft", "A published one", "A coming one", "A private one"}),
        ("?state=draft", {"A draft"}),
        ("?state=published", {"A published one"}),
        ("?state=scheduled", {"A coming one"}),
        ("?state=private", {"A private one"}),
        ("?state=trash", {"A thrown away one"}),
        ("?q=coming", {"A coming one"}),
    ],
)
def test_the_list_by_state(admin, shelf, query, titles):
    assert listed(admin, query) == titles


def test_the_list_by_category_takes_in_what_is_below(admin):
    science = make_category("Science")
    make_post("Of comets", categories=[make_category("Comets", parent=science)])
    make_post("Of nothing")
    assert listed(admin, f"?category={science.pk}") == {"Of comets"}
    assert listed(admin, "?category=99999") == {"Of comets", "Of nothing"}
    assert listed(admin, "?category=x") == {"Of comets", "Of nothing"}


def test_the_tree_of_categories_is_open_only_where_one_is_chosen(admin):
    category = make_category("Science")
    shut, opened = '<details class="shut" data-filter-title="category">', 'data-filter-title="category" open>'
    assert shut in admin.get("/admin/blog/post/").content.decode()
    assert opened in admin.get(f"/admin/blog/post/?category={category.pk}").content.decode()


def test_the_search_looks_into_the_text(admin):
    make_post("One", body="<p>The aurora over Flagstaff</p>")
    make_post("Two")
    assert listed(admin, "?q=aurora+flagstaff") == {"One"}


def test_the_list_needs_few_queries(admin, django_assert_max_num_queries):
    category = make_category("Ice")
    for number in range(12):
        make_post(f"Post {number}", categories=[category])
    with django_assert_max_num_queries(13):
        admin.get("/admin/blog/post/")


def test_the_trash_comes_before_the_end(admin, shelf):
    published = shelf["Published"]
    assert admin.post(f"/admin/blog/post/{published.pk}/delete/", {"post": "yes"}).status_code == 403
    response = admin.post("/admin/blog/post/", {"action": "move_to_trash", "_selected_action": [published.pk]})
    assert response.status_code == 302
    published.refresh_from_db()
    assert published.status == "trash"
    assert admin.post(f"/admin/blog/post/{published.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Post.objects.filter(pk=published.pk).exists()


def test_the_trash_can_be_emptied_and_nothing_else(admin, shelf):
    everything = {"action": "delete_selected", "_selected_action": [post.pk for post in shelf.values()], "post": "yes"}
    admin.post("/admin/blog/post/", everything)
    admin.post("/admin/blog/post/?state=draft", everything)
    assert Post.objects.count() == 5
    admin.post("/admin/blog/post/?state=trash", everything)
    assert set(Post.objects.values_list("title", flat=True)) == {post.title for post in shelf.values()} - {
        "A thrown away one"
    }


# Pages


def test_a_page_stands_at_its_title_and_can_stand_in_the_menu(admin, client):
    fields = typed(title="About me", status="published", menu_order="1")
    assert admin.post("/admin/blog/page/add/", fields).status_code == 302
    page = Page.objects.get()
    assert (page.path, page.menu_order, page.kind) == ("/about-me/", 1, "page")
    assert "About me" in client.get("/").content.decode()
    assert "About me" in admin.get("/admin/blog/page/").content.decode()


def test_a_new_page_has_its_comments_closed(admin):
    page = admin.get("/admin/blog/page/add/").content.decode()
    assert not re.search(r'name="comments_open"[^>]*checked', page)
    assert re.search(r'name="comments_open"[^>]*checked', admin.get(ADD).content.decode())


def test_the_author_pins_a_post_and_gives_it_a_lead_picture(admin, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = store_image(picture(), alt="A frozen harbour")
    post = write(admin, status="published", is_pinned="on", picture=image.pk)
    assert (post.is_pinned, post.picture) == (True, image)
    assert 'alt="A frozen harbour"' in client.get(post.path).content.decode()
    form = admin.get(change(post)).content.decode()
    assert re.search(rf'<img class="thumbnail" src="{thumbnail_url(image)}"', form)
    assert re.search(r'<input type="checkbox" name="is_pinned"[^>]* checked', form)
