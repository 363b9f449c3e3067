"""The pictures and files that bodies and the media library name, copied from a folder with WordPress's uploads."""

from pathlib import Path
from typing import NamedTuple

from blog.models import File, Image
from wordpress.exports.wxr import Item
from wordpress.forwarding import forward
from wordpress.models import Origin
from wordpress.origins import GONE, digest, find, stand_in
from wordpress.report import PICTURES, Report
from wordpress.uploads.attachments import Attachment, Attachments, attachment
from wordpress.uploads.embedded import exchanged
from wordpress.uploads.journal import Journal
from wordpress.uploads.pages import Shown, leave_pages
from wordpress.uploads.places import Folder, Outside, Place, Places, folded, without_site
from wordpress.uploads.storing import UNFIT, Media, is_picture, is_taken, store, target_of, try_out
from wordpress.uploads.variants import earlier_names, original_of, unedited, unscaled

NOT_TAKEN = "file of a kind that is not served here, its address left as it was"
OUTSIDE = "address that leads out of the uploads, refused"


class Declared(NamedTuple):
    """What the media library says of a file, and the one name under which we know it."""

    name: str
    about: Attachment


class Library:
    """The media library of one WordPress site. Each file is copied once, however many bodies and sizes name it.

    Without a folder, only what came with an earlier run is known. A dry run reads of each file what tells
    whether it can be used, and copies none.
    """

    def __init__(self, site: str, folder: Path | None, attachments: Attachments, report: Report) -> None:
        self._site, self._report = site, report
        self.attachments = attachments
        self.folder = folder.resolve() if folder else None
        self._disk = Folder(folder) if folder else None
        self._places = Places(site, attachments)
        self._declared = _by_name(attachments, self._places)
        self._known: dict[str, Media | None] = {}
        self._journal = Journal()
        self._shown: list[Shown] = []

    def localized(self, html: str) -> str:
        """The HTML with the addresses of our copies, as far as there are any."""
        return exchanged(html, self._new_address)

    def take_in(self, item: Item) -> None:
        """A file of the media library, whether or not a body shows it; its old addresses lead to it."""
        declared = attachment(item)
        place = self._places.declared(declared)
        media = self._at(place) if place else None
        if place and media:
            self._leave(self._paths_of(place), media)
            self._shown.append(Shown(declared, media))
            _date(media, item)
        elif not self.folder:
            self._report.note(PICTURES, "file of the media library, left where it is")
        elif not place:
            self._report.note(PICTURES, "file of the media library that is not in the uploads", item.title)

    def finish(self) -> None:
        """Once all posts are here: let the page that WordPress has for each file lead to it, where that was public."""
        leave_pages(self._site, self._shown, self._report)

    def close(self) -> None:
        """The run is over: whoever looks at its files may take back what the database has not kept."""
        self._journal.close()

    def image_of(self, number: int) -> Image | None:
        """The picture of this number in WordPress's library, if it has moved in."""
        found = self.attachments.get(number)
        place = self._places.declared(found) if found else None
        media = self._at(place) if place else None
        return media if isinstance(media, Image) else None

    def _new_address(self, address: str) -> str | None:
        place = self._places.of(address)
        media = self._at(place) if place else None
        return media.file.url if media else None

    def _at(self, place: Place) -> Media | None:
        name = self._original(place.name)
        if name not in self._known:
            media = self._known[name] = self._find_or_bring(name)
            if media and name not in self._declared:
                self._leave([place.path.removesuffix(place.name) + name], media)
        return self._known[name]

    def _original(self, name: str) -> str:
        """What is copied where this is named: WordPress makes x-300x200.jpg of x.jpg, but some call their own so."""
        names = [*earlier_names(name)]
        for key in (key for name in names for key in (name, folded(name))):
            if key in self._declared:
                return self._declared[key].name
        spelled = (self._spelled(name) for name in reversed(names)) if self._disk else ()
        return unscaled(next(filter(None, spelled), names[-1]))

    def _spelled(self, name: str) -> str | None:
        try:
            return self._disk.find(name) if self._disk else None
        except Outside:
            return name

    def _find_or_bring(self, name: str) -> Media | None:
        """What an earlier run has brought, unless it was deleted here; else what lies in the folder."""
        number = stand_in(name)
        if origin := find(self._site, Origin.Kind.IMAGE, [number]).get((number, 0)):
            kind = Image if is_picture(name) else File
            media: Media | None = kind.objects.filter(pk=origin.target).first()
            self._report.note(PICTURES, "here since an earlier run" if media else GONE)
            return media
        return self._bring(name, self._disk) if self._disk else None

    def _bring(self, name: str, disk: Folder) -> Media | None:
        try:
            disk.path(name)
            if is_taken(name):
                return self._copied(name, disk)
            self._report.note(PICTURES, NOT_TAKEN, name)
        except Outside:
            self._report.note(PICTURES, OUTSIDE, name)
        except UNFIT as error:
            self._report.note(PICTURES, "unfit, its address left as it was", f"{name}: {error}")
        return None

    def _copied(self, name: str, disk: Folder) -> Media | None:
        source = next(filter(None, map(disk.find, earlier_names(name))), None) or self._size_left(name, disk)
        if source is None:
            self._report.note(PICTURES, "missing in the uploads, its address left as it was", name)
            return None
        about = self._declared[name].about if name in self._declared else None
        if self._report.is_dry:
            media = try_out(disk.path(source), name, about)
        else:
            media = store(disk.path(source), name, about)
            self._journal.note(media)
        self._remember(name, media)
        kind = "" if isinstance(media, Image) else "file that is no picture, "
        self._report.note(PICTURES, f"{kind}copied from the uploads")
        return media

    def _size_left(self, name: str, disk: Folder) -> str | None:
        size = disk.largest_size(name) if is_picture(name) else None
        if size:
            self._report.note(PICTURES, "missing in the uploads, the largest of its sizes taken", f"{name}: {size}")
        return size

    def _remember(self, name: str, media: Media) -> None:
        """Pictures and files share a kind of origin: the name tells which of the two it is."""
        origin = Origin(site=self._site, kind=Origin.Kind.IMAGE, number=stand_in(name))
        origin.target, origin.source = media.pk, digest([name])
        origin.save()

    def _paths_of(self, place: Place) -> list[str]:
        """Its path, and that of the upload of which it is an edited copy, unless that is another file's."""
        original = original_of(place.path)
        is_own = self._original(original_of(place.name)) == self._original(place.name)
        return [place.path, original] if is_own else [place.path]

    def _leave(self, paths: list[str], media: Media) -> None:
        forward(paths, self._report, **target_of(media))


def _by_name(attachments: Attachments, places: Places) -> dict[str, Declared]:
    """The media library by its names in the uploads; by other spellings of them where no file has that very name."""
    exact: dict[str, Declared] = {}
    for item in attachments:
        if place := places.declared(item):
            exact.setdefault(place.name, Declared(unscaled(place.name), item))
    named = dict(exact)
    for name, declared in exact.items():
        for other in (name, unscaled(name), without_site(name), unedited(name)):
            named.setdefault(other, declared)
            named.setdefault(folded(other), declared)
    return named


def _date(media: Media, item: Item) -> None:
    """The lists here begin with the newest, and that is not what has moved in last."""
    if item.date and media.uploaded_at != item.date:
        media.uploaded_at = item.date
        media.save(update_fields=["uploaded_at"])
