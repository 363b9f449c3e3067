"""A site in use, with one of everything that a reader or the author can meet."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from blog.images import store_image
from blog.models import Category, Entry, Site, Tag
from comments.models import Comment, HouseRules
from comments.views import waiting_url
from donations.models import Book
from tests.blog.pictures import picture
from tests.donations import factories as giving
from tests.factories import make_category, make_comment, make_page, make_post

PARAGRAPH = "<p>The ice came in the night, and by morning the harbour had a floor on which the gulls walked about.</p>"
QUOTE = "<blockquote><p>Nobody skates before the bell.</p><p>Nobody.</p><cite>The harbour master</cite></blockquote>"
TABLE = (
    "<table><thead><tr><th>Day</th><th>Ice, cm</th></tr></thead><tbody><tr><td>1</td><td>4</td></tr></tbody></table>"
)


@dataclass(frozen=True)
class House:
    post: Entry
    page: Entry
    category: Category
    waiting: Comment
    private: str  # the path of the page on which the writer of `waiting` sees it

    def address(self, path: str) -> str:
        """`{post.path}`, `/admin/comments/comment/{waiting.pk}/change/`, … filled in."""
        return path.format(**vars(self))


def furnish(author: User) -> House:
    Site.objects.create(pk=1, title="The Saltmarsh Ledger", tagline="Tides, ice, and what people say of them")
    HouseRules.objects.create(pk=1, after="<p>Be brief, and <em>be kind</em>.</p>")
    ice = make_category("Ice", parent=make_category("Weather", description="Above us and around us."))
    make_post("An older post", author=author, published_at=timezone.now() - timedelta(days=400), categories=[ice])
    post = make_post(
        "A harbour freezes over",
        f"{PARAGRAPH}{_figure()}{PARAGRAPH * 4}<h2>What was said</h2>{QUOTE}{PARAGRAPH * 3}"
        f'<p>See <a href="https://tides.example/today">the tide tables</a>.</p>{TABLE}<ul><li>One</li></ul>',
        author=author,
        categories=[ice],
        tags=[Tag.objects.create(name="harbours", slug="harbours")],
        published_at=timezone.now() - timedelta(days=3),
    )
    make_post("A newer post", author=author, excerpt="In short.", categories=[ice])
    page = make_page("About", QUOTE + PARAGRAPH, author=author)
    _give()
    return House(post, page, ice, *_argue(post, author))


def _figure() -> str:
    image = store_image(picture(), alt="Two boats, fast in the ice", caption="Fast since Tuesday")
    return (
        f'<figure class="alignright"><img src="{image.file.url}" alt="{image.alt}">'
        f'<figcaption>{image.caption}, says <a href="https://boats.example/">their owner</a></figcaption></figure>'
    )


def _argue(post: Entry, author: User) -> tuple[Comment, str]:
    """A thread with an answer by the author, and a comment that waits for two reasons."""
    body = (
        "<blockquote>Nobody skates</blockquote>\n\n<em>Somebody</em> did: https://skates.example/\n\n<code>4 cm</code>"
    )
    said = make_comment(post, body, website="https://marsh.example/")
    answer = make_comment(post, "He fell in.", parent=said)
    Comment.objects.filter(pk=answer.pk).update(commenter=None, author=author, name="Tobias Wren")
    for number in range(4):
        make_comment(post, f"I count {number} skaters, and a dog.", f"Reader {number}", f"reader{number}@many.example")
    waiting = make_comment(
        post,
        "Is that safe? <blockquote>Nobody</blockquote> https://one.example/ and https://two.example/",
        "Cy Adler",
        "cy@adler.example",
        status="pending",
        reasons=["first", "links"],
    )
    return waiting, waiting_url(waiting)


def _give() -> None:
    """A drive that runs today, every way of giving, and a book."""
    today = timezone.localdate()
    giving.make_drive(today - timedelta(days=9), today + timedelta(days=9), closing_words="<p>Thank you.</p>")
    giving.make_all_ways()
    giving.make_way("link", position=9, text="Or in kind.", note="no fees")
    book = giving.make_book(
        title="Ice, a history",
        subtitle="From the poles to the glass",
        blurb="<p>All that freezes.</p>",
        price="$3.99, before discount",
        cover=giving.picture(),
        cover_alt="A blue cover with a white line",
    )
    _sell(book)


def _sell(book: Book) -> None:
    book.vendors.create(name="The corner shop", url="https://shop.example/ice", note="signed")
    book.vendors.create(name="A larger shop", url="https://large.example/ice")
    book.quotes.create(text="I read it twice.", source="The Evening Gull")
