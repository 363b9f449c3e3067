"""What WordPress's own shortcodes stand for: captions, galleries, recordings, films, other sites' players. Pure.

What they become looks like what WordPress's blocks of the same names bring along, and is styled with them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape

from blog.embeds import link
from wordpress.bodies.shortcodes import Shortcode
from wordpress.uploads.attachments import Attachment, Attachments

IMAGES = (".avif", ".bmp", ".gif", ".heic", ".jpe", ".jpeg", ".jpg", ".png", ".svg", ".webp")
RECORDINGS = (".mp3", ".ogg", ".flac", ".m4a", ".wav", ".m4b", ".oga", ".opus", ".wma")
FILMS = (".mp4", ".m4v", ".webm", ".ogv", ".flv", ".mov", ".wmv")

_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"']+|/[^\s<>\"'/][^\s<>\"']*")
_TAG = re.compile(r"<[^<>]*>")
_PICTURE = re.compile(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_ALIGN = re.compile(r"align(?:left|right|center|none)")
_COLUMNS, _USUAL_COLUMNS = re.compile(r"[1-9]"), "3"
_ORDERS: dict[str, Callable[[Attachment], object]] = {
    "title": lambda item: item.title.casefold(),
    "id": lambda item: item.number,
    "date": lambda item: item.number,  # they are numbered as they come in
    "post_date": lambda item: item.number,
}
_AS_THEY_ARE = {"post__in", "rand", "none"}


def shown(code: Shortcode, attachments: Attachments, post: int) -> str | None:
    """The HTML for one of WordPress's own shortcodes, None where the media library has nothing for it."""
    if code.name in ("caption", "wp_caption"):
        return _caption(code)
    if code.name == "embed":
        return embedded(_plain(code.inside) or code.attributes.get("src", ""))
    if code.name == "gallery":
        return _gallery(code.attributes, _chosen(code.attributes, attachments, post, IMAGES))
    suffixes = FILMS if code.name == "video" or code.attributes.get("type") == "video" else RECORDINGS
    if code.name == "playlist":
        return _playlist(_chosen(code.attributes, attachments, post, suffixes))
    return _single(code, [item.url for item in _chosen({}, attachments, post, suffixes)], suffixes)


def unknown(code: Shortcode, attachments: Attachments) -> list[str]:
    """Which of the numbers that a gallery or a playlist names are in no media library."""
    if code.name not in ("gallery", "playlist"):
        return []
    return [f"[{code.name}]: number {number}" for number in _numbers(code.attributes) if not attachments.get(number)]


def embedded(address: str) -> str | None:
    """A player for a recording or a film, a link to everything else; None for what is no address."""
    if is_of(address, RECORDINGS + FILMS):
        return player(address)
    anchor = link(address)
    return f'\n\n<p class="embed">{anchor}</p>\n\n' if anchor else None


def player(address: str, *, poster: str = "", size: str = "", inside: str = "", title: str = "") -> str:
    """A film or a recording that readers can start. `inside` may hold its subtitles."""
    caption = f"<figcaption>{escape(title, quote=False)}</figcaption>" if title else ""
    source = escape(address)
    if is_of(address, RECORDINGS):
        tag = f'<audio controls src="{source}">{inside}</audio>'
        return f'\n\n<figure class="wp-block-audio">{tag}{caption}</figure>\n\n'
    picture = f' poster="{escape(poster)}"' if poster else ""
    tag = f'<video controls src="{source}"{picture}{size} preload="metadata">{inside}</video>'
    return f'\n\n<figure class="wp-block-video">{tag}{caption}</figure>\n\n'


def is_of(address: str, suffixes: tuple[str, ...]) -> bool:
    """True for the address of a file whose name ends so."""
    return re.split(r"[?#]", address, maxsplit=1)[0].lower().endswith(suffixes)


# Captions


def _caption(code: Shortcode) -> str:
    """Both styles: the old one has its words in caption="…", the new one after the picture."""
    inside = _PICTURE.fullmatch(code.inside)
    picture, words = (inside[1], inside[2].strip()) if inside else (code.inside, "")
    words = words or code.attributes.get("caption", "").strip()
    if not words or not _has_width(code.attributes):
        return picture
    return f"\n\n<figure{_classes(code.attributes)}>{picture}<figcaption>{words}</figcaption></figure>\n\n"


def _has_width(attributes: Mapping[str, str]) -> bool:
    """WordPress shows the picture alone where the width is missing or nothing."""
    digits = re.match(r"0*(\d)", attributes.get("width", ""))
    return bool(digits and digits[1] != "0")


def _classes(attributes: Mapping[str, str]) -> str:
    align = _ALIGN.fullmatch(attributes.get("align", ""))
    own = attributes.get("class", "").split()
    return f' class="{escape(" ".join(["wp-caption", align[0] if align else "alignnone", *own]))}"'


# Galleries and playlists


def _gallery(attributes: Mapping[str, str], items: Sequence[Attachment]) -> str | None:
    if not items:
        return None
    columns = attributes.get("columns", "")
    columns = columns if _COLUMNS.fullmatch(columns) else _USUAL_COLUMNS
    pictures = "\n".join(_picture(item, is_link=attributes.get("link") == "file") for item in items)
    return f'\n\n<figure class="wp-block-gallery columns-{columns}">\n{pictures}\n</figure>\n\n'


def _picture(item: Attachment, *, is_link: bool) -> str:
    address = escape(item.url)
    picture = f'<img src="{address}" alt="{escape(item.alt)}">'
    picture = f'<a href="{address}">{picture}</a>' if is_link else picture
    caption = f"<figcaption>{escape(item.caption, quote=False)}</figcaption>" if item.caption else ""
    return f'<figure class="wp-block-image">{picture}{caption}</figure>'


def _playlist(items: Sequence[Attachment]) -> str | None:
    return "".join(player(item.url, title=item.title) for item in items) or None


def _chosen(
    attributes: Mapping[str, str], attachments: Attachments, post: int, suffixes: tuple[str, ...]
) -> list[Attachment]:
    """The files that the shortcode names, or all of their kind that belong to the post, as it wants them ordered."""
    numbers = _numbers(attributes)
    if numbers:
        items = [item for number in numbers if (item := attachments.shown(number))]
        return _ordered(items, attributes) if attributes.get("orderby") else items
    owner = _number(attributes.get("id", "")) or post
    left_out = set(_listed(attributes.get("exclude", "")))
    items = [item for item in attachments.under(owner) if item.number not in left_out] if owner else []
    return _ordered([item for item in items if is_of(item.url, suffixes)], attributes)


def _ordered(items: list[Attachment], attributes: Mapping[str, str]) -> list[Attachment]:
    order = attributes.get("orderby", "").lower()
    if order in _AS_THEY_ARE:
        return items
    is_backwards = attributes.get("order", "").upper() == "DESC"
    return sorted(items, key=_ORDERS.get(order, lambda item: (item.place, item.number)), reverse=is_backwards)  # type: ignore[arg-type]


def _numbers(attributes: Mapping[str, str]) -> list[int]:
    return _listed(attributes.get("ids") or attributes.get("include", ""))


def _listed(text: str) -> list[int]:
    return list(dict.fromkeys(filter(None, map(_number, text.split(",")))))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\s*[0-9]{1,19}\s*", text) else 0


# One recording, one film


def _single(code: Shortcode, attached: list[str], suffixes: tuple[str, ...]) -> str | None:
    """WordPress takes the first that is named; without any, the first that belongs to the post."""
    names = ["src", *(suffix.removeprefix(".") for suffix in suffixes)]
    named = next((code.attributes[name] for name in names if code.attributes.get(name)), "")
    written = "" if named else _plain(code.inside)
    address = named or (written if _ADDRESS.fullmatch(written) else "") or next(iter(attached), "")
    if not address or (written and address != written):
        return None
    if not is_of(address, RECORDINGS + FILMS):
        return embedded(unescape(address))
    inside = code.inside.strip() if named else ""
    return player(unescape(address), poster=code.attributes.get("poster", ""), size=_size(code), inside=inside)


def _size(code: Shortcode) -> str:
    sizes = [(name, code.attributes.get(name, "")) for name in ("width", "height")]
    return "".join(f' {name}="{size}"' for name, size in sizes if re.fullmatch(r"[1-9][0-9]{0,3}", size))


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text)).strip()
