"""PayPal's activity report (and its monthly statement), in four languages. Pure.

What counts is found by exclusion: money that came in, is completed, and is none of the
things that merely move money about. A type of row that is not known is for the author to decide.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import BinaryIO

from donations import people
from donations.imports import days
from donations.imports.entry import GIFT, REFUND, SKIP, Answers, Entry, Skipped
from donations.imports.errors import BadCell
from donations.imports.table import Row, Table, key_of, open_table
from donations.money import read_money

# Of each field its names in English, German, Spanish and French, those of older reports behind.
NAMES = {
    "date": ("Date", "Datum", "Fecha"),
    "time": ("Time", "Uhrzeit", "Hora", "Heure"),
    "zone": ("TimeZone", "Time Zone", "Zeitzone", "Zona horaria", "Fuseau horaire"),
    "name": ("Name", "Nombre", "Nom"),
    "type": ("Type", "Description", "Typ", "Beschreibung", "Tipo", "Descripción"),
    "status": ("Status", "Estado", "État", "Statut"),
    "currency": ("Currency", "Währung", "Divisa", "Moneda", "Devise"),
    "gross": ("Gross", "Brutto", "Bruto", "Brut", "Avant commission"),
    "fee": ("Fee", "Fees", "Gebühr", "Entgelt", "Comisión", "Tarifa", "Commission", "Frais"),
    "net": ("Net", "Netto", "Neto"),
    "email": (
        *("From Email Address", "Absender E-Mail-Adresse", "Von E-Mail-Adresse", "Correo electrónico del remitente"),
        *("Dirección de correo electrónico del remitente", "De la dirección de correo electrónico"),
        *("De l'adresse email", "Adresse email de l'expéditeur", "Adresse e-mail de l'expéditeur"),
    ),
    "to": (
        *("To Email Address", "Empfänger E-Mail-Adresse", "An E-Mail-Adresse", "Correo electrónico del destinatario"),
        *("Dirección de correo electrónico del destinatario", "À l'adresse email", "Adresse email du destinataire"),
    ),
    "id": (
        *("Transaction ID", "Transaktionscode", "Id. de transacción", "Identificador de la transacción"),
        *("Numéro de transaction", "Nº de transaction", "N° de transaction", "ID de transaction"),
    ),
    "reference": (
        *("Reference Txn ID", "Zugehöriger Transaktionscode", "Ref Transaktionscode", "Txn-Referenzkennung"),
        *("Id. de referencia de trans.", "Numéro de la transaction de référence", "Nº de transaction de référence"),
        *("N° de transaction de référence", "Numéro de transaction de référence"),
    ),
    "note": ("Note", "Hinweis", "Nota", "Remarque"),
    "impact": (
        *("Balance Impact", "Auswirkung auf Guthaben", "Repercusiones en el saldo", "Impacto en el saldo"),
        "Impact sur le solde",
    ),
}
NEEDED = ("date", "type", "currency", "gross", "id")

DONE = {
    *("completed", "abgeschlossen", "completado", "completada", "termine", "effectue"),
    # Of a gift that was paid back: it came, and its refund has a row of its own.
    *("refunded", "partially refunded", "reversed", "partially reversed"),
    *("zuruckgezahlt", "teilweise zuruckgezahlt", "ruckerstattet", "ruckzahlung", "teilweise ruckerstattet"),
    *("reembolsado", "parcialmente reembolsado", "reembolso parcial", "rembourse", "partiellement rembourse"),
}
WAITING = {
    *("pending", "uncleared", "unclaimed", "held", "on hold", "processing", "in progress"),
    *("ausstehend", "offen", "in bearbeitung", "pendiente", "en proceso", "en attente", "en cours"),
}
NOTHING_CAME = {
    *("denied", "canceled", "cancelled", "failed", "expired", "voided", "rejected", "declined", "returned", "removed"),
    *("blocked", "unpaid", "not paid", "draft", "storniert", "abgebrochen", "abgelehnt", "verweigert"),
    *("fehlgeschlagen", "abgelaufen", "zuruckgewiesen", "nicht bezahlt", "cancelado", "cancelada", "denegado"),
    *("denegada", "rechazado", "rechazada", "fallido", "caducado", "vencido", "anulado", "no pagado", "annule"),
    *("annulee", "refuse", "refusee", "rejete", "echoue", "echec", "expire", "expiree", "non paye"),
}
MOVES = {"credit", "debit", "haben", "soll", "abono", "cargo", "credito", "debito"}

_MOVED_ABOUT = re.compile(
    r"conversion|wahrungsumrechnung|umrechnung|withdraw|bank deposit|card deposit|\btransfers?\b|\bhold\b|\brelease\b|"
    r"reserve|authoriz|\bvoid\b|\brequest|invoice|shopping cart item|\border\b|\bfees?\b|bankgutschrift|abbuchung|"
    r"auszahlung|einbehalt|freigabe|autorisier|rechnung gesendet|warenkorbartikel|retirada|retiro|transferencia|"
    r"retencion|ingreso bancario|autorizacion|virement|retrait|blocage|deblocage|autorisation|facture"
)
# A type that holds one of these, too, may be a gift; only by one of the whole names below it is surely none.
_MAY_BE_A_GIFT = re.compile(
    r"donation|gift|support|preserve|payment|paid|invoice|\brequest|\border\b|spende|(?<!aus)zahlung|donacion|donativo|"
    r"\bdons?\b|\bpagos?\b|paiement|chargeback"
)
_SURELY_ABOUT = re.compile(
    r"(money |payment )?requests?( sent| received| cancell?ed)?|invoices?( sent| received| item| cancell?ed)?|"
    r"(pending )?orders?|((account|general|payment|temporary|dispute|review) )*(hold|release|hold release)s?|"
    r"(hold|release|reversal) (on|of) (?!.*(donation|gift)).*|((mass )?payment|processing) (processing )?fees?|"
    r"(general )?payment authoriz\w*|.*(einbehalt|freigabe|autorisier|retencion|autorizacion|blocage|autorisation).*"
)
_TAKEN_BACK = re.compile(
    r"refund|reversal|chargeback|ruckzahlung|ruckerstattung|ruckbuchung|stornierung|reembolso|reversion|devolucion|"
    r"contracargo|remboursement|annulation|opposition|impaye"
)
_GIVEN_BACK = re.compile(r"cancel\w* (of )?reversal|reversal cancel|reversed chargeback")  # for the author to judge
_SUBSCRIBED = re.compile(r"subscription|recurring|abonnement|\babo\b|wiederkehrend|suscripcion|recurrente|recurrent")
_PAYMENT = re.compile(
    r"donation|spende|donacion|donativo|\bdons?\b|payment received|"
    r"(general|website|web site|express checkout|mobile|subscription|recurring|preapproved) payment|"
    r"allgemeine zahlung|website zahlung|express zahlung|handyzahlung|mobile zahlung|abonnement\w* ?zahlung|"
    r"zahlung.*abonnement|wiederkehrende zahlung|pago (general|movil|expres|recurrente|de suscripcion)|"
    r"pago (en|del) sitio web|paiement (general|standard|mobile|express|recurrent|d abonnement)|"
    r"paiement (via|par) mobile|paiement (sur|du) site web"
)
_PLAN = re.compile(r"[IB]-[A-Z0-9]{4,40}")
_ID = re.compile(r"[A-Za-z0-9-]{4,80}")
_CURRENCY = re.compile(r"[A-Z]{3}")

ABOUT = "moves money about: a conversion, a transfer, a hold, a fee"
PENDING = "is pending; it comes again when it is completed"
DEAD = "was cancelled, denied, or never completed"
MEMO = "does not change the balance"
SPENT = "is money that you spent"
BACK_TO_YOU = "is money that you got back"
LEFT_OUT = "is of a type that you leave out"
UNDECIDED = "is of a type that is for you to decide"


def open_report(file: BinaryIO) -> Table:
    return open_table(file, NAMES, NEEDED, "PayPal activity report")


def dates(table: Table) -> Iterable[str]:
    return (row.get("date") for row in table.rows())


def entries(table: Table, answers: Answers, home: tzinfo) -> Iterator[Entry | Skipped]:
    """Each row in turn; days are those of the time zone `home`."""
    return (weigh(row, answers, home) for row in table.rows())


def weigh(row: Row, answers: Answers, home: tzinfo) -> Entry | Skipped:
    try:
        return _weighed(row, answers, home)
    except BadCell as error:
        return Skipped(row.line, str(error), problem=True)


def kind_of(type_key: str) -> str:
    """GIFT, REFUND or SKIP, and nothing for a type that is not known."""
    if _GIVEN_BACK.search(type_key):
        return ""
    if _MOVED_ABOUT.search(type_key) and _MAY_BE_A_GIFT.search(type_key) and not _SURELY_ABOUT.fullmatch(type_key):
        return ""
    for known, kind in ((_MOVED_ABOUT, SKIP), (_TAKEN_BACK, REFUND), (_PAYMENT, GIFT)):
        if known.search(type_key):
            return kind
    return ""


def _weighed(row: Row, answers: Answers, home: tzinfo) -> Entry | Skipped:
    written = people.one_line(row.get("type"), 80) or "(no type)"
    known = kind_of(key_of(written))
    if out := _out(row, known):
        return Skipped(row.line, out)
    gross = _amount(row.get("gross"))
    if not gross:
        return Skipped(row.line, MEMO)
    status = people.one_line(row.get("status"), 40)
    if key_of(status) not in DONE and status:  # one that is not known
        return _asked(row, f"{written}, {status}", gross, answers, home)
    if known:
        return _entry(row, known, gross, answers, home)
    return _asked(row, written, gross, answers, home)


def _asked(row: Row, written: str, gross: Decimal, answers: Answers, home: tzinfo) -> Entry | Skipped:
    """A type or status that is not known. What went out and takes nothing back is no question."""
    if gross < 0 and not _is_number(row.get("reference")) and not _TAKEN_BACK.search(key_of(row.get("type"))):
        return Skipped(row.line, SPENT)
    kind = answers.about(written)
    if kind in (GIFT, REFUND):
        return replace(_entry(row, kind, gross, answers, home), unknown=written)
    return Skipped(row.line, LEFT_OUT if kind == SKIP else UNDECIDED, unknown=written)


def _entry(row: Row, kind: str, gross: Decimal, answers: Answers, home: tzinfo) -> Entry | Skipped:
    if kind == REFUND:
        return _refund(row, gross, answers, home) if gross < 0 else Skipped(row.line, BACK_TO_YOU)
    return _gift(row, gross, answers, home) if gross > 0 else Skipped(row.line, SPENT)


def _out(row: Row, known: str) -> str:
    """Why a row does not count, whatever its amount."""
    status, impact = key_of(row.get("status")), key_of(row.get("impact"))
    if known == SKIP:
        return ABOUT
    if status in WAITING:
        return PENDING
    if status in NOTHING_CAME:
        return DEAD
    return MEMO if impact and impact not in MOVES else ""


def _gift(row: Row, gross: Decimal, answers: Answers, home: tzinfo) -> Entry:
    plan = row.get("reference") if _PLAN.fullmatch(row.get("reference")) else ""
    return replace(
        _money(row, gross, answers, home),
        name=people.one_line(row.get("name")),
        email=people.normal(row.get("email")),
        recurring=plan.startswith("I-") or bool(_SUBSCRIBED.search(key_of(row.get("type")))),
        plan=plan,
        note=people.several_lines(row.get("note")),
    )


def _refund(row: Row, gross: Decimal, answers: Answers, home: tzinfo) -> Entry:
    """It is the author who pays here: whose gift it was stands with the gift, and where the money went."""
    reference = row.get("reference") if _is_number(row.get("reference")) else ""
    return replace(_money(row, gross, answers, home), reference=reference, email=people.normal(row.get("to")))


def _money(row: Row, gross: Decimal, answers: Answers, home: tzinfo) -> Entry:
    if not _ID.fullmatch(row.get("id")):
        raise BadCell("has no transaction number")
    if not _CURRENCY.fullmatch(row.get("currency")):
        raise BadCell("has no currency")
    day, at = _when(row, answers.order, home)
    return Entry(row.line, row.get("id"), day, gross, _net(row, gross), row.get("currency"), given_at=at)


def _when(row: Row, order: str, home: tzinfo) -> tuple[date, datetime | None]:
    """The day where the author lives: what came at five to midnight by PayPal's clock may be of the next day."""
    day = days.read_day(row.get("date"), order)
    at = days.moment(day, row.get("time"), row.get("zone"))
    return (at.astimezone(home).date(), at) if at else (day, None)


def _net(row: Row, gross: Decimal) -> Decimal:
    """As the file says; else what is left after the fee, which the file writes with a minus."""
    if row.get("net"):
        return _amount(row.get("net"))
    return gross + _amount(row.get("fee")) if row.get("fee") else gross


def _amount(text: str) -> Decimal:
    try:
        return read_money(text)
    except ValueError:
        raise BadCell("has an amount that cannot be read") from None


def _is_number(reference: str) -> bool:
    return bool(_ID.fullmatch(reference)) and not _PLAN.fullmatch(reference)
