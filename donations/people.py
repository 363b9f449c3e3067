"""Donors as they are typed and as files name them. Pure."""

import re

LONGEST_NAME, LONGEST_ADDRESS = 200, 254

# Without quotation marks and the like: the outbox parts addresses by commas, so others could hide.
_PLAIN = re.compile(r"[^\s,;:<>()\"\\@]+@[^\s,;:<>()\"\\@]+\.[^\s,;:<>()\"\\@]+")
_BOTH = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


def normal(email: str) -> str:
    """One spelling for each address; nothing for what is none."""
    address = email.strip().lower()
    return address if is_plain(address) else ""


def is_plain(address: str) -> bool:
    return len(address) <= LONGEST_ADDRESS and _PLAIN.fullmatch(address) is not None and address.isprintable()


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """Without line breaks and marks that nobody sees, which databases and letters take amiss."""
    return " ".join(_INVISIBLE.sub(" ", text).split())[:longest]


def several_lines(text: str, longest: int = 2000) -> str:
    return "\n".join(one_line(line, longest) for line in text.splitlines()).strip()[:longest]


def read_donor(text: str) -> tuple[str, str]:
    """ "Ann Reader", "ann@mail.example" or "Ann Reader <ann@mail.example>" as name and address.

    Raises ValueError where there is an @ but no address.
    """
    typed = one_line(text, LONGEST_NAME + LONGEST_ADDRESS)
    found = _BOTH.fullmatch(typed)
    name, email = (found["name"].strip(), found["email"]) if found else ("", typed) if "@" in typed else (typed, "")
    if email and not normal(email):
        raise ValueError("This is no e-mail address.")
    return name[:LONGEST_NAME], normal(email)


def write_donor(name: str, email: str) -> str:
    """The other way round."""
    return f"{name} <{email}>" if name and email else name or email
