"""How a feed is written: RSS 2.0, Atom 1.0 and JSON Feed 1.1.

Every format gets the same items: title and description as plain text, `content` as HTML with
whole addresses, and turns them into what its standard wants.
"""

import json
import re
from datetime import UTC, datetime
from html import escape, unescape
from typing import IO, Any, ClassVar
from urllib.parse import urljoin

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

NEVER = datetime.fromtimestamp(0, UTC)
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TAG = re.compile(r"<[a-z][^>]*>")
FOR_THE_PAGE = re.compile(r'\s(?:srcset|sizes|loading|decoding)="[^"]*"')
ADDRESS = re.compile(r'(\s(?:href|src|poster|cite)=")([^"]*)')


def fit(text: str) -> str:
    """The text without the characters that no XML file may hold."""
    return NOT_XML.sub("", text)


def absolute(html: str, base: str) -> str:
    """HTML of the page `base` as it must stand elsewhere: with whole addresses, without what only pages need."""
    return TAG.sub(lambda tag: ADDRESS.sub(lambda found: _whole(found, base), FOR_THE_PAGE.sub("", tag[0])), fit(html))


def _whole(found: re.Match[str], base: str) -> str:
    try:
        return found[1] + escape(urljoin(base, unescape(found[2])))
    except ValueError:  # half an address, such as http://[
        return found[0]


class Steady(SyndicationFeed):
    """A feed without items has never changed; Django's would be new at every request."""

    place: ClassVar[str]  # behind `feed/` in its address

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


class Rss(Steady, Rss201rev2Feed):
    """RSS 2.0 with `content:encoded`, as WordPress sends it. Its readers take titles and descriptions for HTML."""

    place = ""

    def rss_attributes(self) -> dict[str, str]:
        content, wfw = "http://purl.org/rss/1.0/modules/content/", "http://wellformedweb.org/CommentAPI/"
        return {**super().rss_attributes(), "xmlns:content": content, "xmlns:wfw": wfw}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        as_html = {name: escape(item[name], quote=False) for name in ("title", "description")}
        super().add_item_elements(handler, {**item, **as_html})
        handler.addQuickElement("content:encoded", item["content"])
        if item.get("comment_feed"):
            handler.addQuickElement("wfw:commentRss", item["comment_feed"])


class Atom(Steady, Atom1Feed):
    """Atom 1.0 with the whole text as `content`."""

    place = "atom/"

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": escape(item["description"], quote=False)})
        handler.addQuickElement("content", item["content"], {"type": "html"})


class Json(Steady):
    """JSON Feed 1.1 (jsonfeed.org)."""

    place = "json/"
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[str], encoding: str) -> None:
        outfile.write(json.dumps(self._document(), ensure_ascii=False))

    def _document(self) -> dict[str, Any]:
        return {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [_said(_item(item)) for item in self.items],
        }


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": item["unique_id"],
        "url": item["link"],
        "title": item["title"],
        "summary": item["description"],
        "content_html": item["content"],
        "image": item.get("image"),
        "date_published": rfc3339_date(item["pubdate"]),
        "date_modified": rfc3339_date(item["updateddate"]),
        "authors": [{"name": item["author_name"]}],
        "tags": item["categories"],
        "attachments": [
            {"url": each.url, "mime_type": each.mime_type, "size_in_bytes": int(each.length)}
            for each in item["enclosures"]
        ],
    }


def _said(item: dict[str, Any]) -> dict[str, Any]:
    """The item without what is empty, but for its text, which the standard demands."""
    return {name: value for name, value in item.items() if value or name == "content_html"}


FORMATS = (Rss, Atom, Json)
