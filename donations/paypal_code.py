"""What PayPal gives an author to paste, read down to what a way of giving is made of.

PayPal's code loads a script or pictures by which PayPal learns of everybody who reads the page. Nothing of it is ever
kept: a number, or an address put together anew from fields that are known here, is all that comes out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from donations.words import counted

ONCE, SUBSCRIPTION, LINK = "paypal_once", "paypal_subscription", "link"

HOSTS = {"paypal.com", "www.paypal.com", "paypal.me", "www.paypal.me"}
# Where a button has no number but names its account: who is paid, for what, how much, how often.
KEPT = (
    "business",
    "item_name",
    "item_number",
    "currency_code",
    "amount",
    "no_recurring",
    "a3",
    "p3",
    "t3",
    "src",
    "lc",
)
PAYMENTS = {"_donations", "_xclick", "_xclick-subscriptions"}
READ = {"cmd", "hosted_button_id", *KEPT}
_SUM = r"(?:/[0-9]+(?:[.,][0-9]{1,2})?[A-Za-z]{0,3})?"  # paypal.me/NAME/25USD
PAGES = re.compile(
    rf"/(?:paypalme/[\w.-]+{_SUM}|ncp/payment/[\w.-]+|webapps/billing/plans/subscribe)/?",
    re.ASCII,
)
PROFILE = re.compile(rf"/[\w.-]+{_SUM}/?", re.ASCII)
NUMBER = re.compile(r"[A-Z0-9]{6,32}")
IN_A_SCRIPT = {
    "hosted_button_id": re.compile(r"""hosted_button_id["']?\s*:\s*["']([^"']+)["']"""),
    "plan_id": re.compile(r"""plan_id["']?\s*:\s*["']([\w-]+)["']"""),
}
IN_THE_SANDBOX = re.compile(r"""\benv["']?\s*:\s*["']sandbox["']""")
DROPPED = {"script": "script", "img": "picture", "style": "style sheet", "link": "style sheet", "iframe": "frame"}

NOTHING = (
    "There is no PayPal button in this. Paste the code of a button as PayPal shows it, or a link that begins with "
    "https://www.paypal.com/ or https://paypal.me/."
)
SANDBOX = "This comes from PayPal's sandbox, where no money moves. Make the button in your real account."
ENCRYPTED = "This button is an encrypted one and has no number. Make a new one at PayPal, as a “hosted” button."
NO_NUMBER = (
    "The number in this code (hosted_button_id) is not one of PayPal's, which are 6 to 32 capital letters and digits."
)
NO_ACCOUNT = "The account in this code (business) is neither an e-mail address nor the number of an account."


@dataclass(frozen=True, slots=True)
class Taken:
    """A button's number or an address, and what was left out. `kind` is empty where the code does not tell."""

    kind: str = ""
    button_id: str = ""
    url: str = ""
    dropped: tuple[str, ...] = ()

    def __str__(self) -> str:
        taken = f"the button's number {self.button_id}" if self.button_id else f"the address {self.url}"
        left_out = f" Left out: {', '.join(self.dropped)}." if self.dropped else ""
        return f"Taken from what you pasted: {taken}.{left_out}"


def read(pasted: str) -> Taken:
    """What is of use in PayPal's code or link; ValidationError, for the author to read, where nothing is."""
    soup = BeautifulSoup(f"<div>{pasted}</div>", "html.parser")
    taken = _from_form(soup) or _from_script(soup) or _from_link(soup, pasted.strip())
    if not taken:
        raise ValidationError(NOTHING, code="nothing")
    return replace(taken, kind=taken.kind or _told_by_its_picture(pasted), dropped=_dropped(soup))


def _from_form(soup: BeautifulSoup) -> Taken | None:
    form = soup.find("form", action=True)
    if not form:
        return None
    fields = {str(field["name"]): str(field.get("value", "")) for field in form.find_all("input", attrs={"name": True})}
    return _asked(str(form["action"]), fields)


def _from_script(soup: BeautifulSoup) -> Taken | None:
    text = " ".join(str(script.string or "") for script in soup.find_all("script"))
    if IN_THE_SANDBOX.search(text):
        raise ValidationError(SANDBOX, code="sandbox")
    found = {name: match[1] for name, pattern in IN_A_SCRIPT.items() if (match := pattern.search(text))}
    if "hosted_button_id" in found:
        return _numbered(found["hosted_button_id"], kind=ONCE)
    if "plan_id" in found:
        return Taken(LINK, url=f"https://www.paypal.com/webapps/billing/plans/subscribe?{urlencode(found)}")
    return None


def _from_link(soup: BeautifulSoup, pasted: str) -> Taken | None:
    link = soup.find("a", href=True)
    address = str(link["href"]) if link else pasted
    if NUMBER.fullmatch(address) or (NUMBER.fullmatch(address.upper()) and re.search("[0-9]", address)):
        return _numbered(address, kind="")
    if re.match(r"(?:www\.)?paypal\.(?:com|me)/", address):
        address = f"https://{address}"
    return _asked(address, {}) if re.match(r"https?://\S+\Z", address) else None


def _asked(address: str, fields: Mapping[str, str]) -> Taken | None:
    """What a form or a link asks PayPal for."""
    parts = _at_paypal(address)
    asked = {**dict(parse_qsl(parts.query)), **fields}
    if "encrypted" in asked:
        raise ValidationError(ENCRYPTED, code="encrypted")
    if "hosted_button_id" in asked:
        return _numbered(asked["hosted_button_id"], kind=ONCE if parts.path.startswith("/donate") else "")
    if "business" in asked:
        return Taken(LINK, url=_by_account(asked))
    return _page(parts, asked)


def _at_paypal(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError as error:
        raise ValidationError(NOTHING, code="nothing") from error
    if host.endswith("sandbox.paypal.com"):
        raise ValidationError(SANDBOX, code="sandbox")
    if host not in HOSTS:
        raise ValidationError(f"This leads to {host or 'nowhere'} and not to PayPal.", code="elsewhere")
    return parts


def _numbered(number: str, kind: str) -> Taken:
    if not NUMBER.fullmatch(number.strip()):
        raise ValidationError(NO_NUMBER, code="no_number")
    return Taken(kind, button_id=number.strip())


def _by_account(asked: Mapping[str, str]) -> str:
    _refuse_no_account(asked["business"])
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    command = asked.get("cmd", "_donations")
    if command not in PAYMENTS:
        raise ValidationError(NOTHING, code="nothing")
    if command == "_donations":
        return f"https://www.paypal.com/donate/?{urlencode(kept)}"
    return f"https://www.paypal.com/cgi-bin/webscr?{urlencode({'cmd': command, **kept})}"


def _refuse_no_account(business: str) -> None:
    if NUMBER.fullmatch(business):
        return
    try:
        validate_email(business)
    except ValidationError as error:
        raise ValidationError(NO_ACCOUNT, code="no_account") from error


def _page(parts: SplitResult, asked: Mapping[str, str]) -> Taken | None:
    """A page of the author's own at PayPal; of its query only a plan is kept."""
    profile = str(parts.hostname).endswith("paypal.me")
    if not (PROFILE if profile else PAGES).fullmatch(parts.path):
        return None
    plan = f"?{urlencode({'plan_id': asked['plan_id']})}" if asked.get("plan_id") else ""
    return Taken(LINK, url=f"https://{parts.hostname}{parts.path}{plan}")


def _told_by_its_picture(pasted: str) -> str:
    """PayPal's older code names a donation and a subscription alike; only the picture on the button differs."""
    if "btn_subscri" in pasted:
        return SUBSCRIPTION
    return ONCE if "btn_donate" in pasted else ""


def _dropped(soup: BeautifulSoup) -> tuple[str, ...]:
    found: dict[str, int] = {}
    for element in soup.find_all(list(DROPPED)):
        found[DROPPED[element.name]] = found.get(DROPPED[element.name], 0) + 1
    if pictures := len(soup.find_all("input", type="image")):
        found["picture"] = found.get("picture", 0) + pictures
    others = [field for field in soup.find_all("input", type="hidden") if field.get("name") not in READ]
    return tuple(counted(number, noun) for noun, number in {**found, "other field": len(others)}.items() if number)
