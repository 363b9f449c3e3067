"""The room in which an author moves in without a terminal: ask, watch, read the report."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wordpress import moving
from wordpress.exports.errors import Unreadable
from wordpress.forms import MoveForm
from wordpress.models import Move
from wordpress.moving import Refused
from wordpress.wording import losses, verdict, words


@admin.register(Move)
class MoveAdmin(admin.ModelAdmin):
    """A log with one door: nobody edits a report."""

    list_display = ("__str__", "outcome", "asked_at", "asked_by")
    list_select_related = ("asked_by",)
    actions = None
    fields = readonly_fields = ("asked_at",)
    change_form_template = "admin/wordpress/move/change_form.html"

    class Media:
        css = {"all": ("css/admin-moving.css",)}

    @admin.display(description="what became of it")
    def outcome(self, move: Move) -> str:
        return verdict(move) or move.get_state_display()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (obj is None or obj.state != Move.State.RUNNING) and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Move) -> None:
        moving.call_off(obj)

    def get_urls(self) -> list[URLPattern]:
        doors = {
            "<int:pk>/status/": (require_safe(self.status_view), "status"),
            "<int:pk>/again/": (require_POST(self.again_view), "again"),
        }
        ours = [
            path(where, self.admin_site.admin_view(view), name=f"wordpress_move_{name}")
            for where, (view, name) in doors.items()
        ]
        return [*ours, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form that asks for the files."""
        return require_http_methods(["GET", "HEAD", "POST"])(self._ask_view)(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Moving in from WordPress", **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """What has become of a move."""
        move = self.get_object(request, object_id)
        context = self._said(request, move) if move else {}
        return require_safe(super().change_view)(request, object_id, form_url, context | (extra_context or {}))

    def status_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """How far it is, for the page's script."""
        move = get_object_or_404(Move, pk=pk)
        if not self.has_view_permission(request, move):
            raise PermissionDenied
        stage = moving.stage_of(move)
        said = words(move, stage, now=timezone.now())
        return JsonResponse({"state": move.state, "words": said, "done": stage.done, "total": stage.total})

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same files once more: for real after a trial, as before after an interruption."""
        move = get_object_or_404(Move, pk=pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            move = moving.ask_again(move, by=request.user, is_dry_run="for_real" not in request.POST)
        except Refused as error:
            self.message_user(request, str(error), messages.ERROR)
        return self._to(move)

    def _ask_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        uploads = moving.count_uploads()
        form = MoveForm(request.POST or None, request.FILES or None, uploads=uploads)
        if request.method == "POST" and form.is_valid() and (move := _asked(form, request)):
            return self._to(move)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Move in from WordPress",
            "form": form,
            "under_way": Move.objects.under_way().first(),
            "moves": Move.objects.all()[:5],
            "media": self.media,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/wordpress/move/ask.html", context, status=status)

    def _said(self, request: HttpRequest, move: Move) -> dict[str, Any]:
        stage = moving.stage_of(move)
        return {
            "title": f"A {move}",
            "subtitle": "",
            "verdict": verdict(move),
            "words": words(move, stage, now=timezone.now()),
            "stage": stage,
            "may_ask": self.has_add_permission(request),
            "can_be_asked_again": moving.can_be_asked_again(move),
            "losses": list(losses(move.report)) if move.has_losses else [],
        }

    def _to(self, move: Move) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:wordpress_move_change", args=[move.pk]))


def _asked(form: MoveForm, request: HttpRequest) -> Move | None:
    chosen = form.cleaned_data
    try:
        return moving.ask(
            chosen["files"],
            by=request.user,
            is_dry_run=chosen["is_dry_run"],
            with_uploads=chosen.get("with_uploads", False),
        )
    except (Refused, Unreadable) as error:
        form.add_error(None, str(error))
        return None
