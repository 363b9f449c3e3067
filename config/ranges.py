"""Parts of a file, for players: Safari plays nothing that comes as a whole, and nobody can wind forward in it."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

PIECE = 64 * 1024  # bytes
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def in_part(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The part of the file that was asked for (206), or the answer as it is where none was, or several were."""
    if not isinstance(response, FileResponse) or response.status_code != 200 or not response.file_to_stream:
        return response
    response.headers["Accept-Ranges"] = "bytes"
    size = int(response.headers["Content-Length"])
    part = wanted_part(request.headers.get("Range", ""), size)
    # Whoever has the beginning of another file must get all of this one.
    is_same = request.headers.get("If-Range") in (None, response.headers["Last-Modified"])
    if part is None or not is_same:
        return response
    return _cut(response, response.file_to_stream, part, size) if part else _nothing(response.file_to_stream, size)


def wanted_part(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for: none of them where it begins behind the end, None where it says nothing.

    Several parts in one answer are not made: then, as for what makes no sense, the header counts for nothing.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _nothing(file: IO[bytes], size: int) -> HttpResponse:
    file.close()
    return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})


def _cut(response: FileResponse, file: IO[bytes], part: range, size: int) -> FileResponse:
    """The same answer, which still closes its file, with these bytes of it alone."""
    file.seek(part.start)
    response.streaming_content = _pieces(file, len(part))
    response.status_code = 206
    response.headers["Content-Length"] = str(len(part))
    response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


def _pieces(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece
