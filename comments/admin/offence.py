"""The offence screen: what the rules demand, why, and the letter that says so."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from comments import actions
from comments.cases import BROWSER, PERSON, Case, case_of
from comments.ladder import NOTHING, STEPS
from comments.models import Comment, HouseRules, Offence
from comments.wording import STANDINGS, STEP_NAMES, a_while, span

PERMISSION = "comments.change_comment"
THE_AUTHORS = "This is not a reader's comment; nobody can be sanctioned for it."
NOBODYS = "Nobody is known behind this comment: it came without an e-mail address. You can reject or remove it."
UNKNOWN = "of whoever used this browser nothing is known"


class OffenceForm(forms.Form):
    """What the author decides. The letters stand in it once for each step, and the one of the chosen step is sent."""

    category = forms.ChoiceField(
        choices=[("", "— please choose —"), *Offence.Category.choices],
        error_messages={"required": "Please say what the offence is."},
    )
    step = forms.ChoiceField(choices=[(step, STEP_NAMES[step]) for step in (*STEPS, NOTHING)], widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why, if you do not follow the rules",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    whose = forms.ChoiceField(choices=[(PERSON, PERSON), (BROWSER, BROWSER)], required=False, widget=forms.HiddenInput)
    established = forms.NullBooleanField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    waiting = forms.ChoiceField(
        label="If you ban him: what waits of his",
        choices=[("reject", "is rejected"), ("leave", "goes on waiting")],
        initial="reject",
        required=False,
    )
    published = forms.BooleanField(label="If you ban him: remove what is published of his, too", required=False)

    def __init__(self, *args: Any, case: Case, rules: HouseRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in STEPS:
            subject, text = actions.draft_for(case, step, rules)
            self.fields[f"subject_{step}"] = forms.CharField(
                label="Subject", required=False, max_length=200, initial=subject
            )
            self.fields[f"letter_{step}"] = forms.CharField(
                label="Letter", required=False, max_length=8000, initial=text, widget=forms.Textarea(attrs={"rows": 14})
            )

    def letters(self) -> list[dict[str, Any]]:
        """For the template: each step with the two fields of its letter."""
        return [
            {"step": step, "name": STEP_NAMES[step], "subject": self[f"subject_{step}"], "text": self[f"letter_{step}"]}
            for step in STEPS
        ]

    def letter(self) -> tuple[str, str] | None:
        """The letter as the author left it; None where he left the draft."""
        fields = [f"{part}_{self.cleaned_data['step']}" for part in ("subject", "letter")]
        subject, text = (self.cleaned_data.get(field, "").replace("\r\n", "\n").strip() for field in fields)
        draft = [self.fields[field].initial.strip() for field in fields if field in self.fields]
        return (subject, text) if subject and text and [subject, text] != draft else None


def urls(site: AdminSite) -> list[URLPattern]:
    def screen(request: HttpRequest, pk: int) -> HttpResponse:
        return offence(request, pk, site)

    return [path("<int:pk>/offence/", site.admin_view(screen), name="comments_comment_offence")]


def offence(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    """GET shows what the rules demand and why; POST says what follows."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    comments = Comment.objects.select_related("post", "commenter", "browser", "author")
    comment = get_object_or_404(comments, pk=pk)
    if comment.commenter is None:
        messages.error(request, THE_AUTHORS if comment.author else NOBODYS)
        return redirect("admin:comments_comment_change", pk)
    rules = HouseRules.current()
    case = _case(comment, rules, request.POST or request.GET)
    form = OffenceForm(request.POST or None, case=case, rules=rules, initial=_initial(case, request.GET))
    if request.method == "POST" and form.is_valid():
        try:
            judged = _judge(request, comment, form)
        except actions.Misjudged as wrong:
            case = _case(comment, rules, request.POST)
            form.add_error(None, str(wrong))
            form.data = {**request.POST.dict(), "seen": case.version}
        else:
            return _done(request, judged)
    context = {
        **site.each_context(request),
        "title": f"An offence by {comment.name}",
        "comment": comment,
        "case": case,
        "form": form,
        "rules": rules,
        "standing": _standing(case),
        "suspension": span(rules.suspension_days),
        "a_while": a_while(rules),
        "others": _others(case),
        "judged": Offence.objects.filter(comment=comment, withdrawn_at=None).first(),
        "evidence": _evidence(comment) if case.unproven else None,
    }
    return TemplateResponse(request, "admin/comments/comment/offence.html", context, status=422 if form.errors else 200)


def _standing(case: Case) -> str:
    return UNKNOWN if case.whose == BROWSER and not case.sanctions else STANDINGS[case.standing]


def _case(comment: Comment, rules: HouseRules, chosen: Any) -> Case:
    whose = chosen.get("whose", "")
    established = {"True": True, "False": False}.get(chosen.get("established", ""))
    return case_of(
        comment,
        rules=rules,
        now=timezone.now(),
        whose=whose if whose in (PERSON, BROWSER) else "",
        established=established,
    )


def _initial(case: Case, chosen: Any) -> dict[str, Any]:
    return {
        "step": case.step,
        "whose": case.whose,
        "established": {"True": True, "False": False}.get(chosen.get("established", "")),
        "seen": case.version,
        "waiting": "reject",
    }


def _judge(request: HttpRequest, comment: Comment, form: OffenceForm) -> Offence:
    chosen = form.cleaned_data
    return actions.judge(
        comment,
        category=chosen["category"],
        step=chosen["step"],
        by=request.user,
        reason=chosen["reason"],
        whose=chosen["whose"],
        established=chosen["established"],
        letter=form.letter(),
        seen=chosen["seen"],
        reject_waiting=chosen["waiting"] != "leave",
        remove_published=chosen["published"],
    )


def _done(request: HttpRequest, judged: Offence) -> HttpResponse:
    sanction = judged.sanction
    if sanction is None:
        messages.success(request, f"The comment by {judged.comment.name} was taken down, and no step taken.")
        return redirect("admin:comments_comment_changelist")
    if sanction.decisions.count() and judged.decided_at > sanction.issued_at:
        messages.success(request, f"The offence was added to the {sanction.get_step_display().lower()} before it.")
    else:
        undo = "The letter leaves in five minutes; until then you can undo it here."
        messages.success(request, f"{sanction}. {undo if sanction.mail else 'For five minutes you can undo it here.'}")
    return redirect("admin:comments_sanction_change", sanction.pk)


def _others(case: Case) -> dict[str, int]:
    theirs = actions.others_of(case)
    states = Comment.Status
    return {state.value: theirs.filter(status=state).count() for state in (states.PENDING, states.PUBLISHED)}


def _evidence(comment: Comment) -> dict[str, Any]:
    """Is it really he? How this comment compares with what he was known to write."""
    earlier = Comment.objects.visible().filter(commenter=comment.commenter).exclude(pk=comment.pk)
    return {
        "names": sorted(set(earlier.order_by().values_list("name", flat=True)))[:10],
        "same_name": earlier.filter(look=comment.look).exists(),
        "same_network": bool(comment.network) and earlier.filter(network=comment.network).exists(),
        "same_browser": comment.browser is not None and earlier.filter(browser=comment.browser).exists(),
        "networks_known": earlier.exclude(network="").exists(),
    }
