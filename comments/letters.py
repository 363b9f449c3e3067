"""The letters that the house writes. Each goes to the outbox in the transaction of what it tells."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator, capfirst

from comments import outbox, pace
from comments.admission import LINKS, NEW_BROWSER, TRAP
from comments.models import Comment, Commenter, Follow, Meter
from comments.signed import confirm_url, desk_url, unfollow_url
from comments.wording import VERBS, counted, reasons_for_author

BY_LETTER = ("approve", "reject", "spam")  # what can be decided without logging in
AT_LENGTH, IN_SHORT = 1000, 300  # characters of a comment
LISTED = 50  # comments in one letter; of more it says how many

_SCHEME = re.compile(r"\bhttp(?=s?:)", re.IGNORECASE)
_DOT = re.compile(r"(?<=[\w-])[.\u3002\uff0e\uff61](?=[^\W\d_]{2})")


def moderators() -> QuerySet[User]:
    """Those who decide about comments and can be written to."""
    users = get_user_model().objects.with_perm(
        "comments.change_comment", backend="django.contrib.auth.backends.ModelBackend"
    )
    return users.filter(is_active=True, is_staff=True).exclude(email="")


# To the author.


@transaction.atomic
def tell_of_waiting(comment: Comment, *, now: datetime) -> None:
    """Tell each moderator that a comment waits for him, and let him decide from the letter.

    At most ten times an hour; what comes faster stands in the next digest. Of what is
    plainly an advertisement nobody is told.
    """
    recipients = moderators()
    if {TRAP, LINKS} <= set(comment.reasons) or not recipients:
        return
    (desk,) = Meter.locked(["desk"])
    if desk.wait(pace.TO_AUTHOR, now):
        return
    desk.tick(pace.TO_AUTHOR, now)
    waiting = Comment.objects.waiting().count()
    for moderator in recipients:
        context = {**_card(comment, AT_LENGTH), "choices": _choices(comment, moderator), "waiting": waiting}
        _write([moderator.email], "A comment waits for you", "waiting", context)
    Comment.objects.filter(pk=comment.pk).update(told_author_at=now)
    comment.told_author_at = now


def digest(comments: Sequence[Comment], recipients: Sequence[User]) -> None:
    """One letter about all that has come to wait and was not told yet."""
    context = {
        "cards": [_card(comment, IN_SHORT) for comment in comments[:LISTED]],
        "more": max(len(comments) - LISTED, 0),
        "total": len(comments),
        "desk": _here(reverse("admin:comments_comment_changelist")),
    }
    subject = f"{capfirst(counted(len(comments), 'comment'))} came to wait for you"
    for moderator in recipients:
        _write([moderator.email], subject, "digest", context)


def _card(comment: Comment, length: int) -> dict[str, Any]:
    """A comment as the author's letters show it: in full words, and with nothing in it that could be followed."""
    file = reverse("admin:comments_comment_change", args=[comment.pk])
    return {
        "comment": comment,
        "name": defanged(comment.name),
        "website": defanged(comment.website),
        "reasons": [defanged(reason) for reason in reasons_for_author(comment)],
        "body": defanged(shortened(comment.body, length)),
        "post_url": _here(comment.post.get_absolute_url()),
        "file": _here(file),
        "offence": _here(file.removesuffix("change/") + "offence/"),
        "desk": _here(reverse("admin:comments_comment_changelist")),
    }


def _choices(comment: Comment, moderator: User) -> list[tuple[str, str]]:
    return [(VERBS[verb], desk_url(comment, verb, moderator)) for verb in BY_LETTER]


# To readers.


def ask(writer: Commenter, comment: Comment) -> None:
    """Ask the owner of the comment's address whether it is his. Of the comment itself it says nothing."""
    context = {
        "post": comment.post,
        "new_browser": NEW_BROWSER in comment.reasons,
        "link": confirm_url(comment),
        "site_url": settings.SITE_URL,
    }
    _write([writer.email], "Did you write this comment?", "confirm", context, in_html=False)


def tell_of_publication(comment: Comment) -> None:
    """Tell its writer, who asked for it, that his comment has been published. Once, and only to a confirmed address."""
    writer = comment.commenter
    if writer is None or writer.confirmed_at is None or writer.erased_at is not None:
        return
    context = {"post": comment.post, "link": _here(comment.get_absolute_url())}
    _write([writer.email], "Your comment has been published", "published", context, in_html=False)
    Comment.objects.filter(pk=comment.pk).update(tell_writer=False)


def follow_up(follow: Follow, comments: Sequence[Comment]) -> None:
    """What has appeared under a post that a reader follows, and how he ends it."""
    leave = unfollow_url(follow)
    context = {
        "post": follow.post,
        "post_url": _here(follow.post.get_absolute_url()),
        "items": [_item(comment) for comment in comments[:LISTED]],
        "more": max(len(comments) - LISTED, 0),
        "leave": leave,
    }
    many = "A new comment" if len(comments) == 1 else capfirst(counted(len(comments), "new comment"))
    headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    _write([follow.commenter.email], f"{many} under “{follow.post.title}”", "follow_up", context, headers=headers)


def _item(comment: Comment) -> dict[str, str]:
    body = shortened(comment.body, AT_LENGTH)
    return {"name": comment.name, "body": body, "link": _here(comment.get_absolute_url())}


# How they are made.


def _write(
    to: Sequence[str],
    subject: str,
    letter: str,
    context: dict[str, Any],
    *,
    in_html: bool = True,
    headers: dict[str, str] | None = None,
) -> None:
    text = render_to_string(f"comments/letters/{letter}.txt", context).strip() + "\n"
    html = render_to_string(f"comments/letters/{letter}.html", context) if in_html else ""
    outbox.put(to, subject, text, html=html, headers=headers)


def _here(path: str) -> str:
    return settings.SITE_URL + path


def shortened(text: str, length: int) -> str:
    return Truncator(text).chars(length)


def defanged(text: str) -> str:
    """The text with its web addresses written so that no mail program makes links of them: hxxps://a[.]com."""
    return _DOT.sub("[.]", _SCHEME.sub("hxxp", text))
