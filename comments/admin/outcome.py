"""What came of a click, in words: what moved, what somebody else had decided before, and how to take it back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format

from comments.actions.moving import EDIT
from comments.admission import FIRST
from comments.models import Comment, Decision
from comments.wording import DONE

STATES = {
    "pending": "put back to wait",
    "published": "published",
    "rejected": "rejected",
    "spam": "marked as spam",
    "removed": "removed",
}


@dataclass(frozen=True)
class Outcome:
    """Of one verb for one or many comments. `left` is how many there were beyond the most that are done at once."""

    verb: str
    moved: Sequence[Comment]
    stale: Sequence[Comment]
    batch: uuid.UUID
    left: int = 0

    @property
    def undo_url(self) -> str:
        return reverse("admin:comments_comment_undo", args=[self.batch]) if self.moved else ""

    @property
    def done(self) -> str:
        """“Published: the comment by Ben Okoro.”; empty where nothing moved."""
        if not self.moved:
            return ""
        left = f" {self.left} more are left; do the same once more to go on with them." if self.left else ""
        return f"{DONE[self.verb]}: {named(self.moved)}.{left}{self._more}"

    @property
    def _more(self) -> str:
        """What else of his waits for no other reason than that he was new: offered, not published."""
        if self.verb != "approve" or len(self.moved) != 1 or not self.moved[0].commenter_id:
            return ""
        same = Comment.objects.waiting().filter(commenter=self.moved[0].commenter_id, reasons=[FIRST]).count()
        return f" {same} more of his wait{'s' if same == 1 else ''} only for being his first." if same else ""

    @property
    def undone(self) -> str:
        """What was left as it was, and who had decided about it."""
        if len(self.stale) > 1:
            return f"Left as they were: {len(self.stale)} comments for which there was nothing to do any more."
        return f"Left as it was: {_quicker(self.stale[0])}." if self.stale else ""


def named(comments: Sequence[Comment]) -> str:
    return f"the comment by {comments[0].name}" if len(comments) == 1 else f"{len(comments)} comments"


def taken_back(comments: Sequence[Comment], batch: uuid.UUID) -> str:
    """What an undo has done; where it did nothing, why."""
    there = Decision.objects.filter(batch=batch).exclude(verb=EDIT).count()
    if not comments:
        return "Nothing to take back: that was undone already, or somebody has decided anew since."
    others = f" The other {there - len(comments)} were decided about anew since." if there > len(comments) else ""
    if len(comments) == 1:
        state = comments[0].get_status_display().lower()
        return f"Taken back: the comment by {comments[0].name} is {state} again.{others}"
    return f"Taken back: {len(comments)} comments are where they were.{others}"


def _quicker(comment: Comment) -> str:
    """Who brought it where it is, and when."""
    last = comment.decisions.exclude(verb=EDIT).filter(after=comment.status).first()
    if last is None:
        return f"the comment by {comment.name} is {comment.get_status_display().lower()}"
    at = timezone.localtime(last.decided_at)
    on = "" if at.date() == timezone.localdate() else f"on {date_format(at, 'F j, Y')} "
    when = f"{on}at {date_format(at, 'g:i A')}"
    return f"the comment by {comment.name} was already {STATES[comment.status]} by {last.actor_name} {when}"
