"""The search: what holds the words, the best first, and where in it they stand.

Of a few hundred hits those come first that say the words most, above all in the title. Of more, those
with all the words in the title, then the newest: a word that half the posts hold tells none from another.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from blog import fulltext
from blog.fulltext import Term
from blog.models import Entry, EntryQuerySet

ENTRIES = fulltext.Index("blog_entry", "title", "words")
MOST = 500  # hits that are shown; of more, the newest are
BEFORE, AROUND = 80, 240  # characters of the text before the first hit, and of the whole snippet
LONGEST = 60  # characters of a word that tell it from others

ENDING = re.compile(
    r"(?<=...)(?:e?s|ed|ing|e?r|ly|ies|ied|e|y|i|ness|ments?|ions?|al|at|iv|ous|ful|[ai]ble|[ai]bl|ity|[ae]n[ct])++$"
)  # possessive, since readers type what is tried against it
DOUBLED = re.compile(r"(.)\1$")


@dataclass(frozen=True)
class Hit:
    """An entry that was found, with the words marked in its title and in a piece of its text."""

    entry: Entry
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Found:
    """Everything that was found, by number; a slice is fetched and marked when it is asked for."""

    query: Sequence[Term] = ()
    pks: Sequence[int] = ()
    has_more: bool = False  # there are more than MOST

    @property
    def only_excludes(self) -> bool:
        """Nothing was looked for: all that was typed must not be there."""
        return bool(self.query) and not fulltext.wanted(list(self.query))

    def __len__(self) -> int:
        return len(self.pks)

    def __getitem__(self, which: slice) -> list[Hit]:
        entries = Entry.objects.only("title", "path", "published_at", "words").in_bulk(self.pks[which])
        return [self._hit(entries[pk]) for pk in self.pks[which] if pk in entries]

    def _hit(self, entry: Entry) -> Hit:
        return Hit(entry, marked(entry.title, self.query), snippet(entry.words, self.query))


def find(entries: EntryQuerySet, text: str) -> Found:
    """Those of the entries that hold what a reader has typed, the best first."""
    query = fulltext.terms(text)
    if not fulltext.wanted(query):
        return Found(query)
    newest = _newest(entries, query)
    if len(newest) <= MOST:
        return Found(query, _ranked(newest, query))
    pks = list(dict.fromkeys([*_newest(entries, query, title_only=True), *newest]))
    return Found(query, pks[:MOST], has_more=len(newest) > MOST)


def holding(entries: EntryQuerySet, text: str) -> EntryQuerySet:
    """All of the entries that hold what the author has typed, in the order that they have."""
    query = fulltext.terms(text)
    if not fulltext.wanted(query):
        return entries if not text.strip() else entries.none()
    return entries.filter(fulltext.holds(ENTRIES, query))


def _newest(entries: EntryQuerySet, query: list[Term], *, title_only: bool = False) -> list[int]:
    found = entries.filter(fulltext.holds(ENTRIES, query, title_only=title_only)).order_by("-published_at", "-pk")
    return list(found.values_list("pk", flat=True)[: MOST + 1])


def _ranked(pks: list[int], query: list[Term]) -> list[int]:
    scores = fulltext.scores(ENTRIES, query, pks) if pks else {}
    return sorted(pks, key=lambda pk: -scores.get(pk, 0))


# Where the words stand.


def marked(text: str, query: Sequence[Term]) -> SafeString:
    """The text as HTML, with what was looked for in it marked."""
    text = unicodedata.normalize("NFC", text)
    return _marked(text, list(spans(text, query)), 0, len(text))


def snippet(text: str, query: Sequence[Term]) -> SafeString:
    """The piece of the text around the first hit, marked; its beginning where the hit is elsewhere."""
    text = unicodedata.normalize("NFC", text)
    found = list(spans(text, query))
    first = found[0][0] if found else 0
    begin = max(first - BEFORE, 0)
    begin = text.find(" ", begin, first) + 1 or begin if begin else 0
    end = begin + AROUND
    end = max(text.rfind(" ", first, end), first) or end if end < len(text) else len(text)
    return format_html(
        "{}{}{}", "… " if begin else "", _marked(text, found, begin, end), " …" if end < len(text) else ""
    )


def spans(text: str, query: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Where words and phrases of the query stand in the text."""
    words = list(fulltext.WORD.finditer(text))
    roots = [root(word[0]) for word in words]
    sought = [[root(word) for word in term.words] for term in query if not term.excluded]
    firsts, end = {term[0] for term in sought}, 0
    for place in (place for place, first in enumerate(roots) if first in firsts):
        longest = max(len(term) for term in [[], *sought] if roots[place : place + len(term)] == term)
        if longest and words[place].start() >= end:
            end = words[place + longest - 1].end()
            yield words[place].start(), end


@lru_cache(10_000)
def root(word: str) -> str:
    """What the forms of an English word share, near enough to mark them: the database has its own, exact rule."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    return DOUBLED.sub(r"\1", ENDING.sub("", plain.casefold()[:LONGEST]))


def _marked(text: str, found: list[tuple[int, int]], begin: int, end: int) -> SafeString:
    parts = []
    for start, stop in found:
        if begin <= start and stop <= end:
            parts += [escape(text[begin:start]), format_html("<mark>{}</mark>", text[start:stop])]
            begin = stop
    return mark_safe("".join([*parts, escape(text[begin:end])]))
