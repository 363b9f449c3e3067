"""The ledger: every gift, what it comes to, and the ways in and out."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from donations import actions, exporting
from donations.admin.filters import DriveFilter, ThanksFilter, YearFilter
from donations.admin.gift_forms import GiftForm, ImportedGiftForm, RefundForm
from donations.admin.taking_in import ImportDoors
from donations.admin.thanks import ThanksDoor, told
from donations.models import Drive, Gift
from donations.people import write_donor
from donations.refunds import names_its_gift

FROM_A_FILE = ("given_on", "gross", "fee", "net", "currency", "source", "recurring", "thanked", "batch")


@admin.register(Gift)
class GiftAdmin(ImportDoors, ThanksDoor, admin.ModelAdmin):
    list_display = ("given_on", "giver", "amount", "currency", "source", "kind", "drive", "thanked")
    list_filter = ("source", YearFilter, DriveFilter, "recurring", ThanksFilter, "currency")
    date_hierarchy = "given_on"
    search_fields = ("donor__name", "donor__addresses__email", "note")
    search_help_text = "A donor's name or address, or a word of a note"
    list_per_page = 100
    actions = ("thank", "mark_thanked")

    class Media:
        css = {"all": ("css/admin-gifts.css",)}

    # The list.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Gift]:
        day = OuterRef("given_on")
        drive = Drive.objects.filter(starts_on__lte=day, ends_on__gte=day).order_by("-starts_on")
        gifts = super().get_queryset(request).annotate(drive_name=Subquery(drive.values("name")[:1]))
        return gifts.select_related("donor").prefetch_related("donor__addresses")

    @admin.display(description="donor", ordering="donor__name")
    def giver(self, gift: Gift) -> str:
        return _name(gift) or "somebody"

    @admin.display(description="amount", ordering="gross")
    def amount(self, gift: Gift) -> str:
        return f"{gift.gross:,.2f}"

    @admin.display(description="kind", ordering="recurring")
    def kind(self, gift: Gift) -> str:
        if gift.gross < 0:
            return "paid back" if gift.refund_of_id else "paid back, not counted"
        return "recurring" if gift.recurring else "one-time"

    @admin.display(description="drive", ordering="drive_name")
    def drive(self, gift: Gift) -> str:
        return getattr(gift, "drive_name", None) or "–"

    @admin.display(description="thanked", ordering="thanked_at")
    def thanked(self, gift: Gift) -> str:
        return f"{timezone.localdate(gift.thanked_at)}, {gift.thanked_how}" if gift.thanked_at else "–"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        context = response.context_data if isinstance(response, TemplateResponse) else None
        if context and "cl" in context:
            listed = context["cl"].queryset.order_by().values("pk")
            context["totals"] = [_in_figures(row) for row in Gift.objects.filter(pk__in=listed).totals()]
            context["may_import"] = self.may_import(request)
            context["may_thank"] = self.has_change_permission(request)
        return response

    # The form.

    def get_form(self, request: HttpRequest, obj: Gift | None = None, change: bool = False, **kwargs: Any) -> Any:
        imported = RefundForm if obj and _is_open(obj) else ImportedGiftForm
        kwargs["form"] = imported if obj and obj.batch_id else GiftForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.proposes = request.user.has_perm("donations.view_donor")  # a class of its own for each request
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Gift | None = None) -> Any:
        if not self.has_change_permission(request, obj) and obj:
            return [(None, {"fields": ["giver", *FROM_A_FILE, "note"]})]
        if obj and obj.batch_id:
            note = "This gift was imported: its sums stand as they are. To take it out, undo its import."
            own = ["who", "pays_back", "note"] if _is_open(obj) else ["who", "note"]
            return [(None, {"fields": [*own, *FROM_A_FILE], "description": note})]
        fields = [("amount", "currency"), "who", ("given_on", "source"), "recurring", "note", "ticket"]
        return [(None, {"fields": fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: Gift | None = None) -> Any:
        if not obj or (not obj.batch_id and self.has_change_permission(request, obj)):
            return ()
        return (*FROM_A_FILE, "giver")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Today, and what was used last; "Save and add another" hands on the day and the source."""
        last = Gift.objects.filter(batch=None).order_by("-pk").first()
        source = request.GET.get("source", "")
        return {
            "given_on": _day(request.GET.get("given_on", "")),
            "currency": last.currency if last else "USD",
            "source": source if source in Gift.Source.values else last.source if last else Gift.Source.CHECK,
        }

    def save_model(self, request: HttpRequest, obj: Gift, form: Any, change: bool) -> None:
        if not change:
            self._record(request, obj, form.cleaned_data)
            return
        if "who" in form.changed_data:
            obj.donor = actions.find_or_make_donor(form.cleaned_data["who"], by=request.user)
        if not obj.batch_id:
            obj.gross = obj.net = form.cleaned_data["amount"]
        obj.save()
        if "pays_back" in form.changed_data:
            self._pay_back(request, obj, form.cleaned_data["pays_back"])

    def _pay_back(self, request: HttpRequest, refund: Gift, gift: Gift | None) -> None:
        try:
            actions.pay_back(refund, gift=gift, by=request.user)
        except actions.Refused as error:
            self.message_user(request, str(error), messages.ERROR)

    def _record(self, request: HttpRequest, obj: Gift, typed: dict[str, Any]) -> None:
        names = ("given_on", "amount", "currency", "source", "recurring", "note", "ticket")
        gift, new = actions.record_gift(by=request.user, donor=typed["who"], **{name: typed[name] for name in names})
        obj.pk = gift.pk
        obj._state.adding = False
        obj.refresh_from_db()
        if not new:
            self.message_user(request, "That form was saved a moment ago; it counts once.", messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Gift, post_url_continue: Any = None) -> HttpResponse:
        if "_addanother" not in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, f"Saved: {obj.gross:,.2f} {obj.currency}.", messages.SUCCESS)
        kept = urlencode({"given_on": obj.given_on.isoformat(), "source": obj.source})
        return HttpResponseRedirect(f"{reverse('admin:donations_gift_add')}?{kept}")

    def has_delete_permission(self, request: HttpRequest, obj: Gift | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.batch_id)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    # What is done to several.

    @admin.action(description="Thank by letter", permissions=["change"])
    def thank(self, request: HttpRequest, queryset: QuerySet[Gift]) -> None:
        self.message_user(request, *told(actions.thank(_plain(queryset), by=request.user)))

    @admin.action(description="Mark as thanked otherwise", permissions=["change"])
    def mark_thanked(self, request: HttpRequest, queryset: QuerySet[Gift]) -> None:
        marked = actions.mark_thanked(_plain(queryset), by=request.user)
        self.message_user(request, f"Marked as thanked: {marked}.", messages.SUCCESS)

    # The doors.

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(require_safe(self.export_view))
        own = [path("export/", export, name="donations_gift_export"), *self.import_urls(), *self.thanks_urls()]
        return [*own, *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What the list shows, narrowed in the same way, as a file."""
        self.require(self.has_view_permission(request))
        try:
            gifts = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:donations_gift_changelist"))
        name = f"gifts-{timezone.localdate().isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        lines = exporting.lines(gifts.iterator(chunk_size=500))
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _is_open(gift: Gift) -> bool:
    """Whether it is for the author to say what it pays back."""
    return gift.gross < 0 and bool(gift.batch_id) and not names_its_gift(gift)


def _plain(gifts: QuerySet[Gift]) -> Any:
    """The same gifts without what the list adds, which no update and no lock can carry."""
    return Gift.objects.filter(pk__in=gifts.order_by().values("pk"))


def _in_figures(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: f"{row[name]:,.2f}" for name in ("gross", "fee", "net")}}


def _name(gift: Gift) -> str:
    addresses = gift.donor.addresses.all() if gift.donor else []
    return write_donor(gift.donor.name, "") or next((one.email for one in addresses), "") if gift.donor else ""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
