"""The other rooms of the author: categories, tags, the site, pictures; and who may enter."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from blog.models import Category, File, Image, Redirect, Site, Tag
from blog.terms import tags_named
from tests.blog.pictures import SVG, TEXT, named_jpg, photograph, picture, png_header, truncated
from tests.factories import make_category, make_page, make_post


@pytest.fixture(autouse=True)
def empty_shelf(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def words(response) -> str:
    return unescape(response.content.decode())


# Categories


def put(admin, path="/admin/blog/category/add/", **fields):
    return admin.post(path, {"name": "", "slug": "", "parent": "", "description": "", **fields})


def room(category: Category) -> str:
    return reverse("admin:blog_category_change", args=[category.pk])


def test_a_category_gets_its_place_in_the_tree(admin):
    put(admin, name="Science")
    put(admin, name="Äther & Licht", parent=Category.objects.get().pk)
    assert [category.path for category in Category.objects.all()] == ["science", "science/äther-licht"]
    assert "— Äther" in words(admin.get("/admin/blog/category/"))


def test_what_is_below_moves_along(admin):
    science = make_category("Science")
    make_category("Dust", parent=make_category("Comets", parent=science))
    put(admin, room(science), name="Science", slug="wissenschaft")
    assert Category.objects.get(name="Dust").path == "wissenschaft/comets/dust"


@pytest.mark.parametrize("name", ["Science", "Comets", "Dust"])
def test_no_category_stands_below_itself(admin, name):
    science = make_category("Science")
    make_category("Dust", parent=make_category("Comets", parent=science))
    response = put(admin, room(science), name="Science", slug="science", parent=Category.objects.get(name=name).pk)
    assert "A category cannot stand below itself." in words(response)
    science.refresh_from_db()
    assert science.parent is None


def test_two_categories_cannot_share_an_address_but_may_share_a_slug(admin):
    science = make_category("Science")
    assert "already a category at /category/science/" in words(put(admin, name="SCIENCE"))
    assert put(admin, name="Science", parent=science.pk).status_code == 302
    assert put(admin, room(science), name="Science!", slug="science").status_code == 302


@pytest.mark.parametrize("slug", ["a/b", "a b", "<b>", "../x"])
def test_a_slug_that_is_none_is_refused(admin, slug):
    assert put(admin, name="Science", slug=slug).status_code == 200
    assert not Category.objects.exists()


def test_a_category_with_others_below_it_cannot_be_deleted(admin):
    science = make_category("Science")
    make_category("Comets", parent=science)
    admin.post(reverse("admin:blog_category_delete", args=[science.pk]), {"post": "yes"})
    assert Category.objects.count() == 2


# Tags


def test_a_tag_gets_a_slug_of_its_own(admin):
    for name in ("C++", "C#", "C"):
        assert admin.post("/admin/blog/tag/add/", {"name": name, "slug": ""}).status_code == 302
    assert sorted(tag.slug for tag in Tag.objects.all()) == ["c", "c-2", "c-3"]


def test_a_tag_keeps_its_slug_and_gives_none_away(admin):
    tag = Tag.objects.create(name="Ice", slug="ice")
    assert admin.post(f"/admin/blog/tag/{tag.pk}/change/", {"name": "Eis", "slug": "ice"}).status_code == 302
    assert admin.post("/admin/blog/tag/add/", {"name": "Glace", "slug": "ice"}).status_code == 200


def test_the_same_name_in_other_letters_is_the_same_tag(admin):
    first, again = tags_named(["Éclair", "C++"]), tags_named(["c#", "éclair", "ÉCLAIR"])
    assert [tag.name for tag in first] == ["Éclair", "C++"]
    assert [tag.name for tag in again] == ["c#", "Éclair"]
    assert Tag.objects.count() == 3


# The site


def site(**fields):
    return {"title": "The Ledger", "permalink_pattern": "/%postname%/", "posts_per_page": 10, **fields}


def test_the_list_of_sites_leads_to_the_one(admin):
    assert admin.get("/admin/blog/site/").url == "/admin/blog/site/1/change/"
    assert admin.get("/admin/blog/site/1/change/").status_code == 200
    assert not Site.objects.exists()  # asking never writes
    admin.post("/admin/blog/site/1/change/", site())
    admin.post("/admin/blog/site/1/change/", site(tagline="Notes"))
    assert (Site.objects.get().pk, Site.objects.get().tagline) == (1, "Notes")


def test_there_is_never_a_second_site_and_never_none(admin):
    assert admin.get("/admin/blog/site/add/").status_code == 403
    assert admin.post("/admin/blog/site/1/delete/", {"post": "yes"}).status_code == 403
    assert admin.get("/admin/blog/site/2/change/").status_code == 302


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("/feed/%postname%/", None),
        ("/archives/%post_id%/", None),
        ("/%year%/%monthnum%/%post_id%/", "no post can have it"),
        ("/admin/%postname%/", "no post can have it"),
        ("/category/%postname%/", "no post can have it"),
        ("/%year%/", "must hold %postname% or %post_id%"),
        ("/%nonsense%/%postname%/", "not known: %nonsense%"),
        ("%postname%", "begins and ends with a slash"),
    ],
)
def test_a_pattern_under_which_no_post_could_stand_is_refused(admin, pattern, why):
    response = admin.post("/admin/blog/site/1/change/", site(permalink_pattern=pattern))
    assert response.status_code == (302 if why is None else 200)
    assert why is None or why in words(response)


# Pictures

ADD = "/admin/blog/image/add/"
PICKER = "/admin/blog/image/picker/"


def test_a_picture_is_uploaded_with_its_words_and_without_its_place(admin):
    response = admin.post(ADD, {"pictures": photograph((1200, 800)), "alt": "Ice", "caption": "Ice in the harbour"})
    image = Image.objects.get()
    assert response.status_code == 302
    assert (image.alt, image.caption, image.width, image.height) == ("Ice", "Ice in the harbour", 800, 1200)
    with image.file.open() as file:
        assert b"GPS" not in file.read()
    page = words(admin.get("/admin/blog/image/"))
    assert re.search(r'<img class="thumbnail" src="/media/pictures/\d+/\d+/harbour-ice-\w+-480.webp" alt="Ice"', page)
    assert admin.get(reverse("admin:blog_image_change", args=[image.pk])).status_code == 200


@pytest.mark.parametrize("path", [ADD, f"{PICKER}?CKEditorFuncNum=-1"])
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: png_header(20_000, 20_000), "more than 50 million pixels"),
        (lambda: named_jpg(TEXT), "This is no picture"),
        (lambda: named_jpg(SVG), "This is no picture"),
        (truncated, "damaged or incomplete"),
        (lambda: named_jpg(b""), "The submitted file is empty"),
    ],
)
def test_an_unfit_file_gets_its_sentence_and_what_was_typed_stays(admin, path, make, sentence, empty_shelf):
    response = admin.post(path, {"pictures": make(), "alt": "What it shows", "caption": "Typed"})
    assert response.status_code == 200
    assert sentence in words(response)
    assert 'value="What it shows"' in words(response)
    assert "Typed" in words(response)
    assert not Image.objects.exists()
    assert not [path for path in empty_shelf.rglob("*") if path.is_file()]


def test_a_file_is_needed(admin):
    assert "This field is required" in words(admin.post(ADD, {"alt": "x"}))


def test_several_at_once_and_described_in_the_list(admin):
    admin.post(ADD, {"pictures": [picture(name="a.jpg"), picture(name="b.png", kind="PNG")], "caption": "Photo: Wren"})
    first, second = Image.objects.order_by("pk")
    assert first.caption == second.caption == "Photo: Wren"
    rows = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "Save"}
    for place, image in enumerate(Image.objects.all()):
        rows |= {f"form-{place}-id": image.pk, f"form-{place}-alt": f"Shows {image.pk}"}
    admin.post("/admin/blog/image/", rows)
    assert {image.alt for image in Image.objects.all()} == {f"Shows {first.pk}", f"Shows {second.pk}"}


def test_of_several_one_unfit_refuses_all_and_is_named(admin):
    response = admin.post(ADD, {"pictures": [picture(), named_jpg(TEXT)]})
    assert "picture.jpg: This is no picture" in words(response)
    assert not Image.objects.exists()


def test_one_description_does_not_fit_several_pictures(admin):
    response = admin.post(ADD, {"pictures": [picture(), picture()], "alt": "Ice"})
    assert "describe each one in the list" in words(response)
    assert not Image.objects.exists()


def test_too_many_at_once_are_refused(admin):
    response = admin.post(ADD, {"pictures": [named_jpg(TEXT) for _ in range(21)]})
    assert "at most 20 pictures" in words(response)


def test_the_picker_offers_the_newest_and_finds(admin):
    for name in ("Comet", "Harbour"):
        admin.post(ADD, {"pictures": picture(name=f"{name}.jpg"), "alt": f"A {name}", "caption": f"“{name}”"})
    page = words(admin.get(f"{PICKER}?CKEditorFuncNum=-3"))
    assert 'data-opener="-3"' in page
    assert page.index('data-alt="A Harbour"') < page.index('data-alt="A Comet"')
    found = words(admin.get(f"{PICKER}?CKEditorFuncNum=-3&q=comet"))
    assert "A Comet" in found
    assert "A Harbour" not in found
    assert "No picture is described with these words." in words(admin.get(f"{PICKER}?q=nothing"))


def test_the_picker_pages_keep_the_search_and_the_editor(admin):
    Image.objects.bulk_create(Image(file=f"pictures/{n}.jpg", width=9, height=9, alt=f"Ice {n}") for n in range(30))
    page = words(admin.get(f"{PICKER}?CKEditorFuncNum=-3&q=ice"))
    assert "1 of 2" in page
    assert "?CKEditorFuncNum=-3&q=ice&page=2" in page
    assert admin.get(f"{PICKER}?page=99&q=ice").status_code == 200


@pytest.mark.parametrize(
    "query", ["?chosen=x", "?chosen=99999999999999999999", "?page=x", "?q=%00", "?CKEditorFuncNum=%22%3E"]
)
def test_the_picker_is_not_upset_by_nonsense(admin, query):
    response = admin.get(PICKER + query)
    assert response.status_code == 200
    assert '">"' not in response.content.decode()


def test_what_is_uploaded_in_the_picker_is_chosen(admin):
    response = admin.post(f"{PICKER}?CKEditorFuncNum=-3", {"pictures": picture(), "alt": "Ice", "caption": "In words"})
    image = Image.objects.get()
    assert response.url == f"{PICKER}?CKEditorFuncNum=-3&chosen={image.pk}"
    page = words(admin.get(response.url))
    assert re.search(
        rf'data-picture="{image.pk}" data-url="{image.file.url}" data-alt="Ice" data-caption="In words" data-chosen',
        page,
    )


def test_a_picture_that_a_text_shows_cannot_be_deleted(admin, empty_shelf):
    admin.post(ADD, {"pictures": picture()})
    image = Image.objects.get()
    post = make_post("With ice", body=f'<img src="{image.file.url}">')
    page = words(admin.get(reverse("admin:blog_image_change", args=[image.pk])))
    assert reverse("admin:blog_post_change", args=[post.pk]) in page
    bulk = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    for address, said in (
        (reverse("admin:blog_image_delete", args=[image.pk]), {"post": "yes"}),
        ("/admin/blog/image/", bulk),
    ):
        refused = words(admin.post(address, said))
        assert "“With ice” shows" in refused
        assert "A text shows it; take it out there first." in refused
        assert "related objects" not in refused
    assert Image.objects.exists()


@pytest.mark.parametrize("bulk", [True, False])
def test_a_picture_that_is_deleted_takes_its_files_along(admin, empty_shelf, bulk, django_capture_on_commit_callbacks):
    admin.post(ADD, {"pictures": picture()})
    image = Image.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        if bulk:
            admin.post(
                "/admin/blog/image/", {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
            )
        else:
            admin.post(reverse("admin:blog_image_delete", args=[image.pk]), {"post": "yes"})
    assert not Image.objects.exists()
    assert not [path for path in empty_shelf.rglob("*") if path.is_file()]


# Who may enter


def every_room() -> list[str]:
    post, page, category = make_post(), make_page(), make_category("Ice")
    tag = Tag.objects.create(name="Frost", slug="frost")
    image = Image.objects.create(file="pictures/x.jpg", width=1, height=1)
    file = File.objects.create(file="files/x.pdf")
    former = Redirect.objects.create(path="/former/", tag=tag)
    rooms = [PICKER, "/admin/blog/site/1/change/", reverse("preview", args=[post.pk])]
    for thing, name in (
        (post, "post"),
        (page, "page"),
        (category, "category"),
        (tag, "tag"),
        (image, "image"),
        (file, "file"),
        (former, "redirect"),
    ):
        rooms += [reverse(f"admin:blog_{name}_{view}") for view in ("changelist", "add")]
        rooms += [reverse(f"admin:blog_{name}_{view}", args=[thing.pk]) for view in ("change", "delete", "history")]
    return rooms


def test_the_rooms_are_the_authors_alone(author):
    rooms, reader = every_room(), Client()
    reader.force_login(User.objects.create_user("reader"))
    for path in rooms:
        for visitor in (Client(), reader):
            for answer in (visitor.get(path), visitor.post(path, {})):
                assert answer.status_code in (302, 405), path
                assert answer.status_code == 405 or answer.url.startswith("/admin/login/"), path


def test_a_helper_gets_no_further_than_he_may(author):
    helper = User.objects.create_user("helper", is_staff=True)
    browser = Client()
    browser.force_login(helper)
    for path in every_room():
        if "/preview/" not in path:
            assert browser.get(path).status_code == 403, path
    helper.user_permissions.add(Permission.objects.get(codename="view_image"))
    assert browser.get(PICKER).status_code == 200
    assert "Upload" not in words(browser.get(PICKER))
    assert browser.post(PICKER, {"pictures": picture()}).status_code == 200
    assert Image.objects.count() == 1


def test_every_room_opens_for_the_author(admin):
    for path in every_room():
        # Only what is in the trash can be deleted for good.
        kept = "/delete/" in path and ("/post/" in path or "/page/" in path)
        assert admin.get(path).status_code == (403 if kept else 200), path


# Old addresses

OLD = "/admin/blog/redirect/"
NEVER_OLD = ["/feed/", "/feed", "/old/feed/", "/rules/", "/rules", "/2015/", "/page/2/", "/tag/frost/page/2/"]
NEVER_OLD += ["/healthz", "/robots.txt", "/sitemap.xml", "/admin/x/", "/admin"]
NEVER_OLD += ["/wp-login.php", "/wp-admin/", "/xmlrpc.php"]
WITH_VARIABLES = ["/?m=2003", "/?s=foo", "/?cat=3&x=1", "/?cat=x", "/?cat=03", "/?p=", "/x7?a=1", "/x7/?p=3"]


def test_an_old_address_is_added_by_hand_and_leads_where_the_author_says(admin):
    post = make_post("Ice", path="/ice/")
    address = "https://tide.example/2009/%C3%A9t%C3%A9.html"
    assert admin.post(f"{OLD}add/", {"path": address, "leads_to": "http://testserver/ice/"}).status_code == 302
    redirect = Redirect.objects.get()
    assert (redirect.path, redirect.target) == ("/2009/été.html", post)
    assert Client().get("/2009/%C3%A9t%C3%A9.html").headers["Location"] == "/ice/"
    assert 'href="/ice/"' in words(admin.get(f"{OLD}?q=2009"))
    assert "/2009/été.html" not in words(admin.get(f"{OLD}?q=comet"))


def test_an_old_address_may_lead_to_anything_of_the_authors(admin):
    ice, frost = make_category("Ice"), Tag.objects.create(name="Frost", slug="frost")
    picture = Image.objects.create(file="pictures/x.jpg", width=1, height=1)
    for number, thing in enumerate((ice, frost)):
        admin.post(f"{OLD}add/", {"path": f"/{number}.html", "leads_to": thing.get_absolute_url()})
    admin.post(f"{OLD}add/", {"path": "/?cat=3", "leads_to": "/media/pictures/x.jpg"})
    assert [redirect.target for redirect in Redirect.objects.order_by("pk")] == [ice, frost, picture]
    room = reverse("admin:blog_redirect_change", args=[Redirect.objects.get(path="/0.html").pk])
    assert 'value="/category/ice/"' in words(admin.get(room))
    admin.post(room, {"path": "/0.html", "leads_to": "/tag/frost/"})
    assert Redirect.objects.get(path="/0.html").target == frost


@pytest.mark.parametrize(
    ("path", "leads_to", "why"),
    [
        ("/ice/", "/ice/", "so it is no old one"),
        ("/", "/ice/", "so it is no old one"),
        ("/?p=900", "/ice/", "so it is no old one"),
        ("/old/", "/none/", "Nothing of yours stands at this address"),
        ("/old/", "https://evil.example/ice/", "evil.example is another site"),
        ("/old/", "//evil.example/ice/", "evil.example is another site"),
        *((path, "/ice/", "belongs to another part of the site") for path in NEVER_OLD),
        *((path, "/ice/", "Nobody looks at what follows") for path in WITH_VARIABLES),
        ("old", "/ice/", "begins with a slash"),
        ("/%00/", "/ice/", "begins with a slash"),
        ("https://[/", "/ice/", "This is no address"),
        ("/kept/", "/ice/", "already exists"),
        ("/" + "a" * 700, "/ice/", "at most 600 characters"),
    ],
)
def test_an_old_address_that_makes_no_sense_is_refused(admin, path, leads_to, why):
    Redirect.objects.create(path="/kept/", entry=make_post("Ice", pk=900, path="/ice/"))
    assert why in words(admin.post(f"{OLD}add/", {"path": path, "leads_to": leads_to}))
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize("old", ["/old", "/old/", "/old.html", "/category/old/", "/tag/old/", "/author/jo/"])
@pytest.mark.parametrize("query", ["", "?utm_source=x"])
def test_every_old_address_that_is_taken_works(admin, old, query):
    make_post("Ice", path="/ice/")
    assert admin.post(f"{OLD}add/", {"path": old, "leads_to": "/ice/"}).status_code == 302
    assert Client().get(old + query).headers["Location"] == f"/ice/{query}"


@pytest.mark.parametrize("variable", ["cat", "tag_id", "p", "page_id", "attachment_id"])
def test_every_number_that_is_taken_works(admin, variable):
    make_post("Ice", path="/ice/")
    assert admin.post(f"{OLD}add/", {"path": f"/?{variable}=9000", "leads_to": "/ice/"}).status_code == 302
    assert Client().get(f"/?{variable}=9000").headers["Location"] == "/ice/"


def test_what_an_old_address_leads_to_may_be_named_by_its_number(admin):
    post = make_post("Ice", path="/ice/")
    admin.post(f"{OLD}add/", {"path": "/old/", "leads_to": f"http://testserver/?p={post.pk}"})
    assert Redirect.objects.get().target == post


def test_what_a_move_left_behind_can_be_changed_by_hand(admin):
    frost = Tag.objects.create(name="Frost", slug="frost")
    left = Redirect.objects.create(path="/category/cold/", category=make_category("Ice"))
    fields = {"path": "/category/cold/", "leads_to": "/tag/frost/"}
    assert admin.post(reverse("admin:blog_redirect_change", args=[left.pk]), fields).status_code == 302
    assert Redirect.objects.get().target == frost


def test_the_room_says_where_readers_are_led_nowhere(admin):
    Redirect.objects.create(path="/kept/", entry=make_post("Ice", path="/ice/", status="draft"))
    assert "readers cannot see it" in words(admin.get(OLD))


# The addresses of new posts


def test_wordpress_usual_patterns_are_offered_each_with_an_example(admin):
    page = words(admin.get("/admin/blog/site/1/change/"))
    for name in ("Day and name", "Month and name", "Numeric", "Post name", "Category and name", "Your own"):
        assert name in page
    assert "/archives/123/" in page
    assert "/subject/a-title/" in page


@pytest.mark.parametrize(("pattern", "own"), [("/%postname%/", None), ("/notes/%postname%/", "/notes/%postname%/")])
def test_only_a_pattern_of_ones_own_stands_in_its_field(admin, pattern, own):
    admin.post("/admin/blog/site/1/change/", site(permalink_pattern=pattern))
    form = admin.get("/admin/blog/site/1/change/").context["adminform"].form
    assert (form["permalink_pattern"].value() or None, form["structure"].value()) == (own, "" if own else pattern)


@pytest.mark.parametrize(
    ("structure", "own", "pattern"),
    [
        ("/%year%/%monthnum%/%postname%/", "", "/%year%/%monthnum%/%postname%/"),
        ("/%postname%/", "/%year%/%monthnum%/%postname%/", "/%postname%/"),
        ("", "/notes/%postname%/", "/notes/%postname%/"),
        ("/%year%/%monthnum%/%postname%/", "/notes/%postname%/", "/notes/%postname%/"),  # only the text was changed
    ],
)
def test_a_usual_pattern_is_chosen_or_ones_own_typed(admin, structure, own, pattern):
    post = make_post("Ice")
    before = post.path
    fields = site(structure=structure, permalink_pattern=own)
    assert admin.post("/admin/blog/site/1/change/", fields).status_code == 302
    assert Site.objects.get().permalink_pattern == pattern
    post.refresh_from_db()
    assert post.path == before


def test_wordpress_tags_that_mean_nothing_here_are_named_with_those_that_do(admin):
    page = words(admin.post("/admin/blog/site/1/change/", site(permalink_pattern="/%author%/%hour%/%postname%/")))
    assert "not known: %author%, %hour%" in page
    assert "%category%, %day%" in page
