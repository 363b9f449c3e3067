"""The rules: one record, from which they are posted and kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from blog.editor import WithEditor, WordsWidget
from comments.models import HouseRules
from comments.wording import posted_rules


@admin.register(HouseRules)
class HouseRulesAdmin(WithEditor):
    """One record: its list leads straight to it."""

    formfield_overrides = {models.TextField: {"widget": WordsWidget}}

    readonly_fields = ("posted",)
    fieldsets = (
        (None, {"fields": ("posted",)}),
        ("What waits for you", {"fields": ("first_timers_wait", "links_allowed", "words", "old_post_days")}),
        (
            "What follows an offence",
            {
                "fields": (
                    "first_step",
                    "second_step",
                    "last_step",
                    "suspension_days",
                    "established_days",
                    "established_comments",
                    "appeals",
                    "forget_offences_days",
                ),
                "description": "The posted rules say this, and the house proposes it when you mark an offence.",
            },
        ),
        (
            "What protects the rules",
            {
                "fields": (
                    "confirm_new_browsers",
                    "trust_names_until",
                    "hold_lookalikes",
                    "hold_traps",
                    "hold_shared",
                    "limit_pace",
                    "wave",
                ),
                "description": "None of it is in the posted rules; each can be switched off by itself.",
            },
        ),
        ("Closing and forgetting", {"fields": ("close_after_days", "forget_networks_days")}),
        (
            "Your own words",
            {"fields": ("before", "after"), "description": "They stand around the sentences that the numbers make."},
        ),
    )

    @admin.display(description="What your readers are told now")
    def posted(self, rules: HouseRules) -> str:
        """Of the record as it is kept: what stands in a refused form is told to nobody."""
        return " ".join(posted_rules(HouseRules.current()))

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "words":
            return db_field.formfield(widget=forms.Textarea(attrs={"rows": 4, "cols": 40}))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> HouseRules | None:
        return HouseRules.current() if object_id == "1" else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:comments_houserules_change", 1)
