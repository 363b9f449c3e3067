"""What readers and the author do with comments. Every door uses these verbs; nothing else moves a comment.

Each verb is atomic and idempotent: said twice, it happens once and leaves one row in
the ledger.
"""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from blog.models import Entry
from comments import letters, markup, people
from comments.admission import Facts, Hold, Policy, Refuse, admit
from comments.models import Comment, Commenter, Decision, HouseRules

SAME_COMMENT = timedelta(hours=24)  # the same words by the same person under the same post are one comment

Status = Comment.Status

# verb: where a comment may come from, and where it goes
MOVES = {
    "approve": ({Status.PENDING, Status.REJECTED, Status.SPAM, Status.REMOVED}, Status.PUBLISHED),
    "reject": ({Status.PENDING, Status.SPAM}, Status.REJECTED),
    "spam": ({Status.PENDING, Status.PUBLISHED, Status.REJECTED, Status.REMOVED}, Status.SPAM),
    "unapprove": ({Status.PUBLISHED, Status.REJECTED, Status.SPAM, Status.REMOVED}, Status.PENDING),
    "remove": ({Status.PUBLISHED}, Status.REMOVED),
}


class Refused(Exception):
    """The comment does not come in; `reason` is a code of `comments.admission`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def submit_comment(
    *,
    post: Entry,
    body: str,
    name: str = "",
    email: str = "",
    website: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> Comment:
    """Take a comment in as the house rules say: published, or waiting with its reasons.

    `by` is the author when he is logged in; everybody else gives a name and an e-mail
    address. The same words sent twice are the one comment that is already there.
    Raises Refused.
    """
    said = markup.tidy(body)
    rendered = markup.render(said)  # before anything is locked, for it takes a while
    comment = Comment(
        post_id=post.pk, website=website, body=said, html=rendered.html, submitted_at=now or timezone.now()
    )
    with transaction.atomic():
        _sign(comment, name, email, by)
        if earlier := _already_said(comment):
            return earlier
        decision = admit(_facts(comment, post, rendered.links, email), policy(HouseRules.current()))
        if isinstance(decision, Refuse):
            raise Refused(decision.reason)
        return _take_in(comment, decision.reasons if isinstance(decision, Hold) else ())


def _sign(comment: Comment, name: str, email: str, by: User | None) -> None:
    """Say whose comment it is, and lock that person: what one person sends is taken in one after the other."""
    if by:
        comment.author = get_user_model().objects.select_for_update().get(pk=by.pk)
        comment.name = by.get_full_name() or by.get_username()
    else:
        commenter, _ = Commenter.objects.get_or_create(email=people.normal_address(email))
        comment.commenter = Commenter.objects.select_for_update().get(pk=commenter.pk)
        comment.name = name


def _already_said(comment: Comment) -> Comment | None:
    return Comment.objects.filter(
        post_id=comment.post_id,
        commenter=comment.commenter,
        author=comment.author,
        body=comment.body,
        submitted_at__gte=comment.submitted_at - SAME_COMMENT,
        status__in=[Status.PENDING, Status.PUBLISHED],
    ).first()


def _facts(comment: Comment, post: Entry, links: int, email: str) -> Facts:
    return Facts(
        links=links,
        known=comment.commenter is not None and _is_known(comment.commenter, comment.name),
        reserved=comment.commenter is not None and _is_reserved(comment.name, email),
        open=post.comments_open and post.is_public(comment.submitted_at),
        by_author=comment.by_author,
    )


def policy(rules: HouseRules) -> Policy:
    return Policy(links_allowed=rules.links_allowed, first_timers_wait=rules.first_timers_wait)


def _is_known(commenter: Commenter, name: str) -> bool:
    """WordPress's rule: this name and this address together have been published before."""
    names = Comment.objects.visible().filter(commenter=commenter).values_list("name", flat=True)
    return people.name_key(name) in {people.name_key(earlier) for earlier in names}


def _is_reserved(name: str, email: str) -> bool:
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    names = {people.name_key(spelling) for user in staff for spelling in (user.get_full_name(), user.get_username())}
    addresses = {people.normal_address(user.email) for user in staff if user.email}
    return people.name_key(name) in names or people.normal_address(email) in addresses


def _take_in(comment: Comment, reasons: tuple[str, ...]) -> Comment:
    comment.status = Status.PENDING if reasons else Status.PUBLISHED
    comment.reasons = list(reasons)
    comment.save(force_insert=True)
    if reasons:
        letters.tell_of_waiting(comment)
    return comment


def approve(comment: Comment, *, by: User) -> bool:
    """Publish it. Like every verb below: False where there was nothing to do."""
    return _move("approve", comment, by)


def reject(comment: Comment, *, by: User) -> bool:
    """Turn a waiting comment away."""
    return _move("reject", comment, by)


def spam(comment: Comment, *, by: User) -> bool:
    """Put it where the advertisements are."""
    return _move("spam", comment, by)


def unapprove(comment: Comment, *, by: User) -> bool:
    """Let it wait again."""
    return _move("unapprove", comment, by)


def remove(comment: Comment, *, by: User) -> bool:
    """Take a published comment down."""
    return _move("remove", comment, by)


@transaction.atomic
def _move(verb: str, comment: Comment, by: User) -> bool:
    sources, target = MOVES[verb]
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if locked.status not in sources:
        comment.status = locked.status
        return False
    Comment.objects.filter(pk=locked.pk).update(status=target)
    Decision.objects.create(
        comment=locked,
        label=str(locked)[:400],
        verb=verb,
        before=locked.status,
        after=target,
        actor=by,
        actor_name=by.get_full_name() or by.get_username(),
    )
    comment.status = target
    return True
