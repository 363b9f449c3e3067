"""The letters that the house writes. Each goes to the outbox in the transaction of what it tells."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from blog.models import Site
from comments.models import Comment
from comments.wording import reasons_for_author


def moderators() -> QuerySet[User]:
    """Those who decide about comments and can be written to."""
    users = get_user_model().objects.with_perm(
        "comments.change_comment", backend="django.contrib.auth.backends.ModelBackend"
    )
    return users.filter(is_active=True, is_staff=True).exclude(email="")


def tell_of_waiting(comment: Comment) -> None:
    """Tell the author that a comment waits for him: what it says, who wrote it, and why it waits."""
    recipients = [user.email for user in moderators()]
    if not recipients:
        return
    context = {
        "comment": comment,
        "reasons": reasons_for_author(comment),
        "waiting": Comment.objects.waiting().count(),
        "desk": settings.SITE_URL + reverse("admin:comments_comment_changelist"),
        "file": settings.SITE_URL + reverse("admin:comments_comment_change", args=[comment.pk]),
        "post_url": settings.SITE_URL + comment.post.get_absolute_url(),
    }
    EmailMessage(
        # Nothing a reader typed stands in a header.
        subject=f"[{Site.current().title}] A comment waits for you",
        body=render_to_string("comments/letters/waiting.txt", context),
        to=recipients,
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
