"""Files that are no pictures: which are taken, under which name they are kept, and how they are served."""

import secrets
from pathlib import PurePath
from typing import IO

from django.core.files.base import File as Stream
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from blog.models import File

MAX_BYTES = 2 * 1024**3
# The type that is sent for each suffix, whatever is in the file. Nothing here can run in the reader's browser.
SHOWN = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "mp3": "audio/mpeg",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp4": "video/mp4",
    "ogv": "video/ogg",
    "webm": "video/webm",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "vtt": "text/vtt",
}
# What a browser is told to save.
FILMS = {"3g2", "3gp", "aif", "aiff", "asf", "avi", "mid", "midi", "mkv", "mpeg", "mpg", "wma", "wmv"}
PAPERS = {
    "doc",
    "docx",
    "ics",
    "key",
    "md",
    "numbers",
    "odg",
    "odp",
    "ods",
    "odt",
    "pages",
    "pps",
    "ppsx",
    "ppt",
    "pptx",
}
TABLES = {"csv", "rtf", "srt", "tex", "tsv", "xls", "xlsx"}
BOOKS = {"azw", "azw3", "bib", "djvu", "epub", "mobi", "ps"}
ARCHIVES = {"7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip"}
IMAGES = {"avif", "bmp", "heic", "heif", "ico", "psd", "tif", "tiff", "xcf"}  # which blog.images does not read
PACKED = FILMS | PAPERS | TABLES | BOOKS | ARCHIVES | IMAGES
TEXTS = {"bib", "csv", "ics", "md", "srt", "tex", "tsv", "txt", "vtt"}
# A page where a file should be, and programs: of Windows, of Unix, of a shell.
UNFIT_STARTS = (b"<", b"MZ", b"\x7fELF", b"#!")

UNKNOWN = "Files of this kind are not taken. Documents, recordings, films, tables and archives are."
EMPTY = "This file is empty."
TOO_HEAVY = "This file is larger than 2 GB."
NOT_WHAT_IT_SAYS = "This file is not what its name says: a page or a program is in it."


class UnfitFile(Exception):
    """The file cannot be used; the text is a sentence for the author."""


def is_taken(name: str) -> bool:
    """Whether files of this kind are taken at all."""
    return suffix_of(name) in SHOWN or suffix_of(name) in PACKED


def suffix_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def inspect(file: IO[bytes], name: str) -> None:
    """Raise UnfitFile where the file cannot be used, by its name, its size and its first bytes."""
    if not is_taken(name):
        raise UnfitFile(UNKNOWN)
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    file.seek(0)
    if not size:
        raise UnfitFile(EMPTY)
    if size > MAX_BYTES:
        raise UnfitFile(TOO_HEAVY)
    if suffix_of(name) not in TEXTS and start.startswith(UNFIT_STARTS):
        raise UnfitFile(NOT_WHAT_IT_SAYS)


@transaction.atomic
def store_file(file: IO[bytes], name: str, *, title: str = "", keep_name: bool = False) -> File:
    """Store a copy, piece by piece, so that a film needs no memory; UnfitFile, and nothing stored, where unfit.

    It gets a new name, as pictures do; or keeps its own, such as `files/2023/02/x.pdf`, where nothing has that yet.
    """
    inspect(file, name)
    stored = default_storage.save(name if keep_name else new_name(name), Stream(file))
    try:
        return File.objects.create(file=stored, title=title)
    except BaseException:
        default_storage.delete(stored)
        raise


@transaction.atomic
def remove_file(file: File) -> None:
    """Delete the row; the file itself goes when that is certain."""
    name = str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def new_name(name: str) -> str:
    """A readable name with a random part, below the month: `files/2023/02/minutes-0a1b2c3d.pdf`."""
    stem = slugify(PurePath(name).stem)[:60].strip("-") or "file"
    return f"files/{timezone.localtime():%Y/%m}/{stem}-{secrets.token_hex(4)}.{suffix_of(name)}"
