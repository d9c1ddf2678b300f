"""Questions about organisations, persons, posts and the audit; each fetches and authorises together."""

from __future__ import annotations

from kexie.base.people.queries.accounts import account_of, account_with_mail, account_with_phone, password_link
from kexie.base.people.queries.actors import actor_of, holders, holders_for, holding_actors
from kexie.base.people.queries.audit import audit_trail
from kexie.base.people.queries.identity import identity_label, identity_of, own_identity, provider_is_on, unit_claims
from kexie.base.people.queries.organisations import (
    find_unit,
    is_empty,
    organisation,
    organisations,
    unit_chosen,
    unit_options,
    unit_to_manage,
)
from kexie.base.people.queries.persons import person, person_named, person_options, persons
from kexie.base.people.queries.posts import grantable_roles, own_posts, post_to_end, posts, posts_in, unit_to_staff

__all__ = [
    "account_of",
    "account_with_mail",
    "account_with_phone",
    "actor_of",
    "audit_trail",
    "find_unit",
    "grantable_roles",
    "holders",
    "holders_for",
    "holding_actors",
    "identity_label",
    "identity_of",
    "is_empty",
    "organisation",
    "organisations",
    "own_identity",
    "own_posts",
    "password_link",
    "person",
    "person_named",
    "person_options",
    "persons",
    "post_to_end",
    "posts",
    "posts_in",
    "provider_is_on",
    "unit_chosen",
    "unit_claims",
    "unit_options",
    "unit_to_manage",
    "unit_to_staff",
]
