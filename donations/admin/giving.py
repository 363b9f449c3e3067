"""The author's rooms for giving: drives with a preview, ways, books, and the words on the page of giving."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from donations import paypal_code
from donations.admin import picture
from donations.banner import banner_on
from donations.calendar import Phase
from donations.covers import CoverField, forget
from donations.models import Book, BookQuote, Drive, GivingWords, Vendor, Way

# A phone's keyboard makes "http" a chore; and Django 5.2 would guess http, 6.1 https.
HTTPS_FIELDS: Mapping[type[models.Field], Mapping[str, Any]] = {models.URLField: {"assume_scheme": "https"}}
COVER_FIELDS: Mapping[type[models.Field], Mapping[str, Any]] = {models.ImageField: {"form_class": CoverField}}
SLUG_FROM_TITLE: dict[str, Sequence[str]] = {"slug": ("title",)}


class ProseAdmin(admin.ModelAdmin):
    """Lets the editor's import map through the Content-Security-Policy: Django's admin does so from 6.1 on."""

    def render_change_form(self, request, context, *args, **kwargs):
        if hasattr(context["media"], "with_nonce"):
            context["media"] = context["media"].with_nonce(str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)


class PreviewForm(forms.Form):
    on = forms.DateField(
        label="Show it as on",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": "There is no such day. A day is written as 2026-02-14: year, month, day.",
            "required": "Give a day, written as 2026-02-14: year, month, day.",
        },
    )


@admin.register(Drive)
class DriveAdmin(ProseAdmin):
    list_display = ("name", "starts_on", "ends_on", "today")
    ordering = ("-starts_on",)
    fieldsets = (
        (
            None,
            {
                "fields": ["name", "starts_on", "ends_on"],
                "description": "The banner stands there from the first day to the last, in your time zone. It counts "
                "the weeks by itself. Two drives cannot overlap.",
            },
        ),
        ("Where readers see it", {"fields": ["shows_on", "may_be_closed"]}),
        ("The goal", {"classes": ["collapse"], "fields": ["goal", "thermometer"]}),
        ("What readers read", {"fields": ["appeal", "closing_words"]}),
    )

    @admin.display(description="today")
    def today(self, drive: Drive) -> str:
        return drive.line_on(timezone.localdate())

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview_view)
        return [
            path("<path:object_id>/preview/", preview, name="donations_drive_preview"),
            *picture.urls(self.admin_site),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The banner as readers see it on the day `?on=`, today where none is given."""
        drive = self._viewable(request, object_id)
        form = PreviewForm({"on": request.GET.get("on", timezone.localdate().isoformat())})
        context = {"drive": drive, "form": form}
        if form.is_valid():
            context |= _preview(drive, form.cleaned_data["on"])
        status = 200 if form.is_valid() else 400
        return render(request, "admin/donations/drive/preview.html", context, status=status)

    def _viewable(self, request: HttpRequest, object_id: str) -> Drive:
        drive = self.get_object(request, object_id)
        if not self.has_view_permission(request, drive):
            raise PermissionDenied
        if drive is None:
            raise Http404("There is no such drive.")
        return drive


def _preview(drive: Drive, on: date) -> dict[str, object]:
    phase = drive.on(on).phase
    runs = phase not in (Phase.BEFORE, Phase.OVER)
    return {"on": on, "runs": runs, "over": phase is Phase.OVER, **(banner_on(drive, on) if runs else {})}


class WayForm(forms.ModelForm):
    """A way of giving, filled in from PayPal's code where the author pastes one. The code itself is not kept."""

    PAYPAL = (Way.Kind.PAYPAL_ONCE, Way.Kind.PAYPAL_SUBSCRIPTION, Way.Kind.LINK)

    pasted = forms.CharField(
        label="Paste PayPal's code here",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80, "spellcheck": "false"}),
        help_text="The code of a button, or a link such as https://paypal.me/you. Only what is needed is taken from "
        "it and fills in the fields of this page; scripts and pictures are left out.",
    )
    taken: paypal_code.Taken | None = None

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if pasted := cleaned.get("pasted"):
            try:
                self._fill_in(paypal_code.read(pasted))
            except ValidationError as error:
                self.add_error("pasted", error)
        return cleaned

    def _fill_in(self, taken: paypal_code.Taken) -> None:
        chosen = self.cleaned_data.get("kind")
        if chosen not in self.PAYPAL or (chosen == Way.Kind.LINK and not taken.kind):
            raise ValidationError("Choose as kind above which of the two PayPal buttons this is.")
        self.taken = taken
        self.cleaned_data |= {"kind": taken.kind or chosen, "button_id": taken.button_id, "url": taken.url}

    def add_error(self, field, error):
        """Say once what is wrong: an address that is none is not missing too, nor is what a bad paste left empty."""
        super().add_error(field, error)
        for name, said in list(self.errors.items()):
            del said[1:]
            if "pasted" in self.errors and name in ("button_id", "url", NON_FIELD_ERRORS):
                del self.errors[name]


@admin.register(Way)
class WayAdmin(admin.ModelAdmin):
    form = WayForm
    list_display = ("title", "active", "position", "kind")
    list_editable = ("position", "active")
    formfield_overrides = HTTPS_FIELDS
    fieldsets = (
        (None, {"fields": ["kind", "title", "note", "text", ("position", "active")]}),
        (
            "Zelle and check",
            {"fields": ["payee", "address"], "description": "Both are needed for these two kinds, and for no other."},
        ),
        ("Patreon and link", {"fields": ["url"], "description": "Needed for these two kinds, and for no other."}),
        (
            "PayPal",
            {
                "fields": ["pasted", "button_id"],
                "description": "The number is needed for both PayPal kinds. The buttons are this site's own: nothing "
                "is loaded from PayPal before a reader presses one.",
            },
        ),
    )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if getattr(form, "taken", None):
            messages.info(request, f"{form.taken} The kind is now “{obj.get_kind_display()}”.")


class VendorInline(admin.StackedInline):
    model = Vendor
    extra = 0
    fields = (("name", "position"), "url", "note")
    formfield_overrides = HTTPS_FIELDS


class BookQuoteInline(admin.StackedInline):
    model = BookQuote
    extra = 0


@admin.register(Book)
class BookAdmin(ProseAdmin):
    list_display = ("title", "active", "position", "price", "shows_from", "shows_until")
    list_editable = ("position", "active")
    prepopulated_fields = SLUG_FROM_TITLE
    formfield_overrides = COVER_FIELDS
    inlines = (VendorInline, BookQuoteInline)
    fieldsets = (
        (None, {"fields": ["title", "subtitle", "slug", ("position", "active")]}),
        ("Cover", {"fields": ["cover", "cover_alt"]}),
        ("What readers read", {"fields": ["blurb", "price"]}),
        (
            "When it takes its turn below posts",
            {
                "fields": [("shows_from", "shows_until")],
                "description": "In your time zone. The page of books shows every active book all the time.",
            },
        ),
    )

    def save_model(self, request, obj, form, change):
        before = _covers(Book.objects.filter(pk=obj.pk))
        super().save_model(request, obj, form, change)
        _forget(before)

    def delete_model(self, request, obj):
        before = _covers(Book.objects.filter(pk=obj.pk))
        super().delete_model(request, obj)
        _forget(before)

    def delete_queryset(self, request, queryset):
        before = _covers(queryset)
        super().delete_queryset(request, queryset)
        _forget(before)


def _covers(books: models.QuerySet[Book]) -> list[str]:
    return list(books.values_list("cover", flat=True))


def _forget(covers: list[str]) -> None:
    for cover in covers:
        forget(cover)


@admin.register(GivingWords)
class GivingWordsAdmin(ProseAdmin):
    def has_add_permission(self, request):
        return super().has_add_permission(request) and not GivingWords.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """A list of one thing is no list: straight to it."""
        room = "change" if GivingWords.objects.exists() else "add"
        return redirect(reverse(f"admin:donations_givingwords_{room}", args=[1] if room == "change" else []))
