"""The author's rooms, in the order in which he needs them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

ORDER = ("comments", "blog", "donations", "post_office", "auth")
NAMES = {"post_office": "Letters", "auth": "People who may log in"}
UNUSED = {"Attachment", "EmailTemplate"}  # parts of the outbox that this house has no use for


class HouseAdmin(admin.AdminSite):
    """Django's admin, with its rooms sorted and named for an author who is no programmer."""

    index_title = "The author's rooms"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        rooms = sorted(super().get_app_list(request, app_label), key=_place)
        for room in rooms:
            room["name"] = NAMES.get(room["app_label"], room["name"])
            room["models"] = [model for model in room["models"] if model["object_name"] not in UNUSED]
            if room["app_label"] == "post_office":
                room["models"] = [{**model, "add_url": None} for model in room["models"]]  # letters write themselves
        return rooms


def _place(room: dict[str, Any]) -> int:
    return ORDER.index(room["app_label"]) if room["app_label"] in ORDER else len(ORDER)
