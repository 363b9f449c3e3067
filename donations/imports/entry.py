"""What a row of a file comes to: an entry of the ledger, or a reason why it is none. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

GIFT, REFUND, SKIP = "gift", "refund", "skip"

MOST_PROBLEMS, MOST_TYPES = 50, 50


@dataclass(frozen=True, slots=True)
class Entry:
    line: int
    external_id: str
    given_on: date
    gross: Decimal
    net: Decimal
    currency: str
    given_at: datetime | None = None
    name: str = ""
    email: str = ""
    recurring: bool = False
    plan: str = ""
    note: str = ""
    reference: str = ""
    unknown: str = ""  # its type, where it is one that the author had to decide

    @property
    def fee(self) -> Decimal:
        return self.gross - self.net

    @property
    def is_refund(self) -> bool:
        return self.gross < 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is left out. A `problem` is a fault of the row; an `unknown` type is for the author to decide."""

    line: int
    reason: str
    problem: bool = False
    unknown: str = ""


@dataclass(frozen=True)
class Answers:
    """What the author says where the file does not: the order of its dates, what a type of row is.

    `rest` is the answer for types that he was not asked about; empty, they stop the import.
    `before` holds the orders he named for earlier files, by the sign that parts their figures.
    """

    order: str = ""
    decided: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""
    before: Mapping[str, str] = field(default_factory=dict)

    def about(self, kind: str) -> str:
        return self.decided.get(kind, self.rest)


@dataclass
class Report:
    """What a file brings: counts, sums and reasons, nothing of any donor."""

    rows: int = 0
    gifts: int = 0
    refunds: int = 0
    waiting: int = 0  # refunds whose gift is not here
    first: date | None = None
    last: date | None = None
    sums: dict[str, list[Decimal]] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[int, str]] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def skip(self, row: Skipped) -> None:
        self.rows += 1
        self.skipped[row.reason] += 1
        if row.problem and len(self.problems) < MOST_PROBLEMS:
            self.problems.append((row.line, row.reason))
        self._ask(row.unknown)

    def _ask(self, kind: str) -> None:
        if kind and (kind in self.unknown or len(self.unknown) < MOST_TYPES):
            self.unknown[kind] += 1

    def add(self, entry: Entry) -> None:
        self.rows += 1
        self._ask(entry.unknown)
        if entry.is_refund:
            self.refunds += 1
        else:
            self.gifts += 1
            self.count(entry)
        self.first = min(self.first or entry.given_on, entry.given_on)
        self.last = max(self.last or entry.given_on, entry.given_on)

    def count(self, entry: Entry) -> None:
        """Into the sums; of a refund only when its gift is known to be here."""
        sums = self.sums.setdefault(entry.currency, [Decimal(0)] * 3)
        self.sums[entry.currency] = [sums[0] + entry.gross, sums[1] + entry.fee, sums[2] + entry.net]

    def found(self, refunds: list[Entry]) -> None:
        """These have their gifts after all."""
        self.waiting -= len(refunds)
        for refund in refunds:
            self.count(refund)

    def undecided(self, answers: Answers) -> list[str]:
        return [kind for kind in self.unknown if not answers.about(kind)]

    @property
    def totals(self) -> list[dict[str, str]]:
        return [
            {"currency": currency, "gross": f"{gross:.2f}", "fee": f"{fee:.2f}", "net": f"{net:.2f}"}
            for currency, (gross, fee, net) in sorted(self.sums.items())
        ]

    def as_json(self) -> dict[str, Any]:
        counts = {"rows": self.rows, "gifts": self.gifts, "refunds": self.refunds, "waiting": self.waiting}
        days = {"first": self.first and self.first.isoformat(), "last": self.last and self.last.isoformat()}
        lists = {"totals": self.totals, "skipped": dict(self.skipped.most_common()), "notes": self.notes}
        return counts | days | lists | {"problems": [[line, reason] for line, reason in self.problems]}
