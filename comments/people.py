"""How people are told apart: by e-mail address, by the name they write under, by their network. Pure."""

import contextlib
import ipaddress
import json
import re
import unicodedata
from functools import cache
from importlib import resources

# Where these providers deliver joe+news@ is joe@'s mailbox. Of other domains nobody outside can know that.
_ONE_DOMAIN = "gmail.com fastmail.com fastmail.fm proton.me protonmail.com pm.me icloud.com me.com mac.com msn.com"
_OF_LANDS = {
    "outlook": "at be cl co.id com com.ar com.au com.br com.gr com.tr com.vn cz de dk es fr hu ie it jp kr pt sk",
    "hotmail": "be ca ch cl co.jp co.nz co.uk com com.ar com.au com.br com.tr de dk es fi fr gr hu it nl no se",
    "live": "at be ca ch cl cn co.uk co.za com com.ar com.au com.mx com.pt de dk fi fr hk ie in it jp nl no ru se",
}
_TAGGING = {*_ONE_DOMAIN.split(), *(f"{name}.{land}" for name, lands in _OF_LANDS.items() for land in lands.split())}
_SAME_DOMAIN = {"googlemail.com": "gmail.com"}
_DOTLESS = "gmail.com"

_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and marks that show as nothing
_VARIATION_SELECTOR = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TOO_MANY_MARKS = 9
_NOT_FOR_NAMES = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}

_PUNCTUATION = {"Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sk"}
# What the standard leaves out: two letters that are read as one, and a small i, whose capital looks like an l.
_ALSO = {"w": "vv", "i": "l"}


_PLAIN = re.compile(r"[^\s,;:<>()\"\\]+@[^\s,;:<>()\"\\]+|[^\s,;:<>()\"\\]+@\[[\w.:]+\]")

_OWN = [
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1",
        "fc00::/7",
        "fe80::/10",
    )
]


def normal_address(email: str) -> str:
    """One spelling for each address: trimmed, in lower case, an international domain in its ASCII form."""
    local, _, domain = email.strip().rpartition("@")
    with contextlib.suppress(UnicodeError):  # what is no domain is refused by the form
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}".lower()


def is_plain(address: str) -> bool:
    """False for one with quotation marks and the like: the outbox parts addresses by commas, so others could hide."""
    return _PLAIN.fullmatch(address) is not None


def canonical_address(email: str) -> str:
    """The mailbox behind a normal address, where its provider lets one person write it in several ways.

    For sanctions, not for trust: it says that two addresses reach the same person, never
    that somebody may speak for him.
    """
    local, _, domain = email.rpartition("@")
    domain = _SAME_DOMAIN.get(domain, domain)
    if domain not in _TAGGING:
        return email
    mailbox = local.partition("+")[0]
    if domain == _DOTLESS:
        mailbox = mailbox.replace(".", "")
    return f"{mailbox or local}@{domain}"


def name_key(name: str) -> str:
    """What two spellings of one name share: form, case, spaces and invisible characters do not count."""
    visible = (char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return " ".join("".join(visible).split()).casefold()


def has_visible_character(name: str) -> bool:
    """False for a name that would show as nothing: spaces, zero-width characters, fillers."""
    return any(unicodedata.category(char)[0] in "LNSP" and char not in _BLANK for char in name)


def tidy_name(name: str) -> str:
    """A name as it is kept: composed, on one line, with nothing in it that turns, hides or piles up what is shown."""
    spaced = " ".join(name.split())  # before the line separators go, which part words
    kept = (char for char in unicodedata.normalize("NFC", spaced) if unicodedata.category(char) not in _NOT_FOR_NAMES)
    return unicodedata.normalize("NFC", " ".join(_without_piles("".join(kept)).split()))


def skeleton(name: str) -> str:
    """What a name looks like: two names with the same skeleton are easily taken for each other.

    By Unicode's UTS #39, and stricter, for it is meant to protect the names of known people: case, spaces,
    punctuation and whatever is invisible do not count either. "" for a name of nothing but those.
    It is for comparing, never for showing. Names in letters that look like other letters only in lower case
    (the Greek "ν" and "Ν") may differ from themselves in capitals; `name_key` sees that those are one.
    """
    looks = name
    while (again := _looked_at(looks)) != looks:
        looks = again
    return looks


def network_of(address: str) -> str:
    """As much of an IP address as is kept: enough to see a neighbourhood, not a person. "" for what is none.

    An address of this machine or of a private network is that of a proxy: everybody comes from there, and nobody.
    """
    try:
        ip = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if any(ip in network for network in _OWN):
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))


def _without_piles(name: str) -> str:
    """At most eight combining marks in a row: more would reach into the lines above and below."""
    kept: list[str] = []
    marks = 0
    for char in name:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks < _TOO_MANY_MARKS:
            kept.append(char)
    return "".join(kept)


def _looked_at(name: str) -> str:
    """One step towards the skeleton. Decomposed as the standard asks, so that each mark counts by itself."""
    return unicodedata.normalize(
        "NFKD", "".join(_look_of(char) for char in unicodedata.normalize("NFKD", name) if not _is_hidden(char))
    )


def _is_hidden(char: str) -> bool:
    return (
        unicodedata.category(char) in _NOT_FOR_NAMES
        or char in _BLANK
        or _VARIATION_SELECTOR.match(char) is not None
        or char.isspace()
    )


def _look_of(char: str) -> str:
    """What one character looks like, in small letters; nothing for punctuation that does not look like a letter.

    The capital is asked before the small letter stands for itself: a reader takes a "Т" for a T,
    so that its small form must be a t too, or the same name would have two skeletons.
    """
    looks = _prototypes()
    look = looks.get(char, char)
    if not _is_ascii_word(look):
        capital = looks.get(char.upper(), "")
        look = capital if _is_ascii_word(capital) else look
    if not _is_ascii_word(look) and unicodedata.category(char) in _PUNCTUATION:
        return ""
    return "".join(_ALSO.get(small, small) for small in look.casefold())


def _is_ascii_word(look: str) -> bool:
    return look.isascii() and look.isalnum()


@cache
def _prototypes() -> dict[str, str]:
    """Unicode's list of confusable characters, each with what it looks like.

    The library's file lists every pair in both directions. It is a set of stars: a
    prototype knows all its look-alikes, each of them knows its prototype alone, and where
    there is but one pair the look-alike comes first.
    """
    file = resources.files("confusable_homoglyphs").joinpath("confusables.json")
    looks: dict[str, str] = {}
    centres: set[str] = set()
    for char, others in json.loads(file.read_text(encoding="utf-8")).items():
        bare = char.strip("\u200e")  # stands around what is written from right to left
        if len(others) == 1 and len(bare) == 1 and char not in centres:
            looks[bare] = others[0]["c"].strip("\u200e")
            centres.add(others[0]["c"])
    return looks
