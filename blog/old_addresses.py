"""The author's room of old addresses: each by hand or left behind by a move, and where it leads."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blog.models import Redirect
from blog.models.redirects import TARGETS
from blog.moves import CONTROL, address_of, place_of, thing_at

EXAMPLE = "/2023/02/a-title/"


class AddressField(forms.CharField):
    """What stands after the host, decoded; a whole address may be pasted."""

    widget = AdminTextInputWidget

    def to_python(self, value: Any) -> str:
        try:
            parts = urlsplit(super().to_python(value))
        except ValueError as error:
            raise ValidationError("This is no address.") from error
        address = unquote(parts.path) + (f"?{parts.query}" if parts.path == "/" and parts.query else "")
        if address and (not address.startswith("/") or CONTROL.search(address)):
            raise ValidationError(f"An address here begins with a slash, such as {EXAMPLE}.")
        return address


class RedirectForm(forms.ModelForm):
    path = AddressField(
        label="Old address",
        max_length=600,
        help_text=f"What stood after the host, such as {EXAMPLE}, or /?cat=3. You may paste the whole address.",
    )
    leads_to = AddressField(
        label="Leads to",
        max_length=1200,
        help_text="The present address of a post, a page, a category, a tag, a picture or a file of yours.",
    )

    class Meta:
        model = Redirect
        fields = ("path",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.target:
            self.initial["leads_to"] = place_of(self.instance.target)

    def clean_path(self) -> str:
        path: str = self.cleaned_data["path"]
        if path == "/" or thing_at(path):
            raise ValidationError("Something stands at this address, so it is no old one.")
        return path

    def clean_leads_to(self) -> str:
        """The thing itself is kept, so that the old address follows wherever it moves."""
        thing = thing_at(self.cleaned_data["leads_to"])
        if thing is None:
            raise ValidationError("Nothing of yours stands at this address.")
        for name in TARGETS:
            setattr(self.instance, name, thing if thing._meta.model_name == name else None)
        return self.cleaned_data["leads_to"]


class RedirectAdmin(admin.ModelAdmin):
    form = RedirectForm
    list_display = ("path", "leads_to")
    list_select_related = TARGETS
    list_per_page = 50
    search_fields = ("path", "entry__title", "category__name", "tag__name", "image__title", "file__title")
    search_help_text = "A part of the old address, or the name of what it leads to."

    @admin.display(description="leads to")
    def leads_to(self, redirect: Redirect) -> SafeString | str:
        thing = redirect.target
        address = address_of(thing) if thing else None
        if address is None:
            return f"{thing} (readers cannot see it)"
        return format_html('<a href="{}">{}</a>', address, thing)

    def view_on_site(self, redirect: Redirect) -> str | None:
        return address_of(redirect.target) if redirect.target else None
