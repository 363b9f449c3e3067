"""The readers' doors: the comment form, the page for a comment that waits, the posted rules."""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from blog.models import Entry
from blog.visitors import staff
from comments import actions, origin, wording
from comments.admission import CLOSED, RESERVED
from comments.forms import CommentForm
from comments.models import Comment, HouseRules

WAITING = signing.Signer(salt="comments.waiting")
FOREIGN = "This comment was sent from another website. If it is yours, send it again from here."
STATUS_OF = {CLOSED: 403, RESERVED: 422}


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
        return _refuse(request, post, form, FOREIGN, status=403)
    if not form.is_valid():
        return _refuse(request, post, form, "", status=400)
    try:
        comment = actions.submit_comment(post=post, by=by, **form.cleaned_data)
    except actions.Refused as refusal:
        return _refuse(request, post, form, wording.REFUSALS[refusal.reason], status=STATUS_OF[refusal.reason])
    return SeeOther(comment.get_absolute_url() if comment.is_public else waiting_url(comment))


def _refuse(request: HttpRequest, post: Entry, form: CommentForm, reason: str, *, status: int) -> HttpResponse:
    """The reason, and the form with all that was typed: a refusal never costs anybody his words."""
    context = {"post": post, "form": form, "reason": reason, "staff": staff(request)}
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
        request, "comments/waiting.html", {"comment": comment, "reasons": wording.reasons_for_reader(comment)}
    )


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of the house, in full."""
    return render(request, "comments/rules_page.html", {"rules": HouseRules.current()})
