"""A body as WordPress stores it, turned into the HTML that WordPress would show. Pure."""

import re
from collections import Counter
from dataclasses import dataclass, field

from wordpress.bodies import blocks
from wordpress.bodies.autop import wpautop
from wordpress.bodies.lines import with_embeds
from wordpress.bodies.media import shown, unknown
from wordpress.bodies.shortcodes import Shortcode, left, replace
from wordpress.bodies.texture import texturized
from wordpress.bodies.verbatim import unwrapped
from wordpress.uploads.attachments import Attachments

NONE = Attachments([])

_MORE = re.compile(r"<!--more[^<>]*-->")
_PAGE_ENDS = re.compile(r"\s*(<!--nextpage-->)\s*")
_MARK_ALONE = re.compile(r"<p>\s*(<!--(?:more[^<>]*|nextpage|noteaser)-->)\s*</p>")
# Fifty tags opened and none closed are no HTML; reading them as such would take for ever.
_TANGLE = re.compile(r"(?:<[^<>]*+){50}+")
_TAG = re.compile(r"""<[A-Za-z](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>""")


@dataclass(frozen=True)
class Body:
    """`html` is for readers; the rest names what WordPress would have filled in and nobody here can.

    `missing` are the numbers, in galleries and playlists, of files that no media library has.
    """

    html: str
    shortcodes: Counter[str] = field(default_factory=Counter)
    blocks: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)


def to_html(source: str, attachments: Attachments = NONE, post: int = 0) -> Body:
    """Classic bodies get their paragraphs, block bodies lose their block comments; both show their media.

    `attachments` is the media library, `post` the number of the post whose body it is.
    """
    if (own := unwrapped(source)) is not None:
        return Body(own)
    missing: Counter[str] = Counter()

    def show(code: Shortcode) -> str | None:
        html = shown(code, attachments, post)
        missing.update(unknown(code, attachments) if html else [])
        return html

    source = _TANGLE.sub(_untangled, source.replace("\r\n", "\n").replace("\r", "\n"))
    source = _TAG.sub(_with_closed_values, source)
    has_blocks = blocks.MARK in source
    html, empty = blocks.without_comments(source) if has_blocks else (_PAGE_ENDS.sub(r"\n\n\1\n\n", source), Counter())
    html = with_embeds(replace(html, show))
    html = texturized(html if has_blocks else wpautop(html))
    html = _MARK_ALONE.sub(r"\1", html).strip()
    if post:  # “continue reading” leads here, also from elsewhere
        html = _MORE.sub(rf'\g<0><span id="more-{post}"></span>', html, count=1)
    return Body(html, left(html), empty, missing)


def _with_closed_values(tag: re.Match[str]) -> str:
    """A > in an attribute's value, which whoever looks for the end of the tag would take for it."""
    inside = tag[0][:-1]
    return f"{inside.replace('>', '&gt;')}>" if ">" in inside else tag[0]


def _untangled(tags: re.Match[str]) -> str:
    return tags[0].replace("<", "&lt;")
