"""The rules in words: for the page, for the reader, for the author. Every number comes from the rules' record."""

from django.utils.text import capfirst

from comments.admission import CLOSED, FIRST, LINKS, RESERVED
from comments.models import Comment, HouseRules

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(count: int) -> str:
    """A small number as a word, a large one in figures."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def counted(count: int, noun: str) -> str:
    """“one link”, “two links”, “no links”."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def span(days: int) -> str:
    """“a week”, “two weeks”, “ten days”."""
    weeks, rest = divmod(days, 7)
    if rest:
        return "a day" if days == 1 else counted(days, "day")
    return "a week" if weeks == 1 else counted(weeks, "week")


def more_than_allowed(rules: HouseRules) -> str:
    """“a link”, “more than one link”, “more than three links”."""
    return "a link" if rules.links_allowed == 0 else f"more than {counted(rules.links_allowed, 'link')}"


def posted_rules(rules: HouseRules) -> list[str]:
    """What the house does, in sentences that stand above every form between the author's own words."""
    a_while = f"{span(rules.established_days)} and {counted(rules.established_comments, 'comment')}"
    waiting = [f"any comment with {more_than_allowed(rules)}"]
    if rules.first_timers_wait:
        waiting.insert(0, "the first comment of someone new")
    return [
        "A first offence by someone new here gets a warning.",
        f"A second offence, or a first by someone who has been here a while ({a_while}), "
        f"means a suspension of {span(rules.suspension_days)}.",
        "After that you are banned.",
        f"{capfirst(' and '.join(waiting))} {'waits' if len(waiting) == 1 else 'wait'} for the author's approval.",
        "Be patient, he will get to it.",
    ]


# What the buttons say, and what is said when they have been pressed.
VERBS = {"approve": "Approve", "reject": "Reject", "spam": "Spam", "unapprove": "Let it wait", "remove": "Remove"}
DONE = {
    "approve": "Published",
    "reject": "Rejected",
    "spam": "Marked as spam",
    "unapprove": "Waiting again",
    "remove": "Removed",
}

FOR_READERS = {
    FIRST: "Nothing under this name and e-mail address has been published yet, and first comments wait for the author.",
    LINKS: "It has {links}, and a comment with {more} waits for the author.",
}
FOR_AUTHOR = {
    FIRST: "Nothing published yet under this name and e-mail address",
    LINKS: "{links}: {targets}",
}
REFUSALS = {
    CLOSED: "Comments on this post are closed.",
    RESERVED: "This name or e-mail address is the author's own. If it is yours, log in first; otherwise take another.",
}


def reasons_for_reader(comment: Comment) -> list[str]:
    """Why it waits, politely, in the words of the posted rules."""
    return _reasons(comment, FOR_READERS, more=more_than_allowed(HouseRules.current()))


def reasons_for_author(comment: Comment) -> list[str]:
    """Why it waits, in full."""
    return _reasons(comment, FOR_AUTHOR)


def _reasons(comment: Comment, sentences: dict[str, str], **facts: str) -> list[str]:
    links = comment.link_targets()
    facts |= {"links": counted(len(links), "link"), "targets": ", ".join(links)}
    return [sentences[reason].format(**facts) for reason in comment.reasons if reason in sentences]
