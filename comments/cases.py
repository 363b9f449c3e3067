"""One offence, weighed: who it was, where he stands, and what the rules demand. Asking never writes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from comments import facts, ladder
from comments.admission import CLAIMED
from comments.ladder import BAN, NOTHING, STEPS, Attach, Past, Take
from comments.models import Comment, Commenter, HouseRules, Sanction
from comments.wording import ladder_sentences

# Whose offence it is: the person's whose address stands on it, or that of somebody in a browser who borrowed it.
PERSON, BROWSER = "person", "browser"


@dataclass(frozen=True)
class Case:
    """What the author sees before he decides about an offence.

    `demanded` is the step to take, or the sanction to which the offence belongs;
    `following` what would come if it were counted by itself. `unproven`: the address is
    known here, but the comment may be somebody else's, and the author has to say.
    `version` changes whenever the history does.
    """

    comment: Comment
    whose: str
    unproven: bool
    established: bool
    established_by_count: bool
    published: int
    first_at: datetime | None
    standing: str
    sanctions: list[Sanction]
    demanded: Take | Attach
    following: Take
    after: dict[str, Take]
    sentences: list[str]
    steps: tuple[str, str, str]
    version: str

    @property
    def step(self) -> str:
        """What is preselected."""
        return self.demanded.step if isinstance(self.demanded, Take) else NOTHING

    @property
    def sentence(self) -> str:
        """Of the posted rules: the one that demands the step."""
        return self.sentence_for(self.step)

    def sentence_for(self, step: str) -> str:
        """The rule that demands such a step now; empty where none does, and the author has to find the words."""
        return self.sentences[self.following.rung] if step == self.steps[self.following.rung] else ""

    def sentence_after(self, step: str) -> str:
        """The rule that he will meet next, once this step has been taken; empty after a ban."""
        return "" if step in (BAN, NOTHING) else self.sentences[self.after[step].rung]

    @property
    def belongs_to(self) -> Sanction | None:
        if isinstance(self.demanded, Take):
            return None
        return next((sanction for sanction in self.sanctions if sanction.pk == self.demanded.to), None)


def case_of(
    comment: Comment, *, rules: HouseRules, now: datetime, whose: str = "", established: bool | None = None
) -> Case:
    """Weigh an offence. `established`: what the author says, where he overrules the count."""
    commenter = comment.reader
    known = facts.published_before(commenter, comment.submitted_at)
    unproven = comment.proof == CLAIMED and _others_stand(comment, commenter)
    counted = whose != BROWSER and facts.is_established(commenter, rules, comment.submitted_at)
    stands = counted if established is None else established
    sanctions = _sanctions(comment, commenter, BROWSER if whose == BROWSER else PERSON, unproven=unproven)
    history = [sanction.past for sanction in sanctions]
    weigh: dict[str, Any] = {"established": stands, "ladder": rules.ladder, "now": now}
    return Case(
        comment=comment,
        whose=whose or ("" if unproven else PERSON),
        unproven=unproven,
        established=stands,
        established_by_count=counted,
        published=known[0],
        first_at=known[1],
        standing=ladder.standing(history, now),
        sanctions=sanctions,
        demanded=ladder.demand(history, offended_at=comment.submitted_at, **weigh),
        following=ladder.next_step(history, **weigh),
        after={step: ladder.next_step([*history, Past(step, now)], **weigh) for step in STEPS},
        sentences=ladder_sentences(rules),
        steps=rules.ladder.steps,
        version=_version(comment, sanctions),
    )


def _others_stand(comment: Comment, commenter: Commenter) -> bool:
    """Whether the person is known by anything else than this comment: then somebody may have borrowed his address."""
    person = Commenter.objects.same_person(commenter)
    return Comment.objects.visible().filter(commenter__in=person).exclude(pk=comment.pk).exists()


def _sanctions(comment: Comment, commenter: Commenter, whose: str, *, unproven: bool) -> list[Sanction]:
    """His history; where nothing is known of him but the browser, the browser's as well."""
    if whose == BROWSER:
        return list(Sanction.objects.filter(browser=comment.browser, commenter=None)) if comment.browser else []
    if comment.proof == CLAIMED and not unproven:
        return list(facts.sanctions_on(commenter, comment.browser))
    return list(Sanction.objects.against(commenter))


def _version(comment: Comment, sanctions: list[Sanction]) -> str:
    history = sorted((one.pk, str(one.voided_at), str(one.ended_at)) for one in sanctions)
    return hashlib.sha256(repr((str(comment.status), history)).encode()).hexdigest()[:16]


def lighter_today(sanction: Sanction, rules: HouseRules) -> list[Sanction]:
    """After a sanction was voided: the later ones that would have been lighter without it. The author reviews them."""
    if sanction.commenter is None:
        return []
    standing = [one for one in Sanction.objects.against(sanction.commenter) if one.voided_at is None]
    undone = replace(sanction.past, void=False)
    return [
        one
        for one in standing
        if one.issued_at > sanction.issued_at and _is_lighter_without(undone, one, standing, rules)
    ]


def _is_lighter_without(undone: Past, later: Sanction, standing: list[Sanction], rules: HouseRules) -> bool:
    before = [one.past for one in standing if one.issued_at < later.issued_at]
    offence = later.offences.order_by("decided_at", "pk").first()  # the one that it answered, not those added to it
    established = offence.established if offence else False
    weigh: dict[str, Any] = {"established": established, "ladder": rules.ladder, "now": later.issued_at}
    without, with_it = (ladder.next_step(past, **weigh).step for past in (before, [*before, undone]))
    return ladder.weight(without) < min(ladder.weight(with_it), ladder.weight(later.step))
