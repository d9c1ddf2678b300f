"""Organisations, persons, posts and accounts: one record each, reused by every form."""

from __future__ import annotations

from kexie.base.people.models.accounts import Account, AccountManager, Invitation, SharedValue
from kexie.base.people.models.organisations import (
    ChangeKind,
    Organisation,
    OrganisationChange,
    OrganisationKind,
    OrganisationName,
)
from kexie.base.people.models.persons import Membership, Person, PersonMerge, PersonSecret, PersonSpelling
from kexie.base.people.models.posts import AccessReview, Post, PostQuerySet
from kexie.base.people.models.privacy import Consent, Erasure, ErasureState, Unmasking

__all__ = [
    "AccessReview",
    "Account",
    "AccountManager",
    "ChangeKind",
    "Consent",
    "Erasure",
    "ErasureState",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationChange",
    "OrganisationKind",
    "OrganisationName",
    "Person",
    "PersonMerge",
    "PersonSecret",
    "PersonSpelling",
    "Post",
    "PostQuerySet",
    "SharedValue",
    "Unmasking",
]
