"""The author's rooms for what readers say."""

from comments.admin.comment import CommentAdmin
from comments.admin.ledger import DecisionAdmin
from comments.admin.letters import LetterAdmin
from comments.admin.people import CommenterAdmin
from comments.admin.rules import HouseRulesAdmin
from comments.admin.sanctions import OffenceAdmin, SanctionAdmin

__all__ = [
    "CommentAdmin",
    "CommenterAdmin",
    "DecisionAdmin",
    "HouseRulesAdmin",
    "LetterAdmin",
    "OffenceAdmin",
    "SanctionAdmin",
]
