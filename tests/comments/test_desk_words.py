"""What the author's rooms say of whom: of a regular nothing that somebody else did, and everything in plain words."""

import re
from html import unescape

import pytest

from comments import actions
from comments.models import Comment, HouseRules, Offence, Sanction
from tests.factories import browser_of, make_browser, make_comment, make_offence, make_regular, make_sanction

ROSALIND = {"name": "Rosalind Kerr", "email": "rosalind@kerr.example"}
QUEUE = "/admin/comments/comment/"


def door(comment: Comment) -> str:
    return f"{QUEUE}{comment.pk}/offence/"


def page_of(admin, address: str, **query) -> str:
    return unescape(admin.get(address, query).content.decode())


def text_of(page: str) -> str:
    """What its reader reads beside the list of rooms, on one line."""
    page = unescape(page).partition('class="main"')[2]
    messages, content = (page.partition(start)[2] for start in ('class="messagelist"', 'id="content"'))
    return " ".join(re.sub(r"<[^>]*>", " ", (messages or content)).split())


@pytest.fixture
def borrowed(post) -> Comment:
    """Somebody else wrote under the address of a regular, from a browser of his own."""
    make_regular(**ROSALIND)
    reasons = ["new-browser"]
    return make_comment(
        post, "You oaf.", **ROSALIND, status="pending", reasons=reasons, browser=browser_of(make_browser())
    )


def judge(admin, comment: Comment, **fields):
    sent = {"category": "obscenity", "step": "warning", "reason": "", **fields}
    return admin.post(door(comment), sent, follow=True)


# A borrowed address


def test_the_regular_is_not_counted_as_the_offender(admin, borrowed):
    judge(admin, borrowed, whose="browser")
    make_comment(borrowed.post, "I meant the ice.", **ROSALIND, status="pending", reasons=["links"])
    page = page_of(admin, QUEUE)
    assert "5 published" in page
    assert "offence</strong>" not in page
    assert "turned away" not in page.partition('class="cards"')[2]
    (row,) = admin.get("/admin/comments/commenter/").context["cl"].result_list
    assert (row.known_sanctions, row.counts) == ([], (5, 0))


def test_his_own_offence_counts_as_before(admin, borrowed):
    make_offence(make_comment(borrowed.post, "Oaf.", **ROSALIND, status="removed"), make_sanction(borrowed.commenter))
    page = page_of(admin, QUEUE)
    assert "1 offence</strong>" in page
    assert "1 turned away" in page


def test_its_browser_is_not_proposed_to_be_trusted(admin, borrowed):
    address = f"{QUEUE}{borrowed.pk}/change/"
    assert f'name="trust" value="{borrowed.pk}" checked' in page_of(admin, address)
    judge(admin, borrowed, whose="browser")
    page = page_of(admin, address)
    assert f'name="trust" value="{borrowed.pk}"' in page
    assert "checked" not in page.partition('name="trust"')[2].partition(">")[0]


def test_of_whoever_used_the_browser_nothing_is_said_that_is_known_of_the_regular(admin, borrowed):
    page = text_of(page_of(admin, door(borrowed), whose="browser"))
    assert "of whoever used this browser nothing is known" in page
    assert "5 published" not in page
    assert "here a while" not in page.partition("What follows")[0].partition("Stands")[2]
    assert "5 published comments before this one" in text_of(page_of(admin, door(borrowed), whose="person"))


def test_what_was_said_to_no_one_promises_no_letter(admin, borrowed):
    said = text_of(judge(admin, borrowed, whose="browser").content.decode())
    name = "Warning of a browser that used the address of Rosalind Kerr"
    assert f"{name}. For five minutes you can undo it here." in said
    assert "letter" not in said.lower()
    assert "a browser that used the address of Rosalind Kerr" in page_of(admin, "/admin/comments/sanction/")
    assert name in page_of(admin, "/admin/comments/offence/")
    undone = admin.post(f"/admin/comments/sanction/{Sanction.objects.get().pk}/undo/", follow=True)
    page = text_of(undone.content.decode())
    assert "Undone." in page
    assert "The letter" not in page


def test_what_was_said_to_somebody_speaks_of_the_letter(admin, borrowed):
    response = judge(admin, borrowed, whose="person", step="suspension")
    assert "Suspension of Rosalind Kerr. The letter leaves in five minutes" in response.content.decode()
    undone = admin.post(f"/admin/comments/sanction/{Sanction.objects.get().pk}/undo/", follow=True)
    assert "The letter was taken back" in undone.content.decode()


# Nobody known


def test_of_a_comment_without_an_address_it_is_said_that_nobody_is_known(admin, post):
    comment = make_comment(post)
    Comment.objects.filter(pk=comment.pk).update(commenter=None)
    page = unescape(admin.get(door(comment), follow=True).content.decode())
    assert "Nobody is known behind this comment: it came without an e-mail address." in page
    assert "You can reject or remove it." in page


def test_of_the_authors_own_it_is_said_that_it_is_his(admin, author, post):
    comment = actions.submit_comment(post=post, body="Mine.", by=author)
    assert "This is not a reader's comment" in unescape(admin.get(door(comment), follow=True).content.decode())
    assert not Offence.objects.exists()


# The same words everywhere


def test_the_offence_screen_says_it_in_the_words_of_the_rules(admin, borrowed):
    HouseRules.objects.create(pk=1, suspension_days=14)
    page = text_of(page_of(admin, door(borrowed), whose="person"))
    assert "A suspension of two weeks. The rule:" in page.replace(" .", ".")
    assert "(the rules say 30 days and five comments)" in page


def test_what_was_decided_about_a_comment_stands_in_plain_words(admin, author, borrowed):
    actions.reject(borrowed, by=author, detail="")
    page = page_of(admin, f"{QUEUE}{borrowed.pk}/change/")
    text = text_of(page)
    assert "What was decided about it When Who What Why" in text
    assert "Tobias Wren Rejected : waiting → rejected" in text
    for raw in ("reject,", "Actor name", "actor name", "Verb", "Decided at"):
        assert raw not in text


def test_one_name_for_one_thing(admin, author, borrowed):
    actions.reject(borrowed, by=author)
    index = page_of(admin, "/admin/")
    for name in (">People<", ">Ledger<"):
        assert name in index
    decision = borrowed.decisions.get()
    for address in (
        "/admin/comments/commenter/",
        f"/admin/comments/commenter/{borrowed.commenter_id}/change/",
        f"/admin/comments/commenter/{borrowed.commenter_id}/erase/",
        "/admin/comments/decision/",
        f"/admin/comments/decision/{decision.pk}/change/",
        "/admin/post_office/email/",
        "/admin/comments/sanction/",
        "/admin/comments/offence/",
    ):
        page = page_of(admin, address)
        heads = re.findall(r'(?s)<div class="breadcrumbs">.*?</div>|<h1>.*?</h1>|<th scope="row".*?</th>', page)
        for word in ("Commenters", "Decisions", "Post Office", "Emails", "to view"):
            assert word not in "".join(heads), (address, word)


# Long comments


@pytest.mark.parametrize(("length", "folded"), [(1200, False), (1201, True)])
def test_a_long_comment_is_folded_in_the_list_and_whole_on_its_own_page(admin, post, length, folded):
    comment = make_comment(post, "x" * (length - 4) + " end", status="pending")
    page = page_of(admin, QUEUE)
    assert ("Show all of it" in page) is folded
    assert " end</p>" in page  # the text is there for whoever looks for it
    assert "Show all of it" not in page_of(admin, f"{QUEUE}{comment.pk}/change/")
