"""Small WordPress exports to try the move with: invented people on .example addresses."""

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

SITE = "https://tide.example"
NEVER = "0000-00-00 00:00:00"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def fields(**values: Any) -> str:
    return "".join(f"<wp:{name}>{cdata(str(value))}</wp:{name}>" for name, value in values.items())


def author(number: int = 1, login: str = "wren", email: str = "wren@tide.example", name: str = "Tobias Wren") -> str:
    who = fields(author_id=number, author_login=login, author_email=email, author_display_name=name)
    return f"<wp:author>{who}</wp:author>"


def category(number: int, slug: str, name: str, parent: str = "") -> str:
    what = fields(term_id=number, category_nicename=slug, category_parent=parent, cat_name=name)
    return f"<wp:category>{what}</wp:category>"


def tag(number: int, slug: str, name: str) -> str:
    return f"<wp:tag>{fields(term_id=number, tag_slug=slug, tag_name=name)}</wp:tag>"


def label(domain: str, slug: str, name: str) -> str:
    return f"<category domain={quoteattr(domain)} nicename={quoteattr(slug)}>{cdata(name)}</category>"


def meta(key: str, value: object) -> str:
    return f"<wp:postmeta>{fields(meta_key=key, meta_value=value)}</wp:postmeta>"


def comment(number: int, body: str = "I disagree.", **values: Any) -> str:
    values = {
        "author": "Ada Marsh",
        "author_email": "ada@marsh.example",
        "author_url": "",
        "date": "2015-03-04 05:06:07",
        "date_gmt": "2015-03-04 12:06:07",
        "approved": "1",
        "type": "comment",
        "parent": 0,
        "user_id": 0,
        **values,
    }
    said = fields(**{f"comment_{name}": value for name, value in values.items()})
    return f"<wp:comment>{fields(comment_id=number, comment_content=body)}{said}</wp:comment>"


def item(
    number: int,
    title: str = "A post",
    body: str = "Some words.",
    *inside: str,
    link: str | None = None,
    creator: str = "wren",
    excerpt: str = "",
    **values: Any,
) -> str:
    """A post that is public there since 2015; `inside` are labels, comments, and meta."""
    values = {
        "post_date": "2015-03-02 10:00:00",
        "post_date_gmt": "2015-03-02 17:00:00",
        "comment_status": "open",
        "post_name": f"post-{number}",
        "status": "publish",
        "post_type": "post",
        "post_password": "",
        **values,
    }
    link = f"{SITE}/2015/03/{values['post_name']}/" if link is None else link
    return (
        f"<item><title>{cdata(title)}</title><link>{escape(link)}</link><dc:creator>{cdata(creator)}</dc:creator>"
        f'<guid isPermaLink="false">{SITE}/?p={number}</guid><content:encoded>{cdata(body)}</content:encoded>'
        f"<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>{fields(post_id=number, **values)}{''.join(inside)}</item>"
    )


def export(*parts: str, site: str = SITE, version: str = "1.2") -> str:
    """The whole file. Without an author among the parts, the usual one is declared."""
    head = "" if any("<wp:author>" in part for part in parts) else author()
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        f'<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"\n'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        f' xmlns:wp="http://wordpress.org/export/{version}/">\n'
        f"<channel><title>The Tide Gauge</title><link>{site}</link><wp:wxr_version>{version}</wp:wxr_version>"
        f"<wp:base_site_url>{site}</wp:base_site_url><wp:base_blog_url>{site}</wp:base_blog_url>"
        f"{head}{''.join(parts)}</channel></rss>\n"
    )


def written(folder: Path, text: str | bytes, name: str = "tide.xml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
