"""The author's room of old addresses: each by hand or left behind by a move, and where it leads."""

import re
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blog.models import Redirect
from blog.models.redirects import TARGETS
from blog.moves import CLOSED, CONTROL, address_of, place_of, thing_at
from blog.paths import view_at

EXAMPLE = "/2023/02/a-title/"
BY_NUMBER = re.compile(r"/\?(?:cat|tag_id|p|page_id|attachment_id)=[1-9][0-9]{0,17}")
MOVABLE = {None, "entry", "category", "tag"}  # the views behind which old addresses are looked for


class AddressField(forms.CharField):
    """What stands after the host, decoded; a whole address may be pasted."""

    widget = AdminTextInputWidget

    def to_python(self, value: Any) -> str:
        parts = self.parts_of(super().to_python(value) or "")
        address = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
        if address and (not address.startswith("/") or CONTROL.search(address)):
            raise ValidationError(f"An address here begins with a slash, such as {EXAMPLE}.")
        return address

    def parts_of(self, address: str) -> SplitResult:
        try:
            return urlsplit(address)
        except ValueError as error:
            raise ValidationError("This is no address.") from error


class OwnAddressField(AddressField):
    """An address of this site, with its host or without."""

    def parts_of(self, address: str) -> SplitResult:
        parts = super().parts_of(address)
        if parts.hostname not in (None, settings.SITE_HOST):
            raise ValidationError(f"{parts.hostname} is another site; an old address leads to something of yours.")
        return parts


class RedirectForm(forms.ModelForm):
    path = AddressField(
        label="Old address",
        max_length=600,
        help_text=f"What stood after the host, such as {EXAMPLE}, or /?cat=3. You may paste the whole address.",
    )
    leads_to = OwnAddressField(
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
        if "?" in path and not BY_NUMBER.fullmatch(path):
            raise ValidationError("Nobody looks at what follows the ?, unless it is a number, as in /?p=12 or /?cat=3.")
        if path == "/" or thing_at(path):
            raise ValidationError("Something stands at this address, so it is no old one.")
        if _belongs_elsewhere(path):
            raise ValidationError("This address belongs to another part of the site.")
        return path

    def clean_leads_to(self) -> str:
        """The thing itself is kept, so that the old address follows wherever it moves."""
        thing = thing_at(self.cleaned_data["leads_to"])
        if thing is None:
            raise ValidationError("Nothing of yours stands at this address.")
        for name in TARGETS:
            setattr(self.instance, name, thing if thing._meta.model_name == name else None)
        return self.cleaned_data["leads_to"]


def _belongs_elsewhere(path: str) -> bool:
    """True where readers would never be led on: something else answers, or nothing is ever looked up."""
    if path.startswith(settings.MEDIA_URL):
        return False
    return bool(CLOSED.match(path)) or not {view_at(path), view_at(f"{path}/")} <= MOVABLE


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
