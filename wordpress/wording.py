"""What a move says of itself, in words for the author."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.utils.timesince import timesince

from wordpress.models import Move
from wordpress.moving import Stage
from wordpress.report import LOST

State = Move.State
PATIENCE = timedelta(minutes=3)  # until the page says that it has heard nothing
VERDICTS = {
    # the state, whether it was a trial, whether something is lost
    (State.DONE, True, False): "All that the export holds can move in. This was a trial, and nothing was written.",
    (State.DONE, True, True): "Something would be lost. This was a trial, and nothing was written.",
    (State.DONE, False, False): "All that the export holds has moved in.",
    (State.DONE, False, True): "It has moved in, but something was lost on the way.",
}
OVER = {
    State.REFUSED: "It was refused, and nothing was written.",
    State.INTERRUPTED: "It was interrupted before its end, and nothing was written. Start it again.",
}


def verdict(move: Move) -> str:
    """The end of a move in a sentence; empty while it goes on."""
    state = State(move.state)
    return OVER.get(state, "") or VERDICTS.get((state, move.is_dry_run, move.has_losses), "")


def words(move: Move, stage: Stage, *, now: datetime) -> str:
    """How far a move is that waits or runs."""
    heard_at = max(move.began_at or move.asked_at, datetime.fromtimestamp(stage.at, UTC))
    is_late = now - heard_at > PATIENCE
    if move.state == State.WAITING:
        late = f" It has waited for {timesince(heard_at, now)}: does “manage.py tick” run?"
        return f"It waits for the clock, which comes by each minute.{late if is_late else ''}"
    late = f" Nothing was heard of it for {timesince(heard_at, now)}."
    return f"{_phase(stage)}{late if is_late else ''}"


def _phase(stage: Stage) -> str:
    if stage.total:
        return f"{stage.phase}: {stage.done * 100 // stage.total} %."
    return f"{stage.phase}." if stage.phase else "It has begun."


def losses(report: str) -> Iterator[str]:
    """What stands in a report under “Lost”."""
    is_lost = False
    for line in report.splitlines():
        is_lost = line == f"{LOST}:" or (is_lost and line.startswith(" "))
        if is_lost and line.startswith(" "):
            yield line.strip()
