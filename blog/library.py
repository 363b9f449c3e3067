"""The author's pictures in the admin, and the window in which the editor lets him choose or upload one."""

from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from blog.forms import UploadForm
from blog.images import copy_name, remove_image
from blog.models import Entry, File, Image

PICTURES_A_PAGE = 24


def thumbnail_url(image: Image) -> str:
    """The smallest file of the picture."""
    name = str(image.file.name)
    return default_storage.url(copy_name(name, min(image.widths)) if image.widths else name)


def users(media: Image | File) -> QuerySet[Entry]:
    """The posts and pages that show the picture or one of its copies, or link the file, drafts included."""
    stem = str(PurePath(str(media.file.name)).with_suffix(""))
    return Entry.objects.filter(Q(body__contains=stem) | Q(html__contains=stem))


class ImageAdmin(admin.ModelAdmin):
    """Pictures: several can be uploaded at once, and one that a text shows cannot be deleted."""

    list_display = ("thumbnail", "alt", "caption", "uploaded_at")
    list_display_links = ("thumbnail",)
    list_editable = ("alt",)
    list_filter = (("alt", admin.EmptyFieldListFilter),)
    list_per_page = 50
    search_fields = ("alt", "caption", "title", "file")
    delete_confirmation_template = "admin/blog/used_delete_confirmation.html"
    delete_selected_confirmation_template = "admin/blog/used_delete_selected_confirmation.html"
    fields = ("preview", "alt", "caption", "title", "size", "uploaded_at", "shown_in")
    readonly_fields = ("preview", "size", "uploaded_at", "shown_in")

    class Media:
        css = {"all": ["css/admin-blog.css"]}

    def get_urls(self) -> list[URLPattern]:
        picker = path("picker/", self.admin_site.admin_view(self.picker), name="blog_image_picker")
        return [picker, *super().get_urls()]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        widget = AdminTextInputWidget(attrs={"aria-label": "Alternative text"})
        return super().get_changelist_form(request, widgets={"alt": widget}, **kwargs)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload one picture or several."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = _upload_form(request)
        if form.is_valid():
            images = self._store(request, form)
            messages.success(request, f"Uploaded: {len(images)}.")
            return redirect("admin:blog_image_changelist")
        return self._page(request, "admin/blog/image/upload.html", {"form": form, "title": "Upload pictures"})

    def picker(self, request: HttpRequest) -> HttpResponse:
        """Choose a picture or upload one, for the editor that has opened this window."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        may_add = self.has_add_permission(request)
        form = _upload_form(request) if may_add else None
        if form and form.is_valid():
            chosen = self._store(request, form)[0]
            return redirect(f"{request.path}?{_query(request, chosen=chosen.pk)}")
        context = {"form": form, "title": "Choose or upload a picture", "is_popup": True, **self._shelf(request)}
        return self._page(request, "admin/blog/image/picker.html", context)

    def _shelf(self, request: HttpRequest) -> dict[str, Any]:
        """A page of pictures, newest first, and the one just uploaded."""
        words = request.GET.get("q", "").replace("\x00", "")
        found, _ = self.get_search_results(request, Image.objects.all(), words)
        page = Paginator(found, PICTURES_A_PAGE).get_page(request.GET.get("page"))
        chosen = request.GET.get("chosen", "")
        return {
            "page": page,
            "pictures": [(image, thumbnail_url(image)) for image in page],
            "words": words,
            "opener": request.GET.get("CKEditorFuncNum", ""),
            "chosen": Image.objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None,
        }

    def _store(self, request: HttpRequest, form: UploadForm) -> list[Image]:
        images = form.save()
        for image in images:
            self.log_addition(request, image, [{"added": {}}])
        return images

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        always = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return render(request, template, {**always, **context})

    @admin.display(description="picture")
    def thumbnail(self, image: Image) -> SafeString:
        return format_html('<img class="thumbnail" src="{}" alt="{}" loading="lazy">', thumbnail_url(image), image)

    @admin.display(description="picture")
    def preview(self, image: Image) -> SafeString:
        return format_html('<a href="{}">{}</a>', image.file.url, self.thumbnail(image))

    @admin.display(description="pixels")
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description="shown in")
    def shown_in(self, image: Image) -> SafeString | str:
        links = ((room(entry), entry.title) for entry in users(image))
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "No post or page."

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        """A picture that a text shows is protected, as if the text were a row that points to it."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        shown = [f"“{entry.title}” shows “{image}”" for image in objs for entry in users(image)]
        return deleted, counts, missing, [*protected, *shown]

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        remove_image(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        for image in queryset:
            remove_image(image)


def _upload_form(request: HttpRequest) -> UploadForm:
    return UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()


def _query(request: HttpRequest, **more: object) -> str:
    return urlencode({"CKEditorFuncNum": request.GET.get("CKEditorFuncNum", ""), **more})


def room(entry: Entry) -> str:
    """Where the author edits the post or page."""
    return reverse(f"admin:blog_{entry.kind}_change", args=[entry.pk])
