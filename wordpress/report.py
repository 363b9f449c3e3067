"""What a move has done, in words for the author."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.utils.text import Truncator

LINE = 300  # characters
EXAMPLES = 100  # of each kind; a site of fifteen years may have thousands

REPAIRS = "Repairs"
SKIPPED = "Skipped"
PICTURES = "Pictures"
SHORTCODES = "Shortcodes left in the text"
BLOCKS = "Blocks without a text of their own, left out"
ADDRESSES = "Addresses changed"
CHANGED = "Changed on the way in"
LEFT_OUT = "Not kept here"
LOST = "Lost"

# In this order; what always has to be said, and what is said where there is nothing to say.
SECTIONS = {
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


class Report:
    """Counts what came in, and notes what did not come in as it was."""

    def __init__(self, *, is_dry: bool = False) -> None:
        self.files: list[str] = []
        self._is_dry = is_dry
        self._counts: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._notes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._examples: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def count(self, kind: str, outcome: str, *, status: str = "", number: int = 1) -> None:
        """One more of this kind (Posts, Comments, …) came to this outcome (created, unchanged, …)."""
        self._counts[kind][status, outcome] += number

    def note(self, section: str, what: str, example: str = "", *, number: int = 1) -> None:
        """One more line-worthy thing; the first examples of each are named."""
        what = Truncator(what).chars(LINE)
        self._notes[section][what] += number
        examples = self._examples[section, what]
        if example and len(examples) < EXAMPLES:
            examples.append(Truncator(" ".join(example.split())).chars(LINE))

    @property
    def has_losses(self) -> bool:
        return bool(self._notes[LOST])

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from self.files
        if self._is_dry:
            yield "A dry run: nothing was written."
        for kind, counts in self._counts.items():
            yield f"{kind}: {', '.join(_counted(counts))}"
        for section, nothing in SECTIONS.items():
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
            if 0 < len(examples) < number:
                yield f"      … and {number - len(examples)} more"


def _counted(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    for (status, outcome), number in sorted(counts.items()):
        yield f"{number} {outcome}" + (f" ({status})" if status else "")
