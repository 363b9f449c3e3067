"""What the house forgets: a reader's data when he asks for it, and what has grown old by the clock."""

import re
import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import reduce
from operator import or_

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from post_office.models import STATUS, Email

from comments import facts, markup, people
from comments.actions.knowing import JOIN, locked_person, name_anew, same_as
from comments.actions.moving import decide_all, write_down
from comments.models import (
    Appeal,
    Browser,
    Comment,
    Commenter,
    Decision,
    Follow,
    HouseRules,
    Meter,
    Note,
    Offence,
    Sanction,
    Trust,
)
from comments.pace import Limit

ERASE = "erase"
SOMEBODY, ERASED = "Somebody", "[erased]"
NOBODY = "erased-"  # how the key begins by which nobody is recognised
NOWHERE = "erased.invalid"

HOURLY = Limit(1, timedelta(hours=1))
METERS = timedelta(days=2)  # no limit looks back further than a day
BROWSERS = FOLLOWS = timedelta(days=30)
LETTERS = timedelta(days=90)
PLACE = re.compile(r"#comment-\d+|/admin/comments/(?:comment|sanction)/\d+/")
AT_A_TIME = 1000  # letters in one hour, so that a full outbox holds nobody up


@transaction.atomic
def erase(commenter: Commenter, *, keep_text: bool, by: User) -> bool:
    """Forget who wrote under this address; False where that is done already.

    What he said stays as somebody's, or goes as well, and then what waits is rejected.
    While a sanction weighs on him the key stays by which a ban knows his mailbox again:
    it tells nobody the address. Otherwise nothing recognises him any more. Whose text
    was kept may have it erased later.
    """
    locked = next(one for one in locked_person(commenter) if one.pk == commenter.pk)
    said = Comment.objects.filter(commenter=locked)
    if locked.erased_at and (keep_text or not said.exclude(body=ERASED).exists()):
        return False
    batch = uuid.uuid4()
    if not keep_text:
        decide_all("reject", list(said.waiting()), by=by, batch=batch)
    _forget_pace(locked)
    _make_anonymous(said, keep_text=keep_text)
    _empty_file(locked)
    _scrub_ledger(locked)
    _forget_letters(locked)
    _forget_address(locked)
    detail = f"His text {'stays' if keep_text else 'went'}"
    write_down(ERASE, by=by, commenter=locked, label=SOMEBODY, detail=detail, batch=batch)
    commenter.refresh_from_db()
    return True


def _make_anonymous(said: QuerySet[Comment], *, keep_text: bool) -> None:
    text = {} if keep_text else {"body": ERASED, "html": markup.render(ERASED).html}
    said.update(name=SOMEBODY, look="", website="", network="", browser=None, evidence={}, tell_writer=False, **text)


def _empty_file(commenter: Commenter) -> None:
    """His notes, browsers and subscriptions go; of what he was sanctioned for the steps and dates remain."""
    Note.objects.filter(commenter=commenter).delete()
    Trust.objects.filter(commenter=commenter).delete()
    Follow.objects.filter(commenter=commenter, ended_at=None).update(ended_at=timezone.now())
    Offence.objects.filter(comment__commenter=commenter).update(words="")
    sanctions = _sanctions_of(commenter)
    Appeal.objects.filter(sanction__in=sanctions).update(text="", answer="")
    sanctions.update(name=SOMEBODY, letter_subject="", letter="")


def _sanctions_of(commenter: Commenter) -> QuerySet[Sanction]:
    """Under his name: his own, and those of a browser from which somebody borrowed it."""
    borrowed = Sanction.objects.filter(commenter=None, offences__comment__commenter=commenter).values("pk")
    return Sanction.objects.filter(Q(commenter=commenter) | Q(pk__in=borrowed))


def _forget_pace(commenter: Commenter) -> None:
    """How often he wrote, by his address, his person, and his browsers."""
    browsers = Browser.objects.filter(Q(comments__commenter=commenter) | Q(trusted_for=commenter)).distinct()
    keys = [f"browser:{key}" for key in browsers.values_list("key", flat=True)]
    named = Q(key__contains=commenter.key) | Q(key__contains=commenter.person)
    meters = Meter.objects.select_for_update().filter(named | Q(key__in=keys)).order_by("key")
    Meter.objects.filter(pk__in=[meter.pk for meter in meters]).delete()


def _scrub_ledger(commenter: Commenter) -> None:
    """What names him or quotes him leaves the ledger; who decided what, and when, remains.

    A row of the ledger is never changed, and its model refuses it. A person's right to be
    forgotten is the one exception, and so this goes past the model.
    """
    of_sanctions = Q(sanction__in=_sanctions_of(commenter).order_by().values("pk"))
    about = Decision.objects.filter(Q(commenter=commenter) | Q(comment__commenter=commenter) | of_sanctions)
    about.update(label=SOMEBODY, detail="")
    line = same_as(commenter.email)
    for row in Decision.objects.filter(verb=JOIN, detail__startswith=line):
        if row.detail.partition("\n")[0] == line:
            Decision.objects.filter(pk=row.pk).update(detail=row.detail.replace(line, same_as(SOMEBODY.lower()), 1))


def _forget_letters(commenter: Commenter) -> None:
    """The letters to him, and those that name his address or tell of a comment or a sanction of his.

    A letter to several, which does neither, goes to the others alone.
    """
    address, places = commenter.email, _places(commenter)
    named = [Q(**{f"{field}__icontains": address}) for field in ("to", "cc", "bcc", "message")]
    telling = [Q(message__contains=mark) for mark in ("/admin/comments/", "#comment-")]
    for letter in Email.objects.filter(reduce(or_, named + telling)).iterator():
        kept = {field: _without(getattr(letter, field), address) for field in ("to", "cc", "bcc")}
        if not any(kept.values()) or _names(letter.message, address) or places & set(PLACE.findall(letter.message)):
            letter.delete()
        elif any(len(kept[field]) < len(getattr(letter, field)) for field in kept):
            Email.objects.filter(pk=letter.pk).update(**kept)


def _places(commenter: Commenter) -> set[str]:
    """How a letter's links to his comments and sanctions end."""
    comments = Comment.objects.filter(commenter=commenter).order_by().values_list("pk", flat=True)
    sanctions = _sanctions_of(commenter).order_by().values_list("pk", flat=True)
    told = {place for pk in comments for place in (f"#comment-{pk}", f"/admin/comments/comment/{pk}/")}
    return told | {f"/admin/comments/sanction/{pk}/" for pk in sanctions}


def _without(recipients: list[str], address: str) -> list[str]:
    return [one for one in recipients if people.normal_address(parseaddr(one)[1]) != address]


def _names(text: str, address: str) -> bool:
    """Whether the text holds this address, and not only one that ends or begins like it."""
    return re.search(rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)", text, re.IGNORECASE) is not None


def _forget_address(commenter: Commenter) -> None:
    placeholder = f"{NOBODY}{commenter.pk}@{NOWHERE}"
    Commenter.objects.filter(pk=commenter.pk).update(
        email=placeholder, erased_at=timezone.now(), confirmed_at=None, always_hold=False
    )
    if not _weighs_on(commenter):
        _forget_key(commenter)


def _weighs_on(commenter: Commenter) -> bool:
    return any(sanction.voided_at is None for sanction in facts.sanctions_on(commenter, None))


def _forget_key(commenter: Commenter) -> None:
    """Nothing recognises him any more, nor does the name of the person whom he was joined with."""
    others = Commenter.objects.same_person(commenter).exclude(pk=commenter.pk)
    if not others.filter(key=commenter.key).exists():
        name_anew(others)
    key = NOBODY + get_random_string(32)
    Commenter.objects.filter(pk=commenter.pk).update(key=key, person=key)


def forget_old(*, now: datetime) -> bool:
    """Forget what nobody needs any longer. For the tick: it does its work once an hour; False when it has been done.

    Each piece is a statement or two of its own, so that no reader waits for the whole.
    """
    if not _is_due(now):
        return False
    _forget_networks(now - timedelta(days=HouseRules.current().forget_networks_days))
    Meter.objects.filter(touched_at__lte=now - METERS).delete()
    Follow.objects.filter(ended_at__lte=now - FOLLOWS).delete()
    _forget_browsers(now - BROWSERS)
    _forget_sent_letters(now - LETTERS)
    _forget_keys_without_sanctions()
    return True


@transaction.atomic
def _is_due(now: datetime) -> bool:
    [meter] = Meter.locked(["forgetting"])
    if meter.wait([HOURLY], now) > timedelta(0):
        return False
    meter.tick([HOURLY], now)
    return True


def _forget_networks(until: datetime) -> None:
    Comment.objects.filter(submitted_at__lte=until).exclude(network="").update(network="")


def _forget_browsers(until: datetime) -> None:
    """Those that are nobody's, earned no sanction, and from which nothing has come lately."""
    of_it = {"browser": OuterRef("pk")}
    kept = (
        Exists(Trust.objects.filter(**of_it))
        | Exists(Sanction.objects.filter(**of_it))
        | Exists(Offence.objects.filter(comment__browser=OuterRef("pk"), sanction__isnull=False))
        | Exists(Comment.objects.filter(**of_it, submitted_at__gt=until))
    )
    Browser.objects.filter(~kept, created_at__lte=until).delete()


def _forget_sent_letters(until: datetime) -> None:
    old = Email.objects.filter(status=STATUS.sent, created__lte=until).order_by("created")
    Email.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_A_TIME])).delete()


@transaction.atomic
def _forget_keys_without_sanctions() -> None:
    """Whose sanctions have all turned out to be mistakes since his data were erased need not be known again."""
    for commenter in Commenter.objects.filter(erased_at__isnull=False).exclude(key__startswith=NOBODY):
        if not _weighs_on(commenter):
            locked_person(commenter)
            _forget_key(commenter)
