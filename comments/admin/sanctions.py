"""Sanctions and what was answered to them: looked at here, lifted here, never edited."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from comments import actions, notices
from comments.admin.base import ReadOnly
from comments.admin.ledger import in_words
from comments.cases import lighter_today
from comments.models import Appeal, HouseRules, Offence, Sanction


class OpenFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("force", "In force"), ("appealed", "Answered, waits for you"), ("void", "Void")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Sanction]) -> QuerySet[Sanction]:
        states: dict[str | None, Callable[[], QuerySet[Sanction]]] = {
            "force": lambda: queryset.filter(pk__in=Sanction.objects.in_force(timezone.now())),
            "appealed": lambda: queryset.filter(appeal__isnull=False, appeal__answered_at=None),
            "void": lambda: queryset.exclude(voided_at=None),
        }
        return states.get(self.value(), lambda: queryset)()


@admin.register(Sanction)
class SanctionAdmin(ReadOnly):
    list_display = ("bearer", "step", "issued_at", "until", "state", "actor_name")
    list_filter = (OpenFilter, "step")
    search_fields = ("name", "commenter__email")
    date_hierarchy = "issued_at"
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/comments/sanction/change_form.html"

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.change_comment")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sanction]:
        return super().get_queryset(request).select_related("commenter", "appeal", "mail")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Sanctions", **(extra_context or {})})

    @admin.display(description="of", ordering="name")
    def bearer(self, sanction: Sanction) -> str:
        return sanction.bearer

    @admin.display(description="now")
    def state(self, sanction: Sanction) -> str:
        if sanction.voided_at:
            return "void"
        if sanction.ended_at:
            return "ended early"
        if sanction.step == Sanction.Step.WARNING:
            return "read" if sanction.acknowledged_at else "not read yet"
        return "in force" if sanction.in_force(timezone.now()) else "over"

    def get_urls(self) -> list[URLPattern]:
        doors = {"undo": self.undo, "end": self.end, "void": self.void, "answer": self.answer}
        own = [
            path(f"<int:pk>/{verb}/", self.admin_site.admin_view(require_POST(door)), name=f"comments_sanction_{verb}")
            for verb, door in doors.items()
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        sanction = self.get_object(request, object_id)
        context = self._about(request, sanction) if sanction else {}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def _about(self, request: HttpRequest, sanction: Sanction) -> dict[str, Any]:
        now = timezone.now()
        return {
            "title": str(sanction),
            "may_act": self.has_act_permission(request),
            "can_undo": sanction.can_be_undone(now),
            "in_force": sanction.in_force(now),
            "state": self.state(sanction),
            "offences": sanction.offences.select_related("comment__post"),
            "appeal": Appeal.objects.filter(sanction=sanction).first(),
            "outcomes": [
                choice
                for choice in Appeal.Outcome.choices
                if sanction.in_force(now) or choice[0] != Appeal.Outcome.ENDED
            ],
            "lighter": lighter_today(sanction, HouseRules.current()) if sanction.voided_at else [],
            "correction": notices.draft_of_correction(sanction),
            "ledger": in_words(sanction.decisions.all()),
        }

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        written = Sanction.objects.filter(pk=pk, mail__isnull=False).exists()
        done = "Undone. The letter was taken back; he does not learn of it." if written else "Undone."
        return self._act(request, pk, lambda one: actions.undo_sanction(one, by=request.user), done)

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        reason = request.POST.get("reason", "")
        done = "Ended; the step still counts. He can comment again, unless something else keeps him out."
        return self._act(request, pk, lambda one: actions.end_sanction(one, by=request.user, reason=reason), done)

    def void(self, request: HttpRequest, pk: int) -> HttpResponse:
        reason = request.POST.get("reason", "")
        letter = request.POST.get("correction", "") if request.POST.get("write") else ""
        done = "Void. It does not count any more, and what was taken down with it stands where it stood."

        def act(sanction: Sanction) -> bool:
            return actions.void_sanction(sanction, by=request.user, reason=reason, correction=letter)

        return self._act(request, pk, act, done)

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        outcome, text = request.POST.get("outcome", ""), request.POST.get("text", "")

        def act(sanction: Sanction) -> bool:
            answer = get_object_or_404(Appeal, sanction=sanction)
            return actions.answer_appeal(answer, outcome=outcome, by=request.user, text=text)

        return self._act(request, pk, act, "Your answer is on its way.")

    def _act(self, request: HttpRequest, pk: int, act: Callable[[Sanction], bool], done: str) -> HttpResponse:
        """One verb for one sanction, from its button; then back to its page."""
        if not self.has_act_permission(request):
            raise PermissionDenied
        try:
            acted = act(get_object_or_404(Sanction, pk=pk))
        except actions.Misjudged as wrong:
            messages.error(request, str(wrong))
        else:
            late = "There was nothing to do: somebody was quicker, or its time is over."
            (messages.success if acted else messages.warning)(request, done if acted else late)
        return redirect("admin:comments_sanction_change", pk)


@admin.register(Offence)
class OffenceAdmin(ReadOnly):
    """Looked at as they were decided."""

    list_display = ("comment", "category", "sanction", "decided_at", "actor_name")
    list_filter = ("category",)
    date_hierarchy = "decided_at"
    list_select_related = ("comment__post", "sanction")
    fields = (
        "comment",
        "category",
        "established",
        "words",
        "sanction",
        "reason",
        "actor_name",
        "decided_at",
        "withdrawn_at",
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Offences", **(extra_context or {})})
