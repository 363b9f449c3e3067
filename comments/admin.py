"""The moderator's room: what waits, who said it, why it waits, and the verbs. Only the rules are editable."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from blog.editor import WithEditor, WordsWidget
from comments import actions
from comments.admission import FIRST, LINKS
from comments.models import Comment, Commenter, Decision, HouseRules
from comments.wording import DONE, VERBS


class StatusFilter(admin.SimpleListFilter):
    """The queue opens on what waits; everything else is one click away, with its count."""

    title = "state"
    parameter_name = "status"
    ALL = "all"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        counts = dict(Comment.objects.order_by().values_list("status").annotate(Count("pk")))
        states = [(status.value, f"{status.label} ({counts.get(status.value, 0)})") for status in Comment.Status]
        return [*states, (self.ALL, f"All ({sum(counts.values())})")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        # An action names its comments, so the default must not hide them; “all on all pages” names none.
        names_its_comments = request.method == "POST" and request.POST.get("select_across") != "1"
        status = self.value() or (self.ALL if names_its_comments else Comment.Status.PENDING.value)
        return queryset.filter(status=status) if status in Comment.Status.values else queryset

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or Comment.Status.PENDING.value
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": query, "display": label}


class ReasonFilter(admin.SimpleListFilter):
    title = "why it waited"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(FIRST, "First comment"), (LINKS, "Links")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        # Codes are plain words, so a quoted one in the stored JSON is the code itself, on either database.
        return queryset.filter(reasons__icontains=f'"{self.value()}"') if self.value() in (FIRST, LINKS) else queryset


class ReadOnly(admin.ModelAdmin):
    """A window, not a door."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DecisionInline(admin.TabularInline):
    model = Decision
    fields = readonly_fields = ("decided_at", "actor_name", "verb", "before", "after")
    extra = 0
    can_delete = False
    verbose_name_plural = "What was decided about it"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    list_display = ("name", "post", "status", "submitted_at")
    list_filter = (StatusFilter, ReasonFilter)
    search_fields = ("name", "commenter__email", "body", "post__title")
    search_help_text = "A name, an e-mail address, words of a comment or of a post's title"
    list_per_page = 25
    show_facets = admin.ShowFacets.NEVER  # the states bring their counts themselves
    actions = tuple(VERBS)
    actions_selection_counter = True
    inlines = (DecisionInline,)
    fields = ("post", "name", "commenter", "website", "kind", "status", "submitted_at", "parent")

    class Media:
        css = {"all": ("css/admin.css",)}

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """The verbs need it; no comment can be edited with it."""
        return obj is None and admin.ModelAdmin.has_change_permission(self, request)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        waiting = request.GET.get("status", "pending") == "pending"
        return ("submitted_at", "pk") if waiting else ("-submitted_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return with_history(super().get_queryset(request).select_related("post", "commenter", "author", "parent"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Comments", **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        move = self.admin_site.admin_view(require_POST(self.move))
        own = [path(f"<int:pk>/{verb}/", move, {"verb": verb}, f"comments_comment_{verb}") for verb in VERBS]
        return [*own, *super().get_urls()]

    def move(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One verb for one comment, from its button; then back to the list as it was."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        self._apply(request, verb, [get_object_or_404(Comment, pk=pk)])
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse("admin:comments_comment_changelist") + (f"?{query}" if query else ""))

    def _apply(self, request: HttpRequest, verb: str, comments: Any) -> None:
        move: Callable[..., bool] = getattr(actions, verb)
        moved = [comment for comment in comments if move(comment, by=request.user)]
        stale = [comment for comment in comments if comment not in moved]
        if moved:
            self.message_user(request, f"{DONE[verb]}: {_named(moved)}.", messages.SUCCESS)
        if stale:
            self.message_user(request, f"Left as it was: {_decided(stale)}.", messages.WARNING)

    @admin.action(description=VERBS["approve"], permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._apply(request, "approve", list(queryset))

    @admin.action(description=VERBS["reject"], permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._apply(request, "reject", list(queryset))

    @admin.action(description=VERBS["spam"], permissions=["change"])
    def spam(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._apply(request, "spam", list(queryset))

    @admin.action(description=VERBS["unapprove"], permissions=["change"])
    def unapprove(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._apply(request, "unapprove", list(queryset))

    @admin.action(description=VERBS["remove"], permissions=["change"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._apply(request, "remove", list(queryset))


def with_history(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Each comment with how many of its writer's were published and turned away (`said`, `refused`)."""
    said, refused = _counted(Comment.objects.visible()), _counted(Comment.objects.refused())
    return comments.annotate(said=Coalesce(said, 0), refused=Coalesce(refused, 0))


def _counted(comments: QuerySet[Comment]) -> Subquery:
    own = comments.filter(commenter=OuterRef("commenter")).order_by().values("commenter")
    return Subquery(own.annotate(count=Count("pk")).values("count"))


def _named(comments: list[Comment]) -> str:
    return f"the comment by {comments[0].name}" if len(comments) == 1 else f"{len(comments)} comments"


def _decided(comments: list[Comment]) -> str:
    """What is known of decisions that somebody else was quicker to take."""
    if len(comments) > 1:
        return f"{len(comments)} comments for which there was nothing to do"
    last = comments[0].decisions.first()
    state = comments[0].get_status_display().lower()
    return f"the comment by {comments[0].name} is {state}" + (f", decided by {last.actor_name}" if last else "")


@admin.register(Commenter)
class CommenterAdmin(ReadOnly):
    list_display = ("email", "names", "published", "created_at")
    search_fields = ("email", "comments__name")
    fields = readonly_fields = ("email", "names", "created_at")
    list_per_page = 50

    @admin.display(description="writes as")
    def names(self, commenter: Commenter) -> str:
        return ", ".join(sorted({comment.name for comment in commenter.comments.all()}))

    @admin.display(description="published comments")
    def published(self, commenter: Commenter) -> int:
        return sum(comment.is_public for comment in commenter.comments.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commenter]:
        return super().get_queryset(request).prefetch_related("comments")


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("decided_at", "actor_name", "verb", "label", "before", "after")
    list_filter = ("verb",)
    date_hierarchy = "decided_at"


@admin.register(HouseRules)
class HouseRulesAdmin(WithEditor):
    """One record: its list leads straight to it."""

    formfield_overrides = {models.TextField: {"widget": WordsWidget}}

    fieldsets = (
        ("What waits for you", {"fields": ("first_timers_wait", "links_allowed")}),
        (
            "What follows an offence",
            {
                "fields": ("established_days", "established_comments", "suspension_days"),
                "description": "The posted rules say these numbers. The house does not act on them by itself yet.",
            },
        ),
        (
            "Your own words",
            {"fields": ("before", "after"), "description": "They stand around the sentences that the numbers make."},
        ),
    )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> HouseRules | None:
        return HouseRules.current() if object_id == "1" else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:comments_houserules_change", 1)
