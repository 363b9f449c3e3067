"""The author's files in the admin: what is no picture, such as documents and recordings."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from blog.files import PACKED, SHOWN, UnfitFile, inspect, remove_file, store_file
from blog.library import room, users
from blog.models import File


class FileField(forms.FileField):
    """A file that blog.files takes."""

    widget = forms.ClearableFileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in sorted({*SHOWN, *PACKED}))})

    def clean(self, data: UploadedFile, initial: Any = None) -> UploadedFile:
        file = super().clean(data, initial)
        try:
            inspect(file, file.name)
        except UnfitFile as unfit:
            raise ValidationError(str(unfit)) from unfit
        return file


class FileForm(forms.ModelForm):
    file = FileField(help_text="Documents, recordings, films, tables and archives, at most 2 GB.")

    class Meta:
        model = File
        fields = ("file", "title")


class FileAdmin(admin.ModelAdmin):
    """Files with their addresses, to be linked in texts; one that a text links cannot be deleted."""

    list_display = ("__str__", "address", "size", "uploaded_at")
    list_per_page = 50
    search_fields = ("title", "file")
    delete_confirmation_template = "admin/blog/used_delete_confirmation.html"
    delete_selected_confirmation_template = "admin/blog/used_delete_selected_confirmation.html"
    readonly_fields = ("address", "size", "uploaded_at", "linked_in")

    def get_form(self, request: HttpRequest, obj: File | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A file never changes under its address: there is another one for another address."""
        return super().get_form(request, obj, change, **({} if obj else {"form": FileForm}), **kwargs)

    def get_fields(self, request: HttpRequest, obj: File | None = None) -> Any:
        return ["title", *self.readonly_fields] if obj else ["file", "title"]

    def save_model(self, request: HttpRequest, obj: File, form: forms.ModelForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            upload = form.cleaned_data["file"]
            stored = store_file(upload, upload.name, title=obj.title)
            obj.pk, obj.file = stored.pk, stored.file

    @admin.display(description="address")
    def address(self, file: File) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', file.file.url)

    @admin.display(description="size")
    def size(self, file: File) -> str:
        try:
            return filesizeformat(file.file.size)
        except FileNotFoundError:
            return "The file is missing."

    @admin.display(description="linked in")
    def linked_in(self, file: File) -> SafeString | str:
        links = ((room(entry), entry.title) for entry in users(file))
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "No post or page."

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        """A file that a text links is protected, as if the text were a row that points to it."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        linked = [f"“{entry.title}” links “{file}”" for file in objs for entry in users(file)]
        return deleted, counts, missing, [*protected, *linked]

    def delete_model(self, request: HttpRequest, obj: File) -> None:
        remove_file(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[File]) -> None:
        for file in queryset:
            remove_file(file)
