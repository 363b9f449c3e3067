"""Donors with their addresses: found, joined, forgotten."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from donations import actions
from donations.models import Donor, DonorAddress, Gift
from donations.people import normal


class AddressInline(admin.TabularInline):
    model = DonorAddress
    extra = 1
    fields = ("email",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "email":
            field.to_python = normal_or_same  # before the address is looked up as one that is there already
        return field


def normal_or_same(value: Any) -> str:
    return normal(value or "") or (value or "").strip()


class GiftInline(admin.TabularInline):
    """To look at; a gift is edited in its own room."""

    model = Gift
    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = True
    fields = readonly_fields = ("given_on", "gross", "currency", "source", "recurring", "thanked_at")
    verbose_name_plural = "gifts"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Donor)
class DonorAdmin(admin.ModelAdmin):
    list_display = ("label", "where", "gifts_given", "do_not_write")
    list_filter = ("do_not_write",)
    search_fields = ("name", "addresses__email", "notes")
    fields = ("name", "do_not_write", "notes")
    inlines = (AddressInline, GiftInline)
    list_per_page = 100
    actions = ("join",)

    class Media:
        css = {"all": ("css/admin-gifts.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Donor]:
        donors = super().get_queryset(request).prefetch_related("addresses")
        return donors.annotate(given=Count("gifts", distinct=True))

    @admin.display(description="donor", ordering="name")
    def label(self, donor: Donor) -> str:
        return donor.name or "no name"

    @admin.display(description="addresses")
    def where(self, donor: Donor) -> str:
        return ", ".join(address.email for address in donor.addresses.all()) or "–"

    @admin.display(description="gifts", ordering="given")
    def gifts_given(self, donor: Donor) -> int:
        return donor.given  # type: ignore[attr-defined]

    @admin.action(description="Join: these are one donor", permissions=["delete"])
    def join(self, request: HttpRequest, queryset: QuerySet[Donor]) -> HttpResponse | None:
        """The page asks which record stays, its button acts."""
        donors = list(queryset[:51])
        if not 2 <= len(donors) <= 50:
            self.message_user(request, "Tick the two or more records that are one donor, 50 at most.", messages.WARNING)
            return None
        into = next((donor for donor in donors if str(donor.pk) == request.POST.get("into")), None)
        if into:
            gone = actions.join_donors(donors, into=into, by=request.user)
            self.message_user(request, f"Joined: {gone + 1} records are one donor now.", messages.SUCCESS)
            return None
        context = {**self.admin_site.each_context(request), "opts": self.opts, "donors": donors, "title": "Join donors"}
        return TemplateResponse(request, "admin/donations/donor/join.html", context)

    def delete_model(self, request: HttpRequest, obj: Donor) -> None:
        actions.forget_donors(Donor.objects.filter(pk=obj.pk), by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Donor]) -> None:
        actions.forget_donors(Donor.objects.filter(pk__in=queryset.order_by().values("pk")), by=request.user)
