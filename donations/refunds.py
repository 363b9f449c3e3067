"""Which gift a refund takes back, where its file names none."""

from collections.abc import Iterable

from django.db.models import QuerySet

from donations.imports.entry import Entry
from donations.models import DonorAddress, Gift, ImportBatch


def payable(refund: Gift) -> QuerySet[Gift]:
    """The gifts that it may take back: of the same donor, in the same currency, not smaller and not later."""
    if refund.donor_id is None:
        return Gift.objects.none()
    return Gift.objects.filter(
        donor_id=refund.donor_id,
        currency=refund.currency,
        gross__gte=max(-refund.gross, 0),
        gross__gt=0,
        given_on__lte=refund.given_on,
    )


def names_its_gift(refund: Gift) -> bool:
    """Whether the file itself said what it takes back."""
    return bool(refund.refund_of and refund.reference and refund.refund_of.external_id == refund.reference)


def tie(refund: Gift, gift: Gift | None) -> None:
    refund.refund_of, refund.recurring = gift, bool(gift and gift.recurring)
    refund.save(update_fields=["refund_of", "recurring"])


def tie_plain_ones(refunds: Iterable[Entry], batch: ImportBatch) -> list[Entry]:
    """Those of an import that can belong to one gift only: the same donor, the same amount, not paid back yet."""
    return [refund for refund in refunds if not refund.reference and refund.email and _is_tied(refund, batch)]


def _is_tied(entry: Entry, batch: ImportBatch) -> bool:
    refund = Gift.objects.filter(batch=batch, external_id=entry.external_id, refund_of=None).first()
    address = DonorAddress.objects.filter(email=entry.email).first()
    if not refund or not address:
        return False
    refund.donor_id = address.donor_id
    refund.save(update_fields=["donor"])
    found = payable(refund).filter(gross=-refund.gross, refunds=None)[:2]
    if len(found) == 1:
        tie(refund, found[0])
    return len(found) == 1
