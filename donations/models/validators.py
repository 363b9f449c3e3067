"""What an address or a number has to look like."""

from django.core.validators import RegexValidator

https_only = RegexValidator(r"^https://", "Give an address that begins with https://.", code="not_https")
paypal_number = RegexValidator(
    r"^[A-Z0-9]{6,32}\Z",
    "This is not a button's number. PayPal shows it as hosted_button_id: capital letters and digits, nothing else. "
    "Paste only these, not the code around them.",
    code="not_a_number",
)
