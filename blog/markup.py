"""From the author's HTML to the page's: cleaned, and its pictures fitted for every screen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.html import format_html

from blog.cleaning import clean
from blog.embeds import link
from blog.images import copy_name
from blog.models import Image

MORE = re.compile(r"<!--\s*more\b(?:[^<]|<(?!!--))*?-->")
PLAYER = re.compile(r"<(?:iframe|embed)\b([^<>]*)>(?:[^<]*</(?:iframe|embed)\s*>)?", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""\b(src|title)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
OUTPUT = HTMLFormatter(entity_substitution=EntitySubstitution.substitute_xml, void_element_close_prefix="")

# CSS pixels, as in static/css/site.css: how wide a picture can be shown, and from which width of the window on.
COLUMN, FLOATED, WIDE_WINDOW = 720, 375, 544
FLOATS = ["alignleft", "alignright"]
NARROW = [*FLOATS, "wp-block-gallery", "blocks-gallery-grid"]
# What is worth a walk through the HTML, which takes most of the time: pictures, and blocks that may be empty.
UNFINISHED = re.compile(r"<(?:img|figure)\b|<p\b[^>]*>(?:[ \n]|<(?!/p>)[^>]*+>)*+</p>")
SOMETHING = ["img", "audio", "video", "table", "a"]  # what a block without words may be there for


@dataclass(frozen=True)
class Rendered:
    """`html` is the whole; `teaser` what stands before <!--more-->, empty where there is none."""

    html: str
    teaser: str


def render(body: str, *, lead: Image | None = None) -> Rendered:
    """The body as readers get it, the lead picture above it unless the text shows it anyway.

    What it returns is as safe as `clean` makes it; again: changes nothing.
    """
    more = MORE.search(body)
    html, teaser = _cleaned(body), _cleaned(body[: more.start()]) if more else ""
    if not lead and not UNFINISHED.search(html) and not UNFINISHED.search(teaser):
        return Rendered(html=html, teaser=teaser)
    whole, beginning = _soup(html), _soup(teaser)
    own = _own_pictures(whole)
    if lead and str(lead.file.name) not in own:
        own = {**own, str(lead.file.name): lead}
        for soup in [whole, beginning] if more else [whole]:
            soup.insert(0, _figure(lead))
    return Rendered(html=_fitted(whole, own), teaser=_fitted(beginning, own))


def foreign_pictures(html: str) -> list[str]:
    """The addresses of pictures on other sites: browsers do not load them here (the site's policy)."""
    addresses = [str(picture["src"]) for picture in BeautifulSoup(html, "html.parser")("img", src=True)]
    return [address for address in addresses if _local(address).startswith(("http:", "https:", "//"))]


def _figure(image: Image) -> BeautifulSoup:
    caption = format_html("<figcaption>{}</figcaption>", image.caption) if image.caption else ""
    figure = format_html('<figure><img src="{}" alt="{}">{}</figure>\n', image.file.url, image.alt, caption)
    return BeautifulSoup(figure, "html.parser")


def _cleaned(body: str) -> str:
    return clean(PLAYER.sub(_link_for_player, body)).replace("&nbsp;", "\xa0")


def _soup(html: str) -> BeautifulSoup:
    soup = BeautifulSoup(html, "html.parser")
    for picture in soup("img", src=False):
        picture.decompose()
    for block in soup(["figure", "p"]):
        if not block.find(SOMETHING) and not block.get_text().strip(" \n"):  # a no-break space is a gap that is meant
            block.decompose()
    return soup


def _link_for_player(player: re.Match[str]) -> str:
    said = {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(player[1])}
    return link(said.get("src", ""), said.get("title", ""))


def _own_pictures(soup: BeautifulSoup) -> Mapping[str, Image]:
    """The author's pictures in the text by their stored name, in one query."""
    names = {name for picture in soup("img") if (name := _stored_name(picture))}
    return {str(image.file.name): image for image in Image.objects.filter(file__in=names)} if names else {}


def _stored_name(picture: Tag) -> str:
    path = unquote(_local(str(picture["src"])))
    return path.removeprefix(settings.MEDIA_URL) if path.startswith(settings.MEDIA_URL) else ""


def _local(address: str) -> str:
    return address.removeprefix(settings.SITE_URL)


def _fitted(soup: BeautifulSoup, own: Mapping[str, Image]) -> str:
    for place, picture in enumerate(soup("img")):
        image = own.get(_stored_name(picture))
        if image:
            _fit(picture, image)
        if place or not image:  # the first is seen at once; waiting for it would make the page slower
            picture["loading"] = "lazy"
    html = soup.decode(formatter=OUTPUT)
    return html if soup.find("img") else _cleaned(html)  # without pictures, one spelling: the cleaner's


def _fit(picture: Tag, image: Image) -> None:
    width = _wanted_width(picture, image)
    picture["width"], picture["height"] = str(width), str(max(1, round(image.height * width / image.width)))
    picture["decoding"] = "async"
    if image.widths:
        column = FLOATED if picture.find_parent(class_=NARROW) or _floats(picture) else COLUMN
        picture["srcset"] = srcset(image)
        picture["sizes"] = f"(min-width: {WIDE_WINDOW}px) {min(width, column)}px, 100vw"


def _wanted_width(picture: Tag, image: Image) -> int:
    """The width that the author has given, where it makes sense."""
    given = str(picture.get("width", ""))
    return int(given) if re.fullmatch(r"[1-9]\d{0,3}", given) and int(given) < image.width else image.width


def _floats(picture: Tag) -> bool:
    return bool(set(picture.get("class") or []) & set(FLOATS))


def srcset(image: Image) -> str:
    """The copies and the picture itself, each with its width, as browsers want to choose from them."""
    name = str(image.file.name)
    files = [*((copy_name(name, width), width) for width in image.widths), (name, image.width)]
    return ", ".join(f"{default_storage.url(file)} {width}w" for file, width in files)
