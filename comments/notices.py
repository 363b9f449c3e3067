"""The letters that tell somebody of a sanction: a draft for the author, and what is sent in the end.

The draft holds marks where only the issuing knows what stands there: when a suspension
ends, and the addresses under which it can be answered.
"""

from django.conf import settings
from django.template.loader import render_to_string

from comments import outbox
from comments.answers import answer_url, not_me_url
from comments.ladder import BAN, SUSPENSION, WARNING
from comments.models import Appeal, Comment, Commenter, HouseRules, Sanction
from comments.models.sanctions import UNDO
from comments.wording import moment, span

UNTIL, ANSWER, NOT_ME = "{until}", "{answer}", "{not me}"
SUBJECTS = {
    WARNING: "A warning about your comment",
    SUSPENSION: f"Your commenting is suspended until {UNTIL}",
    BAN: "You can no longer comment",
}


def draft(
    step: str,
    comment: Comment,
    rules: HouseRules,
    *,
    sentence: str = "",
    following: str = "",
    quoting: bool = True,
    other: bool = False,
) -> tuple[str, str]:
    """Subject and text of the letter for a step, as the author gets them to edit.

    `sentence` is the rule that demands the step, `following` the one that he meets next.

    `quoting` is False for an address whose owner nobody knows: it gets no word of what
    was written under it. `other`: the rules do not name what he did, so the letter does
    not either.
    """
    context = {
        "step": step,
        "comment": comment,
        "quoting": quoting,
        "other": other,
        "post_url": settings.SITE_URL + comment.post.get_absolute_url(),
        "rules_url": settings.SITE_URL + "/rules/",
        "sentence": sentence,
        "next": following,
        "span": span(rules.suspension_days),
        "until": UNTIL,
        "answer": ANSWER if rules.appeals else "",
        "not_me": NOT_ME if not quoting else "",
    }
    return SUBJECTS[step], render_to_string("comments/letters/sanction.txt", context).strip() + "\n"


def send(sanction: Sanction, commenter: Commenter, *, subject: str, text: str, reply_to: str) -> None:
    """Lay the letter into the outbox, where it waits as long as the sanction can be undone."""
    sanction.letter_subject, sanction.letter = _filled(subject, sanction), _filled(text, sanction)
    sanction.mail = outbox.put(
        [commenter.email],
        sanction.letter_subject,
        sanction.letter,
        at=sanction.issued_at + UNDO,
        reply_to=reply_to,
    )
    sanction.save(update_fields=["letter_subject", "letter", "mail"])


def _filled(text: str, sanction: Sanction) -> str:
    marks = {
        UNTIL: moment(sanction.until) if sanction.until else "",
        ANSWER: settings.SITE_URL + answer_url(sanction),
        NOT_ME: settings.SITE_URL + not_me_url(sanction),
    }
    for mark, meaning in marks.items():
        text = text.replace(mark, meaning)
    return text


def _to(commenter: Commenter) -> list[str]:
    """His address, where there is one yet."""
    return [] if commenter.erased_at else [commenter.email]


def correct(sanction: Sanction, commenter: Commenter, *, text: str, reply_to: str) -> None:
    """Tell somebody that his sanction was a mistake."""
    _put(_to(commenter), "A correction", text, reply_to=reply_to)


def tell_of_end(sanction: Sanction, commenter: Commenter, *, reply_to: str) -> None:
    """Tell somebody that he can comment again before the time."""
    text = render_to_string("comments/letters/ended.txt", {"sanction": sanction, "site_url": settings.SITE_URL})
    _put(_to(commenter), "You can comment again", text.strip() + "\n", reply_to=reply_to)


def tell_of_denial(comment: Comment, recipients: list[str], *, desk: str) -> None:
    """Tell the author that the owner of an address did not write what stands under it."""
    text = render_to_string("comments/letters/denied.txt", {"comment": comment, "desk": desk})
    _put(recipients, "Somebody says: this was not me", text.strip() + "\n")


def _put(recipients: list[str], subject: str, text: str, *, reply_to: str = "") -> None:
    if recipients:
        outbox.put(recipients, subject, text, reply_to=reply_to)


def draft_of_correction(sanction: Sanction) -> str:
    return render_to_string("comments/letters/correction.txt", {"sanction": sanction}).strip() + "\n"


def answer_appeal(appeal: Appeal, commenter: Commenter, *, reply_to: str) -> None:
    """Send the author's answer to an appeal."""
    text = render_to_string("comments/letters/appeal_answer.txt", {"appeal": appeal, "sanction": appeal.sanction})
    _put(_to(commenter), "The answer to your letter", text.strip() + "\n", reply_to=reply_to)


def tell_of_appeal(appeal: Appeal, recipients: list[str], *, desk: str) -> None:
    """Tell the author that somebody has answered."""
    text = render_to_string("comments/letters/appeal.txt", {"appeal": appeal, "desk": desk})
    _put(recipients, "Somebody has answered a sanction", text.strip() + "\n")
