"""What the files say of the media library: which picture, recording or film bears which number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wordpress.exports.wxr import Item
from wordpress.text import plain_excerpt, plain_title

ATTACHMENT = "attachment"
SHOWN = {"inherit", "publish"}  # the others are in the trash, or for editors alone


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
    status: str = "inherit"

    @property
    def is_shown(self) -> bool:
        """Whether WordPress shows it in galleries, and on a page of its own where its post is public."""
        return self.status in SHOWN


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

    def shown(self, number: int) -> Attachment | None:
        """The file of this number, if WordPress shows it."""
        item = self.get(number)
        return item if item and item.is_shown else None

    def under(self, post: int) -> list[Attachment]:
        """What WordPress shows of the post of this number, in its order."""
        shown = (item for item in self._under.get(post, []) if item.is_shown)
        return sorted(shown, key=lambda item: (item.place, item.number))


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
        status=item.status,
    )
