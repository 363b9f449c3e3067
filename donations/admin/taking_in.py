"""Files of PayPal and Patreon: upload, preview, yes or no. Nothing is written before the yes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from donations import actions, drafts
from donations.importing import PATREON, PAYPAL, Undecided
from donations.imports.days import ORDERS
from donations.imports.entry import GIFT, REFUND, SKIP, Answers, Entry, Report
from donations.imports.errors import Unreadable
from donations.models import ImportBatch
from donations.people import one_line

SESSION = "gift_import"
KINDS = [(GIFT, "a gift"), (REFUND, "takes a gift back"), (SKIP, "leave it out")]
GONE = "This file was taken in already, or its preview is too old. Upload it again if you are not sure."


OTHER_FILE = "That page was about another file, and it was not taken in. This is the file that you uploaded last."
OTHER_ANSWERS = "Not taken in yet: your answers are new. This is what the file brings with them; look, then take it in."
LEFT_ALREADY = "That page was about another file, which is gone. The one that you uploaded last still waits for you."


class UploadForm(forms.Form):
    source = forms.ChoiceField(
        label="From", choices=[(PAYPAL, "PayPal: activity report"), (PATREON, "Patreon: members file")], initial=PAYPAL
    )
    file = forms.FileField(label="File", widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > drafts.LARGEST:
            raise forms.ValidationError(
                "A file of more than 20 MB is too much for a browser. Take it in with “manage.py import_gifts FILE”."
            )
        return file


class AnswersForm(forms.Form):
    """The order of the dates where it is open, and of each type of row that is not known what it is."""

    def __init__(self, data: Any, *, orders: set[str], types: list[str]) -> None:
        super().__init__(data)
        if len(orders) > 1:
            choices = [(order, ORDERS[order]) for order in sorted(orders)]
            self.fields["order"] = forms.ChoiceField(
                label="How are the dates written?", choices=choices, widget=forms.RadioSelect
            )
        for place, kind in enumerate(types):
            self.fields[f"type_{place}"] = forms.ChoiceField(
                label=f"“{kind}” is", choices=KINDS, widget=forms.RadioSelect
            )


class ImportDoors:
    """Mixed into the room of the gifts."""

    admin_site: Any
    message_user: Any

    def import_urls(self) -> list[URLPattern]:
        doors = {
            "import/": (require_http_methods(["GET", "HEAD", "POST"])(self.import_view), "import"),
            "import/preview/": (require_http_methods(["GET", "HEAD", "POST"])(self.preview_view), "preview"),
            "import/cancel/": (require_POST(self.cancel_view), "cancel"),
        }
        return [
            path(where, self.admin_site.admin_view(view), name=f"donations_gift_{name}")
            for where, (view, name) in doors.items()
        ]

    def may_import(self, request: HttpRequest) -> bool:
        return request.user.has_perms(("donations.add_gift", "donations.add_importbatch"))

    def require(self, allowed: bool) -> None:
        if not allowed:
            raise PermissionDenied

    def import_view(self, request: HttpRequest) -> HttpResponse:
        self.require(self.may_import(request))
        form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
        if form.is_valid() and self._kept(request, form):
            return HttpResponseRedirect(reverse("admin:donations_gift_preview"))
        context = {"form": form, "title": "Take in a file", "imports": ImportBatch.objects.all()[:10]}
        return self._page(request, "import.html", context, form)

    def _kept(self, request: HttpRequest, form: UploadForm) -> bool:
        """Lay the file aside if it can be read at all."""
        upload, source = form.cleaned_data["file"], form.cleaned_data["source"]
        drafts.drop(request.session.get(SESSION, {}).get("word", ""))
        word = drafts.keep(upload)
        try:
            self._looked_at(word, source, Answers())
        except Unreadable as error:
            drafts.drop(word)
            form.add_error("file", str(error))
            return False
        request.session[SESSION] = {"word": word, "source": source, "name": one_line(upload.name)}
        return True

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """What the file brings. The page asks, its button acts; answers that changed are shown first."""
        self.require(self.may_import(request))
        draft = request.session.get(SESSION)
        if not draft or not drafts.path_of(draft["word"]):
            return self._gone(request)
        if request.method != "POST":
            return self._preview(request, draft, remembered())
        if request.POST.get("draft") != draft["word"]:
            return self._preview(request, draft, remembered(), OTHER_FILE)
        answers = answered(request.POST)
        if "confirm" not in request.POST:
            return self._preview(request, draft, answers)
        if request.POST.get("shown") != shown(answers.order, answers, request.POST.getlist("type")):
            return self._preview(request, draft, answers, OTHER_ANSWERS)
        return self._take_in(request, draft, answers)

    def _preview(self, request: HttpRequest, draft: dict[str, str], answers: Answers, why: str = "") -> HttpResponse:
        """`why` says what kept it from being taken in."""
        try:
            reading, report, first = self._looked_at(draft["word"], draft["source"], answers)
        except Unreadable as error:
            return self._gone(request, str(error))
        types = list(report.unknown)
        context = {
            "draft": draft,
            "why": why,
            "report": report.as_json(),
            "form": AnswersForm(_data(report, reading.answers), orders=reading.orders, types=types),
            "reading": reading,
            "first": first,
            "sure": not reading.asks_order and not report.undecided(answers),
            "types": types,
            "shown": shown(reading.said_order, answers, types),
            "title": "Preview of an import",
        }
        return self._page(request, "preview.html", context, None)

    def _looked_at(self, word: str, source: str, answers: Answers) -> tuple[Any, Report, list[Entry]]:
        path_ = drafts.path_of(word)
        if path_ is None:
            raise Unreadable(GONE)
        with path_.open("rb") as file:
            return actions.preview_import(file, source=source, answers=answers)

    def _take_in(self, request: HttpRequest, draft: dict[str, str], answers: Answers) -> HttpResponse:
        taken = drafts.claim(draft["word"])
        if taken is None:
            return self._gone(request)
        try:
            with taken.open("rb") as file:
                batch = actions.import_gifts(
                    file, source=draft["source"], file_name=draft["name"], answers=answers, by=request.user
                )
        except Undecided as error:
            drafts.give_back(taken)
            return self._preview(request, draft, answers, str(error))
        except Unreadable as error:
            taken.unlink(missing_ok=True)
            return self._gone(request, str(error))
        taken.unlink(missing_ok=True)
        request.session.pop(SESSION, None)
        self.message_user(request, "Taken in. No letter was sent.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:donations_importbatch_change", args=[batch.pk]))

    def cancel_view(self, request: HttpRequest) -> HttpResponse:
        self.require(self.may_import(request))
        word = request.session.get(SESSION, {}).get("word", "")
        if request.POST.get("draft", word) != word:  # an old page of another file
            return self._gone(request, LEFT_ALREADY)
        drafts.drop(request.session.pop(SESSION, {}).get("word", ""))
        return self._gone(request, "Nothing was taken in, and the file is gone.")

    def _gone(self, request: HttpRequest, words: str = GONE) -> HttpResponse:
        self.message_user(request, words, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:donations_gift_import"))

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], form: forms.Form | None) -> HttpResponse:
        status = 400 if form and form.errors else 200
        context |= self.admin_site.each_context(request) | {"opts": self.opts}  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/donations/gift/{name}", context, status=status)


def answered(post: Any) -> Answers:
    """The answers of the form; each type stands beside its answer, because their number may change in between."""
    types, kinds = post.getlist("type"), dict(KINDS)
    decided = {kind: post.get(f"type_{place}", "") for place, kind in enumerate(types)}
    return Answers(post.get("order", ""), {kind: said for kind, said in decided.items() if said in kinds})


def remembered() -> Answers:
    """What the author said of earlier files that stand: of the order of dates and of types of rows."""
    stand = ImportBatch.objects.filter(source=PAYPAL, undone_at=None).order_by("pk")
    reports = list(stand.values_list("report", flat=True))
    orders = {sign: order for report in reports for sign, order in report.get("orders", {}).items()}
    decided = {kind: said for report in reports for kind, said in report.get("decided", {}).items()}
    return Answers(decided=decided, before=orders)


def shown(order: str, answers: Answers, types: list[str]) -> str:
    """The answers that were on the screen when the author said yes; the order of dates where it was asked for."""
    return "|".join([order, *(f"{kind}={answers.about(kind)}" for kind in types)])


def _data(report: Report, answers: Answers) -> dict[str, str]:
    chosen = {f"type_{place}": answers.about(kind) for place, kind in enumerate(report.unknown)}
    return {"order": answers.order} | {name: said for name, said in chosen.items() if said}
