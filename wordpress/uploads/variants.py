"""The names that WordPress gives to what it makes of an upload. Pure."""

import re
from collections.abc import Iterator

_SCALED = re.compile(r"-(?:scaled|rotated)(?=\.\w+$)", re.IGNORECASE)
_EDITED = re.compile(r"(?:-scaled|-rotated|-e\d{13})+(?=\.\w+$)", re.IGNORECASE)
_MADE = re.compile(r"(?:-\d+x\d+|-scaled|-rotated|-e\d{13})(?=\.\w+$)", re.IGNORECASE)


def earlier_names(path: str) -> Iterator[str]:
    """The path itself, then each from which WordPress may have made it, one mark less each time.

    `x-e1300000000000-300x200.jpg` is of `x-e1300000000000.jpg`, and that of `x.jpg`. Some call their
    own pictures so, which is why the first name that exists is the right one.
    """
    yield path
    while (shorter := _MADE.sub("", path)) != path:
        path = shorter
        yield path


def original_of(path: str) -> str:
    """The path without every mark that WordPress may have added: `/2015/03/x-scaled-300x200.jpg` is of `x.jpg`."""
    *_, original = earlier_names(path)
    return original


def unscaled(path: str) -> str:
    """The path of the very upload of which WordPress has kept a smaller or an upright copy for use."""
    return _SCALED.sub("", path)


def unedited(path: str) -> str:
    """The path before WordPress made the picture smaller, turned or cut it for use; sizes such as -300x200 stay."""
    return _EDITED.sub("", path)
