"""Who comments: an e-mail address, the browsers it is trusted from, and what the author notes about it."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments import people


def key_of(email: str) -> str:
    """What all spellings of one mailbox share, keyed, so that it tells nobody the address.

    A ban holds by this key, also when the address itself has been erased.
    """
    address = people.canonical_address(people.normal_address(email))
    return salted_hmac("comments.people", address, algorithm="sha256").hexdigest()[:40]


class CommenterQuerySet(models.QuerySet["Commenter"]):
    def same_person(self, commenter: Commenter) -> CommenterQuerySet:
        """All the addresses of one person: spellings of one mailbox, and what the author joined."""
        return self.filter(person__in=Commenter.objects.filter(key=commenter.key).values("person"))


class Commenter(models.Model):
    """A person who comments, by one e-mail address; never registered.

    The address is kept trimmed and in lower case (`comments.people.normal_address`).
    Trust belongs to the address alone; sanctions to the `person`: everybody with the
    same key, and whomever the author has joined to him.
    """

    email = models.EmailField(unique=True)
    key = models.CharField(max_length=40, editable=False, db_index=True)
    person = models.CharField(max_length=40, editable=False, db_index=True)
    always_hold = models.BooleanField("his comments always wait", default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)  # he has answered a letter
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CommenterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["email"]

    def __str__(self) -> str:
        return self.email

    @classmethod
    def of(cls, email: str, **fields: Any) -> Commenter:
        """A commenter with this address, not saved yet."""
        key = key_of(email)
        return cls(email=people.normal_address(email), key=key, person=key, **fields)

    @classmethod
    def arriving(cls, email: str) -> Commenter:
        """The commenter with this address, who may be new here, locked until the transaction ends."""
        address, key = people.normal_address(email), key_of(email)
        locked = cls.objects.select_for_update().filter(email=address)
        while (commenter := locked.first()) is None:  # again if he is erased in this very instant
            joined = cls.objects.filter(key=key).values_list("person", flat=True).first()
            cls.objects.get_or_create(email=address, defaults={"key": key, "person": joined or key})
        return commenter


class Browser(models.Model):
    """A browser from which somebody has commented. It keeps a secret, the house only the secret's hash."""

    key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    trusted_for = models.ManyToManyField(Commenter, through="Trust", related_name="browsers")

    def __str__(self) -> str:
        return f"Browser {self.pk}"

    @staticmethod
    def key_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    def is_bound_to(self, commenter: Commenter) -> bool:
        return Trust.objects.filter(browser=self, commenter=commenter).exists()


class Trust(models.Model):
    """This browser is this commenter's: the author approved a comment from it, or he answered a letter."""

    browser = models.ForeignKey(Browser, on_delete=models.CASCADE)
    commenter = models.ForeignKey(Commenter, on_delete=models.CASCADE)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["browser", "commenter"], name="comments_trust_once"),
        ]

    def __str__(self) -> str:
        return f"{self.browser} of {self.commenter}"


class Note(models.Model):
    """What the author notes about a commenter, for himself."""

    commenter = models.ForeignKey(Commenter, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
