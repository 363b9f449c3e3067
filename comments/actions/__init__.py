"""What readers and the author do. Every door uses these verbs; nothing else moves a comment or judges a person.

Each verb is atomic and idempotent: said twice, it happens once and leaves one row in
the ledger. Rows are locked in one order everywhere: people, then comments, then meters.
"""

from comments.actions.confirming import ask_to_confirm, confirm_comment, disown_comment, in_question, is_answered
from comments.actions.following import follow, tell_followers, unfollow, unfollow_all
from comments.actions.forgetting import erase, forget_old
from comments.actions.knowing import add_note, distrust, hold_always, join, part
from comments.actions.lifting import (
    acknowledge,
    answer_appeal,
    appeal,
    disclaim,
    end_sanction,
    notice_letters,
    undo_sanction,
    void_sanction,
)
from comments.actions.moving import (
    MOVES,
    approve,
    decide,
    decide_all,
    edit_comment,
    reject,
    remove,
    spam,
    unapprove,
    undo,
)
from comments.actions.sanctioning import Misjudged, draft_for, judge, others_of
from comments.actions.taking_in import Refused, submit_comment
from comments.actions.telling import send_again, send_digest, tell_writer, tell_writers

__all__ = [
    "MOVES",
    "Misjudged",
    "Refused",
    "acknowledge",
    "add_note",
    "answer_appeal",
    "appeal",
    "approve",
    "ask_to_confirm",
    "confirm_comment",
    "decide",
    "decide_all",
    "disclaim",
    "disown_comment",
    "distrust",
    "draft_for",
    "edit_comment",
    "end_sanction",
    "erase",
    "follow",
    "forget_old",
    "hold_always",
    "in_question",
    "is_answered",
    "join",
    "judge",
    "notice_letters",
    "others_of",
    "part",
    "reject",
    "remove",
    "send_again",
    "send_digest",
    "spam",
    "submit_comment",
    "tell_followers",
    "tell_writer",
    "tell_writers",
    "unapprove",
    "undo",
    "undo_sanction",
    "unfollow",
    "unfollow_all",
    "void_sanction",
]
