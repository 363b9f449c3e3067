"""One file of the uploads becomes a picture or a file of this house."""

import re
from pathlib import Path

from blog import files
from blog.files import UnfitFile, inspect, new_name, store_file, suffix_of
from blog.images import UnfitPicture, keep, measure, prepare
from blog.models import File, Image
from wordpress.uploads.attachments import Attachment

Media = Image | File
PICTURES = {"gif", "jpe", "jpeg", "jpg", "png", "webp"}
UNFIT = (UnfitPicture, UnfitFile, OSError)
# A name of a house like this one, and nothing that a disk or a server could read otherwise.
_OURS = r"/(?:[\w-]+/){0,2}[\w-]+\.\w{1,8}"
_LONGEST = 100  # characters, as in the database


def is_picture(name: str) -> bool:
    return suffix_of(name) in PICTURES


def target_of(media: Media) -> dict[str, Media]:
    """The media as the target of an old address."""
    return {"image" if isinstance(media, Image) else "file": media}


def is_taken(name: str) -> bool:
    """Whether files of this kind have a place here."""
    return is_picture(name) or files.is_taken(name)


def store(path: Path, name: str, about: Attachment | None) -> Media:
    """Store a copy of the file at `path`; one of UNFIT, with a sentence, where it cannot be used.

    What comes from a house like this one keeps its name there, and so its address, where that is free.
    """
    words = _words(about)
    with path.open("rb") as file:
        if is_picture(name):
            return keep(prepare(file), name=name if _is_ours(name, "pictures") else "", **words)
        return store_file(file, name, title=words["title"], keep_name=_is_ours(name, "files"))


def try_out(path: Path, name: str, about: Attachment | None) -> Media:
    """The row that `store` would give, by the file's first bytes and without a copy, for a run that is taken back.

    Encoding twenty thousand pictures takes hours; that one of them breaks off in the middle is seen only then.
    """
    words = _words(about)
    with path.open("rb") as file:
        if is_picture(name):
            width, height = measure(file)
            return Image.objects.create(file=f"pictures/{new_name(name)}", width=width, height=height, **words)
        inspect(file, name)
        return File.objects.create(file=new_name(name), title=words["title"])


def _words(about: Attachment | None) -> dict[str, str]:
    if about is None:
        return {"alt": "", "caption": "", "title": ""}
    return {"alt": about.alt[:300], "caption": about.caption[:500], "title": about.title[:200]}


def _is_ours(name: str, folder: str) -> bool:
    return len(name) <= _LONGEST and bool(re.fullmatch(folder + _OURS, name, re.ASCII))
