"""The edit screen: the author changes what a comment says. What it said before stays on its own page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from comments import actions, markup, people
from comments.models import Comment


class EditForm(forms.Form):
    """A comment's text, as it is typed."""

    body = forms.CharField(
        label="What it says",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "A comment says something. To take it down, remove it."},
    )

    def clean_body(self) -> str:
        body = markup.tidy(self.cleaned_data["body"])
        if not people.has_visible_character(markup.words_of(body)):
            raise forms.ValidationError("A comment says something. To take it down, remove it.")
        if len(body) > markup.LONGEST:
            raise forms.ValidationError(f"This is too long: {len(body):,} characters, {markup.LONGEST:,} are the most.")
        return body


def urls(site: AdminSite) -> list[URLPattern]:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return edit(request, pk, site)

    return [path("<int:pk>/edit/", site.admin_view(view), name="comments_comment_edit")]


def edit(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    """The text and how it looks now; POST changes it."""
    if not request.user.has_perm("comments.change_comment"):
        raise PermissionDenied
    comment = get_object_or_404(Comment.objects.select_related("post"), pk=pk)
    form = EditForm(request.POST if request.method == "POST" else None, initial={"body": comment.body})
    if request.method == "POST" and form.is_valid():
        _save(request, comment, form.cleaned_data["body"])
        return redirect("admin:comments_comment_change", comment.pk)
    context: dict[str, Any] = {**site.each_context(request), "comment": comment, "form": form, "opts": Comment._meta}
    status = 400 if form.errors else 200
    return render(request, "admin/comments/comment/edit.html", {**context, "title": f"Edit {comment}"}, status=status)


def _save(request: HttpRequest, comment: Comment, body: str) -> None:
    changed = actions.edit_comment(comment, body=body, by=request.user)
    messages.success(request, "Saved. What it said before is kept below." if changed else "Nothing has changed.")
