"""The doors to which links in letters lead. GET and HEAD show; a button acts, for mail scanners follow links.

The signed address is the token: whoever has it was written to.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import User
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog.models import Entry
from comments import actions, browser, origin, signed
from comments.models import Comment, Commenter
from comments.views import WAITING, SeeOther, waiting_url
from comments.wording import VERBS, reasons_for_author

View = Callable[[HttpRequest, str], HttpResponse]


def door(view: View) -> View:
    """Open by GET, HEAD and POST, never kept by a cache, and plain about a link whose week is over."""

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except signed.Expired:
            return render(request, "comments/mailed/expired.html", status=410)

    return opened


def of_our_own(view: View) -> View:
    """Refuse what another website sends in somebody's name."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        if request.method == "POST" and origin.is_foreign(request):
            return render(request, "comments/mailed/foreign.html", status=403)
        return view(request, token)

    return guarded


# A reader: was it you?


@door
@of_our_own
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the owner of an address what was written under it, and take his answer."""
    pk, writer = signed.read(token, signed.CONFIRM)
    comments = Comment.objects.select_related("post", "commenter", "parent", "author")
    comment = get_object_or_404(comments, pk=pk, commenter=writer, commenter__erased_at=None)
    answers = {"yes": _confirmed, "no": _disowned}
    if request.method == "POST" and (answer := answers.get(request.POST.get("answer", ""))):
        return answer(request, comment)
    context = {
        "comment": comment,
        "found": actions.in_question(comment).select_related("post"),
        "answered": actions.is_answered(comment),
        "place": _place_of(comment),
    }
    return render(request, "comments/mailed/confirm.html", context, status=400 if request.method == "POST" else 200)


def _confirmed(request: HttpRequest, comment: Comment) -> HttpResponse:
    secret = browser.secret_of(request) or browser.new_secret()
    if not actions.confirm_comment(comment, secret=secret):
        return SeeOther(request.path)
    response = SeeOther(_place_of(comment))
    browser.remember(response, secret)
    return response


def _disowned(request: HttpRequest, comment: Comment) -> HttpResponse:
    actions.disown_comment(comment)
    return SeeOther(request.path)


def _place_of(comment: Comment) -> str:
    return comment.get_absolute_url() if comment.is_public else waiting_url(comment)


@door
@of_our_own
def tell(request: HttpRequest, token: str) -> HttpResponse:
    """From the page of a comment that waits: write to me when it is published."""
    try:
        pk = WAITING.unsign(token)
    except signing.BadSignature as forged:
        raise Http404("There is no such comment.") from forged
    comment = get_object_or_404(Comment.objects.select_related("post", "commenter"), pk=pk, commenter__isnull=False)
    if request.method == "POST":
        actions.tell_writer(comment, now=timezone.now())
        return SeeOther(reverse("waiting", args=[token]))
    return redirect("waiting", token)


# A reader: enough of it.


@door
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """End letters about a post, or about all.

    Mail programs press this button by themselves when their reader presses theirs (RFC
    8058): they send no origin and follow no redirect.
    """
    post_pk, writer_pk = signed.read(token, signed.UNFOLLOW, within=None)
    post, writer = get_object_or_404(Entry, pk=post_pk), get_object_or_404(Commenter, pk=writer_pk)
    if request.method == "POST":
        if "all" in request.POST:
            actions.unfollow_all(writer)
        else:
            actions.unfollow(post, writer)
    running = writer.follows.filter(ended_at=None)
    context = {
        "post": post,
        "running": running.filter(post=post).exists(),
        "others": running.exclude(post=post).count(),
    }
    return render(request, "comments/mailed/unfollow.html", context)


# The author: decide from the letter.


@door
@of_our_own
def desk(request: HttpRequest, token: str) -> HttpResponse:
    """Show a moderator the comment and the one button that he was sent, as long as nobody has decided otherwise."""
    pk, seen, verb, moderator = signed.read(token, signed.DESK)
    by = User.objects.filter(pk=moderator).first()
    if by is None or not _may_decide(by):
        return render(request, "comments/mailed/no_right.html", status=403)
    comments = Comment.objects.select_related("post", "commenter", "parent", "author")
    comment = get_object_or_404(comments, pk=pk)
    if request.method == "POST":
        actions.decide(verb, comment, by=by, seen=seen)
        return SeeOther(request.path)
    context = {
        "comment": comment,
        "label": VERBS[verb],
        "decided": comment.status != seen,
        "last": comment.decisions.exclude(after="").first(),
        "reasons": reasons_for_author(comment),
        **_history(comment.commenter),
    }
    return render(request, "comments/mailed/desk.html", context)


def _may_decide(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm("comments.change_comment")


def _history(commenter: Commenter | None) -> dict[str, int]:
    theirs = Comment.objects.filter(commenter=commenter) if commenter else Comment.objects.none()
    return {"said": theirs.visible().count(), "refused": theirs.refused().count()}
