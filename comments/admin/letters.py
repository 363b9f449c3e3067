"""The letters: what was written to whom, whether it has left, and if not, why."""

import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from comments import actions
from comments.admin.base import ReadOnly

STATES = {
    STATUS.queued: "Waits to be sent",
    STATUS.requeued: "Is tried again",
    STATUS.sent: "Sent",
    STATUS.failed: "Given up",
}
# A signed address does what its owner may do, whoever opens it: it is his alone.
_SIGNED = re.compile(r"(/comments/[\w-]+/)[^/\s\"'<>]{20,}")


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(status), state) for status, state in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Email]) -> QuerySet[Email]:
        statuses = [status for status in STATES if str(status) == self.value()]
        return queryset.filter(status__in=statuses) if statuses else queryset


class TryInline(admin.TabularInline):
    model = Log
    fields = readonly_fields = ("date", "answer")
    extra = 0
    can_delete = False
    verbose_name_plural = "Each time that it was tried"

    @admin.display(description="what came of it")
    def answer(self, log: Log) -> str:
        return "Sent" if log.status == STATUS.sent else f"{log.exception_type}: {log.message}"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# post_office's own rooms let letters be edited, and send them again by a mere link.
for _model in (Email, Log, EmailTemplate, Attachment):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


@admin.register(Email)
class LetterAdmin(ReadOnly):
    list_display = ("subject", "recipients", "state", "tries", "created")
    list_filter = (StateFilter,)
    search_fields = ("to", "subject")
    search_help_text = "An e-mail address, or words of the subject"
    ordering = ("-created", "-pk")
    list_per_page = 50
    fields = readonly_fields = ("subject", "recipients", "state", "tries", "created", "scheduled_time", "text")
    inlines = (TryInline,)

    @admin.display(description="to", ordering="to")
    def recipients(self, letter: Email) -> str:
        return ", ".join(letter.to)

    @admin.display(description="state", ordering="status")
    def state(self, letter: Email) -> str:
        return STATES.get(letter.status, "")

    @admin.display(description="tries that failed", ordering="number_of_retries")
    def tries(self, letter: Email) -> int:
        return letter.number_of_retries or 0

    @admin.display(description="text")
    def text(self, letter: Email) -> SafeString:
        """As it was sent, but for the signed addresses in it."""
        return format_html('<pre class="letter">{}</pre>', _SIGNED.sub(r"\1…", letter.message))

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(require_POST(self.again))
        return [path("<int:pk>/again/", again, name="post_office_email_again"), *super().get_urls()]

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send it again, with the next tick."""
        if not self.may_send(request):
            raise PermissionDenied
        if actions.send_again(get_object_or_404(Email, pk=pk), by=request.user):
            self.message_user(request, "It is sent again within a minute.", messages.SUCCESS)
        else:
            self.message_user(request, "It has not left yet, so there is nothing to send again.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:post_office_email_change", args=[pk]))

    def may_send(self, request: HttpRequest) -> bool:
        return request.user.has_perm("post_office.change_email")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        kwargs["extra_context"] = {**(kwargs.get("extra_context") or {}), **self._button(request, object_id)}
        return super().change_view(request, object_id, *args, **kwargs)

    def _button(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        letter = self.get_object(request, object_id)
        done = letter is not None and letter.status in (STATUS.sent, STATUS.failed)
        return {"title": "A letter", "may_send": done and self.may_send(request)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Letters", **(extra_context or {})})
