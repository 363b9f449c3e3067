"""What the files say of the media library: which picture, recording or film bears which number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wordpress.exports.wxr import Item
from wordpress.text import plain_excerpt, plain_title

ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of the media library. `url` is where it is served, `file` where it lies in the uploads, where said."""

    number: int
    parent: int
    place: int
    url: str
    file: str
    link: str
    title: str
    caption: str
    alt: str


class Attachments:
    """The media library of one WordPress site, as far as the files tell."""

    def __init__(self, items: Iterable[Attachment]) -> None:
        self._all: dict[int, Attachment] = {}
        self._under: defaultdict[int, list[Attachment]] = defaultdict(list)
        for item in items:
            if item.number not in self._all:
                self._all[item.number] = item
                self._under[item.parent].append(item)

    def __iter__(self) -> Iterator[Attachment]:
        return iter(self._all.values())

    def get(self, number: int) -> Attachment | None:
        return self._all.get(number)

    def under(self, post: int) -> list[Attachment]:
        """What belongs to the post of this number, in the order in which WordPress shows it."""
        return sorted(self._under.get(post, []), key=lambda item: (item.place, item.number))


def attachment(item: Item) -> Attachment:
    return Attachment(
        number=item.number,
        parent=item.parent,
        place=item.place,
        url=item.attachment_url or item.guid,
        file=item.file,
        link=item.link,
        title=plain_title(item.title),
        caption=plain_excerpt(item.excerpt),
        alt=plain_title(item.alt),
    )
