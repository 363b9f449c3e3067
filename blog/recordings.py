"""What a post brings to hear or to see, for podcast players, which know of it by the feeds alone."""

import re
from html import unescape
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.utils.feedgenerator import Enclosure

from blog.files import SHOWN, suffix_of

ADDRESS = re.compile(r'<(?:audio|video|source|a)\s(?:[^>]*\s)?(?:src|href)="([^"]*)"')


def first_recording(html: str) -> Enclosure | None:
    """The first of the author's own recordings and films that the HTML plays or links, if its file is there."""
    addresses = (unescape(address).removeprefix(settings.SITE_URL) for address in ADDRESS.findall(html))
    own = (address for address in addresses if address.startswith(settings.MEDIA_URL))
    return next((found for address in own if (found := _enclosure(address))), None)


def _enclosure(address: str) -> Enclosure | None:
    kind = SHOWN.get(suffix_of(address), "")
    if not kind.startswith(("audio/", "video/")):
        return None
    try:
        length = default_storage.size(unquote(address.removeprefix(settings.MEDIA_URL)))
    except (OSError, ValueError, SuspiciousFileOperation):  # it is gone, or is no name of a file at all
        return None
    return Enclosure(settings.SITE_URL + address, str(length), kind)
