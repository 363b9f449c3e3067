"""The author's rooms, in the order in which he needs them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

ORDER = ("comments", "blog", "donations", "post_office", "auth")


class HouseAdmin(admin.AdminSite):
    index_title = "The author's rooms"
    site_title = "House Rules"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        rooms = super().get_app_list(request, app_label)
        return sorted(
            rooms, key=lambda room: ORDER.index(room["app_label"]) if room["app_label"] in ORDER else len(ORDER)
        )
