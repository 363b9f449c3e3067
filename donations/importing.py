"""Between a file and the ledger: what of it is new, whose it is, and how it is written down.

`actions.py` calls this; nothing here begins a transaction. A preview walks the same way and
leaves out the writing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from donations.imports import days, patreon, paypal
from donations.imports.entry import Answers, Entry, Report, Skipped
from donations.imports.errors import Unreadable
from donations.imports.table import Table
from donations.models import Donor, DonorAddress, Gift, ImportBatch, PatreonMember

CHUNK = 400  # rows; a question to SQLite has room for so many numbers
PAYPAL, PATREON = Gift.Source.PAYPAL.value, Gift.Source.PATREON.value

HERE = "is in the ledger already"
TWICE = "stands twice in this file"


class Undecided(Exception):
    """The author has to say something first: the order of the dates, or what a type of row is."""


@dataclass
class Reading:
    """A file that is open and understood as far as it goes."""

    source: str
    table: Table
    answers: Answers
    orders: set[str] = field(default_factory=set)  # more than one: the author has to say which
    sign: str = ""  # between the figures of a date
    as_of: datetime | None = None
    before: date | None = None  # the day of the last snapshot
    members: list[patreon.Member] = field(default_factory=list)

    @property
    def day(self) -> date:
        """That of which the file speaks."""
        today = timezone.localdate()
        return min(self.as_of.date(), today) if self.as_of else today

    @property
    def asks_order(self) -> bool:
        return len(self.orders) > 1 and self.answers.order not in self.orders

    @property
    def said_order(self) -> str:
        """The order that the author named; nothing where the file itself shows it."""
        return self.answers.order if len(self.orders) > 1 else ""


def read(file: BinaryIO, source: str, answers: Answers) -> Reading:
    """Raises Unreadable, with a sentence for the author, where the file is not what it should be."""
    return _read_patreon(file, answers) if source == PATREON else _read_paypal(file, answers)


def _read_paypal(file: BinaryIO, answers: Answers) -> Reading:
    table = paypal.open_report(file)
    texts = set(paypal.dates(table))
    orders, sign = days.orders_of(texts, timezone.localdate()), days.sign_of(texts)
    if not orders:
        raise Unreadable("The dates in this file are not all written in the same order.")
    order = (answers.order or answers.before.get(sign, "")) if len(orders) > 1 else next(iter(orders))
    return Reading(PAYPAL, table, replace(answers, order=order), orders, sign)


def _read_patreon(file: BinaryIO, answers: Answers) -> Reading:
    table = patreon.open_members(file)
    at, last = patreon.as_of(table), last_snapshot()
    if at and last and at.isoformat() < last:
        raise Unreadable(
            f"This file is older than the one that was taken in last, which is of {last[:10]}. What a member gave "
            "is the difference between two files, so they are taken in in their order."
        )
    return Reading(PATREON, table, answers, as_of=at, before=_day_of_last())


def last_snapshot() -> str | None:
    """The moment of the newest Patreon file that stands, or "" where it named none; None where there is no file."""
    last = ImportBatch.objects.filter(source=PATREON, undone_at=None).first()
    return None if last is None else str(last.report.get("as_of") or "")


def entries(reading: Reading) -> Iterator[Entry | Skipped]:
    if reading.source == PAYPAL:
        home: tzinfo = timezone.get_default_timezone()
        yield from paypal.entries(reading.table, reading.answers, home)
        return
    for rows in _chunks(patreon.members(reading.table)):
        seen = _seen([row.user_id for row in rows if isinstance(row, patreon.Member)])
        for row in rows:
            if isinstance(row, Skipped):
                yield row
                continue
            reading.members.append(row)
            yield patreon.difference(row, seen.get(row.user_id), reading.before, reading.day)


def _day_of_last() -> date | None:
    last = ImportBatch.objects.filter(source=PATREON, undone_at=None).first()
    if last is None:
        return None
    as_of = last.report.get("as_of")
    return datetime.fromisoformat(as_of).date() if as_of else timezone.localdate(last.imported_at)


def _seen(user_ids: list[str]) -> dict[str, patreon.Seen]:
    """What is known of these members, by the latest of their rows and by their gifts."""
    newest = PatreonMember.objects.filter(user_id=OuterRef("user_id")).order_by("-place").values("place")[:1]
    rows = PatreonMember.objects.filter(user_id__in=user_ids, place=Subquery(newest))
    gifts = Gift.objects.filter(source=PATREON, plan__in=user_ids).order_by().values("plan")
    counted = {row["plan"]: row for row in gifts.annotate(total=Sum("gross"), last=Max("pk", filter=Q(gross__gt=0)))}
    numbers = dict(
        Gift.objects.filter(pk__in=[row["last"] for row in counted.values()]).values_list("pk", "external_id")
    )
    return {
        row.user_id: patreon.Seen(
            row.lifetime,
            row.currency,
            row.place,
            counted[row.user_id]["total"] if row.user_id in counted else Decimal(0),
            numbers.get(counted[row.user_id]["last"], "") if row.user_id in counted else "",
        )
        for row in rows
    }


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    walk = iter(rows)
    while chunk := list(islice(walk, CHUNK)):
        yield chunk


def fresh(reading: Reading, report: Report) -> Iterator[list[Entry]]:
    """What is not in the ledger yet, some hundred at a time; everything is told to the report."""
    met: set[str] = set()
    refunds: list[Entry] = []
    for rows in _chunks(entries(reading)):
        here = _here(reading.source, [row.external_id for row in rows if isinstance(row, Entry)])
        new = [row for row in rows if _is_new(row, here, met, report)]
        refunds += [row for row in new if row.is_refund]
        yield new
    _weigh_refunds(refunds, reading.source, met, report)


def _is_new(row: Entry | Skipped, here: set[str], met: set[str], report: Report) -> bool:
    if isinstance(row, Skipped):
        report.skip(row)
        return False
    if row.external_id in here or row.external_id in met:
        report.skip(Skipped(row.line, TWICE if row.external_id in met else HERE, unknown=row.unknown))
        return False
    met.add(row.external_id)
    report.add(row)
    return True


def _here(source: str, numbers: list[str]) -> set[str]:
    return set(Gift.objects.filter(source=source, external_id__in=numbers).values_list("external_id", flat=True))


def _weigh_refunds(refunds: list[Entry], source: str, met: set[str], report: Report) -> None:
    for some in _chunks(refunds):
        known = met | _here(source, [row.reference for row in some])
        for row in some:
            if row.reference in known:
                report.count(row)
            else:
                report.waiting += 1


def write(new: list[Entry], batch: ImportBatch, thanked: dict[str, tuple[str, str]]) -> None:
    """Each as a gift with its donor. What somebody else wrote in the meantime is left as it is."""
    owners = _owners(new, batch)
    Gift.objects.bulk_create([_gift(entry, owners, batch, thanked) for entry in new], ignore_conflicts=True)


def _gift(entry: Entry, owners: dict[str, int], batch: ImportBatch, thanked: dict[str, tuple[str, str]]) -> Gift:
    at, how = thanked.get(entry.external_id, ("", ""))
    return Gift(
        donor_id=owners.get(entry.external_id),
        given_on=entry.given_on,
        given_at=entry.given_at,
        gross=entry.gross,
        fee=entry.fee,
        net=entry.net,
        currency=entry.currency,
        source=batch.source,
        recurring=entry.recurring,
        plan=entry.plan,
        external_id=entry.external_id,
        reference=entry.reference,
        note=entry.note,
        thanked_at=datetime.fromisoformat(at) if at else None,
        thanked_how=how,
        batch=batch,
    )


def _owners(new: list[Entry], batch: ImportBatch) -> dict[str, int]:
    """Whose each entry is: by address, else by plan, else, where neither is given, by name; who is not known is new."""
    gifts = [entry for entry in new if not entry.is_refund]
    by_address = _by_address({entry.email for entry in gifts if entry.email})
    plans = {entry.plan for entry in gifts if entry.plan}
    by_plan = dict(
        Gift.objects.filter(source=batch.source, plan__in=plans, donor__isnull=False)
        .order_by("pk")
        .values_list("plan", "donor_id")
    )
    nameless = Donor.objects.filter(addresses=None, name__in={e.name for e in gifts if e.name and not e.email})
    by_name = dict(nameless.order_by("-pk").values_list("name", "pk"))
    owners = {}
    for entry in gifts:
        owner = by_address.get(entry.email) or by_plan.get(entry.plan) or (not entry.email and by_name.get(entry.name))
        if not owner and (entry.name or entry.email):
            owner = Donor.objects.create(name=entry.name, batch=batch).pk
        if owner:
            owners[entry.external_id] = _remember(entry, owner, batch, by_address, by_plan, by_name)
    return owners


def _by_address(addresses: set[str]) -> dict[str, int]:
    return dict(DonorAddress.objects.filter(email__in=addresses).values_list("email", "donor_id"))


def _remember(entry: Entry, owner: int, batch: ImportBatch, *known: dict[str, int]) -> int:
    """Note a new address of his, and where to find him again; if another import was quicker, its donor it is."""
    by_address, by_plan, by_name = known
    if entry.email and entry.email not in by_address:
        address, _ = DonorAddress.objects.get_or_create(email=entry.email, defaults={"donor_id": owner, "batch": batch})
        owner = by_address[entry.email] = address.donor_id
    if entry.plan:
        by_plan.setdefault(entry.plan, owner)
    if entry.name and not entry.email:
        by_name.setdefault(entry.name, owner)
    return owner


def remember_members(reading: Reading, batch: ImportBatch) -> None:
    """Note what is new of each member."""
    for some in _chunks(reading.members):
        seen = _seen([member.user_id for member in some])
        rows = [
            PatreonMember(
                batch=batch, user_id=user_id, place=_place(seen, user_id), lifetime=m.lifetime, currency=m.currency
            )
            for user_id, m in {member.user_id: member for member in some}.items()
            if not _is_same(seen.get(user_id), m)
        ]
        PatreonMember.objects.bulk_create(rows, ignore_conflicts=True)


def _place(seen: dict[str, patreon.Seen], user_id: str) -> int:
    return seen[user_id].place + 1 if user_id in seen else 1


def _is_same(seen: patreon.Seen | None, member: patreon.Member) -> bool:
    return seen is not None and (seen.lifetime, seen.currency) == (member.lifetime, member.currency)


def link_refunds(source: str) -> None:
    """Give each refund its gift and its donor, whichever of the two came first."""
    loose = Gift.objects.filter(source=source, gross__lt=0, refund_of=None).exclude(reference="").order_by("pk")
    for some in _chunks(loose):
        gifts = Gift.objects.filter(source=source, external_id__in=[row.reference for row in some], gross__gt=0)
        by_number = {gift.external_id: gift for gift in gifts}
        found = [refund for refund in some if refund.reference in by_number]
        for refund in found:
            gift = by_number[refund.reference]
            refund.refund_of, refund.donor_id, refund.recurring = gift, gift.donor_id, gift.recurring
        Gift.objects.bulk_update(found, ["refund_of", "donor", "recurring"])


def said(reading: Reading, report: Report) -> dict[str, Any]:
    """What the author himself answered, for the next file: of what he was not asked nothing is kept."""
    decided = {kind: said for kind, said in reading.answers.decided.items() if kind in report.unknown}
    orders = {reading.sign: reading.said_order} if reading.sign and reading.said_order else {}
    return {"orders": orders, "decided": decided}


def idle_donors(batch: ImportBatch) -> QuerySet[Donor]:
    """Those whom the import brought, who have no gift left and about whom the author wrote nothing."""
    untouched = Donor.objects.filter(batch=batch, gifts=None, notes="", do_not_write=False)
    own = Count("addresses", filter=Q(addresses__batch=None))
    return untouched.annotate(own=own).filter(own=0)
