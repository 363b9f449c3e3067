"""The people: who writes under which address, how he stands, and the way to his file."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst, smart_split, unescape_string_literal

from comments import facts
from comments.admin.cards import by_somebody_else, standing_in_words
from comments.admin.person import PersonFile
from comments.ladder import BAN, BANNED, SERVED, SUSPENDED, SUSPENSION, WARNED, WARNING
from comments.models import Comment, Commenter, Note, Sanction
from comments.models.sanctions import SanctionQuerySet
from comments.wording import day

NAMES_SHOWN, NAME_SHOWN = 3, 40  # of his names, and of each its first characters
HELD, ERASED = "held", "erased"


class StandingFilter(admin.SimpleListFilter):
    """The same as `comments.ladder.standing`, asked of the database for everybody at once."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            (WARNED, "Warned"),
            (SUSPENDED, "Suspended now"),
            (BANNED, "Banned"),
            (SERVED, "Suspended or banned before"),
            (HELD, "Comments always wait"),
            (ERASED, "Erased"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Commenter]) -> QuerySet[Commenter]:
        standing = Sanction.objects.filter(voided_at=None)
        held = Sanction.objects.in_force(timezone.now())
        banned, suspended = bearers(held.filter(step=BAN)), bearers(held.filter(step=SUSPENSION))
        heavier = bearers(standing.exclude(step=WARNING))
        narrowed = {
            BANNED: banned,
            SUSPENDED: suspended & ~banned,
            SERVED: heavier & ~banned & ~suspended,
            WARNED: bearers(standing.filter(step=WARNING)) & ~heavier,
            HELD: Q(always_hold=True),
            ERASED: Q(erased_at__isnull=False),
        }
        return queryset.filter(narrowed.get(self.value() or "", Q()))


def bearers(sanctions: SanctionQuerySet) -> Q:
    """Everybody of whose person one of these was issued: the same as `same_person`, the other way round."""
    persons = Commenter.objects.filter(pk__in=sanctions.order_by().values("commenter")).values("person")
    return Q(key__in=Commenter.objects.filter(person__in=persons).values("key"))


class PeopleList(ChangeList):
    """One page of people; what their columns say is asked for all of them together."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        _know(self.result_list)


@admin.register(Commenter)
class CommenterAdmin(PersonFile):
    list_display = ("email", "names", "standing", "published", "turned_away", "since")
    list_filter = (StandingFilter,)
    search_fields = ("email",)
    search_help_text = "An e-mail address, a name, or words of a note"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "People", **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PeopleList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Commenter], search_term: str
    ) -> tuple[QuerySet[Commenter], bool]:
        """Each word in his address, in a name of his, or in a note: nobody is found twice."""
        for word in smart_split(search_term):
            text = unescape_string_literal(word) if word[0] == word[-1] and word[0] in "\"'" and word[1:] else word
            named = Comment.objects.filter(name__icontains=text).order_by().values("commenter")
            noted = Note.objects.filter(text__icontains=text).order_by().values("commenter")
            queryset = queryset.filter(Q(email__icontains=text) | Q(pk__in=named) | Q(pk__in=noted))
        return queryset, False

    @admin.display(description="writes as")
    def names(self, commenter: Commenter) -> SafeString:
        shown = commenter.known_names[:NAMES_SHOWN]  # type: ignore[attr-defined]
        more = len(commenter.known_names) - len(shown)  # type: ignore[attr-defined]
        listed = format_html_join(", ", "<bdi>{}</bdi>", ((Truncator(name).chars(NAME_SHOWN),) for name in shown))
        return format_html("{} and {} more", listed, more) if more else listed

    @admin.display(description="standing")
    def standing(self, commenter: Commenter) -> str:
        words = [standing_in_words(commenter.known_sanctions, timezone.now())]  # type: ignore[attr-defined]
        words += ["always waits"] if commenter.always_hold else []
        words += ["erased"] if commenter.erased_at else []
        return capfirst("; ".join(filter(None, words)))

    @admin.display(description="published")
    def published(self, commenter: Commenter) -> int:
        return commenter.counts[0]  # type: ignore[attr-defined]

    @admin.display(description="turned away")
    def turned_away(self, commenter: Commenter) -> int:
        return commenter.counts[1]  # type: ignore[attr-defined]

    @admin.display(description="here since", ordering="created_at")
    def since(self, commenter: Commenter) -> str:
        return day(commenter.created_at)


def _know(people: Sequence[Commenter]) -> None:
    """Give each of them the names, the counts and the sanctions that the columns show."""
    said = Comment.objects.filter(commenter__in=people).order_by()
    names: defaultdict[int | None, list[str]] = defaultdict(list)
    for pk, name in said.values_list("commenter", "name").distinct().order_by("name"):
        names[pk].append(name)
    published = dict(said.visible().order_by().values_list("commenter").annotate(Count("pk")))
    turned = said.refused().exclude(pk__in=by_somebody_else().values("comment"))
    refused = dict(turned.values_list("commenter").annotate(Count("pk")))
    sanctions = facts.sanctions_of_each(people)
    for one in people:
        one.known_names, one.known_sanctions = names[one.pk], sanctions[one.pk]  # type: ignore[attr-defined]
        one.counts = published.get(one.pk, 0), refused.get(one.pk, 0)  # type: ignore[attr-defined]
