"""The ledger: who decided what, and when."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.html import format_html

from comments.admin.base import ReadOnly
from comments.models import Decision

SAID = {
    "approve": "Published",
    "reject": "Rejected",
    "spam": "Marked as spam",
    "unapprove": "Sent back to wait",
    "remove": "Taken down",
    "undo": "Taken back",
    "edit": "Edited",
    "warning": "Warned",
    "suspension": "Suspended",
    "ban": "Banned",
    "offence": "Found to break the rules",
    "end": "Ended a sanction early",
    "void": "Voided a sanction",
    "answer": "Answered an appeal",
    "disclaim": "Disowned by the address",
    "join": "Joined with another address",
    "part": "Parted from other addresses",
    "note": "Noted something",
    "hold": "Always holds his comments",
    "release": "No longer holds all his comments",
    "distrust": "Distrusted his browsers",
    "erase": "Erased his data",
}
HOUSE = "house"  # what no human decided


def said(verb: str) -> str:
    """The verb in the author's words."""
    return SAID.get(verb) or verb.replace("-", " ").capitalize()


def in_words(rows: Iterable[Decision]) -> list[Decision]:
    """The rows, each with what was decided in `said`."""
    rows = list(rows)
    for row in rows:
        row.said = said(row.verb)  # type: ignore[attr-defined]
    return rows


class VerbFilter(admin.SimpleListFilter):
    title = "what was decided"
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(SAID.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        return queryset.filter(verb=self.value()) if self.value() in SAID else queryset


class ActorFilter(admin.SimpleListFilter):
    """The names come from the few who may log in: half a million rows need not be read for them."""

    title = "who decided"
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        staff = get_user_model().objects.filter(is_staff=True).order_by("username")
        return [*((str(user.pk), user.get_full_name() or user.get_username()) for user in staff), (HOUSE, "The house")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        if self.value() == HOUSE:
            return queryset.filter(actor=None)
        chosen = next((int(value) for value, _ in self.lookup_choices if value == self.value()), None)
        return queryset.filter(actor=chosen) if chosen else queryset


class PeriodFilter(admin.SimpleListFilter):
    """Years, and the months of the chosen one.

    Not Django's date hierarchy: that reads every row of the ledger to find out which days
    there are. Rows are only ever added, so the first and the last of them know.
    """

    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        dates = Decision.objects.values_list("decided_at", flat=True)
        first, last = dates.order_by("pk").first(), dates.order_by("-pk").first()
        if first is None or last is None:
            return []
        periods: list[tuple[str, str]] = []
        for year in range(timezone.localtime(last).year, timezone.localtime(first).year - 1, -1):
            periods.append((f"{year}", f"{year}"))
            if request.GET.get(self.parameter_name, "").startswith(f"{year}"):
                periods += [(f"{year}-{month:02}", f"{MONTHS[month]} {year}") for month in range(12, 0, -1)]
        return periods

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        if self.value() not in {value for value, _ in self.lookup_choices}:
            return queryset
        year, _, month = (self.value() or "").partition("-")
        begin = date(int(year), int(month or 1), 1)
        end = date(begin.year + (not month or month == "12"), (begin.month % 12 + 1) if month else 1, 1)
        begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in (begin, end))
        return queryset.filter(decided_at__gte=begins, decided_at__lt=ends)


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("decided_at", "actor_name", "decided", "about", "moved")
    list_filter = (PeriodFilter, ActorFilter, VerbFilter)
    search_fields = ("label",)
    search_help_text = "A name, an e-mail address, or words of a post's title"
    fields = ("decided_at", "actor_name", "decided", "about", "moved", "detail")
    readonly_fields = fields
    ordering = ("-pk",)  # rows are only ever added, so the newest has the highest number, and that is an index
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "The ledger", **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        kwargs["extra_context"] = {**(kwargs.get("extra_context") or {}), "title": "A decision"}
        return super().change_view(request, object_id, *args, **kwargs)

    @admin.display(description="decision")
    def decided(self, row: Decision) -> str:
        return said(row.verb)

    @admin.display(description="about")
    def about(self, row: Decision) -> str:
        """A link to the nearest thing that is still there."""
        if place := _place(row):
            return format_html('<a href="{}"><bdi>{}</bdi></a>', place, row.label or "…")
        return format_html("<bdi>{}</bdi>", row.label)

    @admin.display(description="from, to")
    def moved(self, row: Decision) -> str:
        return f"{row.get_before_display()} → {row.get_after_display()}" if row.after else ""


def _place(row: Decision) -> str:
    if row.sanction_id:
        return sanction_url(row.sanction_id)
    if row.comment_id:
        return reverse("admin:comments_comment_change", args=[row.comment_id])
    return reverse("admin:comments_commenter_change", args=[row.commenter_id]) if row.commenter_id else ""


def sanction_url(pk: int) -> str:
    return f"{reverse('admin:index')}comments/sanction/{pk}/change/"
