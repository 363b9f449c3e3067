"""One person's file: who he is, how he stands, all that he said, and what the author does about him."""

from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments import actions, facts, wording
from comments.admin.base import ReadOnly
from comments.admin.cards import standing_in_words
from comments.admin.ledger import in_words, sanction_url
from comments.exporting import exported
from comments.models import Comment, Commenter, Decision, HouseRules, Offence, Sanction, Trust
from comments.people import normal_address

PAGE = 50  # comments
LEDGER = 100  # rows
LATELY = timedelta(days=30)  # so long a browser that two addresses share is worth a hint
HINTS = 10
STAYS, GOES = "stays", "goes"


class AddressForm(forms.Form):
    email = forms.EmailField(max_length=254)


class NoteForm(forms.Form):
    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class EraseForm(forms.Form):
    """Nothing is preselected: whether the text goes is for the author to say."""

    text = forms.ChoiceField(
        label="The text of his comments",
        choices=[(STAYS, "stays, as somebody's"), (GOES, "goes, too")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the text of his comments stays or goes."},
    )


def file_of(commenter: Commenter, page: str, now: datetime) -> dict[str, Any]:
    """All that the page shows, by the same number of questions however much there is."""
    group = list(Commenter.objects.same_person(commenter).order_by("email"))
    sanctions, rules = list(facts.sanctions_on(commenter, None)), HouseRules.current()
    published, first = facts.published_before(commenter, now)
    return {
        "others": [one for one in group if one.pk != commenter.pk],
        "can_part": any(one.key != commenter.key for one in group),
        "hints": _may_be_the_same(commenter, group, now),
        "names": _names(commenter),
        "numbers": _numbers(commenter),
        "browsers": Trust.objects.filter(commenter=commenter).count(),
        "standing": capfirst(standing_in_words(sanctions, now)),
        "asked_for": wording.a_while(rules),
        "published": published,
        "first": first,
        "a_while": facts.is_established(commenter, rules, now),
        "cases": _cases(sanctions, group),
        "comments": Paginator(_comments(commenter), PAGE).get_page(page),
        "notes": commenter.notes.all(),
        "note_form": NoteForm(),
        "ledger": _ledger(group),
    }


def _names(commenter: Commenter) -> list[str]:
    return sorted(set(commenter.comments.order_by().values_list("name", flat=True).distinct()))


def _numbers(commenter: Commenter) -> dict[str, Any]:
    states = {status.value: Count("pk", filter=Q(status=status)) for status in Comment.Status}
    span = {"first_at": Min("submitted_at"), "last_at": Max("submitted_at")}
    return commenter.comments.order_by().aggregate(**states, **span)


def _comments(commenter: Commenter) -> QuerySet[Comment]:
    return commenter.comments.select_related("post").order_by("-submitted_at", "-pk")


def _may_be_the_same(commenter: Commenter, group: list[Commenter], now: datetime) -> list[Commenter]:
    """Who has lately written from a browser from which this address was used, too."""
    lately = Comment.objects.filter(submitted_at__gte=now - LATELY, browser__isnull=False).order_by()
    shared = lately.filter(browser__in=lately.filter(commenter=commenter).values("browser"))
    others = Commenter.objects.filter(pk__in=shared.values("commenter")).exclude(pk__in=[one.pk for one in group])
    return list(others[:HINTS])


def _cases(sanctions: list[Sanction], group: list[Commenter]) -> list[dict[str, Any]]:
    """His sanctions with what earned them, and the offences that were left at that, newest first."""
    prefetch_related_objects(sanctions, "offences__comment__post", "appeal", "mail")
    alone = Offence.objects.filter(sanction=None, comment__commenter__in=group).select_related("comment__post")
    cases = [
        {"at": one.issued_at, "sanction": one, "url": sanction_url(one.pk), "offences": one.offences.all()}
        for one in sanctions
    ]
    cases += [{"at": one.decided_at, "offences": [one]} for one in alone]
    return sorted(cases, key=lambda case: case["at"], reverse=True)


def _ledger(group: list[Commenter]) -> list[Decision]:
    """The newest of what was decided about him, and about what he said; asked one by one, for each has its index."""
    about = (Decision.objects.filter(commenter__in=group), Decision.objects.filter(comment__commenter__in=group))
    rows = {row.pk: row for rows in about for row in rows.order_by("-pk")[:LEDGER]}
    return in_words(sorted(rows.values(), key=attrgetter("pk"), reverse=True)[:LEDGER])


class PersonFile(ReadOnly):
    """The page and its doors. What they do is in `comments.actions`; nothing of a person is edited here."""

    DONE = {
        "join": "They are one person now",
        "part": "A person of his own again",
        "note": "Noted",
        "hold": "His comments always wait from now on",
        "release": "His comments no longer wait for that alone",
        "distrust": "No browser is trusted for this address any more",
    }
    fields = readonly_fields = ("email",)

    class Media:
        css = {"all": ("css/admin.css",)}

    def get_urls(self) -> list[URLPattern]:
        doors: dict[str, Any] = {verb: require_POST(getattr(self, verb)) for verb in self.DONE}
        doors["export"] = require_safe(self.export)
        doors["erase"] = require_http_methods(["GET", "HEAD", "POST"])(self.erase)
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"comments_commenter_{name}")
            for name, view in doors.items()
        ]
        return [*own, *super().get_urls()]

    def may_act(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.change_commenter")

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Commenter | None = None,
    ) -> HttpResponse:
        if obj:
            context |= file_of(obj, request.GET.get("page", "1"), timezone.now())
            context |= {"may_act": self.may_act(request), "title": "A person's file", "subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def join(self, request: HttpRequest, pk: int) -> HttpResponse:
        """By an address that was typed, or that a hint proposed."""
        commenter, form = self._his(request, pk), AddressForm(request.POST)
        address = normal_address(form.cleaned_data["email"]) if form.is_valid() else ""
        other = Commenter.objects.filter(email=address).first()
        if other is None or other == commenter:
            wrong = "Nobody has commented from that address." if other is None else "That is this very address."
            return self._back(request, pk, wrong, messages.ERROR)
        return self._tell(request, pk, "join", actions.join(commenter, other, by=_who(request)))

    def part(self, request: HttpRequest, pk: int) -> HttpResponse:
        """From the file of any of the person's addresses, and back there."""
        parted = actions.part(self._his(request, pk), by=_who(request))
        came_from = request.POST.get("back", "")[:18]
        return self._tell(request, int(came_from) if came_from.isdecimal() else pk, "part", parted)

    def note(self, request: HttpRequest, pk: int) -> HttpResponse:
        commenter, form = self._his(request, pk), NoteForm(request.POST)
        if not form.is_valid():
            return self._back(request, pk, "A note has between one and 2000 characters.", messages.ERROR)
        written = actions.add_note(commenter, text=form.cleaned_data["text"], by=_who(request))
        return self._tell(request, pk, "note", written is not None)

    def hold(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._tell(request, pk, "hold", actions.hold_always(self._his(request, pk), True, by=_who(request)))

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._tell(request, pk, "release", actions.hold_always(self._his(request, pk), False, by=_who(request)))

    def distrust(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._tell(request, pk, "distrust", actions.distrust(self._his(request, pk), by=_who(request)))

    def export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All that is kept about the address, as a file. Looking changes nothing."""
        data = exported(self._his(request, pk))
        day = timezone.localdate().isoformat()
        headers = {"Content-Disposition": f'attachment; filename="reader-{pk}-{day}.json"'}
        return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)

    def erase(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page asks, its button acts."""
        commenter = self._his(request, pk)
        form = EraseForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            keep_text = form.cleaned_data["text"] == STAYS
            erased = actions.erase(commenter, keep_text=keep_text, by=_who(request))
            return self._back(request, pk, "Erased." if erased else "It was erased already.", messages.SUCCESS)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": commenter,
            "title": "Erase a reader's data",
            "form": form,
            "weighs": any(one.voided_at is None for one in facts.sanctions_on(commenter, None)),
        }
        return TemplateResponse(request, "admin/comments/commenter/erase.html", context)

    def _his(self, request: HttpRequest, pk: int) -> Commenter:
        if not self.may_act(request):
            raise PermissionDenied
        return get_object_or_404(Commenter, pk=pk)

    def _tell(self, request: HttpRequest, pk: int, verb: str, done: bool) -> HttpResponse:
        if not done:
            return self._back(request, pk, "There was nothing to do.", messages.WARNING)
        return self._back(request, pk, f"{self.DONE[verb]}.", messages.SUCCESS)

    def _back(self, request: HttpRequest, pk: int, words: str, level: int) -> HttpResponse:
        self.message_user(request, words, level)
        return HttpResponseRedirect(reverse("admin:comments_commenter_change", args=[pk]))


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)  # the admin lets in nobody else
