"""All that is kept about one address, to be handed to whom it belongs. Asking never writes.

Nobody else is in it: no address or name of another person, also where the author joined
the two, and not who on the staff decided.
"""

from typing import Any

from django.conf import settings
from django.db.models import Q

from comments.models import Comment, Commenter, Decision, Offence, Sanction

OF_COMMENT = ("id", "kind", "name", "website", "status", "submitted_at", "published_at", "network", "reasons", "proof")
OF_OFFENCE = ("category", "decided_at", "established", "words", "reason", "withdrawn_at")
OF_SANCTION = (
    "step",
    "issued_at",
    "until",
    "name",
    "sentence",
    "demanded",
    "reason",
    "letter_subject",
    "letter",
    "noticed_at",
    "acknowledged_at",
    "attempts",
    "ended_at",
    "ended_because",
    "voided_at",
    "voided_because",
)
OF_APPEAL = ("text", "sent_at", "outcome", "answer", "answered_at")


def exported(commenter: Commenter) -> dict[str, Any]:
    """Plain lists and dictionaries; times are moments in UTC."""
    comments = list(Comment.objects.filter(commenter=commenter).select_related("post"))
    return {
        "address": commenter.email,
        "kept_since": commenter.created_at,
        "address_confirmed_at": commenter.confirmed_at,
        "comments_always_wait": commenter.always_hold,
        "erased_at": commenter.erased_at,
        "names": sorted({comment.name for comment in comments}),
        "websites": sorted({comment.website for comment in comments if comment.website}),
        "comments": [_comment(comment) for comment in comments],
        "subscriptions": [_subscription(follow) for follow in commenter.follows.select_related("post").order_by("pk")],
        "trusted_browsers": [{"since": trust.since} for trust in commenter.trust_set.order_by("since")],
        "offences": [_offence(offence) for offence in _offences(commenter)],
        "sanctions": [_sanction(sanction) for sanction in _sanctions(commenter)],
        "notes": [{"text": note.text, "written_at": note.written_at} for note in commenter.notes.all()],
        "decisions": [_decision(row) for row in _decisions(commenter)],
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        **_some(comment, OF_COMMENT),
        "post": comment.post.title,
        "url": settings.SITE_URL + comment.get_absolute_url(),
        "in_answer_to": comment.parent_id,
        "text": comment.body,
    }


def _subscription(follow: Any) -> dict[str, Any]:
    return {"post": follow.post.title, **_some(follow, ("since", "ended_at"))}


def _offences(commenter: Commenter) -> Any:
    return Offence.objects.filter(comment__commenter=commenter)


def _offence(offence: Offence) -> dict[str, Any]:
    return {"comment": offence.comment_id, **_some(offence, OF_OFFENCE)}


def _sanctions(commenter: Commenter) -> Any:
    return Sanction.objects.filter(commenter=commenter).select_related("appeal")


def _sanction(sanction: Sanction) -> dict[str, Any]:
    appeal = _some(sanction.appeal, OF_APPEAL) if hasattr(sanction, "appeal") else None
    return {**_some(sanction, OF_SANCTION), "appeal": appeal}


def _decisions(commenter: Commenter) -> Any:
    return Decision.objects.filter(Q(commenter=commenter) | Q(comment__commenter=commenter)).order_by("pk")


def _decision(row: Decision) -> dict[str, Any]:
    """Without its detail, which may name the other of two who were joined; what he is sanctioned for stands there."""
    return {"comment": row.comment_id, **_some(row, ("verb", "before", "after", "decided_at"))}


def _some(thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}
