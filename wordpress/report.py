"""What a move has done, in words for the author."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import Truncator

from wordpress.origins import UNCHANGED

LINE = 300  # characters
EXAMPLES = 100  # of each kind; a site of fifteen years may have thousands

PUBLIC_HERE = "Public here, but no longer there"
KEPT_HERE = "Kept as it is here"
REPAIRS = "Repairs"
SKIPPED = "Skipped"
PICTURES = "Pictures"
SHORTCODES = "Shortcodes left in the text"
BLOCKS = "Blocks without a text of their own, left out"
ADDRESSES = "Addresses changed"
CHANGED = "Changed on the way in"
LEFT_OUT = "Not kept here"
LOST = "Lost"

IN_FULL = {PUBLIC_HERE, KEPT_HERE}
# In this order; what always has to be said, and what is said where there is nothing to say.
SECTIONS = {
    KEPT_HERE: "",
    SKIPPED: "",
    PICTURES: "",
    SHORTCODES: "",
    BLOCKS: "",
    CHANGED: "",
    LEFT_OUT: "",
    REPAIRS: "none",
    ADDRESSES: "none",
    LOST: "nothing",
}


@dataclass(frozen=True, order=True)
class Sort:
    """Things that are counted together."""

    kind: str
    heading: str
    state: str = ""

    def __str__(self) -> str:
        return f"{self.heading}, {self.state}" if self.state else self.heading


@dataclass
class Row:
    """How many things of a sort the files hold, how many are here, and why others are not.

    What has no reason is lost.
    """

    sort: Sort
    held: int = 0
    here: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        return self.held - self.here - self.reasons.total()


class Report:
    """Counts what came in, and notes what did not come in as it was."""

    def __init__(self, *, is_dry: bool = False) -> None:
        self.files: list[str] = []
        self.is_dry = is_dry
        self._counts: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._notes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._rows: dict[str, Row] = {}
        self._examples: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._named: Counter[str] = Counter()
        self._exemplified: Counter[tuple[str, str]] = Counter()

    def count(self, kind: str, outcome: str, *, status: str = "", number: int = 1) -> None:
        """One more of this kind (Posts, Comments, …) came to this outcome (created, unchanged, …)."""
        self._counts[kind][status, outcome] += number

    def note(self, section: str, what: str, example: str = "", *, number: int = 1) -> None:
        """One more line-worthy thing, or several that one example names; the first examples of each are shown."""
        if not number:
            return
        what = Truncator(what).chars(LINE)
        self._notes[section][what] += number
        examples = self._examples[section, what]
        if example and (len(examples) < EXAMPLES or section in IN_FULL):
            self._exemplified[section, what] += number
            examples.append(Truncator(" ".join(example.split())).chars(LINE))

    def lose(self, kind: str, what: str, example: str, *, number: int) -> None:
        """Name what is lost of a kind on the way; the comparison will miss it too, and not count it again."""
        self.note(LOST, what, example, number=number)
        self._named[kind] += number

    def compare(self, row: Row) -> None:
        """One more line of the final comparison; sites that move in together share it."""
        whole = self._rows.setdefault(str(row.sort), Row(row.sort))
        whole.held += row.held
        whole.here += row.here
        whole.reasons += row.reasons
        named = min(row.lost, self._named[row.sort.kind])
        self._named[row.sort.kind] -= named
        self.note(LOST, f"missing here after all: {row.sort}", number=row.lost - named)

    @property
    def has_losses(self) -> bool:
        """True where something of the files is not here, and nobody has wanted it so."""
        return bool(self._notes[LOST])

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from self.files
        if self.is_dry:
            yield "A dry run: nothing was written."
        yield from self._summary()
        yield from self._titled(PUBLIC_HERE)
        for kind, counts in self._counts.items():
            yield f"{kind}: {', '.join(_counted(counts))}"
        for section, nothing in SECTIONS.items():
            yield from self._titled(section, nothing)
        yield from self._comparison()

    def _summary(self) -> Iterator[str]:
        held, here = (sum(getattr(row, name) for row in self._rows.values()) for name in ("held", "here"))
        if self.has_losses:
            yield f"SOMETHING IS LOST: {self._notes[LOST].total():,} of what the files hold. See “Lost” below."
        elif self._rows:
            yield f"Nothing is lost: of {held:,} things in the files {here:,} are here, the others are explained below."
        if any(outcome == UNCHANGED for kind in ("Posts", "Pages") for _, outcome in self._counts.get(kind, ())):
            yield "What has not changed there since an earlier run is counted, but not described below once more."
        yield ""

    def _comparison(self) -> Iterator[str]:
        """What the files hold beside what the database holds, in columns."""
        if not self._rows:
            return
        width = max(map(len, self._rows))
        yield ""
        yield f"{'Comparison':{width}}  {'in the files':>12}  {'here':>12}"
        for name, row in self._rows.items():
            lost = [f"{row.lost:,} LOST"] if row.lost else []
            reasons = ", ".join([*lost, *(f"{number:,} {why}" for why, number in row.reasons.most_common())])
            yield f"{name:{width}}  {row.held:12,}  {row.here:12,}  {reasons}".rstrip()

    def _titled(self, section: str, nothing: str = "") -> Iterator[str]:
        if self._notes[section]:
            yield f"{section}:"
            yield from self._section(section)
        elif nothing:
            yield f"{section}: {nothing}"

    def _section(self, section: str) -> Iterator[str]:
        for what, number in self._notes[section].most_common():
            yield f"  {number} × {what}"
            examples = self._examples[section, what]
            yield from (f"      {example}" for example in examples)
            if examples and (more := number - self._exemplified[section, what]):
                yield f"      … and {more} more"


def _counted(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    for (status, outcome), number in sorted(counts.items()):
        yield f"{number} {outcome}" + (f" ({status})" if status else "")
