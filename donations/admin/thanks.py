"""Thanks that are owed: a queue by donor, a letter to each of those who are ticked, and the author's words."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from donations import actions, letters
from donations.models import Donor, Drive, Gift, ThankYou

PAGE = 100  # donors


def told(done: dict[str, int]) -> tuple[str, int]:
    """What came of it, in a sentence, and how loud to say it."""
    sent, left = done["letters"], done["donors"]
    words = f"{sent} letter{'' if sent == 1 else 's'} laid into the outbox."
    if left:
        words += f" {left} donor{'' if left == 1 else 's'} got none: no address, or no letters wanted."
    return words, messages.WARNING if left or not sent else messages.SUCCESS


class ThanksDoor:
    """Mixed into the room of the gifts."""

    admin_site: Any
    message_user: Any
    has_change_permission: Any
    require: Any

    def thanks_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.thanks_view)
        return [path("thanks/", self.admin_site.admin_view(view), name="donations_gift_thanks")]

    def thanks_view(self, request: HttpRequest) -> HttpResponse:
        self.require(self.has_change_permission(request))
        if request.method == "POST":
            return self._thank(request)
        page = Paginator(_owed_donors(), PAGE).get_page(request.GET.get("page"))
        unknown = Gift.objects.owed().filter(donor=None).count()
        context = {
            "page": page,
            "rows": _rows(page.object_list),
            "unknown": unknown,
            "title": "Thanks owed",
            **self.admin_site.each_context(request),
            "opts": self.opts,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/donations/gift/thanks.html", context)

    def _thank(self, request: HttpRequest) -> HttpResponse:
        numbers = [int(one) for one in request.POST.getlist("donor") if one.isdecimal() and len(one) <= 18]
        donors = Donor.objects.filter(pk__in=numbers)
        if not donors.exists():
            self.message_user(request, "Tick those whom you mean.", messages.WARNING)
        else:
            gifts = Gift.objects.filter(donor__in=donors)
            if "otherwise" in request.POST:
                marked = actions.mark_thanked(gifts, by=request.user)
                self.message_user(request, f"Marked as thanked: {marked}.", messages.SUCCESS)
            else:
                self.message_user(request, *told(actions.thank(gifts, by=request.user)))
        return HttpResponseRedirect(reverse("admin:donations_gift_thanks"))


def _owed_donors() -> Any:
    owed = Gift.objects.owed().filter(donor__isnull=False).order_by().values("donor")
    return Donor.objects.filter(pk__in=owed).prefetch_related("addresses").order_by("name", "pk")


def _rows(donors: Any) -> list[dict[str, Any]]:
    """Each donor with what he gave, where he is written to, and the letter as it would leave."""
    donors, words, drives = list(donors), ThankYou.current(), list(Drive.objects.order_by("-starts_on"))
    gifts: dict[int | None, list[Gift]] = {}
    for gift in Gift.objects.owed().filter(donor__in=donors).order_by("given_on", "pk"):
        gifts.setdefault(gift.donor_id, []).append(gift)
    rows = []
    for donor in donors:
        owed = gifts.get(donor.pk, [])
        given = [actions.given(gift, drives) for gift in owed]
        letter = letters.letter(words.subject, words.text, donor.name, given)
        rows.append({"donor": donor, "gifts": owed, "address": actions.address_of(donor), "letter": letter})
    return rows


@admin.register(ThankYou)
class ThankYouAdmin(admin.ModelAdmin):
    fields = ("subject", "text")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ThankYou.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A list of one thing is no list: straight to it."""
        room = "change" if ThankYou.objects.exists() else "add"
        return redirect(reverse(f"admin:donations_thankyou_{room}", args=[1] if room == "change" else []))
