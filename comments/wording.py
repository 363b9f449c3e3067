"""The rules in words: for the page, for the reader, for the author. Every number comes from the rules' record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.text import capfirst

from comments import ladder
from comments.admission import (
    ALWAYS_HOLD,
    BANNED,
    CLOSED,
    CROWDED,
    DISOWNED,
    FIRST,
    LINKS,
    NAME_CLASH,
    NEW_BROWSER,
    OLD_POST,
    RESERVED,
    SHARED,
    SUSPENDED,
    TOO_FAST,
    TRAP,
    UNREAD,
    WAVE,
    WORD,
)
from comments.ladder import BAN, CLEAR, NOTHING, SERVED, SUSPENSION, WARNED, WARNING
from comments.models import Comment, HouseRules

if TYPE_CHECKING:
    from comments.actions import Refused

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


def a_while(rules: HouseRules) -> str:
    """“30 days and five comments”: what having been here a while means."""
    return f"{span(rules.established_days)} and {counted(rules.established_comments, 'comment')}"


def ladder_sentences(rules: HouseRules) -> list[str]:
    """One sentence for each rung of the ladder, in its order; the last two are one where both are a ban."""
    week = f"a suspension of {span(rules.suspension_days)}"
    follows = {WARNING: "gets a warning", SUSPENSION: f"means {week}", BAN: "means a ban"}
    after = {
        WARNING: "After that each further offence gets a warning again.",
        SUSPENSION: f"After that each further offence means {week} again.",
        BAN: "After that you are banned.",
    }
    first, second, last = rules.ladder.steps
    longer = f"someone who has been here a while ({a_while(rules)})"
    second_sentence = f"A second offence, or a first by {longer}, {follows[second]}."
    return [
        f"A first offence by someone new here {follows[first]}.",
        second_sentence,
        second_sentence if second == last == BAN else after[last],
    ]


def posted_rules(rules: HouseRules) -> list[str]:
    """What the house does, in sentences that stand above every form between the author's own words."""
    waiting = [f"any comment with {more_than_allowed(rules)}"]
    if rules.first_timers_wait:
        waiting.insert(0, "the first comment of someone new")
    return [
        *dict.fromkeys(ladder_sentences(rules)),
        *([f"An offence is forgotten after {span(rules.forget_offences_days)}."] if rules.forget_offences_days else []),
        f"{capfirst(' and '.join(waiting))} {'waits' if len(waiting) == 1 else 'wait'} for the author's approval.",
        *([f"Comments close {span(rules.close_after_days)} after a post appears."] if rules.close_after_days else []),
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

STEP_NAMES = {
    WARNING: "A warning",
    SUSPENSION: "A suspension",
    BAN: "A ban",
    NOTHING: "No step: take it down and leave it at that",
}
STANDINGS = {
    CLEAR: "nothing against him",
    WARNED: "warned",
    ladder.SUSPENDED: "suspended now",
    SERVED: "suspended or banned before",
    ladder.BANNED: "banned",
}

FOR_READERS = {
    FIRST: "Nothing from this e-mail address has been published yet, and first comments wait for the author.",
    LINKS: "It has {links}, and a comment with {more} waits for the author.",
    NEW_BROWSER: "This e-mail address is known here, but not from this browser. A letter is on its way to it: "
    "answer that, and the house knows that it is you.",
    NAME_CLASH: "The name looks much like that of somebody who has been here a while.",
    WORD: "It holds a word that the author wants to look at first.",
    TRAP: "It looks a little as if a program had sent it.",
    SHARED: "It comes from a place from which the rules have been broken lately.",
    ALWAYS_HOLD: "The author wants to look at it first.",
    OLD_POST: "The post is an old one, and comments on old posts wait for the author.",
    WAVE: "A great many comments are coming in just now, and those of newcomers wait.",
    DISOWNED: "The owner of this e-mail address says that he did not write it.",
    UNREAD: "There is a warning that you have not read yet. You will find it in the letter about it.",
    SUSPENDED: "Your commenting has been suspended meanwhile.",
    BANNED: "You can no longer comment here.",
}
FOR_AUTHOR = {
    FIRST: "Nothing published yet from this e-mail address",
    LINKS: "{links}: {evidence}",
    NEW_BROWSER: "A known address, but from a new browser: he may not be its owner",
    NAME_CLASH: "The name looks like that of a regular: {evidence}",
    WORD: "Your words: {evidence}",
    TRAP: "A program may have sent it: {evidence}",
    SHARED: "Somebody who is barred wrote from the same {evidence} lately",
    ALWAYS_HOLD: "You want to see all of his comments first",
    OLD_POST: "The post is old",
    WAVE: "A wave: a great many comments came in at that time",
    DISOWNED: "The owner of the address says that he did not write it",
    UNREAD: "He confirmed it, but has a warning that he has not read yet",
    SUSPENDED: "He confirmed it, but was suspended meanwhile",
    BANNED: "He confirmed it, but was banned meanwhile",
}
TICK_FIRST = "Please tick the box first."
REFUSALS = {
    CLOSED: "Comments on this post are closed.",
    RESERVED: "This name or e-mail address is the author's own. If it is yours, log in first; otherwise take another.",
    TOO_FAST: "That was quick. Please wait {wait} and send it again; nothing of it is lost.",
    CROWDED: "Several of your comments wait for the author already. When he has looked at them you can send more.",
    UNREAD: "You have been warned about an earlier comment of yours. Please read why; your new one is kept below.",
    SUSPENDED: "Your commenting is suspended until {until}.",
    BANNED: "You can no longer comment here, since {since}.",
}
NEUTRAL = "This address cannot comment at present. What there is to say about it goes to it by e-mail."


def reasons_for_reader(comment: Comment) -> list[str]:
    """Why it waits, politely, in the words of the posted rules."""
    return _reasons(comment, FOR_READERS, more=more_than_allowed(HouseRules.current()))


def reasons_for_author(comment: Comment) -> list[str]:
    """Why it waits, in full."""
    return _reasons(comment, FOR_AUTHOR)


def _reasons(comment: Comment, sentences: dict[str, str], **facts: str) -> list[str]:
    links = comment.link_targets()
    evidence = {**comment.evidence, LINKS: links}
    facts["links"] = counted(len(links), "link")
    return [
        sentences[reason].format(evidence=", ".join(evidence.get(reason, ())), **facts)
        for reason in comment.reasons
        if reason in sentences
    ]


def refusal(refused: Refused) -> list[str]:
    """Why a comment was not taken, in paragraphs. Of a sanction only its bearer is told."""
    sanction = refused.sanction
    if sanction and not refused.himself:
        return [NEUTRAL]
    said = REFUSALS[refused.reason].format(
        wait=duration(refused.wait),
        until=moment(sanction.until) if sanction and sanction.until else "",
        since=day(sanction.issued_at) if sanction else "",
    )
    return [said, *([f"The rule: {sanction.sentence}"] if sanction and sanction.sentence else [])]


def duration(span: timedelta) -> str:
    """“12 seconds”, “3 minutes”, “2 hours”: rounded up, so that it is never too short."""
    seconds = ceil(span.total_seconds())
    for size, noun in ((3600, "hour"), (60, "minute")):
        if seconds > size:
            return f"{ceil(seconds / size)} {noun}s"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def moment(at: datetime) -> str:
    """An end to the second, in the site's time zone and in UTC."""
    here, there = timezone.localtime(at), at.astimezone(UTC)
    return f"{date_format(here, 'l, F j, Y, g:i:s A')} {here:%Z} ({there:%Y-%m-%d %H:%M:%S} UTC)"


def day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "F j, Y")
