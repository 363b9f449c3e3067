"""The pictures that bodies and the media library name, copied from a folder with WordPress's uploads."""

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlsplit

from django.core.files.storage import default_storage

from blog.images import UnfitPicture, copy_name, store_image
from blog.models import Image
from wordpress.attachments import Attachment, Attachments
from wordpress.models import Origin
from wordpress.origins import digest, find, stand_in
from wordpress.report import PICTURES, Report
from wordpress.wxr import Item, decoded

SUFFIXES = {".gif", ".jpe", ".jpeg", ".jpg", ".png", ".webp"}
FOLDER = "/wp-content/uploads/"
_PHOTON = re.compile(r"i\d\.wp\.com")  # WordPress.com's copies of everybody's pictures: i0.wp.com/host/path
_SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")
_VARIANT = re.compile(r"(?:-scaled|-rotated|-e\d{13})(?=(?:-\d+x\d+)?\.\w+$)")
_TAG = re.compile(r"<(?:img|a)\b[^>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"""\s(?:src|href)\s*=\s*(["'])(?P<address>.*?)\1""", re.IGNORECASE)
_SIZES = re.compile(r"""\s(?:srcset|sizes)\s*=\s*(["']).*?\1""", re.IGNORECASE)


class Library:
    """The pictures of one WordPress site. Each is copied once, however many bodies and sizes name it.

    Without a folder, only those that came with an earlier run are known.
    """

    def __init__(self, site: str, folder: Path | None, attachments: Attachments, report: Report) -> None:
        self._site, self._report = site, report
        self.folder = folder.resolve() if folder else None
        self._hosts = {site.partition("/")[0]}
        self._attachments: dict[str, Attachment] = {}
        self._images: dict[str, Image | None] = {}
        self._brought: list[Image] = []
        self.attachments = attachments
        for item in attachments:
            self._hosts.add(_host(item.url))
            self._attachments[_VARIANT.sub("", self._name(item.url))] = item

    def localized(self, html: str) -> str:
        """The HTML with the addresses of our copies, as far as there are any."""
        return _TAG.sub(self._localized_tag, html)

    def take_in(self, item: Item) -> None:
        """A file of the media library, whether or not a body shows it."""
        if not self.folder:
            self._report.note(PICTURES, "file of the media library, left where it is")
        elif not self._name(item.attachment_url):
            self._report.note(PICTURES, "file of the media library that is no picture, left where it is", item.title)
        else:
            self._image(item.attachment_url)

    def take_back(self) -> None:
        """Remove the files of this run, whose rows the database has taken back."""
        for image in self._brought:
            name = str(image.file)
            for copy in (name, *(copy_name(name, width) for width in image.widths)):
                default_storage.delete(copy)

    def image_of(self, number: int) -> Image | None:
        """The picture of this number in WordPress's library, if it has moved in."""
        found = self.attachments.get(number)
        return self._image(found.url) if found else None

    def _localized_tag(self, tag: re.Match[str]) -> str:
        address = _ADDRESS.search(tag[0])
        image = self._image(unescape(address["address"])) if address else None
        if not address or not image:
            return tag[0]
        start, end = address.span("address")
        return _SIZES.sub("", f"{tag[0][:start]}{escape(image.file.url)}{tag[0][end:]}")

    def _image(self, address: str) -> Image | None:
        name = self._original(self._name(address))
        if name and name not in self._images:
            self._images[name] = self._find_or_bring(name)
        return self._images.get(name)

    def _name(self, address: str) -> str:
        """Where in the uploads the picture lies, such as 2023/02/x.jpg; empty for what is no picture of this site."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        path, host = decoded(parts.path), _host(address)
        if _PHOTON.fullmatch(host):
            host, _, path = path.lstrip("/").partition("/")
            path = f"/{path}"
        if (host and host not in self._hosts) or Path(path).suffix.lower() not in SUFFIXES:
            return ""
        # WordPress.com keeps them on a host of their own, without the folder.
        return path.partition(FOLDER)[2] or (path.strip("/") if host.endswith(".files.wordpress.com") else "")

    def _original(self, name: str) -> str:
        """WordPress makes x-300x200.jpg of x.jpg, but some call their own pictures so."""
        plain = _VARIANT.sub("", name)
        return plain if plain in self._attachments else _SIZE.sub("", plain)

    def _find_or_bring(self, name: str) -> Image | None:
        """What an earlier run has brought, unless it was deleted here; else what lies in the folder."""
        number = stand_in(name)
        if origin := find(self._site, Origin.Kind.IMAGE, [number]).get((number, 0)):
            return Image.objects.filter(pk=origin.target).first()
        return self._bring(name, self.folder) if self.folder else None

    def _bring(self, name: str, folder: Path) -> Image | None:
        if not (path := _file(name, folder)):
            self._report.note(PICTURES, "missing in the uploads, its address left as it was", name)
            return None
        try:
            with path.open("rb") as file:
                image = store_image(file, **self._words(name))
        except (UnfitPicture, OSError) as error:
            self._report.note(PICTURES, "unfit, its address left as it was", f"{name}: {error}")
            return None
        self._remember(name, image)
        self._report.note(PICTURES, "copied from the uploads")
        return image

    def _words(self, name: str) -> dict[str, str]:
        if not (item := self._attachments.get(name)):
            return {}
        return {
            "alt": item.alt[:300],
            "caption": item.caption[:500],
            "title": item.title[:200],
        }

    def _remember(self, name: str, image: Image) -> None:
        self._brought.append(image)
        origin = Origin(site=self._site, kind=Origin.Kind.IMAGE, number=stand_in(name))
        origin.target, origin.source = image.pk, digest([name])
        origin.save()


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _file(name: str, folder: Path) -> Path | None:
    """The picture itself, or what WordPress has made of a large one; nothing outside the folder."""
    stem, dot, suffix = name.rpartition(".")
    for candidate in (name, f"{stem}-scaled{dot}{suffix}", f"{stem}-rotated{dot}{suffix}"):
        path = (folder / candidate).resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path
    return None
