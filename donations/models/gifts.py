"""The ledger: who gave what and when. For the author alone; nothing of it is on a public page.

No name and no address stands in any `__str__`: these go into error messages, logs and the
admin's history, all of which outlive the donor.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils import timezone

CENT = Decimal("0.01")


class ImportBatch(models.Model):
    """One file that was taken in, with its report. It stays when it is undone, and says so."""

    source = models.CharField(max_length=10, choices=[("paypal", "PayPal"), ("patreon", "Patreon")])
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="by"
    )
    actor_name = models.CharField("by", max_length=150, blank=True, help_text="Stays when the account is gone.")
    report = models.JSONField(default=dict, help_text="Counts, sums and reasons; nothing of any donor.")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-imported_at", "-pk")
        verbose_name = "import"

    def __str__(self) -> str:
        return f"{self.get_source_display()} import of {timezone.localdate(self.imported_at)}"


class Donor(models.Model):
    name = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True, help_text="For you alone.")
    do_not_write = models.BooleanField("wants no letters", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return f"donor {self.pk}"


class DonorAddress(models.Model):
    """In lower case, as `people.normal` makes it."""

    donor = models.ForeignKey(Donor, models.CASCADE, related_name="addresses")
    email = models.EmailField("e-mail address", unique=True)
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")

    class Meta:
        ordering = ("pk",)
        verbose_name = "address"
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return f"address {self.pk}"


class GiftQuerySet(models.QuerySet["Gift"]):
    def counted(self) -> "GiftQuerySet":
        """What counts in sums: every gift, and every refund whose gift is here too.

        A refund of something that never was in the ledger takes nothing away from it.
        """
        return self.filter(Q(gross__gte=0) | Q(refund_of__isnull=False))

    def given(self, first: date, last: date) -> "GiftQuerySet":
        """Those of these days, both included."""
        return self.filter(given_on__range=(first, last))

    def owed(self) -> "GiftQuerySet":
        """Gifts for which nobody has been thanked yet; not those that were paid back, wholly or in part."""
        return self.filter(thanked_at=None, gross__gt=0, refunds=None)

    def totals(self) -> list[dict[str, Any]]:
        """For each currency its `gross`, `fee`, `net` and number of `gifts`, of what counts; the largest first.

        SQLite adds decimals as floats, which at fifteen digits is exact to the cent.
        """
        sums = (
            self.counted()
            .order_by()
            .values("currency")
            .annotate(
                total_gross=Sum("gross"),
                total_fee=Sum("fee"),
                total_net=Sum("net"),
                gifts=Count("pk", filter=Q(gross__gt=0)),
            )
        )
        rows = [
            {
                "currency": row["currency"],
                "gifts": row["gifts"],
                "gross": row["total_gross"].quantize(CENT),
                "fee": row["total_fee"].quantize(CENT),
                "net": row["total_net"].quantize(CENT),
            }
            for row in sums
        ]
        return sorted(rows, key=lambda row: (-row["gross"], row["currency"]))


class Gift(models.Model):
    """Money that came, or, with negative amounts, went back.

    `net` is `gross` less `fee`: what PayPal's file calls a fee of -1.03 is 1.03 here.
    """

    class Source(models.TextChoices):
        ZELLE = "zelle", "Zelle"
        CHECK = "check", "Check"
        CASH = "cash", "Cash"
        PAYPAL = "paypal", "PayPal"
        PATREON = "patreon", "Patreon"
        OTHER = "other", "Other"

    donor = models.ForeignKey(Donor, models.SET_NULL, null=True, blank=True, related_name="gifts")
    given_on = models.DateField("date", db_index=True, help_text="The day in your own time zone.")
    given_at = models.DateTimeField(null=True, blank=True, editable=False)
    gross = models.DecimalField("amount", max_digits=12, decimal_places=2, help_text="What the donor gave.")
    fee = models.DecimalField(max_digits=12, decimal_places=2, default=0, help_text="What was withheld of it.")
    net = models.DecimalField(max_digits=12, decimal_places=2, help_text="What reached you.")
    currency = models.CharField(max_length=3, default="USD")
    source = models.CharField(max_length=10, choices=Source)
    recurring = models.BooleanField(default=False, help_text="One payment of a subscription or a membership.")
    plan = models.CharField(max_length=64, blank=True, editable=False)
    external_id = models.CharField("number at the source", max_length=80, blank=True, editable=False)
    refund_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="refunds"
    )
    reference = models.CharField(
        max_length=80, blank=True, editable=False, help_text="The number of the gift that this takes back."
    )
    note = models.TextField(blank=True)
    thanked_at = models.DateTimeField("thanked", null=True, blank=True, editable=False)
    thanked_how = models.CharField(max_length=40, blank=True, editable=False)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, editable=False, related_name="gifts", verbose_name="import"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        ordering = ("-given_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="gift_comes_once_from_its_source"
            ),
            models.CheckConstraint(
                condition=Q(refund_of__isnull=True) | Q(gross__lt=0), name="gift_that_takes_back_is_negative"
            ),
        )
        indexes = (
            # No database sees that its partial unique index would do for these questions, too.
            models.Index(fields=["source", "external_id"], name="gift_by_number"),
            models.Index(fields=["reference"], name="gift_by_reference"),
            models.Index(fields=["plan"], name="gift_by_plan"),
        )

    def __str__(self) -> str:
        return f"{self.gross} {self.currency} on {self.given_on}"


class PatreonMember(models.Model):
    """What one members file said of one member, kept where it was new. What he gave since is the difference.

    `place` counts his rows from one, so that two imports at once cannot both write the same difference.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="members")
    user_id = models.CharField(max_length=40)
    place = models.PositiveIntegerField()
    lifetime = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)

    class Meta:
        ordering = ("user_id", "place")
        constraints = (models.UniqueConstraint(fields=["user_id", "place"], name="patreon_member_has_each_place_once"),)

    def __str__(self) -> str:
        return f"sighting {self.pk}"
