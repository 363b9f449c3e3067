"""What the author knows about people: who is the same person, whom he trusts, what he notes."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from comments.actions.moving import write_down
from comments.models import Commenter, Meter, Note, Trust

JOIN, PART, NOTE = "join", "part", "note"
HOLD, RELEASE = "hold", "release"
DISTRUST = "distrust"


@transaction.atomic
def join(commenter: Commenter, other: Commenter, *, by: User, detail: str = "") -> bool:
    """Both are one person, with all addresses that either has; False where that is known already.

    From now on a sanction of the one holds for the other, and their published comments
    are counted together. Trust is not shared: it belongs to the exact address.
    """
    people = {one.pk: one for one in locked_person(commenter, other)}
    he, whom = people[commenter.pk], people[other.pk]  # not as they were: he may just have been erased
    persons = {one.person for one in people.values()}
    if persons == {he.person}:
        return False
    Commenter.objects.filter(person__in=persons).update(person=he.person)
    commenter.person = other.person = he.person
    write_down(JOIN, by=by, commenter=whom, label=whom.email, detail=f"{same_as(he.email)}\n{detail}".strip())
    return True


def same_as(email: str) -> str:
    """How the ledger names the second of two addresses; erasing looks for exactly this line."""
    return f"The same person as {email}"


@transaction.atomic
def part(commenter: Commenter, *, by: User) -> bool:
    """He is a person of his own again, with the other spellings of his mailbox; False where he is already.

    Those whom he leaves behind stay together.
    """
    locked = next(one for one in locked_person(commenter) if one.pk == commenter.pk)
    if not name_anew(Commenter.objects.same_person(locked).exclude(key=locked.key)):
        return False
    Commenter.objects.filter(key=locked.key).update(person=locked.key)
    commenter.person = locked.key
    write_down(PART, by=by, commenter=locked, label=locked.email)
    return True


def name_anew(staying: QuerySet[Commenter]) -> bool:
    """Those who stay behind are a person by themselves, named after the first; False where nobody stays.

    Called with all the person's addresses locked.
    """
    people = list(staying.order_by("pk"))
    if people:
        Commenter.objects.filter(pk__in=[one.pk for one in people]).update(person=people[0].key)
    return bool(people)


@transaction.atomic
def add_note(commenter: Commenter, *, text: str, by: User) -> Note | None:
    """Remember something about him; None where the newest note says it already.

    The ledger says that a note was written, not what it says: so the text stands in one place.
    """
    locked, said = Commenter.objects.select_for_update().get(pk=commenter.pk), text.strip()
    newest = locked.notes.first()
    if not said or (newest and newest.text == said):
        return None
    write_down(NOTE, by=by, commenter=locked, label=locked.email)
    who = by.get_full_name() or by.get_username()
    return Note.objects.create(commenter=locked, text=said, actor=by, actor_name=who)


@transaction.atomic
def hold_always(commenter: Commenter, hold: bool, *, by: User) -> bool:
    """Whether all that comes from this address waits; False where nothing changes."""
    locked = Commenter.objects.select_for_update().get(pk=commenter.pk)
    commenter.always_hold = hold
    if locked.always_hold == hold:
        return False
    Commenter.objects.filter(pk=locked.pk).update(always_hold=hold)
    write_down(HOLD if hold else RELEASE, by=by, commenter=locked, label=locked.email)
    return True


@transaction.atomic
def distrust(commenter: Commenter, *, by: User) -> bool:
    """No browser is trusted for this address any more; False where none was."""
    locked = Commenter.objects.select_for_update().get(pk=commenter.pk)
    forgotten, _ = Trust.objects.filter(commenter=locked).delete()
    if forgotten:
        write_down(DISTRUST, by=by, commenter=locked, label=locked.email)
    return bool(forgotten)


def locked_person(*commenters: Commenter) -> list[Commenter]:
    """All the addresses of these persons as they are now, locked in the order in which everybody locks people.

    Who is the same person as whom changes by one hand at a time: otherwise two joins in
    the same instant could each miss whom the other has just brought along.
    """
    Meter.locked(["who-is-who"])
    keys = Commenter.objects.filter(pk__in=[one.pk for one in commenters]).values("key")
    persons = Commenter.objects.filter(key__in=keys).values("person")
    theirs = list(Commenter.objects.filter(person__in=persons).values_list("pk", flat=True))
    return list(Commenter.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))
