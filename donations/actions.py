"""What the author does with his ledger. Every door uses these verbs; nothing else changes several rows of it.

Each is atomic and idempotent: said twice, it happens once. `by` is the person who says it,
or None for the command line.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from donations import importing, letters, outbox, refunds
from donations.imports.entry import Answers, Entry, Report
from donations.models import Donor, DonorAddress, Drive, Gift, ImportBatch, PatreonMember, ThankYou
from donations.models.gifts import GiftQuerySet
from donations.people import one_line, read_donor

BY_LETTER, OTHERWISE = "letter", "otherwise"
LOOKED_AT = 20  # entries of a preview


class Refused(Exception):
    """What was asked for cannot be; the sentence says why and names no donor."""


# Gifts by hand.


def find_or_make_donor(text: str, *, by: AbstractBaseUser | None) -> Donor | None:
    """Whom the author means by a name, an address, or both. Nobody for nothing.

    Raises Refused for an address that is none, and for a name that several donors share.
    """
    try:
        name, email = read_donor(text)
    except ValueError as error:
        raise Refused(str(error)) from None
    if email:
        return _by_address(name, email)
    named = list(Donor.objects.filter(name__iexact=name)[:2]) if name else []
    if len(named) > 1:
        raise Refused("Several donors have this name. Give the e-mail address of the one you mean.")
    return named[0] if named else Donor.objects.create(name=name) if name else None


@transaction.atomic
def _by_address(name: str, email: str) -> Donor:
    """The address's owner; else him who is known by this very name and no address; else somebody new."""
    known = DonorAddress.objects.filter(email=email).select_related("donor").first()
    if known:
        return known.donor
    named = list(Donor.objects.filter(name__iexact=name, addresses=None)[:2]) if name else []
    donor = named[0] if len(named) == 1 else Donor.objects.create(name=name)
    address, new = DonorAddress.objects.get_or_create(email=email, defaults={"donor": donor})
    if not new and not named:  # somebody was quicker
        donor.delete()
    return address.donor


@transaction.atomic
def record_gift(
    *,
    by: AbstractBaseUser | None,
    donor: str,
    given_on: date,
    amount: Decimal,
    currency: str,
    source: str,
    recurring: bool = False,
    note: str = "",
    ticket: str = "",
) -> tuple[Gift, bool]:
    """A gift that came by hand, and whether it is new. The `ticket` of a form counts once, however often it is sent."""
    here = Gift.objects.filter(external_id=ticket).first() if ticket else None
    if here:
        return here, False
    given = Gift(
        donor=find_or_make_donor(donor, by=by),
        given_on=given_on,
        gross=amount,
        net=amount,
        currency=currency,
        source=source,
        recurring=recurring,
        note=note,
        external_id=ticket,
    )
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError:  # the same form a moment ago
        return Gift.objects.get(source=source, external_id=ticket), False
    return given, True


@transaction.atomic
def pay_back(refund: Gift, *, gift: Gift | None, by: AbstractBaseUser | None) -> bool:
    """Note which gift a refund takes back, or that nobody knows. Returns whether that is new; raises Refused."""
    here = Gift.objects.select_for_update().get(pk=refund.pk)
    if here.refund_of_id == (gift.pk if gift else None):
        return False
    if here.gross >= 0 or refunds.names_its_gift(here):
        raise Refused("What this takes back is not for you to say.")
    if gift and not refunds.payable(here).filter(pk=gift.pk).exists():
        raise Refused("It can take back only a gift of the same donor and currency that is not smaller and not later.")
    refunds.tie(here, gift)
    return True


# Donors.


@transaction.atomic
def join_donors(donors: Iterable[Donor], *, into: Donor, by: AbstractBaseUser | None) -> int:
    """Make several records one: addresses, gifts and notes go to `into`. Returns how many records are gone."""
    others = list(Donor.objects.select_for_update().filter(pk__in=[donor.pk for donor in donors]).exclude(pk=into.pk))
    kept = Donor.objects.select_for_update().get(pk=into.pk)
    for other in others:
        DonorAddress.objects.filter(donor=other).update(donor=kept)
        Gift.objects.filter(donor=other).update(donor=kept)
        kept.name = kept.name or other.name
        kept.notes = "\n".join(filter(None, [kept.notes, other.notes]))
        kept.do_not_write |= other.do_not_write
        other.delete()
    kept.save()
    return len(others)


@transaction.atomic
def forget_donors(donors: QuerySet[Donor], *, by: AbstractBaseUser | None) -> int:
    """Delete who they were, letters to them included. Their gifts stay, as somebody's, without their notes."""
    people = list(donors.values_list("pk", flat=True))
    Gift.objects.filter(donor__in=people).update(donor=None, note="")
    outbox.forget(DonorAddress.objects.filter(donor__in=people).values_list("email", flat=True))
    return Donor.objects.filter(pk__in=people).delete()[1].get("donations.Donor", 0)


# Thanks.


@transaction.atomic
def thank(gifts: GiftQuerySet, *, by: AbstractBaseUser | None) -> dict[str, int]:
    """One letter to each donor of these gifts for all of them that nobody thanked him for yet.

    Returns how many `letters` were laid into the outbox, and of how many `donors` none was,
    because they want none or have no address.
    """
    owners = set(gifts.filter(donor__isnull=False).owed().order_by().values_list("donor_id", flat=True))
    words, drives, done = ThankYou.current(), list(Drive.objects.order_by("-starts_on")), {"letters": 0, "donors": 0}
    for donor in Donor.objects.select_for_update().filter(pk__in=owners).prefetch_related("addresses").order_by("pk"):
        owed = list(gifts.filter(donor=donor).owed().order_by("given_on", "pk"))
        address = address_of(donor)
        if not owed or not address:
            done["donors"] += bool(owed)
            continue
        subject, text = letters.letter(words.subject, words.text, donor.name, [given(gift, drives) for gift in owed])
        outbox.put(address, subject, text, reply_to=getattr(by, "email", "") or "")
        _thanked(owed, BY_LETTER)
        done["letters"] += 1
    return done


def address_of(donor: Donor) -> str:
    """Where letters to a donor go: to the address that was noted last; nowhere if he wants none."""
    addresses = [] if donor.do_not_write else list(donor.addresses.all())
    return addresses[-1].email if addresses else ""


def given(gift: Gift, drives: list[Drive]) -> letters.Given:
    drive = drive_of(gift.given_on, drives)
    return letters.Given(gift.gross, gift.currency, gift.given_on, drive.name if drive else "")


def drive_of(day: date, drives: Iterable[Drive]) -> Drive | None:
    """The drive in which a gift of this day falls. `drives` stand with the latest first."""
    return next((drive for drive in drives if drive.starts_on <= day <= drive.ends_on), None)


def _thanked(gifts: list[Gift], how: str) -> int:
    left = Gift.objects.filter(pk__in=[gift.pk for gift in gifts], thanked_at=None)
    return left.update(thanked_at=timezone.now(), thanked_how=how)


@transaction.atomic
def mark_thanked(gifts: GiftQuerySet, *, by: AbstractBaseUser | None, how: str = OTHERWISE) -> int:
    """Note that the author has thanked for these by himself. Returns for how many that is new."""
    owed = Gift.objects.filter(pk__in=gifts.owed().order_by().values("pk"), thanked_at=None)
    return owed.update(thanked_at=timezone.now(), thanked_how=how)


# Imports.


def preview_import(file: BinaryIO, *, source: str, answers: Answers) -> tuple[importing.Reading, Report, list[Entry]]:
    """What `import_gifts` would do, with the first entries to look at. Nothing is written.

    Where the order of the dates is open, the report is empty.
    """
    reading, report, first = importing.read(file, source, answers), Report(), list[Entry]()
    for new in [] if reading.asks_order else importing.fresh(reading, report):
        first += new[: LOOKED_AT - len(first)]
    return reading, report, first


@transaction.atomic
def import_gifts(
    file: BinaryIO, *, source: str, file_name: str, answers: Answers, by: AbstractBaseUser | None
) -> ImportBatch:
    """Take a file in. What is in the ledger already is left alone, so the same file twice adds nothing.

    Raises Unreadable for a file that cannot be read, and Undecided where the author has to
    answer a question first; then nothing is written. No letter is sent.
    """
    reading, report = importing.read(file, source, answers), Report()
    if reading.asks_order:
        raise importing.Undecided("The dates in this file can be read in two ways; say which is right.")
    batch = _new_batch(file, source, file_name, by)
    thanked = _thanks_of_undone(source)
    paid_back: list[Entry] = []
    for new in importing.fresh(reading, report):
        importing.write(new, batch, thanked)
        paid_back += [entry for entry in new if entry.is_refund]
    if open_types := report.undecided(reading.answers):
        raise importing.Undecided(f"{len(open_types)} types of rows are not known; say of each whether it is a gift.")
    importing.remember_members(reading, batch)
    importing.link_refunds(source)
    report.found(refunds.tie_plain_ones(paid_back, batch))
    importing.idle_donors(batch).delete()
    batch.report = report.as_json() | {"as_of": reading.as_of and reading.as_of.isoformat()}
    batch.report |= importing.said(reading, report)
    batch.save(update_fields=["report"])
    return batch


def _new_batch(file: BinaryIO, source: str, file_name: str, by: Any) -> ImportBatch:
    file.seek(0)
    return ImportBatch.objects.create(
        source=source,
        file_name=one_line(file_name),
        sha256=hashlib.file_digest(file, "sha256").hexdigest(),  # type: ignore[arg-type]
        imported_at=timezone.now(),
        actor=by,
        actor_name=by.get_username() if by else "",
    )


def _thanks_of_undone(source: str) -> dict[str, tuple[str, str]]:
    """Who was thanked for what stays said when an import is undone, and is known when it comes again."""
    undone = ImportBatch.objects.filter(source=source, undone_at__isnull=False).order_by("pk")
    return {number: (said[0], said[1]) for batch in undone for number, said in batch.report.get("thanked", {}).items()}


@transaction.atomic
def undo_import(batch: ImportBatch, *, by: AbstractBaseUser | None) -> bool:
    """Take out what an import brought: its gifts, and the donors and addresses that nothing else needs.

    Returns False where it was undone already. Raises Refused where a later Patreon file was
    counted from this one. Letters that were sent stay said.
    """
    if batch.source == importing.PATREON and _later(batch).exists():
        raise Refused("A later Patreon file was counted from this one. Undo that first.")
    now = timezone.now()
    if not ImportBatch.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=now):
        return False
    gifts = Gift.objects.filter(batch=batch)
    _note_undoing(batch, gifts, now, by)
    gifts.delete()
    PatreonMember.objects.filter(batch=batch).delete()
    importing.idle_donors(batch).delete()
    _unneeded_addresses(batch).delete()
    return True


def _later(batch: ImportBatch) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(source=batch.source, undone_at=None, pk__gt=batch.pk)


def _note_undoing(batch: ImportBatch, gifts: QuerySet[Gift], now: datetime, by: Any) -> None:
    batch.refresh_from_db()
    thanked = gifts.filter(thanked_at__isnull=False)
    batch.report["thanked"] = {
        number: [at.isoformat(), how]
        for number, at, how in thanked.values_list("external_id", "thanked_at", "thanked_how")
        if at
    }
    batch.report["undone_by"] = by.get_username() if by else ""
    batch.save(update_fields=["report"])


def _unneeded_addresses(batch: ImportBatch) -> QuerySet[DonorAddress]:
    """Of donors who were here before and to whom no later import has brought anything."""
    later = Donor.objects.filter(gifts__batch__pk__gt=batch.pk)
    return DonorAddress.objects.filter(batch=batch).exclude(donor__batch=batch).exclude(donor__in=later)
