"""What a person would take for a web address in a text as a reader typed it. Pure.

The rule "more than one link waits" asks this module, so it must not be dodged. It reads a
text twice: as the page will show it, where `comments.markup` makes links of addresses,
and as a person reads it, who is not put off by "a[dot]com", full-width letters or
invisible characters. The reading that finds more counts.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from comments.markup import ALLOWED_TAG, DEEPEST, INLINE, decoded, tidy

_SEAM_MARK = "\x00"  # stands where an inline tag or an entity stood; no text has one after `tidy`
_ENTITY = re.compile(r"&(?!amp;)(#?\w{1,40};)")
_ATTRIBUTE = re.compile(r"""\s([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""", re.IGNORECASE)
_STARTS = "|".join(f"{_SEAM_MARK}*".join(start) for start in ("http://", "https://", "www."))
# What `comments.markup.ADDRESS` finds, and more: a tag that closes nothing vanishes, and what stood around it is one.
_SHOWN_ADDRESS = re.compile(rf"""\b(?:{_STARTS}){_SEAM_MARK}*[^\s<>"'`{{}}|\\^\[\]{_SEAM_MARK}]+""", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")

_COMMON = "com|net|org|info|biz|edu|gov|io|co|me|ru|xyz|top|online|site|shop|club|store|app|dev|uk|de"
_SPELLED_DOTS = [
    (re.compile(r"\s{0,3}[\[({<]\s{0,3}(?:dot|\.)\s{0,3}[\])}>]\s{0,3}", re.IGNORECASE), "."),
    (re.compile(rf"(?<=\w)(?<!\bthe)(?<!\ba)\s{{1,3}}dot\s{{1,3}}(?=(?:{_COMMON})\b)", re.IGNORECASE), "."),
    (re.compile(r"hxxp(?=s?:)", re.IGNORECASE), "http"),
    (re.compile("[\u3002\uff0e\uff61]"), "."),  # full stops that browsers take for dots
]
_BETWEEN = re.compile(r"""[\s<>"'`´{}|\\^\[\](),;*•·„“”‚‘’«»‹›、]+|\.{2,}""")
# An address within the path or the query of another belongs to it.
_SEAM = re.compile(r"(?<![/=?&:#%@.])(?=(?:https?|ftps?)://|www\.)", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|ftps?)://", re.IGNORECASE)
_WWW = re.compile(r"\bwww\.\w", re.IGNORECASE)
_HOST_AFTER_SLASHES = re.compile(r"//[\w-]+\.\w")
_DOMAIN = re.compile(r"(?<![\w@.+-])((?:[\w-]+\.)+[\w-]{2,})(?P<rest>:\d|[/?#]|(?=[:.]*$))")

# Endings of domains: those of old, those that spammers like, those of lands.
_ENDINGS = """
com net org info biz edu gov mil int name pro mobi asia xyz top online site shop club store app dev live life world
today news work space fun icu website cloud link click blog tech art vip loan win bid buzz casino bet poker porn sex
xxx cam date men party review stream trade webcam rest bar lol wtf page web ac ad ae af ag ai al am ao aq ar as at
au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw
cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw
gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls
lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om
pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv
sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
рф рус укр бел срб москва 中国 中國 公司 网址 在线 한국
"""
# Endings that also begin a sentence, when somebody forgot the space before it.
_WORDS = """
ad am art as at bar be bet bid by cam click date de do es fun id in is it la life link live loan ma me men mr my
name news no online pa page party pro re rest review sex shop site so space st store tech to today top trade us web
win work world
"""
_TOP_LEVEL, _SENTENCE_STARTS = frozenset(_ENDINGS.split()), frozenset(_WORDS.split())
_FILES = {"md", "pl", "ps", "py", "rs", "sh"}  # "main.rs" is a file, though Serbia has that ending


@dataclass
class _Run:
    """A stretch of text: within one link, or between two."""

    is_link: bool = False
    target: str = ""
    text: str = ""
    tags: int = 0
    open: list[str] = field(default_factory=list)
    torn: bool = False

    def pass_tag(self, closes: bool, name: str) -> None:
        """Note a tag inside. A link that is not cleanly nested falls into pieces on the page, each one a link."""
        self.text += _SEAM_MARK if name in INLINE else "\n"
        self.tags += name != "br"
        if closes and name in self.open[-1:]:
            self.open.pop()
        elif closes or name not in INLINE:
            self.torn = self.torn or name != "br"
        else:
            self.open.append(name)

    def pieces(self) -> int:
        """How many links the page may show for this one."""
        blank_lines = len(_BLANK_LINE.findall(self.text.replace(_SEAM_MARK, "")))
        return 1 + self.tags + blank_lines if self.torn or self.open or blank_lines else 1


def links_in(text: str) -> list[str]:
    """Every web address that a person would see or could click, in order, as often as it stands there.

    An address as the text of its own link is one with it; addresses in `cite` are shown nowhere and do not count;
    e-mail addresses are no links.
    """
    runs = list(_runs(tidy(text)))
    return max(_read(runs, _as_on_the_page), _read(runs, _as_a_person_reads), key=len)


def _read(runs: list[_Run], addresses_in: Callable[[str], list[str]]) -> list[str]:
    found: list[str] = []
    for run in runs:
        found += [run.target] * run.pieces() if run.target else []
        own = _bare(run.target)
        found += [address for address in addresses_in(run.text) if not own or _bare(address) != own]
    return found


def _runs(text: str) -> Iterator[_Run]:
    """The text cut at its links. A tag that markup will show as it was typed, because it stands too deep, is text."""
    run, end, opened = _Run(), 0, Counter[str]()
    for tag in ALLOWED_TAG.finditer(text):
        run.text += text[end : tag.start()]
        end, closes, name = tag.end(), bool(tag[1]), tag[2].lower()
        if not _stands(closes, name, opened):
            run.text += tag[0]
        elif name != "a" or (closes and not run.is_link):
            run.pass_tag(closes, name)
        else:
            yield run
            run = _Run() if closes else _Run(is_link=True, target=_target(tag[0]))
    run.text += text[end:]
    yield run


def _stands(closes: bool, name: str, opened: Counter[str]) -> bool:
    """As markup counts the tags that are open."""
    if closes:
        opened[name] = max(0, opened[name] - 1)
    elif name not in ("br", "p"):
        if opened.total() >= DEEPEST:
            return False
        opened[name] += 1
    return True


def _target(tag: str) -> str:
    for name, *values in _ATTRIBUTE.findall(tag):
        if name.lower() == "href":
            target = decoded("".join(values)).strip()
            return "" if target.lower().startswith("mailto:") else target
    return ""


def _as_on_the_page(text: str) -> list[str]:
    """What markup makes links of. It works from tag to tag and from entity to entity."""
    apart = _ENTITY.sub(rf"{_SEAM_MARK}\1", text).replace("&amp;", "&")
    return [address.replace(_SEAM_MARK, "") for address in _SHOWN_ADDRESS.findall(apart)]


def _as_a_person_reads(text: str) -> list[str]:
    tokens = _BETWEEN.split(_normal(text.replace(_SEAM_MARK, "")))
    return [part for token in tokens for part in _SEAM.split(token) if _is_address(part)]


def _normal(text: str) -> str:
    """The text without its disguises."""
    text = unicodedata.normalize("NFKC", decoded(decoded(text)))
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    for spelled, meant in _SPELLED_DOTS:
        text = spelled.sub(meant, text)
    return text


def _bare(address: str) -> str:
    """What makes two spellings of an address the same one to a reader."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", _normal(address).casefold()).rstrip("/.,:!?")


def _is_address(token: str) -> bool:
    if _SCHEME.search(token) or _HOST_AFTER_SLASHES.match(token):
        return True
    return bool(_WWW.match(token)) or any(_is_domain(*found.groups()) for found in _DOMAIN.finditer(token))


def _is_domain(host: str, rest: str) -> bool:
    """Whether it ends as domains do, and is neither a file nor two sentences without a space between them."""
    *labels, ending = host.split(".")
    small = ending.lower()
    if any(label.lower().startswith("xn--") for label in [*labels, ending]):
        return True
    if small not in _TOP_LEVEL:
        return False
    return bool(rest) or not (small in _FILES or (small in _SENTENCE_STARTS and ending.istitle()))
