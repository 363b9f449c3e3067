"""The moderator's desk: what waits, who said it, why it waits, and the verbs."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from comments import actions
from comments.actions.moving import EDIT
from comments.admin import editing, offence
from comments.admin.base import ReadOnly
from comments.admin.cards import dress
from comments.admin.filters import (
    BrowserFilter,
    PersonFilter,
    PostFilter,
    ReasonFilter,
    StatusFilter,
    counts_for,
    opening_state,
)
from comments.admin.ledger import in_words
from comments.admin.outcome import Outcome, taken_back
from comments.models import Comment, Decision
from comments.search import holding
from comments.wording import VERBS

MOST = 500  # comments that are decided about in one go


class Desk(ChangeList):
    """A page of the list, each comment with all that its card shows."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = dress(list(self.result_list), may_decide=self.model_admin.has_change_permission(request))


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    list_display = ("name", "post", "status", "submitted_at")
    list_filter = (StatusFilter, PersonFilter, BrowserFilter, PostFilter, ReasonFilter)
    search_fields = ("name", "commenter__email", "body", "post__title")  # `get_search_results` says how
    search_help_text = "A name, an e-mail address, words of a comment or of a post's title"
    list_per_page = 25
    show_full_result_count = False  # the states bring their counts themselves
    show_facets = admin.ShowFacets.NEVER
    actions = tuple(VERBS)
    actions_selection_counter = True
    fields = ("post", "name", "commenter", "website", "kind", "status", "submitted_at", "parent")

    class Media:
        css = {"all": ("css/admin.css",)}
        js = (Script("js/desk.js", defer=True),)

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """The verbs need it; no comment can be edited with it."""
        return obj is None and admin.ModelAdmin.has_change_permission(self, request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Desk

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        waiting = request.GET.get("status", opening_state(request)) == Comment.Status.PENDING
        return ("submitted_at", "pk") if waiting else ("-submitted_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).select_related("post", "commenter", "author", "parent")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Comment], search_term: str
    ) -> tuple[QuerySet[Comment], bool]:
        """The first of them in the list's own order; who looks for one of more uses another word."""
        return holding(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Comments", **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: Any, obj: Any = None, **kwargs: Any) -> HttpResponse:
        dress([obj], may_decide=self.has_change_permission(request))
        decided = in_words(obj.decisions.all())
        context = {**context, "decided": decided, "earlier": [row for row in decided if row.verb == EDIT], "edit": EDIT}
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view
        move = door(require_POST(self.move))
        own = [path(f"<int:pk>/{verb}/", move, {"verb": verb}, f"comments_comment_{verb}") for verb in VERBS]
        own += [path("undo/<uuid:batch>/", door(require_POST(self.undo)), name="comments_comment_undo")]
        return [*offence.urls(self.admin_site), *editing.urls(self.admin_site), *own, *super().get_urls()]

    def move(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One verb for one comment, from its button; then back to the list as it was."""
        self._must_decide(request)
        outcome = _decide(request, verb, [get_object_or_404(Comment.objects.select_related("post"), pk=pk)])
        if _asks_for_data(request):
            return JsonResponse({**_data(request, outcome.done or outcome.undone), **_told(outcome)})
        self._tell(request, outcome)
        return self._back(request)

    def undo(self, request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
        """Take back what was decided in one go."""
        self._must_decide(request)
        if Decision.objects.filter(batch=batch, sanction__isnull=False).exists():
            comments, said = [], "This belongs to a sanction: take that back, on its own page."
        else:
            comments = actions.undo(batch, by=request.user)
            said = taken_back(comments, batch)
        if _asks_for_data(request):
            return JsonResponse({**_data(request, said), "comments": [comment.pk for comment in comments]})
        self.message_user(request, said, messages.SUCCESS if comments else messages.WARNING)
        return self._back(request)

    def _must_decide(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _back(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse("admin:comments_comment_changelist") + (f"?{query}" if query else ""))

    def _tell(self, request: HttpRequest, outcome: Outcome) -> None:
        if outcome.done:
            query = request.GET.urlencode()
            url = outcome.undo_url + (f"?{query}" if query else "")
            button = '<button class="undo" form="desk-undo" formaction="{}">Undo</button>'
            self.message_user(request, format_html("{} " + button, outcome.done, url), messages.SUCCESS)
        if outcome.undone:
            self.message_user(request, outcome.undone, messages.WARNING)

    def _bulk(self, request: HttpRequest, verb: str, queryset: QuerySet[Comment]) -> None:
        """The first MOST of them; the message says how many are left."""
        comments = list(queryset[: MOST + 1])
        left = queryset.count() - MOST if len(comments) > MOST else 0
        self._tell(request, _decide(request, verb, comments[:MOST], left=left))

    @admin.action(description=VERBS["approve"], permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._bulk(request, "approve", queryset)

    @admin.action(description=VERBS["reject"], permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._bulk(request, "reject", queryset)

    @admin.action(description=VERBS["spam"], permissions=["change"])
    def spam(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._bulk(request, "spam", queryset)

    @admin.action(description=VERBS["unapprove"], permissions=["change"])
    def unapprove(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._bulk(request, "unapprove", queryset)

    @admin.action(description=VERBS["remove"], permissions=["change"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._bulk(request, "remove", queryset)


def _decide(request: HttpRequest, verb: str, comments: Sequence[Comment], *, left: int = 0) -> Outcome:
    batch = uuid.uuid4()
    moved = actions.decide_all(verb, comments, by=request.user, seen=_seen(request), trust=_trust(request), batch=batch)
    stale = [comment for comment in comments if comment not in moved]
    return Outcome(verb, moved, stale, batch, left)


def _seen(request: HttpRequest) -> dict[int, str]:
    """The state in which the page showed each of its comments: `12 pending`."""
    shown = (re.fullmatch(r"([0-9]{1,18}) ([a-z]{1,9})", line) for line in request.POST.getlist("seen"))
    return {int(line[1]): line[2] for line in shown if line}


def _trust(request: HttpRequest) -> dict[int, bool]:
    """For each comment whose card had a box to tick: whether it was ticked."""
    ticked = request.POST.getlist("trust")
    return {int(pk): pk in ticked for pk in request.POST.getlist("asked") if re.fullmatch("[0-9]{1,18}", pk)}


def _asks_for_data(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _data(request: HttpRequest, message: str) -> dict[str, Any]:
    return {"message": message, "counts": counts_for(request)}


def _told(outcome: Outcome) -> dict[str, Any]:
    return {"moved": bool(outcome.moved), "undo": outcome.undo_url}
