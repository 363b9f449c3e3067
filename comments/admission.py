"""May this comment come in, and if not at once, why? Pure: no database, no request, no clock.

Read it beside the posted rules: first-time commenters wait, and so does any comment with
more than one link. The rest protects these two promises, and each protection has its
switch in the author's `HouseRules`; with all of them off, this is what he posted.
"""

from dataclasses import dataclass
from datetime import timedelta

# Why a comment is refused: the first that applies.
CLOSED = "closed"
RESERVED = "reserved"
BANNED = "banned"
SUSPENDED = "suspended"
UNREAD = "unread"  # a warning that its writer has not seen yet
TOO_FAST = "too-fast"
CROWDED = "crowded"  # too many of a newcomer's comments wait already

# Why a comment waits: all that apply, in this order.
FIRST = "first"
LINKS = "links"
NEW_BROWSER = "new-browser"
NAME_CLASH = "name-clash"
WORD = "word"
TRAP = "trap"
SHARED = "shared"
ALWAYS_HOLD = "always-hold"
OLD_POST = "old-post"
WAVE = "wave"
DISOWNED = "disowned"  # added later, by the owner of the address
REASONS_TO_WAIT = (FIRST, LINKS, NEW_BROWSER, NAME_CLASH, WORD, TRAP, SHARED, ALWAYS_HOLD, OLD_POST, WAVE, DISOWNED)

# How sure the house is that a comment's writer owns the address that he typed.
CLAIMED, BOUND, CONFIRMED = PROOFS = ("claimed", "bound", "confirmed")

NEWCOMERS_WAITING = 3  # comments of one person whom the house does not know yet


@dataclass(frozen=True)
class Policy:
    """What the author's record says; the first two are the posted rules, the others can each be switched off."""

    links_allowed: int = 1
    first_timers_wait: bool = True
    confirm_new_browsers: bool = True
    hold_lookalikes: bool = True
    hold_traps: bool = True
    hold_shared: bool = True
    limit_pace: bool = True
    old_after: timedelta | None = None
    wave: int | None = None  # comments within ten minutes, on the whole site


@dataclass(frozen=True)
class Facts:
    """What is known about one submission at the moment in which it arrives.

    `known`: a comment of this person was approved and still stands. `proof`: see PROOFS.
    `barred`: BANNED or SUSPENDED, where he is. `himself`: the house is sure of him, or he
    writes from the very browser that broke the rules. `wait`: how long until one more
    would be within the limits. `links`: how many would be read as web addresses.
    """

    by_author: bool = False
    open: bool = True
    reserved: bool = False
    barred: str | None = None
    unread_warning: bool = False
    himself: bool = False
    said_already: bool = False
    wait: timedelta = timedelta(0)
    waiting: int = 0
    known: bool = False
    proof: str = CLAIMED
    links: int = 0
    lookalike: bool = False
    watched: bool = False
    trapped: bool = False
    shared: bool = False
    always_hold: bool = False
    age_of_post: timedelta = timedelta(0)
    lately: int = 0  # comments on the whole site within ten minutes


@dataclass(frozen=True)
class Publish:
    """It appears at once."""


@dataclass(frozen=True)
class Hold:
    """It waits for the author, for all of these reasons (codes)."""

    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Refuse:
    """It does not come in, for this reason (code)."""

    reason: str


@dataclass(frozen=True)
class Repeat:
    """It is in already: the same words, sent twice."""


def admit(facts: Facts, policy: Policy) -> Publish | Hold | Refuse | Repeat:
    """Decide: refused for one reason, in already, held for all that apply, or published."""
    if facts.by_author:
        return Repeat() if facts.said_already else Publish()
    if refusal := _refusal(facts):
        return Refuse(refusal)
    if facts.said_already:
        return Repeat()
    if policy.limit_pace and (haste := _haste(facts)):
        return Refuse(haste)
    reasons = tuple(reason for reason, applies in _reasons_to_wait(facts, policy) if applies)
    return Hold(reasons) if reasons else Publish()


def _refusal(facts: Facts) -> str | None:
    """From the top of the table to the bottom; the first that applies."""
    if not facts.open:
        return CLOSED
    if facts.reserved:
        return RESERVED
    if facts.barred:
        return facts.barred
    if facts.unread_warning and facts.himself:
        return UNREAD
    return None


def _haste(facts: Facts) -> str | None:
    if facts.wait > timedelta(0):
        return TOO_FAST
    return CROWDED if not facts.known and facts.waiting >= NEWCOMERS_WAITING else None


def _reasons_to_wait(facts: Facts, policy: Policy) -> tuple[tuple[str, bool], ...]:
    stranger = policy.confirm_new_browsers and facts.known and facts.proof == CLAIMED
    old = policy.old_after is not None and facts.age_of_post > policy.old_after
    return (
        (FIRST, policy.first_timers_wait and not facts.known),
        (LINKS, facts.links > policy.links_allowed),
        (NEW_BROWSER, stranger),
        (NAME_CLASH, policy.hold_lookalikes and facts.lookalike),
        (WORD, facts.watched),
        (TRAP, policy.hold_traps and facts.trapped),
        (SHARED, policy.hold_shared and facts.shared),
        (ALWAYS_HOLD, facts.always_hold),
        (OLD_POST, old),
        (WAVE, policy.wave is not None and not facts.known and facts.lately >= policy.wave),
    )
