"""Where in WordPress's uploads an address lies, and where that is in a folder with a copy of them."""

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from wordpress.exports.wxr import decoded
from wordpress.uploads.attachments import Attachment

FOLDER = "/wp-content/uploads/"
DIRECTORIES = 200  # whose names are kept in memory; a site of fifteen years has one for each month
_PHOTON = re.compile(r"i\d\.wp\.com")  # WordPress.com's copies of everybody's pictures: i0.wp.com/host/path
_OF_WORDPRESS_COM = ".files.wordpress.com"  # a host for nothing but uploads, without the folder
# The second is that of a house like this one, the last that of a network of sites.
_USUAL = re.compile(r".*?/wp-content/uploads/|/media/(?=(?:pictures|files)/)|.*?/files/(?=\d{4}/\d{2}/)")
_SITE_OF_NETWORK = re.compile(r"^sites/\d+/")
_FILE = re.compile(r"[^/]\.\w{1,8}$|/wp-content/uploads/.*[^/]$")  # which without a dot is a file nowhere else


class Outside(Exception):
    """The name leads out of the folder with the uploads."""


@dataclass(frozen=True)
class Place:
    """One file: the path at which the site served it, and its name in the uploads, such as `2023/02/x.jpg`."""

    path: str
    name: str


class Places:
    """Knows the site's uploads by their addresses, in all the forms in which WordPress writes them."""

    def __init__(self, site: str, attachments: Iterable[Attachment]) -> None:
        host = site.partition("/")[0]
        self._hosts = {host, host.replace(".wordpress.com", _OF_WORDPRESS_COM)}
        self._folders: set[str] = set()
        for item in attachments:
            self._hosts.add(host_of(item.url))
            self._folders.add(_folder(item))
        self._folders.discard("")

    def of(self, address: str) -> Place | None:
        """The place of the address; None for what is no file in the uploads of this site."""
        host, path = _host_and_path(address)
        if (host and host not in self._hosts) or not _FILE.search(path):
            return None
        if host.endswith(_OF_WORDPRESS_COM):
            return Place(FOLDER + path.lstrip("/"), path.lstrip("/"))
        if folder := max((folder for folder in self._folders if path.startswith(folder)), key=len, default=""):
            return Place(path, path[len(folder) :])
        usual = _USUAL.match(path)
        return Place(path, path[usual.end() :]) if usual else None

    def declared(self, item: Attachment) -> Place | None:
        """The place of a file of the media library, by its address or by what WordPress has noted with it."""
        name = _noted(item)
        found = self.of(item.url)
        return found or (Place(FOLDER + name, name) if name else None)


def host_of(address: str) -> str:
    return _host_and_path(address)[0]


def _host_and_path(address: str) -> tuple[str, str]:
    """Without www, and seen through WordPress.com's copies."""
    try:
        parts = urlsplit(address.strip())
        host, path = parts.hostname or "", decoded(parts.path)
    except ValueError:
        return "", ""
    if _PHOTON.fullmatch(host):
        host, _, path = path.lstrip("/").partition("/")
        path = f"/{path}"
    return host.lower().removeprefix("www."), path


def _folder(item: Attachment) -> str:
    """The folder of a site whose uploads lie elsewhere than usual: what the address says before the noted name."""
    path, name = _host_and_path(item.url)[1], _noted(item)
    return path.removesuffix(name) if name and path.endswith(f"/{name}") else ""


def _noted(item: Attachment) -> str:
    """The name that WordPress has noted; its oldest versions noted where the file lay on the server."""
    file = item.file.replace("\\", "/")
    return file.partition(FOLDER)[2] or ("" if re.match(r"/|\w:", file) else file)


class Folder:
    """A copy of the uploads. Finds names whose case or accents are written otherwise on this disk."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._spellings = lru_cache(maxsize=DIRECTORIES)(_spellings)

    def find(self, name: str) -> str | None:
        """The name as the disk spells it, if the file is there or what WordPress made of a large one of that name.

        Outside where it leads out of the folder.
        """
        stem, dot, suffix = name.rpartition(".")
        for version in (name, f"{stem}-scaled{dot}{suffix}", f"{stem}-rotated{dot}{suffix}"):
            # The folder may be that of a whole network of sites, or of this one.
            for candidate in dict.fromkeys((version, without_site(version))):
                spelled = self._spelled(candidate)
                if os.path.isfile(self.path(spelled)):
                    return spelled
        return None

    def largest_size(self, name: str) -> str | None:
        """Of a picture that is gone itself, the largest of the sizes that WordPress has made of it."""
        path = PurePosixPath(name)
        size = re.compile(rf"{re.escape(folded(path.stem))}-(\d+)x(\d+){re.escape(folded(path.suffix))}")
        folder = self._spelled(str(path.parent))
        found = ((size.fullmatch(key), spelled) for key, spelled in self._spellings(self.path(folder)).items())
        areas = {spelled: int(match[1]) * int(match[2]) for match, spelled in found if match}
        return str(PurePosixPath(folder, max(areas, key=areas.__getitem__))) if areas else None

    def path(self, name: str) -> Path:
        """Where the file lies; Outside where that is not in the folder."""
        path = Path(os.path.realpath(self.root / name))
        if ".." in PurePosixPath(name).parts or not path.is_relative_to(self.root):
            raise Outside(name)
        return path

    def _spelled(self, name: str) -> str:
        spelled = PurePosixPath()
        for part in PurePosixPath(name).parts:
            # Not Path.exists(), which complains of names that are too long for the disk.
            spelled /= part if os.path.exists(self.root / spelled / part) else self._other(spelled, part)
        return str(spelled)

    def _other(self, directory: PurePosixPath, part: str) -> str:
        return self._spellings(self.path(str(directory))).get(folded(part), part)


def without_site(name: str) -> str:
    """A network of sites keeps the uploads of each in `sites/3/`."""
    return _SITE_OF_NETWORK.sub("", name, count=1)


def folded(name: str) -> str:
    """One spelling for all cases, and for both ways in which disks write an accent."""
    return unicodedata.normalize("NFC", name).casefold()


def _spellings(directory: Path) -> dict[str, str]:
    try:
        return {folded(entry.name): entry.name for entry in directory.iterdir()}
    except OSError:
        return {}
