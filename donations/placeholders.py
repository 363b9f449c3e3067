"""The words in braces that the author may use in his appeal and in his letter of thanks.

A mistake is an error in the admin, where it can be mended; on the site it is left standing as text and breaks nothing.
"""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

IN_AN_APPEAL = ("drive", "week", "weeks_left", "days_left", "ways")
IN_CLOSING_WORDS = ("drive",)
IN_THANKS = ("name", "amount", "date", "drive")

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Each `{name}` that is known replaced by its value, everything else left as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def validate_appeal(text: str) -> None:
    _validate(text, IN_AN_APPEAL)


def validate_closing_words(text: str) -> None:
    _validate(text, IN_CLOSING_WORDS)


def validate_thanks(text: str) -> None:
    _validate(text, IN_THANKS)


def _validate(text: str, allowed: tuple[str, ...]) -> None:
    known = ", ".join(f"{{{name}}}" for name in allowed)
    unknown = [f"{{{name}}}" for name in PLACEHOLDER.findall(text) if name not in allowed]
    errors = [f"{name} is not a placeholder. There are: {known}." for name in dict.fromkeys(unknown)]
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        errors.append(f"There is a brace without its partner. Braces are for placeholders only: {known}.")
    if errors:
        raise ValidationError(errors)
