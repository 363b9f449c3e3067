"""The author's rooms, in the order in which he needs them."""

from operator import itemgetter
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

ORDER = ("comments", "blog", "donations", "post_office", "auth", "wordpress")
NAMES = {"post_office": "Letters", "auth": "People who may log in", "wordpress": "WordPress"}
# As their own pages are headed.
LISTS = {"Commenter": "People", "Decision": "Ledger", "Email": "Letters", "Move": "Moving in"}


class HouseAdmin(admin.AdminSite):
    """Django's admin, with its rooms sorted and named for an author who is no programmer."""

    index_title = "The author's rooms"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        rooms = sorted(super().get_app_list(request, app_label), key=_place)
        for room in rooms:
            room["name"] = NAMES.get(room["app_label"], room["name"])
            lists = [{**one, "name": LISTS.get(one["object_name"], one["name"])} for one in room["models"]]
            room["models"] = sorted(lists, key=itemgetter("name"))
        return rooms


def _place(room: dict[str, Any]) -> int:
    return ORDER.index(room["app_label"]) if room["app_label"] in ORDER else len(ORDER)
