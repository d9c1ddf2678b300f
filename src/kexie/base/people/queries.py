"""Questions about organisations, persons and posts; each fetches and authorises together."""

from __future__ import annotations

from datetime import date

from kexie.base.people.models import Account, Post
from kexie.base.people.rules import Holding, PersonActor


def actor_of(account: Account, *, on: date) -> PersonActor:
    """The actor behind an account, with what the person holds on the day ``on``; a disabled account holds nothing."""
    if not account.is_active or account.person_id is None:
        return PersonActor(name=account.get_full_name(), account_id=account.pk, person_id=account.person_id)
    posts = Post.objects.on(on).filter(person_id=account.person_id).exclude(role="")
    rows = posts.values_list("role", "organisation__path", "person__name")
    holdings = tuple(Holding(role, path) for role, path, _ in rows)
    name = next((name for _, _, name in rows), None) or account.get_full_name()
    return PersonActor(name=name, account_id=account.pk, person_id=account.person_id, holdings=holdings)
