"""What the queue can be narrowed to: a state, a reason, a person, a browser, a post."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from blog.models import Entry
from comments.admission import (
    ALWAYS_HOLD,
    DISOWNED,
    FIRST,
    LINKS,
    NAME_CLASH,
    NEW_BROWSER,
    OLD_POST,
    REASONS_TO_WAIT,
    SHARED,
    TRAP,
    WAVE,
    WORD,
)
from comments.models import Browser, Comment, Commenter

ALL = "all"
REASONS = {
    FIRST: "First comment",
    LINKS: "Links",
    NEW_BROWSER: "New browser",
    NAME_CLASH: "A name like another's",
    WORD: "Your words",
    TRAP: "Sent by a program",
    SHARED: "Somebody barred wrote from there",
    ALWAYS_HOLD: "You want to see all of his",
    OLD_POST: "Old post",
    WAVE: "A wave",
    DISOWNED: "Disowned by the address",
}


class OneFilter(admin.SimpleListFilter):
    """One person, browser or post, named by its number in a link. Nothing is listed to choose from."""

    def has_output(self) -> bool:
        return self.value() is not None

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        value = self.value()
        return [(value, str(self.one or "Nobody"))] if value is not None else []

    @cached_property
    def one(self) -> Any:
        """The one that is named; None where there is no such."""
        value = self.value() or ""
        number = int(value) if value.isdecimal() and len(value) < 19 else 0  # a longer one is in no database
        return self.among().filter(pk=number).first()

    def among(self) -> QuerySet[Any]:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        return self.narrowed(queryset, self.one) if self.one else queryset.none()

    def narrowed(self, comments: QuerySet[Comment], one: Any) -> QuerySet[Comment]:
        raise NotImplementedError


class PersonFilter(OneFilter):
    title = "person"
    parameter_name = "person"

    def among(self) -> QuerySet[Commenter]:
        return Commenter.objects.all()

    def narrowed(self, comments: QuerySet[Comment], one: Commenter) -> QuerySet[Comment]:
        return comments.filter(commenter__person=one.person)


class BrowserFilter(OneFilter):
    title = "browser"
    parameter_name = "browser"

    def among(self) -> QuerySet[Browser]:
        return Browser.objects.all()

    def narrowed(self, comments: QuerySet[Comment], one: Browser) -> QuerySet[Comment]:
        return comments.filter(browser=one)


class PostFilter(OneFilter):
    title = "post"
    parameter_name = "post"

    def among(self) -> QuerySet[Entry]:
        return Entry.objects.all()

    def narrowed(self, comments: QuerySet[Comment], one: Entry) -> QuerySet[Comment]:
        return comments.filter(post=one)


ONES = (PersonFilter, BrowserFilter, PostFilter)


class StatusFilter(admin.SimpleListFilter):
    """The queue opens on what waits; everything else is one click away, with its count."""

    title = "state"
    parameter_name = "status"
    template = "admin/comments/comment/states.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [*Comment.Status.choices, (ALL, "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        # An action names its comments, so the default must not hide them; “all on all pages” names none.
        names_its_comments = request.method == "POST" and request.POST.get("select_across") != "1"
        status = self.value() or (ALL if names_its_comments else opening_state(request))
        return queryset.filter(status=status) if status in Comment.Status.values else queryset

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        chosen, counts = self.value() or opening_state(self.request), counts_for(self.request)
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value}, remove=["p"])
            selected = value == chosen
            yield {
                "selected": selected,
                "query_string": query,
                "display": label,
                "value": value,
                "count": counts[value],
            }


class ReasonFilter(admin.SimpleListFilter):
    title = "why it waited"
    parameter_name = "reason"
    template = "admin/shut_filter.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(reason, REASONS.get(reason, reason)) for reason in REASONS_TO_WAIT]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        # Codes are plain words, so a quoted one in the stored JSON is the code itself, on either database.
        known = self.value() in REASONS_TO_WAIT
        return queryset.filter(reasons__icontains=f'"{self.value()}"') if known else queryset


def opening_state(request: HttpRequest) -> str:
    """Where no state is asked for: what waits; of one person, browser or post, and of a search, everything."""
    narrowed = is_searched(request) or any(one.parameter_name in request.GET for one in ONES)
    return ALL if narrowed else Comment.Status.PENDING.value


def is_searched(request: HttpRequest) -> bool:
    return bool(request.GET.get(SEARCH_VAR, "").strip())


def counts_for(request: HttpRequest) -> dict[str, int]:
    """How many comments there are in each state, of the person, browser or post that the request names."""
    comments: QuerySet[Comment] = Comment.objects.order_by()
    for one in ONES:
        chosen = one(request, dict(request.GET.lists()), Comment, None)
        comments = chosen.queryset(request, comments) if chosen.value() is not None else comments
    found = dict(comments.values_list("status").annotate(Count("pk")))
    return {**{status: found.get(status, 0) for status in Comment.Status.values}, ALL: sum(found.values())}
