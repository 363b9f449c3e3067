"""What is taken in and for what it waits: each fact found through the form, kept as evidence, and told in words."""

import importlib
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from comments import actions, browser
from comments.models import Browser, Comment, HouseRules, Trust
from comments.wording import FOR_READERS, reasons_for_author
from tests.comments.test_submit import KNOWN, TYPED, send
from tests.factories import (
    browser_of,
    client_of,
    make_browser,
    make_comment,
    make_commenter,
    make_offence,
    make_post,
    make_regular,
    make_sanction,
)

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
T = datetime(2040, 6, 1, 12, 0, tzinfo=UTC)


def rules(**fields) -> HouseRules:
    return HouseRules.objects.update_or_create(pk=1, defaults=fields)[0]


def taken(response) -> Comment:
    """The comment that came in last, after its writer was sent on to see it."""
    assert response.status_code == 303, response.content.decode()
    return Comment.objects.latest("pk")


def told(response) -> str:
    return Client().get(response.url).content.decode()


@pytest.fixture
def regular(author):
    """Nell Gray, who has been here a while."""
    return make_regular("Nell Gray", "nell@gray.example")


# Each reason by itself: of Ada, in her own browser, with whom nothing else is wrong.


def a_word() -> dict:
    rules(words="casino\nice*")
    return {"body": "An iceberg! A Casino!"}


def a_filled_trap() -> dict:
    return {"subject": "Cheap  pills"}


def a_name_that_is_an_address() -> dict:
    return {"name": "www.pills.example"}


def always() -> dict:
    actions.hold_always(make_commenter(), True, by=None)
    return {}


def an_old_post() -> dict:
    rules(old_post_days=1)
    return {}


def links() -> dict:
    return {"body": "See https://one.example/a and two.example.com/b"}


@pytest.mark.parametrize(
    ("arrange", "reason", "evidence", "to_author"),
    [
        (
            links,
            "links",
            ["https://one.example/a", "two.example.com/b"],
            "two links: https://one.example/a, two",
        ),
        (a_word, "word", ["casino", "ice*"], "Your words: casino, ice*"),
        (a_filled_trap, "trap", ["the hidden field was filled in"], "the hidden field was filled in"),
        (a_name_that_is_an_address, "trap", ["the name is a web address, www.pills.example"], "www.pills.example"),
        (always, "always-hold", None, "You want to see all of his comments first"),
        (an_old_post, "old-post", None, "The post is old"),
    ],
)
def test_a_regular_reader_waits_for_one_reason_and_it_is_kept_and_told(post, ada, arrange, reason, evidence, to_author):
    response = send(post, ada, **{**KNOWN, **arrange()})
    comment = taken(response)
    assert (comment.status, comment.reasons, comment.proof) == ("pending", [reason], "bound")
    assert comment.evidence.get(reason) == evidence
    assert FOR_READERS[reason].format(links="two links", more="more than one link") in told(response)
    (said,) = reasons_for_author(comment)
    assert to_author in said


def test_all_that_speaks_against_it_is_kept_in_the_order_of_the_rules(post, author, regular):
    rules(words="casino", old_post_days=1)
    response = send(post, name="Nell Gray.", subject="x", body="Casino! a.com b.com", email="x@pills.example")
    comment = taken(response)
    assert comment.reasons == ["first", "links", "name-clash", "word", "trap", "old-post"]
    assert set(comment.evidence) == {"links", "name-clash", "word", "trap"}
    page = told(response)
    for reason in comment.reasons:
        assert FOR_READERS[reason].format(links="two links", more="more than one link") in page


def test_what_the_author_watches_for_is_looked_for_in_name_address_website_and_text(post):
    rules(words="casino\n@pills.example\nspam.example\nbuy now", limit_pace=False)
    for typed in (
        {"name": "Casino Joe"},
        {"email": "joe@pills.example"},
        {"website": "https://spam.example/"},
        {"body": "Buy <em>now</em>!"},
    ):
        assert "word" in taken(send(post, **typed)).reasons
    assert taken(send(post, body="Plain.")).reasons == ["first"]


# Links.


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Nothing here.", 0),
        ("Write to a@b.example and c@d.example", 0),
        ("https://one.example", 1),
        ('<a href="https://one.example">https://one.example</a>', 1),
        ("one.com two.com", 2),
        ("one.com,two.com,three.com", 3),
        ("one[dot]com and two (dot) org", 2),
        ("hxxp://one.example hxxps://two.example", 2),
        ("on\u200be.com and tw\u2060o.com", 2),
        ("\uff4f\uff4e\uff45\uff0e\uff43\uff4f\uff4d two\u3002com", 2),
        ("HTTPS://ONE.EXAMPLE www.two.example", 2),
        ('<a href="https://one.example">one</a> <a href="https://one.example">again</a>', 2),
        ("one&#46;com two&period;com", 2),
        ('<a href="mailto:a@b.example">write</a>', 0),
    ],
)
def test_what_counts_as_a_link_decides_whether_a_regular_waits(post, ada, body, found):
    comment = taken(send(post, ada, **{**KNOWN, "body": body}))
    assert len(comment.evidence.get("links", [])) == found
    assert comment.reasons == (["links"] if found > 1 else [])


# A name that looks like a regular's.


@pytest.mark.parametrize(
    "name", ["Nell Gray", "nell  gray", "N\u0435ll Gray", "Nell\u200b Gray", "Ne11 Gray", "Nell Gray!"]
)
def test_a_name_that_looks_like_a_regulars_waits(post, ada, regular, name):
    comment = taken(send(post, ada, **{**KNOWN, "name": name}))
    assert comment.reasons == ["name-clash"]
    assert comment.evidence["name-clash"] == ["Nell Gray"]
    assert "looks like that of a regular: Nell Gray" in reasons_for_author(comment)[0]


@pytest.mark.parametrize(("comments", "days", "clash"), [(5, 30, True), (4, 30, False), (5, 29, False)])
def test_only_the_names_of_those_who_have_been_here_a_while_are_kept_for_them(post, ada, comments, days, clash):
    make_regular("Nell Gray", "nell@gray.example", comments=comments, days=days)
    comment = taken(send(post, ada, **{**KNOWN, "name": "Nell Gray"}))
    assert ("name-clash" in comment.reasons) is clash


def test_a_regular_does_not_clash_with_himself_nor_with_his_own_other_address(post, author, regular):
    rules(limit_pace=False)
    own = client_of(make_browser(regular))
    assert taken(send(post, own, name="NELL gray", email="nell@gray.example")).is_public
    other = {"name": "Nell Gray", "email": "nell@elsewhere.example"}
    assert taken(send(post, **other)).reasons == ["first", "name-clash"]
    actions.join(regular, make_commenter(other["email"]), by=author)
    assert taken(send(post, **other, body="Again.")).reasons == ["first"]


def test_a_crowd_of_impostors_does_not_push_a_regular_out(post, ada, regular):
    for number in range(25):
        make_comment(post, "Hm.", "Nell Gray", f"a{number:02}@many.example")
    assert taken(send(post, ada, **{**KNOWN, "name": "Nell Gray"})).evidence["name-clash"] == ["Nell Gray"]


def test_two_regulars_of_one_name_each_go_on_from_their_own_browsers(post, regular):
    rules(limit_pace=False)
    other = make_regular("Nell Gray", "nell@elsewhere.example")
    for one in (regular, other):
        own = client_of(make_browser(one))
        assert taken(send(post, own, name="Nell Gray", email=one.email, body=one.email)).is_public
    stranger = send(post, name="Nell Gray", email=other.email, body="It is I.")
    assert taken(stranger).reasons == ["new-browser", "name-clash"]


def test_a_regular_may_not_take_the_name_of_another(post, regular):
    """Having been here a while is not enough: he was never published under that name."""
    own = client_of(make_browser(make_regular()))
    assert taken(send(post, own, **{**KNOWN, "name": "Nell Gray"})).reasons == ["name-clash"]


def test_a_joined_person_is_a_regular_by_all_that_his_addresses_have_said(post, ada, author):
    rules(established_comments=10)
    one = make_regular("Nell Gray", "nell@gray.example")
    actions.join(one, make_regular("Nell Gray", "nell@elsewhere.example"), by=author)
    assert taken(send(post, ada, **{**KNOWN, "name": "Nell Gray"})).reasons == ["name-clash"]


def test_who_does_not_guard_names_holds_nobody_for_one(post, ada, regular):
    rules(hold_lookalikes=False)
    assert taken(send(post, ada, **{**KNOWN, "name": "Nell Gray"})).is_public


# From where somebody who is barred wrote.


@pytest.fixture
def troll(post):
    """Barred, and what he wrote is gone; his browser and his network are known."""
    secret = make_browser()
    row = make_comment(
        post,
        "You oaf.",
        "Cy Adler",
        "cy@adler.example",
        status="removed",
        browser=browser_of(secret),
        network="198.51.100.0/24",
        submitted_at=timezone.now() - DAY,
    )
    make_offence(row, make_sanction(row.commenter, "ban"))
    row.secret = secret
    return row


def from_place(post, client, address="127.0.0.1", **typed):
    return client.post(f"/comments/on/{post.pk}/", {**TYPED, **typed}, REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("place", "bound", "reasons"),
    [
        ("browser", True, ["shared"]),
        ("browser", False, ["first", "shared"]),
        ("network", True, []),  # many share one: who is sure to be somebody else does not answer for his neighbour
        ("network", False, ["first", "shared"]),
        ("nowhere", True, []),
        ("nowhere", False, ["first"]),
    ],
)
def test_what_comes_from_the_place_of_somebody_barred_waits(post, known_reader, troll, place, bound, reasons):
    secret = troll.secret if place == "browser" else make_browser()
    if bound:
        Trust.objects.create(browser=browser_of(secret), commenter=known_reader.commenter)
    address = "198.51.100.9" if place == "network" else "192.0.2.1"
    response = from_place(post, client_of(secret), address, **(KNOWN if bound else TYPED))
    comment = taken(response)
    assert comment.reasons == reasons
    assert comment.evidence.get("shared") == ([place] if "shared" in reasons else None)
    if "shared" in reasons:
        assert f"wrote from the same {place} lately" in reasons_for_author(comment)[-1]
        assert "Cy Adler" not in told(response)


@pytest.mark.parametrize(("age", "held"), [(30 * DAY, True), (30 * DAY + TICK, False)])
def test_a_place_is_suspect_for_thirty_days(post, troll, age, held):
    now = timezone.now()
    Comment.objects.filter(pk=troll.pk).update(submitted_at=now - age)
    with time_machine.travel(now, tick=False):
        comment = taken(from_place(post, Client(), "198.51.100.1"))
    assert ("shared" in comment.reasons) is held


@pytest.mark.parametrize("fields", [{"ended_at": timezone.now()}, {"voided_at": timezone.now()}, {"step": "warning"}])
def test_the_place_of_somebody_who_is_not_barred_is_like_any_other(post, troll, fields):
    type(troll.offences.get().sanction).objects.update(**fields)
    assert taken(from_place(post, Client(), "198.51.100.1")).reasons == ["first"]


def test_a_place_may_be_left_out_of_account(post, troll):
    rules(hold_shared=False)
    assert taken(from_place(post, Client(), "198.51.100.1")).reasons == ["first"]


# Old posts, waves, programs.


@pytest.mark.parametrize(("age", "held"), [(14 * DAY, False), (14 * DAY + TICK, True)])
def test_an_old_post_makes_comments_wait_from_one_microsecond_to_the_next(post, ada, age, held):
    rules(old_post_days=14)
    old = make_post("Old", published_at=T)
    with time_machine.travel(T + age, tick=False):
        assert taken(send(old, ada, **KNOWN)).reasons == (["old-post"] if held else [])


def test_in_a_wave_newcomers_wait_whatever_else_is_set_and_known_readers_do_not(post, ada):
    rules(wave=3, first_timers_wait=False)
    Comment.objects.update(submitted_at=T - DAY)
    with time_machine.travel(T, tick=False):
        for number in range(3):
            new = {"name": f"Reader {number}", "email": f"reader{number}@many.example"}
            assert taken(send(post, **new)).is_public
    with time_machine.travel(T + timedelta(minutes=10), tick=False):
        assert taken(send(post)).reasons == ["wave"]
        assert taken(send(post, ada, **KNOWN)).is_public
    with time_machine.travel(T + timedelta(minutes=10, seconds=30), tick=False):
        assert taken(send(post, name="Cy", email="cy@adler.example")).is_public


@pytest.mark.parametrize(
    ("took", "held"),
    [
        ("2999", True),
        ("0", True),
        ("3000", False),
        ("", False),
        ("-5", False),
        ("2e3", False),
        ("9" * 400, False),
        ("x", False),
    ],
)
def test_what_a_stranger_sends_within_three_seconds_waits(post, took, held):
    comment = taken(send(post, took=took))
    assert comment.reasons == (["first", "trap"] if held else ["first"])
    assert comment.evidence.get("trap") == (["it was sent within three seconds"] if held else None)


def test_who_is_known_by_his_browser_may_be_quick_and_a_form_from_yesterday_is_good(post, ada):
    assert taken(send(post, ada, **KNOWN, took="10")).is_public
    assert taken(send(post, took=str(86_400_000))).reasons == ["first"]


def test_a_trap_that_a_browser_filled_in_costs_nobody_his_words(post, known_reader):
    rules(confirm_new_browsers=False)
    comment = taken(send(post, **KNOWN, subject="Ada"))
    assert (comment.reasons, comment.body) == (["trap"], KNOWN["body"])


def test_who_sets_no_traps_holds_nobody_for_one(post, ada):
    rules(hold_traps=False)
    assert taken(send(post, ada, **KNOWN, subject="Ada")).is_public


# What the house knows of where it was written.


@pytest.mark.parametrize(
    ("hops", "told_of", "network"),
    [
        (0, "9.9.9.9", "192.0.2.0/24"),
        (0, "", "192.0.2.0/24"),
        (1, "9.9.9.9, 203.0.113.7", "203.0.113.0/24"),
        (1, "203.0.113.7", "203.0.113.0/24"),
        (1, "9.9.9.9,8.8.8.8,203.0.113.7", "203.0.113.0/24"),
        (1, "", ""),
        (1, "nonsense", ""),
        (2, "9.9.9.9, 203.0.113.7, 10.0.0.1", "203.0.113.0/24"),
        (2, "10.0.0.1", ""),
        (2, "2001:db8:1:2::9, 10.0.0.1", "2001:db8:1:2::/64"),
    ],
)
def test_the_network_is_what_the_trusted_proxies_say_and_no_more_of_it_is_kept(post, settings, hops, told_of, network):
    settings.TRUSTED_PROXIES = hops
    headers = {"x-forwarded-for": told_of} if told_of else {}
    response = Client().post(f"/comments/on/{post.pk}/", TYPED, REMOTE_ADDR="192.0.2.33", headers=headers)
    assert taken(response).network == network


def test_the_browser_gets_a_cookie_when_its_comment_was_taken_in_and_keeps_it(post):
    client = Client()
    cookie = send(post, client).cookies[browser.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/comments/", True, "Lax")
    assert cookie["max-age"] == 365 * 24 * 3600
    assert not cookie["secure"], "the tests' house is on http"
    assert Comment.objects.get().browser == browser_of(cookie.value)
    assert cookie.value not in json.dumps(list(Browser.objects.values("key"))), "the house keeps its hash alone"
    assert send(post, client).cookies[browser.COOKIE].value == cookie.value


def test_over_https_the_cookie_is_sent_over_nothing_else_and_its_name_says_so(post, settings):
    settings.HTTPS = True
    importlib.reload(browser)
    try:
        cookie = send(post).cookies["__Secure-browser"]
    finally:
        settings.HTTPS = False
        importlib.reload(browser)
    assert cookie["secure"]


@pytest.mark.parametrize("forged", ["", "x", "x" * 21, "x" * 23, "'; drop table--aaaaaaaa", "\u00e9" * 22])
def test_a_cookie_that_is_none_of_ours_is_replaced(post, forged):
    client = Client()
    client.cookies[browser.COOKIE] = forged
    assert send(post, client).cookies[browser.COOKIE].value != forged


@pytest.mark.parametrize("typed", [{"body": ""}, {"name": "Tobias Wren"}])
def test_what_is_not_taken_in_sets_no_cookie(post, typed):
    assert not send(post, **typed).cookies


def test_the_author_is_known_by_his_login_and_gets_no_such_cookie(post, admin):
    assert browser.COOKIE not in send(post, admin).cookies


def test_an_approval_makes_the_browser_its_writers_own(post, author):
    client = Client()
    send(post, client)
    actions.approve(Comment.objects.get(), by=author)
    second = taken(send(post, client, body="Thank you."))
    assert (second.is_public, second.proof) == (True, "bound")
    third = taken(send(post, Client(), name=TYPED["name"], email="other@okoro.example", body="Hello."))
    assert third.reasons == ["first"], "the browser is his, not everybody's, and he is known by this address"


def test_a_browser_that_is_somebody_elses_proves_nothing(post, known_reader):
    bens = client_of(make_browser(make_commenter("ben@okoro.example")))
    assert taken(send(post, bens, **KNOWN)).reasons == ["new-browser"]


def test_every_reader_gets_the_same_bytes_known_unknown_or_barred(post, ada, known_reader):
    make_comment(post, "Said.")
    page = Client().get(post.get_absolute_url())
    for step in (None, "warning", "suspension", "ban"):
        if step:
            make_sanction(known_reader.commenter, step)
        again = ada.get(post.get_absolute_url())
        assert again.content == page.content
        assert again.headers["ETag"] == page.headers["ETag"]
        assert not again.cookies
        assert "Cookie" not in again.headers.get("Vary", "")


def test_a_letter_asks_the_owner_of_a_known_address_and_says_nothing_of_what_was_written(post, known_reader):
    send(post, **{**KNOWN, "body": "You oaf."})
    (letter,) = [one for one in Email.objects.all() if one.to == ["ada@marsh.example"]]
    assert "You oaf." not in letter.message
    assert "You oaf." not in letter.subject


# Whatever is typed, nothing breaks.

ODD = {
    "a lone surrogate": "\\ud800 %ED%A0%80",
    "thousands of digits": "&#" + "9" * 5000 + ";",
    "thousands of hexadecimal digits": "&#x" + "f" * 5000 + ";",
    "a number of a surrogate": "&#xD800; &#55296;",
    "a number beyond Unicode": "&#x110000; &#1114112;",
    "a null by number": "&#0; &#x0;",
    "brackets": "<" * 3000,
    "an open tag": "<a href='",
    "marks on marks": "e" + "\u0301" * 3000,
    "all directions": "\u202e\u2066\u2069\u202c" * 50 + "x",
    "an address that is none": "http://[::1 https://[x]/ http://",
    "percent signs": "%(name)s {name} {{ name }} {% now 'Y' %}",
}


@pytest.mark.parametrize("field", ["body", "name", "website", "email", "subject", "took", "follow", "read_warning"])
@pytest.mark.parametrize("odd", ODD)
def test_whatever_is_typed_is_taken_or_refused_but_breaks_nothing(post, field, odd):
    response = send(post, **{field: ODD[odd]})
    assert response.status_code in (303, 400)
    if response.status_code == 303:
        assert Client().get(response.url).status_code == 200


@pytest.mark.parametrize("odd", ODD)
def test_what_was_typed_breaks_no_page_once_it_stands_there(post, admin, odd):
    send(post, body=f"So: {ODD[odd]}"[:9000])
    comment = Comment.objects.get()
    assert admin.get("/admin/comments/comment/").status_code == 200
    assert admin.get(f"/admin/comments/comment/{comment.pk}/change/").status_code == 200
    Comment.objects.update(status="published")
    assert Client().get(post.get_absolute_url()).status_code == 200
    assert Client().get("/comments/feed/").status_code == 200


@pytest.mark.parametrize("field", ["name", "email", "website", "body", "subject", "took"])
@pytest.mark.parametrize("raw", [b"%00", b"%ED%A0%80", b"%FF%FE", b"%F4%90%80%80"])
def test_bytes_that_are_no_text_are_refused_wherever_they_stand(post, field, raw):
    typed = {"name": b"Ben", "email": b"ben@okoro.example", "website": b"", "body": b"Words", field: b"x" + raw}
    response = Client().post(
        f"/comments/on/{post.pk}/",
        b"&".join(name.encode() + b"=" + text for name, text in typed.items()),
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 400
    assert not Comment.objects.exists()
