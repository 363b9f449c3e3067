"""The editor of the admin: what it offers, and what it would lose."""

import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Comment, Tag
from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django_prose_editor.config import DEFAULT_MENU_GROUPS
from django_prose_editor.widgets import AdminProseEditorWidget

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Link": {"enableTarget": False, "autolink": False},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "Heading": {"levels": [2, 3]},
    "HardBreak": True,
    "HorizontalRule": True,
    "Image": True,
    "Caption": True,
    "HTML": True,
    "Fullscreen": True,
    "NoSpellCheck": False,
    # From static/js/editor.js, which falls back on the package's own Figure:
    "Figure": True,
    "More": True,
    "Menu": {"groups": [*DEFAULT_MENU_GROUPS[:3], {"group": "placement"}, *DEFAULT_MENU_GROUPS[3:]]},
}

# What the editor keeps: anything else is gone once somebody types into it.
KEPT: dict[str, set[str]] = {
    **{tag: set() for tag in ("b", "blockquote", "br", "em", "h2", "h3", "hr", "i", "li", "p")},
    **{tag: set() for tag in ("strong", "sub", "sup", "ul")},
    "a": {"href", "rel", "target", "title"},
    "figcaption": {"class"},
    "figure": {"class"},
    "img": {"alt", "data-file", "height", "src", "title", "width"},
    "ol": {"start", "type"},
}
KEPT_CLASSES = {"figure", "alignleft", "alignright", "aligncenter", "figure-caption"}

# An HTML comment cannot stand in the editor, so <!--more--> stands there as a line.
MORE, MORE_LINE = "<!--more-->", '<hr class="more">'
ANY_MORE_LINE = re.compile(r'<hr class="more"\s*/?>')


class EditorWidget(AdminProseEditorWidget):
    """The body in the prose editor, with pictures that float and a “read more” line."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, preset="configurable")

    def get_config(self) -> dict[str, Any]:
        self.config = {"extensions": {**EXTENSIONS, "Figure": {"pickerUrl": reverse("admin:blog_image_picker")}}}
        return {**super().get_config(), "js_modules": [static("js/editor.js")]}

    def format_value(self, value: Any) -> str | None:
        return value and str(value).replace(MORE, MORE_LINE)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value and ANY_MORE_LINE.sub(MORE, value)


class WordsWidget(AdminProseEditorWidget):
    """A few words of the author's own, without pictures."""

    def __init__(self) -> None:
        plain = ("Bold", "Italic", "Link", "BulletList", "OrderedList", "ListItem", "Blockquote", "HTML")
        extensions = {name: EXTENSIONS[name] for name in plain}
        super().__init__(config={"extensions": extensions}, preset="configurable")


class WithEditor(admin.ModelAdmin):
    """An admin whose forms hold an editor: its import map passes the Content-Security-Policy by a nonce."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if hasattr(context["media"], "with_nonce"):
            context["media"] = context["media"].with_nonce(str(request.csp_nonce))  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)


class SourceWidget(forms.Textarea):
    """The body as plain HTML: not a byte of it is touched."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "vLargeTextField source", "rows": 30, "spellcheck": "true", "wrap": "soft"})


def lost_in_editor(body: str) -> list[str]:
    """What of the body the editor cannot hold, in words; empty where it may be opened there."""
    soup = BeautifulSoup(body.replace(MORE, ""), "html.parser")
    found = {words for tag in soup.find_all(True) for words in _lost(tag)}
    if soup.find(string=lambda text: isinstance(text, Comment)):
        found.add("hidden comments")
    return sorted(found)


def _lost(tag: Tag) -> Iterator[str]:
    if tag.name not in KEPT:
        yield f"<{tag.name}>"
        return
    for name, value in tag.attrs.items():
        if name not in KEPT[tag.name] or (name == "class" and not set(value) <= KEPT_CLASSES):
            yield f"“{name}” of <{tag.name}>"
    if tag.name == "img" and tag.find_parent("a"):
        yield "a link around a picture"
    if tag.name == "figure" and [child.name for child in tag.find_all(True, recursive=False)][:1] != ["img"]:
        yield "a figure without a picture"
