"""What do the rules demand now? Pure: no database, no request, no clock.

Read it beside the posted rules. The first offence of someone new is answered by the
first step; a second offence, or a first by someone who has been here a while, by the
second; whatever comes after that by the last. Standing is computed from the sanctions
that were not voided, whenever it is asked for: nothing flags it and no job ends it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WARNING, SUSPENSION, BAN = STEPS = ("warning", "suspension", "ban")  # from the lightest to the heaviest
NOTHING = "none"  # what an author may choose who takes the comment down and leaves it at that

# Why nothing new is demanded.
SITTING = "sitting"  # said before he could know of the last sanction: one sitting, one step
BANNED = "banned"  # there is nothing left to demand


def weight(step: str) -> int:
    return STEPS.index(step)


@dataclass(frozen=True)
class Ladder:
    """The posted steps. `forgotten_after`: how long an offence counts; None is for ever, as the rules say."""

    first: str = WARNING
    second: str = SUSPENSION
    last: str = BAN
    suspension: timedelta = timedelta(days=7)
    forgotten_after: timedelta | None = None

    @property
    def steps(self) -> tuple[str, str, str]:
        return self.first, self.second, self.last

    def flaw(self) -> str | None:
        """Why this ladder makes no sense, in a sentence for the author; None where it does."""
        first, second, last = map(weight, self.steps)
        if second < first or last < second:
            return "No step may be lighter than the one before it."
        if second == first:
            return "The second step must be heavier than the first, or having been here a while would mean nothing."
        if self.suspension <= timedelta(0):
            return "A suspension lasts at least a day."
        return None


@dataclass(frozen=True)
class Past:
    """One sanction of somebody's history.

    `noticed_at`: when he learned of it, by letter or by a page; None while he cannot
    know. `read`: he has said so. `ended_at`: lifted before its time, which does not make
    it undone. `void`: it was a mistake, and is as if it had not been.
    """

    step: str
    issued_at: datetime
    until: datetime | None = None
    ended_at: datetime | None = None
    noticed_at: datetime | None = None
    read: bool = False
    void: bool = False
    key: int = 0

    @property
    def known_at(self) -> datetime | None:
        """From when he cannot but know of it: when he was told, or when a suspension had run its whole time."""
        return min((at for at in (self.noticed_at, self.until) if at), default=None)

    def in_force(self, now: datetime) -> bool:
        """A ban holds until it is lifted; a suspension to the microsecond before its end."""
        if self.void or self.ended_at is not None or self.step == WARNING:
            return False
        return self.step == BAN or (self.until is not None and now < self.until)


@dataclass(frozen=True)
class Take:
    """The step that the rules demand; `rung` is its place among the ladder's three (0, 1, 2)."""

    step: str
    rung: int
    until: datetime | None = None


@dataclass(frozen=True)
class Attach:
    """No new step: the offence belongs to the sanction `to`, because of SITTING or BANNED."""

    to: int
    because: str


def barring(history: Iterable[Past], now: datetime) -> Past | None:
    """The sanction that keeps him from posting now: a ban before a suspension, the longest of these first."""
    holding = [past for past in history if past.in_force(now)]
    return max(holding, key=lambda past: (weight(past.step), past.until or past.issued_at, past.key), default=None)


def unread_warning(history: Iterable[Past]) -> Past | None:
    """The warning that he has to read before he goes on: where it is the last that was said to him."""
    standing = [past for past in history if not past.void]
    last = max(standing, key=lambda past: (past.issued_at, past.key), default=None)
    return last if last and last.step == WARNING and not last.read else None


def demand(
    history: Iterable[Past], *, offended_at: datetime, established: bool, ladder: Ladder, now: datetime
) -> Take | Attach:
    """What follows an offence: the step that the rules demand, or the sanction to which it belongs.

    `offended_at` is when the comment was sent, `established` his standing at that time.
    """
    past = [sanction for sanction in history if _counts(sanction, ladder, now)]
    held = barring(past, now)
    if held and held.step == BAN:
        return Attach(held.key, BANNED)
    last = max(past, key=lambda sanction: (sanction.issued_at, sanction.key), default=None)
    if last and (last.known_at is None or offended_at < last.known_at):
        return Attach(last.key, SITTING)
    return next_step(past, established=established, ladder=ladder, now=now)


def next_step(history: Iterable[Past], *, established: bool, ladder: Ladder, now: datetime) -> Take:
    """The step that comes next, each offence counted by itself. Never lighter than one that was taken before."""
    taken = [past.step for past in history if _counts(past, ladder, now)]
    rung = max([1 if established else 0, *(_above(step, ladder) for step in taken)])
    rung = min(rung, len(STEPS) - 1)
    step = max([ladder.steps[rung], *taken], key=weight)
    return Take(step, rung, now + ladder.suspension if step == SUSPENSION else None)


def _above(step: str, ladder: Ladder) -> int:
    """The rung that comes after such a step; after one that the ladder does not know, the first that is heavier."""
    return sum(weight(rung) < weight(step) for rung in ladder.steps) + (step in ladder.steps)


def _counts(past: Past, ladder: Ladder, now: datetime) -> bool:
    forgotten = ladder.forgotten_after is not None and past.issued_at + ladder.forgotten_after <= now
    return not past.void and (not forgotten or past.in_force(now))


# Where somebody stands, in one word for the author.
CLEAR, WARNED, SUSPENDED, SERVED = "clear", "warned", "suspended", "served"


def standing(history: Sequence[Past], now: datetime) -> str:
    """CLEAR, WARNED, SUSPENDED, SERVED (a suspension or a ban lies behind him) or BANNED."""
    held = barring(history, now)
    if held:
        return BANNED if held.step == BAN else SUSPENDED
    heaviest = max((weight(past.step) for past in history if not past.void), default=None)
    if heaviest is None:
        return CLEAR
    return WARNED if heaviest == weight(WARNING) else SERVED
