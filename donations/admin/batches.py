"""What was taken in from files: each with its report, and the way back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from donations import actions
from donations.models import ImportBatch


@admin.register(ImportBatch)
class ImportBatchAdmin(admin.ModelAdmin):
    """A window with one door: nothing of a report is edited."""

    list_display = ("imported_at", "source", "file_name", "gifts_added", "actor_name", "undone_at")
    list_filter = ("source",)
    fields = readonly_fields = ("source", "file_name", "imported_at", "actor_name", "undone_at")
    change_form_template = "admin/donations/importbatch/change_form.html"

    class Media:
        css = {"all": ("css/admin-gifts.css",)}

    @admin.display(description="gifts")
    def gifts_added(self, batch: ImportBatch) -> Any:
        return batch.report.get("gifts", "–")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_undo(self, request: HttpRequest) -> bool:
        return request.user.has_perms(("donations.delete_importbatch", "donations.delete_gift"))

    def get_urls(self) -> list[URLPattern]:
        undo = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("<int:pk>/undo/", undo, name="donations_importbatch_undo"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        context = {"may_undo": self.may_undo(request), "title": "An import", **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.may_undo(request):
            raise PermissionDenied
        try:
            undone = actions.undo_import(get_object_or_404(ImportBatch, pk=pk), by=request.user)
        except actions.Refused as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            words = "Undone: what this import brought is out again." if undone else "It was undone already."
            self.message_user(request, words, messages.SUCCESS if undone else messages.WARNING)
        return HttpResponseRedirect(reverse("admin:donations_importbatch_change", args=[pk]))
