"""The readers' doors: the comment form, the page for a comment that waits, the posted rules."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from blog.models import Entry
from blog.visitors import staff
from comments import actions, browser, origin, pace, wording
from comments.admission import BANNED, CLOSED, CROWDED, RESERVED, SUSPENDED, TOO_FAST, UNREAD
from comments.answers import answer_url
from comments.forms import CommentForm
from comments.models import Comment, HouseRules, Meter

WAITING = signing.Signer(salt="comments.waiting")
FOREIGN = "This comment was sent from another website. If it is yours, send it again from here."
STATUS_OF = {CLOSED: 403, RESERVED: 422, BANNED: 403, SUSPENDED: 403, UNREAD: 409, TOO_FAST: 429, CROWDED: 429}


class SeeOther(HttpResponseRedirect):
    """After a POST: what became of it is to be fetched by GET."""

    status_code = 303


@csrf_exempt  # the page is the same for every reader and holds no token: comments/origin.py
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a comment in, and tell its writer plainly what became of it."""
    post = get_object_or_404(Entry.objects.published(), pk=pk)
    if request.method != "POST":
        return redirect(f"{post.get_absolute_url()}#comment-form")
    by = staff(request)
    form = CommentForm(request.POST, by_author=by is not None)
    if origin.is_foreign(request) or (by and not origin.is_ours(request)):
        return _refuse(request, post, form, {"reasons": [FOREIGN]}, status=403)
    if not form.is_valid():
        return _refuse(request, post, form, {}, status=400)
    secret = "" if by else browser.secret_of(request) or browser.new_secret()
    try:
        comment = _take_in(request, post, form, by, secret)
    except actions.Refused as refusal:
        return _refused(request, post, form, refusal)
    response = SeeOther(comment.get_absolute_url() if comment.is_public else waiting_url(comment))
    if secret:
        browser.remember(response, secret)
    return response


def _take_in(request: HttpRequest, post: Entry, form: CommentForm, by: User | None, secret: str) -> Comment:
    """Hand what was typed to the verbs, and with it what is known of where it was typed."""
    typed = {field: form.cleaned_data.get(field, "") for field in ("body", "name", "email", "website")}
    if by:
        return actions.submit_comment(post=post, body=typed["body"], by=by)
    if "read_warning" in request.POST:
        actions.acknowledge(email=typed["email"], secret=secret)
    comment = actions.submit_comment(
        post=post,
        **typed,
        secret=secret,
        network=origin.network(request),
        traps=form.traps,
        hasty=form.hasty,
    )
    if form.cleaned_data.get("follow") and comment.commenter:
        actions.follow(post, comment.commenter, now=comment.submitted_at)
    return comment


def _refused(request: HttpRequest, post: Entry, form: CommentForm, refusal: actions.Refused) -> HttpResponse:
    """Say what the house will not do, why, until when, and how to answer."""
    warned = refusal.reason == UNREAD
    context = {
        "reasons": wording.refusal(refusal),
        "sanction": refusal.sanction if refusal.himself else None,
        "answer": _where_to_answer(refusal),
        "warned": warned,
        "barred": refusal.himself and refusal.reason in (SUSPENDED, BANNED),
    }
    if warned:
        form = CommentForm(request.POST, warned=True)
        context["unticked"] = wording.TICK_FIRST if "shown_warning" in request.POST else ""
    elif context["barred"]:
        form.only_to_be_kept()
    response = _refuse(request, post, form, context, status=STATUS_OF[refusal.reason])
    if refusal.wait:
        response["Retry-After"] = str(ceil(refusal.wait.total_seconds()))
    return response


def _where_to_answer(refusal: actions.Refused) -> str:
    """Told to its bearer alone, and while he may still answer."""
    sanction = refusal.sanction if refusal.himself else None
    return answer_url(sanction) if sanction and sanction.can_be_appealed(timezone.now()) else ""


def _refuse(
    request: HttpRequest, post: Entry, form: CommentForm, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """The reasons, and the form with all that was typed: a refusal never costs anybody his words."""
    context = {"post": post, "form": form, "staff": staff(request), **context}
    return render(request, "comments/refused.html", context, status=status)


def waiting_url(comment: Comment) -> str:
    """The private address at which a comment's writer, who alone is given it, sees it wait."""
    return reverse("waiting", args=[WAITING.sign(str(comment.pk))])


@never_cache
@require_safe
def waiting(request: HttpRequest, token: str) -> HttpResponse:
    """The writer's own comment, and every reason for which it waits."""
    try:
        pk = WAITING.unsign(token)
    except signing.BadSignature as forged:
        raise Http404("There is no such comment.") from forged
    comment = get_object_or_404(Comment.objects.select_related("post", "commenter"), pk=pk)
    if comment.is_public:
        return redirect(comment)
    return render(
        request,
        "comments/waiting.html",
        {"comment": comment, "token": token, "reasons": wording.reasons_for_reader(comment), **_letter(comment)},
    )


def _letter(comment: Comment) -> dict[str, Any]:
    """When the letter that asks for his address was last written, and how long until there can be another."""
    asked = Meter.objects.filter(key=f"confirm:{comment.commenter.key}").first() if comment.commenter else None
    wait = asked.wait(pace.CONFIRMATION, timezone.now()) if asked else timedelta(0)
    return {"asked_at": asked.touched_at if asked else None, "wait": wording.duration(wait) if wait else ""}


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of the house, in full."""
    return render(request, "comments/rules_page.html", {"rules": HouseRules.current()})
