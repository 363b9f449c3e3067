"""How the list of gifts is narrowed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from donations.models import Drive, Gift


class YearFilter(admin.SimpleListFilter):
    title = "year"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Gift.objects.order_by().dates("given_on", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Gift]) -> QuerySet[Gift]:
        year = self.value()
        return queryset.filter(given_on__year=int(year)) if year and year.isdecimal() and len(year) == 4 else queryset


class DriveFilter(admin.SimpleListFilter):
    title = "drive"
    parameter_name = "drive"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (str(drive.pk), f"{drive.name}, {drive.starts_on.year}") for drive in Drive.objects.order_by("-starts_on")
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Gift]) -> QuerySet[Gift]:
        number = self.value() or ""
        drive = Drive.objects.filter(pk=number[:18]).first() if number.isdecimal() else None
        return queryset.filter(given_on__range=(drive.starts_on, drive.ends_on)) if drive else queryset


class ThanksFilter(admin.SimpleListFilter):
    title = "thanks"
    parameter_name = "thanks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("owed", "Owed"), ("said", "Said")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Gift]:
        if self.value() == "owed":
            return queryset.owed()
        return queryset.filter(thanked_at__isnull=False) if self.value() == "said" else queryset
