"""What readers say, who they are, how the author answers, and the ledger of what was decided."""

from comments.models.comment import Comment, CommentQuerySet
from comments.models.ledger import Decision
from comments.models.letters import Follow, Meter
from comments.models.people import Browser, Commenter, Note, Trust, key_of
from comments.models.rules import HouseRules
from comments.models.sanctions import Appeal, Offence, Sanction, SanctionQuerySet

__all__ = [
    "Appeal",
    "Browser",
    "Comment",
    "CommentQuerySet",
    "Commenter",
    "Decision",
    "Follow",
    "HouseRules",
    "Meter",
    "Note",
    "Offence",
    "Sanction",
    "SanctionQuerySet",
    "Trust",
    "key_of",
]
