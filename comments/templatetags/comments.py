"""What the comments offer to any page: the thread, the form, the rules, the counts."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Count
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from blog.models import Entry
from comments import facts, wording
from comments.forms import CommentForm
from comments.markup import spell_links_out
from comments.models import Appeal, Comment, HouseRules

register = template.Library()


@register.inclusion_tag("comments/thread.html", takes_context=True)
def comment_thread(context: dict[str, Any], post: Entry) -> dict[str, Any]:
    """The comments on the post, the rules, and the form where it is open."""
    staff, rules = context.get("staff"), HouseRules.current()
    return {
        "post": post,
        "rules": rules,
        "open": facts.is_open(post, rules, timezone.now()),
        "comments": list(Comment.objects.on(post).visible().select_related("parent")),
        "form": CommentForm(by_author=staff is not None),
        "staff": staff,
        "may_moderate": staff is not None and staff.has_perm("comments.change_comment"),
    }


@register.inclusion_tag("comments/rules.html")
def house_rules(rules: HouseRules | None = None) -> dict[str, Any]:
    """The posted rules, from the record by which they are enforced."""
    rules = rules or HouseRules.current()
    return {"rules": rules, "sentences": wording.posted_rules(rules)}


@register.simple_tag
def comment_counts(posts: Iterable[Entry]) -> dict[int, int]:
    """How many comments each of the posts shows, by one query for all."""
    counts = Comment.objects.visible().filter(post__in=[post.pk for post in posts]).order_by()
    return dict(counts.values_list("post_id").annotate(Count("pk")))


@register.filter
def of(counts: dict[int, int], post: Entry) -> int:
    """`counts|of:post`: 0 where nobody has said anything yet."""
    return counts.get(post.pk, 0)


@register.simple_tag
def answers_waiting() -> int:
    """How many answers to sanctions the author has not answered yet."""
    return Appeal.objects.filter(answered_at=None).count()


@register.simple_tag
def waiting_count() -> int:
    return Comment.objects.waiting().count()


@register.filter
def spelled_out(html: str) -> SafeString:
    """The text with its links in words: a moderator sees where they lead and cannot follow one by accident."""
    return mark_safe(spell_links_out(html))


@register.filter
def reasons_for_author(comment: Comment) -> list[str]:
    return wording.reasons_for_author(comment)
