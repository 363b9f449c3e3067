"""What the house knows about people: the questions whose answers the pure decisions weigh. Asking never writes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Min, Q, QuerySet

from blog.models import Entry
from comments import people
from comments.admission import BOUND, CLAIMED
from comments.ladder import barring
from comments.models import Browser, Comment, Commenter, HouseRules, Sanction

SHARED_FOR = timedelta(days=30)  # so long a barred person's browser and network make other people's comments wait
WAVE_WITHIN = timedelta(minutes=10)


def is_open(post: Entry, rules: HouseRules, now: datetime) -> bool:
    """Whether comments on the post are taken: its own switch, then its age, unless it was told to stay open."""
    if not (post.comments_open and post.is_public(now)):
        return False
    closing = rules.closing_of(post.published_at) if post.published_at else None
    return post.comments_stay_open or post.kind != Entry.Kind.POST or closing is None or now < closing


def is_reserved(name: str, email: str) -> bool:
    """Whether the name looks like that of somebody who may log in, or the address is his."""
    staff = list(get_user_model().objects.filter(is_staff=True, is_active=True))
    names = {spelling for user in staff for spelling in (user.get_full_name(), user.get_username())}
    looks = {look for spelling in names for look in _looks(spelling)}
    mailboxes = {_mailbox(user.email) for user in staff if user.email}
    return not looks.isdisjoint(_looks(name)) or _mailbox(email) in mailboxes


def _mailbox(email: str) -> str:
    return people.canonical_address(people.normal_address(email))


def _looks(name: str) -> set[str]:
    """By which a name is compared: as it looks, and as it is written, for a few letters look otherwise when small."""
    return {people.skeleton(name), people.name_key(name)} - {""}


def is_known(commenter: Commenter, name: str, *, by_name: bool) -> bool:
    """Whether a comment of his stands published; `by_name`: under this very name (WordPress's rule)."""
    published = Comment.objects.visible().filter(commenter=commenter)
    return published.filter(look=people.skeleton(name)).exists() if by_name else published.exists()


def proof_of(commenter: Commenter, browser: Browser | None) -> str:
    """How sure the house is that the address is the writer's own. A name that he typed along with it proves nothing."""
    return BOUND if browser and browser.is_bound_to(commenter) else CLAIMED


def is_established(commenter: Commenter, rules: HouseRules, at: datetime) -> bool:
    """“Has been here a while”, at that moment."""
    return rules.is_a_while(*published_before(commenter, at), at)


def published_before(commenter: Commenter, at: datetime) -> tuple[int, datetime | None]:
    """How many comments of this person were published before that moment, and when the first was written."""
    theirs = Comment.objects.visible().filter(commenter__person=commenter.person, submitted_at__lt=at)
    found = theirs.order_by().aggregate(count=Count("pk"), first=Min("submitted_at"))
    return found["count"], found["first"]


def lookalikes(commenter: Commenter, name: str, proof: str, rules: HouseRules, now: datetime) -> list[str]:
    """The names of others who have been here a while and look like this one.

    None for somebody who is sure to be himself and was published under this look before:
    two regulars may have the same name.
    """
    if not (look := people.skeleton(name)):
        return []
    under_it = Comment.objects.visible().filter(look=look).order_by()
    if proof != CLAIMED and under_it.filter(commenter__person=commenter.person).exists():
        return []
    theirs = under_it.exclude(commenter__person=commenter.person)
    regulars = _established_among(theirs.values("commenter__person"), rules, now)
    return sorted(set(theirs.filter(commenter__person__in=regulars).values_list("name", flat=True)))


def _established_among(persons: QuerySet, rules: HouseRules, at: datetime) -> QuerySet:
    """Those of them for whom `is_established` says yes, asked of the database for all at once."""
    said = Comment.objects.visible().filter(commenter__person__in=persons, submitted_at__lt=at).order_by()
    counted = said.values("commenter__person").annotate(count=Count("pk"), first=Min("submitted_at"))
    long_ago = rules.a_while_before(at)
    return counted.filter(count__gte=rules.established_comments, first__lte=long_ago).values("commenter__person")


def sanctions_on(commenter: Commenter | None, browser: Browser | None) -> Sequence[Sanction]:
    """All that weighs on a submission: what was issued against the person, and what the browser bears.

    A browser that is known to be this address's own bears nothing for others who have
    used it, but what was issued against it alone.
    """
    weighing = Q(commenter__in=Commenter.objects.same_person(commenter)) if commenter else Q(pk=None)
    if browser:
        own = commenter is not None and browser.is_bound_to(commenter)
        weighing |= Q(browser=browser, commenter=None) if own else Q(browser=browser)
    return list(Sanction.objects.filter(weighing))


def is_barred(commenter: Commenter, now: datetime) -> bool:
    """Whether anything that was issued against him keeps him from commenting now."""
    return barring([sanction.past for sanction in sanctions_on(commenter, None)], now) is not None


def sanctions_of_each(commenters: Iterable[Commenter]) -> dict[int, list[Sanction]]:
    """For each of many what `Sanction.objects.against` finds for one, by two questions for all."""
    commenters = list(commenters)
    persons: defaultdict[str, set[str]] = defaultdict(set)
    for key, person in Commenter.objects.filter(key__in={one.key for one in commenters}).values_list("key", "person"):
        persons[key].add(person)
    everybody = {person for group in persons.values() for person in group}
    issued = list(Sanction.objects.filter(commenter__person__in=everybody).select_related("commenter"))
    return {
        one.pk: [past for past in issued if past.commenter and past.commenter.person in persons[one.key]]
        for one in commenters
    }


def is_himself(proof: str, browser: Browser | None, sanction: int) -> bool:
    """Whether the sanction may be spoken of: he is sure to be its bearer, or writes from the browser that earned it."""
    if proof != CLAIMED or browser is None:
        return proof != CLAIMED
    its = Q(browser=browser) | Q(offences__comment__browser=browser)
    return Sanction.objects.filter(its, pk=sanction).exists()


def shared_with_barred(commenter: Commenter, browser: Browser | None, network: str, now: datetime) -> list[str]:
    """Whether somebody who is barred has lately written from the same browser or network."""
    barred = Sanction.objects.in_force(now)
    others = Q(commenter__sanctions__in=barred) & ~Q(commenter__person=commenter.person)
    borrowed = Q(offences__sanction__in=barred.filter(commenter=None))
    theirs = Comment.objects.filter(others | borrowed, submitted_at__gte=now - SHARED_FOR)
    found = ["browser"] if browser and theirs.filter(browser=browser).exists() else []
    return [*found, "network"] if network and theirs.filter(network=network).exists() else found


def lately(now: datetime) -> int:
    """How many comments came in on the whole site within ten minutes."""
    recent = Comment.objects.filter(
        status__in=[Comment.Status.PENDING, Comment.Status.PUBLISHED], submitted_at__gte=now - WAVE_WITHIN, author=None
    )
    return recent.order_by().count()
