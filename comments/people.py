"""How people are told apart: by e-mail address, and by the name they write under. Pure."""

import contextlib
import unicodedata


def normal_address(email: str) -> str:
    """One spelling for each address: trimmed, in lower case, an international domain in its ASCII form."""
    local, _, domain = email.strip().rpartition("@")
    with contextlib.suppress(UnicodeError):  # what is no domain is refused by the form
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}".lower()


def name_key(name: str) -> str:
    """What two spellings of one name share: form, case, spaces and invisible characters do not count."""
    visible = (char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return " ".join("".join(visible).split()).casefold()


def has_visible_character(name: str) -> bool:
    """False for a name that would show as nothing: spaces, zero-width characters, fillers."""
    return any(
        unicodedata.category(char)[0] in "LNSP" and char not in "\u115f\u1160\u3164\uffa0\u2800" for char in name
    )
