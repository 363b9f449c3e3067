"""Amounts: read from text in the ways of several lands, and written for people. Never a float."""

import re
from decimal import Decimal

MOST = Decimal(10) ** 10  # what the ledger's columns hold

# Figures in groups of three, or plainly; then cents behind whatever point did not part the groups.
_FIGURES = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?P<group>[.,' ])[0-9]{3}(?:(?P=group)[0-9]{3})*)"
    r"(?:(?!(?P=group))[.,](?P<cents>[0-9]{1,2}))?"
)
_MINUS = str.maketrans("\u2212\u2013\u2019\u00a0\u202f\u2009", "--'   ")
_TWO_WAYS = re.compile(r"(?<![0-9.,' ])([1-9][0-9]{0,2})[.,]([0-9]{3})(?![0-9.,' ])")
_FITTING = {  # a dollar's code ends with D
    "$": ("D", "MXN", "ARS", "CLP", "COP", "BRL", "UYU"),
    "€": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "FKP", "SHP"),
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def read_money(text: str) -> Decimal:
    """ "1,653.75", "1.653,75", "1 653,75", "-$25" and "25" as a number of cents.

    Three figures behind a single point are thousands: nobody pays in thousandths. Raises
    ValueError, without the text, for what is no amount.
    """
    plain = re.sub("[$€£]", "", text.translate(_MINUS)).strip()
    minus = plain.startswith("-") or plain.endswith("-") or (plain[:1] == "(" and plain[-1:] == ")")
    found = _FIGURES.fullmatch(re.sub(r"^[-+(]|[-)]$", "", plain).strip())
    if not found or len(plain) > 40:
        raise ValueError("This is no amount.")
    amount = Decimal(f"{re.sub('[^0-9]', '', found['whole'])}.{found['cents'] or '0'}").quantize(Decimal("0.01"))
    if amount >= MOST:
        raise ValueError("This amount is too large.")
    return -amount if minus else amount


def read_typed(text: str, currency: str) -> Decimal:
    """As `read_money`, but of what a person types nothing is guessed.

    Raises ValueError, too, where three figures behind a single point could be thousands or
    not, and where the sign before the amount is another currency's.
    """
    amount = read_money(text)
    if found := _TWO_WAYS.search(text):
        whole, rest = found[1], found[2]
        raise ValueError(f"“{found[0]}” can mean {whole}{rest}.00 or {whole}.{rest}.")
    for sign, fitting in _FITTING.items():
        if sign in text and currency and not currency.endswith(fitting):
            raise ValueError(f"{sign} is not the sign of {currency}.")
    return amount


def in_figures(amount: Decimal, currency: str) -> str:
    """ "$1,653.75", "−€20.00", "25.00 CHF"."""
    figures, minus = f"{abs(amount):,.2f}", "−" if amount < 0 else ""
    sign = _SIGNS.get(currency)
    return f"{minus}{sign}{figures}" if sign else f"{minus}{figures} {currency}"
