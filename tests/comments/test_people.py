"""How people are told apart, and what does not tell them apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.people import canonical_address, has_visible_character, network_of, normal_address, skeleton, tidy_name

any_name = st.text(max_size=60) | st.text(st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Lo", "Lu"]), max_size=60)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ben@Okoro.Example ", "ben@okoro.example"),
        ("ben@bücher.example", "ben@xn--bcher-kva.example"),
        ("ben", "@ben"),
        ("ben@" + "x" * 70 + ".example", "ben@" + "x" * 70 + ".example"),
    ],
)
def test_an_address_has_one_spelling(typed, kept):
    assert normal_address(typed) == kept


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("b.en.okoro+x@gmail.com", "benokoro@gmail.com"),
        ("ben.okoro@googlemail.com", "benokoro@gmail.com"),
        ("ben.okoro+x@outlook.com", "ben.okoro@outlook.com"),
        ("ben+x+y@hotmail.co.uk", "ben@hotmail.co.uk"),
        ("ben+x@live.fr", "ben@live.fr"),
        ("ben+x@fastmail.fm", "ben@fastmail.fm"),
        ("ben+x@pm.me", "ben@pm.me"),
        ("ben+x@mac.com", "ben@mac.com"),
        ("ben.okoro+x@okoro.example", "ben.okoro+x@okoro.example"),
        ("ben+x@notgmail.com", "ben+x@notgmail.com"),
        ("+x@gmail.com", "+x@gmail.com"),
        (".@gmail.com", ".@gmail.com"),
        ("", ""),
    ],
)
def test_providers_that_deliver_variants_to_one_mailbox_are_known(address, mailbox):
    assert canonical_address(address) == mailbox


@given(st.text("ab.+", min_size=1, max_size=8), st.sampled_from(["gmail.com", "live.com", "okoro.example"]))
def test_a_mailbox_is_its_own_and_never_nameless(local, domain):
    mailbox = canonical_address(f"{local}@{domain}")
    assert canonical_address(mailbox) == mailbox
    assert not mailbox.startswith("@")


@pytest.mark.parametrize(
    "name",
    [
        "tobias wren",
        "TOBIAS WREN",
        "Tobias Wren.",
        "TobiasWren",
        "Tobias-Wren",
        "Tobias_Wren",
        "«Tobias’ Wren»",
        "Т оbias Wrеn",
        "ΤΟΒΙΑS WREN",
        "Tobias\u202e Wren",
        "Ｔｏｂｉａｓ　Ｗｒｅｎ",
        "Tobias\u3164Wren",
        "Tobias\u2800\u115fWren",
        "Tobias\u200b\u00ad Wren\ufe0f\u034f",
        "T0bias Wren",
        "Tob1as Wren",
        "TobIas Wren",
        "Tobias VVren",
        "𝐓𝐨𝐛𝐢𝐚𝐬 𝓦𝓻𝓮𝓷",
        "Ⓣⓞⓑⓘⓐⓢ Wren",
    ],
)
def test_a_name_in_disguise_looks_like_the_name(name):
    assert skeleton(name) == skeleton("Tobias Wren")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ian", "lan"),
        ("Ian", "ian"),
        ("Barnaby", "Bamaby"),
        ("Adil", "AdiI"),
        ("Phillip", "Phi‖ip"),
        ("НИНА", "нина"),
        ("STRASSE", "Straße"),
    ],
)
def test_names_that_are_read_alike_meet(one, other):
    assert skeleton(one) == skeleton(other)


def test_different_names_look_different():
    names = [
        "Ben Okoro",
        "Ada Marsh",
        "Tobias Wren",
        "Ann",
        "Anna",
        "Jan",
        "Jon",
        "José",
        "Jose",
        "山田",
        "田山",
        "★",
        "☆",
    ]
    assert len({skeleton(name) for name in names}) == len(names)


@pytest.mark.parametrize("name", ["", " ", "...", "\u3164", "\u200b", "\ud800", "\x00"])
def test_a_name_of_nothing_looks_like_nothing(name):
    assert skeleton(name) == ""


@given(any_name)
def test_a_skeleton_is_its_own(name):
    assert skeleton(skeleton(name)) == skeleton(name)


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .", max_size=30))
def test_case_and_spaces_never_part_two_names(name):
    assert skeleton(name) == skeleton(name.upper()) == skeleton(name.lower()) == skeleton(f" {name} ")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \t\n Marsh ", "Ada Marsh"),
        ("Ada\u2028Marsh", "Ada Marsh"),
        ("Ada\u202eMarsh\u200d", "AdaMarsh"),
        ("Ada\x00\ud800\ue000", "Ada"),
        ("Jose\u0301", "José"),
        ("a" + "\u0335" * 30, "a" + "\u0335" * 8),
        ("\u200b \u200b", ""),
    ],
)
def test_a_name_is_kept_on_one_line_with_nothing_hidden_in_it(typed, kept):
    assert tidy_name(typed) == kept


@given(any_name)
def test_a_tidy_name_stays_as_it_is_and_looks_the_same(name):
    assert tidy_name(tidy_name(name)) == tidy_name(name)


@pytest.mark.parametrize(
    ("name", "visible"), [("Ada", True), ("★", True), ("", False), ("\u3164", False), ("\u034f\u200b ", False)]
)
def test_a_name_shows_as_something(name, visible):
    assert has_visible_character(name) is visible


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:DB8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8::1%eth0", "2001:db8::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:10.1.2.3", ""),
        ("192.168.0.9", ""),
        ("172.31.255.255", ""),
        ("172.32.0.1", "172.32.0.0/24"),
        ("fe80::1%eth0", ""),
        ("192.0.2.0/24", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_no_more_of_a_network_address_is_kept_than_its_neighbourhood(address, network):
    assert network_of(address) == network


@given(st.text(max_size=20) | st.ip_addresses().map(str))
def test_any_text_has_a_network_or_none(address):
    assert network_of(address) == "" or network_of(address).endswith(("/24", "/64"))
