"""Out and in again: an empty house that takes the export of another shows the same site to every reader."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from blog.actions import leave_redirect
from blog.files import store_file
from blog.images import store_image
from blog.models import Category, Entry, File, Image, Page, Site, Tag
from comments import markup
from comments.actions import erase
from comments.models import Comment, Commenter
from tests.factories import make_author, make_category, make_comment, make_page, make_post
from tests.wordpress.conftest import run_file

pytestmark = pytest.mark.django_db(transaction=True)  # so that the export has a snapshot of its own

Status = Entry.Status
DATE = datetime(2015, 3, 2, 17, 0, tzinfo=UTC)
FUTURE = datetime(2099, 1, 1, 12, 0, tzinfo=UTC)
LISTS = ["/", "/page/2/", "/2015/", "/2015/03/", "/2015/03/02/", "/search/?q=gull"]
FEEDS = ["/feed/", "/feed/atom/", "/comments/feed/", "/sitemap.xml"]
BODIES = {
    "Two lines": "<p>One line\nand the next.</p>\n\n\n<p>It's \"so\" -- isn't it...</p>",
    "A poem": "<pre>\n  far\n\n    out\n</pre>",
    "More": "<p>The beginning.</p>\n<!--more-->\n<p>The rest.</p>",
    "Two pages": "<p>One.</p><!--nextpage--><p>Two.</p>",
    "From a block editor": "<!-- wp:paragraph -->\n<p>Pasted.</p>\n<!-- /wp:paragraph -->\n\n<p>Typed.</p>",
    "About shortcodes": "<p>[gallery ids='1'] and [[caption]] and [caption width='3']x[/caption]</p>",
    "An address": "<p>See</p>\nhttps://tide.example/watch\n<p>there.</p>",
    "Odd signs": "<p>]]&gt; ]]> \U0001f30a \u200fשלום\u200e &amp;amp; a\u00a0b</p>",
}
NAMES = ["C++", "R&D", "<b>", "naïve", "日本", "a/b", "50% off"]


class House:
    """A house with everything in it, that can be exported, emptied, and filled with its own export."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.author = make_author()

    def move_out_and_in(self) -> str:
        """Leave it all, come back with the export and the old files, and give the report."""
        target = self.folder / "house.xml"
        target.unlink(missing_ok=True)
        call_command("export_wordpress", str(target), stdout=StringIO())
        empty()
        uploads = self.folder / "uploads"
        shutil.rmtree(uploads, ignore_errors=True)
        shutil.move(self.folder / "media", uploads)
        (self.folder / "media").mkdir()
        report = run_file(target, uploads=uploads)
        Page.objects.filter(title="About").update(menu_order=2)  # the author's to give, as after any move
        return report


@pytest.fixture
def house(tmp_path: Path, settings) -> Iterator[House]:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    empty()
    yield House(tmp_path)
    cache.clear()


def empty() -> None:
    """A house as on its first day."""
    call_command("flush", interactive=False, verbosity=0)
    cache.clear()


def furnish(house: House) -> None:
    Site.objects.create(pk=1, title="Fish & <Ships>", tagline="Tides, twice a day")
    sea = make_category("Sea", description="Salt & <water>.")
    ice = make_category("Ice", make_category("Bay", sea))
    tags = [Tag.objects.create(name=name, slug=f"tag-{number}") for number, name in enumerate(NAMES)]
    for number, (title, body) in enumerate(BODIES.items()):
        post(title, body=body, published_at=DATE + timedelta(days=number), categories=[ice], tags=tags)
    state_of_things(sea)
    pictures(house)
    conversation(post("Much discussed", categories=[sea]), house.author)


def state_of_things(sea: Category) -> None:
    post("Pinned & <old>", is_pinned=True, published_at=DATE - timedelta(days=900), excerpt="Short & <sweet>.\n\nYes.")
    moved = post("Moved", slug="moved", comments_open=False)
    leave_redirect("/2015/03/was-here/", moved.path, entry=moved)
    post("Köder", slug="köder-日本", categories=[sea])
    post("From elsewhere", path="/essays/of-tides/elsewhere/", guid="https://tide.example/?p=7")
    post("To come", published_at=FUTURE)
    post("A draft", status=Status.DRAFT, published_at=None)
    post("Mine alone", status=Status.PRIVATE)
    post("Thrown away", status=Status.TRASH)
    page = make_page("About", menu_order=2, published_at=DATE)
    touch(page)
    touch(make_page("Team", path="/about/team/", published_at=DATE))


def pictures(house: House) -> None:
    picture = store_image(a_picture(), alt="A “gull” & <friend>", caption="Low & <slow>", title="Gull")
    shown = f'<figure class="alignleft"><img src="{picture.file.url}" alt="A gull" width="300"></figure><p>Gulls.</p>'
    post("In the text", body=shown)
    post("Above the text", picture=store_image(a_picture(), alt="Another", title="Other"))
    chart = store_file(BytesIO(b"%PDF-1.4 a chart"), "chart.pdf", title="Chart")
    post("A chart", body=f'<p><a href="{chart.file.url}">The chart</a></p>')


def a_picture() -> BytesIO:
    file = BytesIO()
    Pillow.new("RGB", (1200, 800), "teal").save(file, "JPEG")
    file.name = "gull.jpg"
    return file


def conversation(entry: Entry, author: User) -> None:
    first = make_comment(
        entry, "1 < 2, <em>no?</em>\n\nhttps://marsh.example/", website="https://marsh.example/?a=1&copy=2"
    )
    body = "So it is."
    answer = Comment.objects.create(
        post=entry,
        author=author,
        parent=first,
        name="Tobias <3",
        body=body,
        html=markup.render(body).html,
        status="published",
        submitted_at=DATE,
    )
    make_comment(entry, "And again.", "Bo & Co", "bo@bay.example", parent=answer)
    for number, status in enumerate(("pending", "spam", "removed", "rejected")):
        make_comment(entry, f"Not shown {number}.", status=status)
    pingback = "Somebody linked here."
    html = markup.render(pingback).html
    Comment.objects.create(post=entry, name="Tide", body=pingback, html=html, kind="pingback", status="published")
    gone = make_comment(entry, "Forget me.", "Cy Gone", "cy@gone.example")
    erase(gone.reader, keep_text=True, by=author)
    for number, comment in enumerate(Comment.objects.order_by("pk")):
        when = DATE + timedelta(days=30, minutes=number)
        Comment.objects.filter(pk=comment.pk).update(submitted_at=when)


def post(title: str, **fields: object) -> Entry:
    return touch(make_post(title, **{"published_at": DATE, **fields}))


def touch(entry: Entry) -> Entry:
    """An export knows no part of a second."""
    Entry.objects.filter(pk=entry.pk).update(updated_at=DATE + timedelta(days=60), created_at=DATE)
    return entry


def shop_window() -> dict[str, str]:
    """What a reader gets at every public address."""
    entries = [entry.get_absolute_url() for entry in Entry.objects.published()]
    terms = [term.get_absolute_url() for model in (Category, Tag) for term in model.objects.all()]
    own_feeds = [f"{address}feed/" for address in (*entries, *terms)]
    addresses = [*LISTS, *FEEDS, *entries, *terms, *own_feeds]
    return {address: seen(address) for address in addresses}


def seen(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows() -> dict[str, list]:
    """What readers never see, and what the author would miss."""
    entry = (
        "pk",
        "kind",
        "title",
        "slug",
        "status",
        "published_at",
        "excerpt",
        "is_pinned",
        "comments_open",
        "updated_at",
    )
    comment = ("pk", "kind", "status", "name", "website", "body", "html", "submitted_at", "parent", "post")
    known = Comment.objects.exclude(body="Forget me.")
    return {
        "entries": list(Entry.objects.order_by("pk").values_list(*entry)),
        "comments": list(Comment.objects.order_by("pk").values_list(*comment)),
        "writers": list(known.order_by("pk").values_list("pk", "commenter__email", "author__username")),
        "categories": list(Category.objects.order_by("path").values_list("name", "path", "description")),
        "tags": list(Tag.objects.order_by("slug").values_list("name", "slug")),
        "media": list(Image.objects.order_by("file").values_list("file", "alt", "caption", "title", "width", "widths")),
        "files": list(File.objects.order_by("file").values_list("file", "title")),
    }


def test_every_public_page_is_the_same_to_the_letter(house):
    furnish(house)
    before = shop_window()
    report = house.move_out_and_in()
    after = shop_window()
    assert after.keys() == before.keys()
    for address, page in before.items():
        assert after[address] == page, address
    assert "Lost: nothing" in report


def test_everything_that_is_not_public_comes_along(house):
    furnish(house)
    before = rows()
    house.move_out_and_in()
    after = rows()
    for name, expected in before.items():
        assert after[name] == expected, name


def test_a_reader_who_was_erased_is_nobody_again(house):
    furnish(house)
    house.move_out_and_in()
    assert not Commenter.objects.filter(email__contains="gone.example").exists()
    assert Comment.objects.get(body="Forget me.").commenter is None


def test_the_author_is_still_the_author(house):
    furnish(house)
    house.move_out_and_in()
    assert Comment.objects.get(body="So it is.").author == User.objects.get(username="wren")


def test_the_export_of_an_import_is_the_export(house):
    furnish(house)
    before = text_of(house)
    house.move_out_and_in()
    assert text_of(house) == before


def text_of(house: House) -> str:
    """The export, without the hour of its writing, and with files that came in on one day: here they came in today."""
    for model in (Image, File):
        model.objects.update(uploaded_at=DATE)
    output = StringIO()
    call_command("export_wordpress", "-", stdout=output)
    return re.sub(r"<pubDate>.*", "", output.getvalue(), count=1)


typed = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30).filter(str.strip)


@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=typed, excerpt=typed, name=typed, term=typed, said=typed)
def test_whatever_a_form_accepts_comes_back_the_same(house, title, excerpt, name, term, said):
    empty()
    house.author = make_author()
    category = make_category(" ".join(term.split()))
    entry = make_post(" ".join(title.split()), excerpt=excerpt.strip(), categories=[category], published_at=DATE)
    comment = make_comment(entry, said.strip(), " ".join(name.split()), submitted_at=DATE)
    before = (entry.title, entry.excerpt, category.name, comment.name, comment.body, comment.html)
    house.move_out_and_in()
    entry, category, comment = Entry.objects.get(), Category.objects.get(), Comment.objects.get()
    assert (entry.title, entry.excerpt, category.name, comment.name, comment.body, comment.html) == before
