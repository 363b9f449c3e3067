"""The doors in a sanction's letter: to answer it once, and to say that it was somebody else."""

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import actions, origin
from comments.models import Appeal, HouseRules, Sanction

ANSWER = signing.Signer(salt="comments.answer")
NOT_ME = signing.Signer(salt="comments.not-me")
FOREIGN = "This was sent from another website. Please send it again from here."


def answer_url(sanction: Sanction) -> str:
    """Where its bearer may answer; empty where the author has switched answers off."""
    if not HouseRules.current().appeals:
        return ""
    return reverse("answer", args=[ANSWER.sign(str(sanction.pk))])


def not_me_url(sanction: Sanction) -> str:
    return reverse("not-me", args=[NOT_ME.sign(str(sanction.pk))])


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Your answer",
        max_length=Appeal._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Please write something."},
    )


@csrf_exempt  # the signed address is the token; a link in a letter brings no cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sanction and, once and for twenty days, a form to answer it."""
    sanction = _sanction(ANSWER, token)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    context = {"sanction": sanction, "open": sanction.can_be_appealed(timezone.now()), "form": form, "error": ""}
    if request.method == "POST" and context["open"]:
        if origin.is_foreign(request):
            return render(request, "comments/answer.html", {**context, "error": FOREIGN}, status=403)
        if not form.is_valid():
            return render(request, "comments/answer.html", context, status=400)
        actions.appeal(sanction, text=form.cleaned_data["text"])
        return render(request, "comments/answer.html", {**context, "sanction": _sanction(ANSWER, token), "open": False})
    return render(request, "comments/answer.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """The owner of an address says that somebody else wrote under it."""
    sanction = _sanction(NOT_ME, token)
    foreign = request.method == "POST" and origin.is_foreign(request)
    if request.method == "POST" and not foreign:
        actions.disclaim(sanction)
        sanction = _sanction(NOT_ME, token)
    context = {
        "sanction": sanction,
        "open": sanction.can_be_disclaimed(timezone.now()),
        "free": sanction.commenter is None or sanction.voided_at is not None,
        "error": FOREIGN if foreign else "",
    }
    return render(request, "comments/not_me.html", context, status=403 if foreign else 200)


def _sanction(signer: signing.Signer, token: str) -> Sanction:
    try:
        pk = signer.unsign(token)
    except signing.BadSignature as forged:
        raise Http404("There is no such page.") from forged
    sanction = Sanction.objects.select_related("commenter", "appeal").filter(pk=pk).first()
    if sanction is None:
        raise Http404("There is no such page.")
    return sanction
