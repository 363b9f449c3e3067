"""One comment as WordPress keeps it, turned into the fields of ours."""

from datetime import datetime
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils import timezone
from django.utils.html import linebreaks

from comments import markup
from comments.models import Comment
from comments.people import has_visible_character, normal_address, skeleton
from wordpress.exports.wxr import Remark
from wordpress.report import CHANGED, Report

Kind, Status = Comment.Kind, Comment.Status

STATUSES = {
    "1": Status.PUBLISHED,
    "0": Status.PENDING,
    "": Status.PENDING,
    "spam": Status.SPAM,
    "trash": Status.REMOVED,
    "post-trashed": Status.REMOVED,
}
WAITING = "0"
KINDS = {"": Kind.COMMENT, "comment": Kind.COMMENT, "pingback": Kind.PINGBACK, "trackback": Kind.TRACKBACK}
NOTE = "note"  # since WordPress 6.9: what editors tell each other about a paragraph; stored as approved
ANONYMOUS = "Anonymous"
LONGEST_NAME, LONGEST_WEBSITE = 250, 500  # characters
validate_length = MaxLengthValidator(254)
NO_WEBSITE = {"", "http://", "https://"}


def fill(comment: Comment, remark: Remark, fallback: datetime, report: Report) -> Comment:
    """Everything but its number, its place, and its writer. `fallback` dates what has no date."""
    comment.kind = KINDS.get(remark.kind, Kind.COMMENT)
    comment.status = status_of(remark)
    comment.name = _name(remark, report)
    comment.look = _look(comment.name)
    comment.website = _website(remark, report)
    comment.body = markup.tidy(remark.body)
    comment.html = _html(comment.body, report, remark)
    comment.submitted_at = date_of(remark) or fallback
    if remark.kind not in KINDS:
        report.note(CHANGED, f"comment of the unknown type “{remark.kind}”, not published", _named(remark))
    return comment


@lru_cache(maxsize=10_000)
def _look(name: str) -> str:
    """Few people write most of the comments."""
    return skeleton(name)[:LONGEST_NAME]


def status_of(remark: Remark) -> str:
    """What nobody has approved waits, and so does what is no comment we know: plugins keep secrets in such."""
    status = STATUSES.get(remark.approved, Status.PENDING)
    if status == Status.REMOVED and remark.trashed_from == WAITING:
        return Status.REJECTED
    return Status.PENDING if status == Status.PUBLISHED and remark.kind not in KINDS else status


def date_of(remark: Remark) -> datetime | None:
    """When it was said."""
    return remark.date or (timezone.make_aware(remark.local_date) if remark.local_date else None)


def address_of(remark: Remark, report: Report) -> str:
    """The writer's e-mail address in the one spelling that names a commenter; empty where there is no good one."""
    if not remark.email:
        return ""
    address = normal_address(remark.email)
    try:
        validate_email(address)
        validate_length(address)
    except ValidationError:
        report.note(CHANGED, "comment with a malformed e-mail address, its writer unknown here", _named(remark))
        return ""
    return address


def _name(remark: Remark, report: Report) -> str:
    if len(remark.name) > LONGEST_NAME:
        report.note(CHANGED, f"comment whose name has more than {LONGEST_NAME} characters, cut", _named(remark))
    return remark.name[:LONGEST_NAME] if has_visible_character(remark.name) else ANONYMOUS


def _website(remark: Remark, report: Report) -> str:
    if markup.is_web_address(remark.website) and len(remark.website) <= LONGEST_WEBSITE:
        return remark.website
    if remark.website not in NO_WEBSITE:
        report.note(CHANGED, "comment with a malformed website, left out", f"{_named(remark)}: {remark.website[:200]}")
    return ""


def _html(body: str, report: Report, remark: Remark) -> str:
    """Old comments may be longer than new ones may: those show their tags as text, and lose nothing."""
    if len(body) <= markup.LONGEST:
        return markup.render(body).html
    report.note(CHANGED, f"comment of more than {markup.LONGEST} characters, its markup shown as text", _named(remark))
    return linebreaks(body, autoescape=True)


def _named(remark: Remark) -> str:
    return f"comment {remark.number} by {remark.name[:60]}"
