"""Who wrote there, and whose account here that is."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

from wordpress.exports.wxr import Author
from wordpress.models import Origin
from wordpress.origins import source_of
from wordpress.report import Report

User = get_user_model()
UNKNOWN = "unknown"  # wrote what has no author in the file


class Authors:
    """The people of one WordPress site who had an account there.

    An account here is found by e-mail address, then by user name. Where there is none, one is
    made with which nobody can log in. No account that is here already is changed.
    """

    def __init__(self, site: str, declared: Iterable[Author], report: Report) -> None:
        self._site, self._report = site, report
        self._by_login: dict[str, AbstractUser] = {}
        self._by_number: dict[int, AbstractUser] = self._met_before()
        for author in declared:
            if author.login or author.email:
                self._take_in(author)

    def by_login(self, login: str) -> AbstractUser:
        """Whoever wrote under this name; 1.0 declares nobody, so there it is all that is known."""
        login = login or UNKNOWN
        if login not in self._by_login:
            self._by_login[login] = self._find_or_make(Author(0, login, "", "", "", ""))
        return self._by_login[login]

    def by_number(self, number: int) -> AbstractUser | None:
        """Whose account that was; None for a reader's. A name proves nothing: anyone can type the author's."""
        return self._by_number.get(number)

    def _met_before(self) -> dict[int, AbstractUser]:
        """In parts that WP-CLI writes, only the first may declare the authors."""
        origins = Origin.objects.filter(site=self._site, kind=Origin.Kind.USER)
        targets = dict(origins.values_list("number", "target"))
        users = User.objects.in_bulk(list(targets.values()))
        return {number: users[target] for number, target in targets.items() if target in users}

    def _take_in(self, author: Author) -> None:
        user = self._by_number.get(author.number)
        if user:
            self._report.count("Authors", "unchanged")
        else:
            user = self._find_or_make(author)
        self._by_login[author.login] = user
        if author.number and author.number not in self._by_number:
            self._by_number[author.number] = user
            Origin.objects.create(
                site=self._site,
                kind=Origin.Kind.USER,
                number=author.number,
                target=user.pk,
                source=source_of(author),
            )

    def _find_or_make(self, author: Author) -> AbstractUser:
        user = _find(author)
        self._report.count("Authors", "found here" if user else "created")
        return user or _make(author)


def _find(author: Author) -> AbstractUser | None:
    by_email = User.objects.filter(email__iexact=author.email) if author.email else User.objects.none()
    by_name = User.objects.filter(username=_username(author))
    return by_email.order_by("pk").first() or by_name.first()


def _username(author: Author) -> str:
    return (author.login or author.email or UNKNOWN)[:150]


def _make(author: Author) -> AbstractUser:
    """An account without password and without rights."""
    first, last = author.first_name, author.last_name
    if author.name != f"{first} {last}":
        first, last = author.name, ""
    return User.objects.create_user(
        username=_username(author),
        email=author.email if len(author.email) <= 254 else "",
        first_name=first[:150],
        last_name=last[:150],
        is_active=False,
    )
