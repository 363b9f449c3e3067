"""The form for a gift that came by hand: a few fields, in the order in which they are typed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from donations.models import Donor, Gift
from donations.money import read_typed
from donations.people import one_line, read_donor, write_donor
from donations.refunds import payable

EARLIEST = date(1990, 1, 1)
MOST_PROPOSED = 3000  # donors
BY_HAND = [choice for choice in Gift.Source.choices if choice[0] not in ("paypal", "patreon")]


class DonorInput(forms.TextInput):
    """A line to type in, with the donors that are known as proposals."""

    proposals: Iterable[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        line = super().render(name, value, {**(attrs or {}), "list": f"{name}-known"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.proposals))
        return format_html('{}<datalist id="{}-known">{}</datalist>', line, name, options)


def proposals() -> list[str]:
    """Each donor by name and address, so that one is found by typing a piece of either."""
    donors = Donor.objects.order_by("-pk").prefetch_related("addresses")[:MOST_PROPOSED]
    return [
        write_donor(donor.name, address)
        for donor in donors
        for address in ([one.email for one in donor.addresses.all()] or [""])
        if donor.name or address
    ]


class WhoField(forms.CharField):
    def __init__(self) -> None:
        help_text = (
            "A name, an e-mail address, or both. Who is not known yet is written down. Left empty, it is somebody's."
        )
        widget = DonorInput(attrs={"size": 50, "autocomplete": "off"})
        super().__init__(label="Donor", required=False, max_length=460, help_text=help_text, widget=widget)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            name, email = read_donor(typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        if name and not email and Donor.objects.filter(name__iexact=name).count() > 1:
            raise forms.ValidationError("Several donors have this name. Give the e-mail address of the one you mean.")
        return typed


class ImportedGiftForm(forms.ModelForm):
    """Of a gift that was imported only this can be changed; its sums stand as the file had them."""

    who = WhoField()
    proposes = False  # the known donors, to who may see them

    class Meta:
        model = Gift
        fields = ["note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "who" in self.fields:
            self.fields["who"].widget.proposals = proposals() if self.proposes else []
            self.initial.setdefault("who", self._owner())

    def _owner(self) -> str:
        donor = self.instance.donor
        address = donor.addresses.first() if donor else None
        return write_donor(donor.name, address.email if address else "") if donor else ""


class RefundForm(ImportedGiftForm):
    """Where the file does not say what was paid back, the author does."""

    pays_back = forms.ModelChoiceField(
        queryset=Gift.objects.none(),
        required=False,
        label="This pays back the gift",
        empty_label="not known: it counts for nothing",
        help_text="Gifts of the same donor. If no donor stands above yet, name him and save first.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "pays_back" in self.fields:
            cast(forms.ModelChoiceField, self.fields["pays_back"]).queryset = payable(self.instance)
            self.initial["pays_back"] = self.instance.refund_of_id


class GiftForm(ImportedGiftForm):
    amount = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"size": 12, "inputmode": "decimal", "autocomplete": "off", "autofocus": True}),
        help_text="25 or 25.00 or 1,653.75 or 1.653,75",
    )
    currency = forms.CharField(max_length=3, widget=forms.TextInput(attrs={"size": 4, "autocapitalize": "characters"}))
    given_on = forms.DateField(
        label="Date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )
    source = forms.ChoiceField(choices=BY_HAND)
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Gift
        fields = ["given_on", "currency", "source", "recurring", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "source" in self.fields:
            source = cast(forms.ChoiceField, self.fields["source"])
            source.choices = [one for one in Gift.Source.choices if one in BY_HAND or one[0] == self.instance.source]
            self.initial["amount"] = f"{self.instance.gross:.2f}"
        self.initial.setdefault("ticket", uuid4().hex)

    def clean_amount(self) -> Any:
        try:
            amount = read_typed(self.cleaned_data["amount"], str(self.data.get("currency", "")).strip().upper())
        except ValueError as error:
            raise forms.ValidationError(f"{error} Write 25 or 25.00 or 1.653,75.") from None
        if amount <= 0:
            raise forms.ValidationError("A gift is more than nothing.")
        return amount

    def clean_given_on(self) -> date:
        day = self.cleaned_data["given_on"]
        if not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError("Is the year right? A gift is dated today or before.")
        return day

    def clean_currency(self) -> str:
        currency = self.cleaned_data["currency"].upper()
        if not re.fullmatch("[A-Z]{3}", currency):
            raise forms.ValidationError("A currency has three letters, such as USD.")
        return currency

    def clean_ticket(self) -> str:
        return one_line(self.cleaned_data["ticket"], 80)
