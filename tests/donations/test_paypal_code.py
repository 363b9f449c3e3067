"""PayPal's code, as authors paste it: the field that counts is taken, everything else is left out and named."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from hypothesis import given
from hypothesis import strategies as st

from donations.paypal_code import NUMBER, Taken, read

DONATE_BUTTON = """
<form action="https://www.paypal.com/donate" method="post" target="_top">
<input type="hidden" name="hosted_button_id" value="ABCDEFGH12345" />
<input type="image" src="https://www.paypalobjects.com/en_US/i/btn/btn_donate_LG.gif" border="0" name="submit"
 title="PayPal - The safer, easier way to pay online!" alt="Donate with PayPal button" />
<img alt="" border="0" src="https://www.paypal.com/en_US/i/scr/pixel.gif" width="1" height="1" />
</form>"""
SUBSCRIBE_BUTTON = """
<form action="https://www.paypal.com/cgi-bin/webscr" method="post" target="_top">
<input type="hidden" name="cmd" value="_s-xclick" />
<input type="hidden" name="hosted_button_id" value="SUBSCRIBE6789" />
<input type="hidden" name="currency_code" value="USD" />
<input type="image" src="https://www.paypalobjects.com/en_US/i/btn/btn_subscribe_LG.gif" alt="Subscribe" />
</form>"""
OLD_BUTTON = SUBSCRIBE_BUTTON.replace("btn_subscribe", "btn_something")
BY_ADDRESS = """
<form action="https://www.paypal.com/donate" method="post" target="_top">
<input type="hidden" name="business" value="nora@winter.example" />
<input type="hidden" name="item_name" value="The Saltmarsh Ledger & friends" />
<input type="hidden" name="currency_code" value="USD" />
<input type="hidden" name="notify_url" value="https://spy.example/ipn" />
<input type="image" src="https://www.paypalobjects.com/en_US/i/btn/btn_donate_LG.gif" />
</form>"""
UNHOSTED_SUBSCRIPTION = """
<form action="https://www.paypal.com/cgi-bin/webscr" method="post">
<input type="hidden" name="cmd" value="_xclick-subscriptions">
<input type="hidden" name="business" value="NORAWINTER123">
<input type="hidden" name="a3" value="5.00"><input type="hidden" name="p3" value="1">
<input type="hidden" name="t3" value="M">
</form>"""
SDK_BUTTON = """
<div id="donate-button-container"><div id="donate-button"></div>
<script src="https://www.paypalobjects.com/donate/sdk/donate-sdk.js" charset="UTF-8"></script>
<script>
PayPal.Donation.Button({ env:'production', hosted_button_id:'ABCDEFGH12345',
image: { src:'https://www.paypalobjects.com/en_US/i/btn/btn_donate_LG.gif', alt:'Donate' } }).render('#donate-button');
</script></div>"""
SDK_SUBSCRIPTION = """
<div id="paypal-button-container-P-1AB23456CD789012EFGHIJKL"></div>
<script src="https://www.paypal.com/sdk/js?client-id=abc&vault=true&intent=subscription"></script>
<script>paypal.Buttons({ createSubscription: function(data, actions) {
return actions.subscription.create({ plan_id: 'P-1AB23456CD789012EFGHIJKL' }); } }).render('#x');</script>"""
PLAN = "https://www.paypal.com/webapps/billing/plans/subscribe?plan_id=P-1AB23456CD789012EFGHIJKL"


@pytest.mark.parametrize(
    ("pasted", "taken"),
    [
        (DONATE_BUTTON, Taken("paypal_once", "ABCDEFGH12345", dropped=("two pictures",))),
        (SUBSCRIBE_BUTTON, Taken("paypal_subscription", "SUBSCRIBE6789", dropped=("one picture",))),
        (OLD_BUTTON, Taken("", "SUBSCRIBE6789", dropped=("one picture",))),
        (SDK_BUTTON, Taken("paypal_once", "ABCDEFGH12345", dropped=("two scripts",))),
        (SDK_SUBSCRIPTION, Taken("link", url=PLAN, dropped=("two scripts",))),
        (
            BY_ADDRESS,
            Taken(
                "link",
                url="https://www.paypal.com/donate/?business=nora%40winter.example"
                "&item_name=The+Saltmarsh+Ledger+%26+friends&currency_code=USD",
                dropped=("one picture", "one other field"),
            ),
        ),
        (
            UNHOSTED_SUBSCRIPTION,
            Taken(
                "link",
                url="https://www.paypal.com/cgi-bin/webscr?cmd=_xclick-subscriptions&business=NORAWINTER123"
                "&a3=5.00&p3=1&t3=M",
            ),
        ),
    ],
)
def test_from_a_buttons_code_the_field_that_counts_is_taken(pasted, taken):
    assert read(pasted) == taken


@pytest.mark.parametrize(
    ("pasted", "taken"),
    [
        ("https://www.paypal.com/donate/?hosted_button_id=ABCDEFGH12345", Taken("paypal_once", "ABCDEFGH12345")),
        ("https://www.paypal.com/donate?hosted_button_id=ABCDEFGH12345&x=1", Taken("paypal_once", "ABCDEFGH12345")),
        ("  www.paypal.com/donate/?hosted_button_id=ABCDEFGH12345\n", Taken("paypal_once", "ABCDEFGH12345")),
        (
            "https://www.paypal.com/cgi-bin/webscr?cmd=_s-xclick&hosted_button_id=ABCDEFGH12345",
            Taken("", "ABCDEFGH12345"),
        ),
        (
            '<a href="https://www.paypal.com/donate/?hosted_button_id=ABCDEFGH12345"><img src="x.gif"></a>',
            Taken("paypal_once", "ABCDEFGH12345", dropped=("one picture",)),
        ),
        ("ABCDEFGH12345", Taken("", "ABCDEFGH12345")),
        ("https://paypal.me/norawinter", Taken("link", url="https://paypal.me/norawinter")),
        ("paypal.me/norawinter", Taken("link", url="https://paypal.me/norawinter")),
        ("paypal.me/norawinter/25", Taken("link", url="https://paypal.me/norawinter/25")),
        ("https://paypal.me/norawinter/12.50eur/", Taken("link", url="https://paypal.me/norawinter/12.50eur/")),
        ("paypal.com/paypalme/norawinter/25USD", Taken("link", url="https://paypal.com/paypalme/norawinter/25USD")),
        ("http://www.paypal.me/norawinter?utm=x", Taken("link", url="https://www.paypal.me/norawinter")),
        ("https://www.paypal.com/paypalme/norawinter", Taken("link", url="https://www.paypal.com/paypalme/norawinter")),
        (f"{PLAN}&country=US", Taken("link", url=PLAN)),
        (
            "https://www.paypal.com/ncp/payment/ABC12DEF34GH5",
            Taken("link", url="https://www.paypal.com/ncp/payment/ABC12DEF34GH5"),
        ),
        (
            "https://www.paypal.com/donate/?business=NORAWINTER123&currency_code=EUR",
            Taken("link", url="https://www.paypal.com/donate/?business=NORAWINTER123&currency_code=EUR"),
        ),
    ],
)
def test_from_a_link_too(pasted, taken):
    assert read(pasted) == taken


@pytest.mark.parametrize(
    ("pasted", "reason"),
    [
        ("hello", "There is no PayPal button in this"),
        ("nora@winter.example", "There is no PayPal button in this"),
        ("<b>Donate!</b>", "There is no PayPal button in this"),
        ("<script>alert(1)</script>", "There is no PayPal button in this"),
        ("<form><input name=hosted_button_id value=ABCDEFGH12345></form>", "There is no PayPal button in this"),
        ("https://www.paypal.com/", "There is no PayPal button in this"),
        ("https://www.paypal.com/signin?returnUri=x", "There is no PayPal button in this"),
        ("https://paypal.me/", "There is no PayPal button in this"),
        ("https://www.paypal.com/paypalme/", "There is no PayPal button in this"),
        ('https://www.paypal.com/paypalme/"onclick="x', "There is no PayPal button in this"),
        ("https://www.paypal.com/paypalme/../donate", "There is no PayPal button in this"),
        ("javascript:alert(1)", "There is no PayPal button in this"),
        ("https://paypal.me/norawinter/25/more", "There is no PayPal button in this"),
        ("abcdefgh12345", "6 to 32 capital letters and digits"),
        (DONATE_BUTTON.replace("ABCDEFGH12345", "abcdefgh12345"), "6 to 32 capital letters and digits"),
        (SDK_BUTTON.replace("production", "sandbox"), "sandbox, where no money moves"),
        ("https://[", "There is no PayPal button in this"),
        ("https://www.paypal.com.evil.example/donate?hosted_button_id=ABCDEFGH12345", "www.paypal.com.evil.example"),
        ("https://www.paypal.com@evil.example/donate?hosted_button_id=ABCDEFGH12345", "leads to evil.example"),
        ("https://evil.example/www.paypal.com/donate?hosted_button_id=ABCDEFGH12345", "leads to evil.example"),
        (DONATE_BUTTON.replace("www.paypal.com/donate", "evil.example/donate"), "leads to evil.example and not to"),
        (DONATE_BUTTON.replace("https://www.paypal.com/donate", "/donate"), "leads to nowhere"),
        (DONATE_BUTTON.replace("www.paypal.com/donate", "www.sandbox.paypal.com/donate"), "sandbox"),
        (DONATE_BUTTON.replace("ABCDEFGH12345", "&quot;><script>"), "hosted_button_id"),
        (DONATE_BUTTON.replace("ABCDEFGH12345", ""), "hosted_button_id"),
        (BY_ADDRESS.replace("nora@winter.example", "not an address"), "neither an e-mail address"),
        (SUBSCRIBE_BUTTON.replace("hosted_button_id", "encrypted"), "encrypted"),
        (UNHOSTED_SUBSCRIPTION.replace("_xclick-subscriptions", "_cart"), "There is no PayPal button in this"),
        ("https://www.paypal.com/donate/?business=", "There is no PayPal button in this"),
    ],
)
def test_what_is_no_button_of_paypals_is_refused_with_its_reason(pasted, reason):
    with pytest.raises(ValidationError, match=reason):
        read(pasted)


def test_what_was_taken_and_left_out_is_said_in_a_sentence():
    assert str(read(SDK_BUTTON)) == (
        "Taken from what you pasted: the button's number ABCDEFGH12345. Left out: two scripts."
    )
    assert str(read("paypal.me/nora")) == "Taken from what you pasted: the address https://paypal.me/nora."


PIECES = st.sampled_from(
    [
        '<form action="https://www.paypal.com/donate">',
        '<form action="https://[">',
        "</form>",
        '<input type="hidden" name="hosted_button_id" value="ABCDEFGH12345">',
        '<input name="business" value="',
        '">',
        "<script>",
        "hosted_button_id:'",
        "'",
        "</script>",
        "https://www.paypal.com/",
        "paypalme/",
        "https://paypal.me/",
        "<a href=",
        "<img src=x>",
        "\n",
        "?plan_id=",
        "%00",
        "<![CDATA[",
        "<!--",
    ]
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=12).map("".join))
def test_whatever_is_pasted_either_a_clean_field_comes_out_or_a_reason(pasted):
    try:
        taken = read(pasted)
    except ValidationError:
        return
    assert bool(taken.button_id) != bool(taken.url)
    if taken.button_id:
        assert NUMBER.fullmatch(taken.button_id)
    else:
        URLValidator(schemes=["https"])(taken.url)
        assert taken.url.split("/")[2] in {"www.paypal.com", "paypal.com", "paypal.me", "www.paypal.me"}
        assert not set(taken.url) & set("<>\"' ")
