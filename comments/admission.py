"""May this comment come in, and if not at once, why? Pure: no database, no request, no clock.

Read it beside the posted rules: first-time commenters wait, and so does any comment with
more than one link. The numbers come from the author's `HouseRules`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """What the posted rules say."""

    links_allowed: int = 1
    first_timers_wait: bool = True


@dataclass(frozen=True)
class Facts:
    """What is known about one submission at the moment in which it arrives.

    `known`: a comment with this very name and e-mail has been published before.
    `reserved`: somebody who is not logged in uses the author's name or address.
    `links` are counted in the HTML that readers would get.
    """

    links: int = 0
    known: bool = False
    reserved: bool = False
    open: bool = True
    by_author: bool = False


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


FIRST = "first"
LINKS = "links"
CLOSED = "closed"
RESERVED = "reserved"


def admit(facts: Facts, policy: Policy) -> Publish | Hold | Refuse:
    """Decide: refused for one reason, held for all that apply, or published."""
    if not facts.open:
        return Refuse(CLOSED)
    if facts.by_author:
        return Publish()
    if facts.reserved:
        return Refuse(RESERVED)
    reasons = tuple(reason for reason, applies in _reasons_to_wait(facts, policy) if applies)
    return Hold(reasons) if reasons else Publish()


def _reasons_to_wait(facts: Facts, policy: Policy) -> tuple[tuple[str, bool], ...]:
    return (
        (FIRST, policy.first_timers_wait and not facts.known),
        (LINKS, facts.links > policy.links_allowed),
    )
