"""Questions about organisations, persons and posts; each fetches and authorises together."""

from __future__ import annotations

from datetime import date

from kexie.base.kernel.access import Ability
from kexie.base.people.models import Account, Organisation, Person, Post
from kexie.base.people.rules import Holding, PersonActor, tidy_name


def actor_of(account: Account, *, on: date) -> PersonActor:
    """The actor behind an account, with what the person holds on the day ``on``; a disabled account holds nothing."""
    if not account.is_active or account.person_id is None:
        return PersonActor(name=account.get_full_name(), account_id=account.pk, person_id=account.person_id)
    posts = Post.objects.on(on).filter(person_id=account.person_id).exclude(role="")
    rows = posts.values_list("role", "organisation__path", "person__name")
    holdings = tuple(Holding(role, path) for role, path, _ in rows)
    name = next((name for _, _, name in rows), None) or account.get_full_name()
    return PersonActor(name=name, account_id=account.pk, person_id=account.person_id, holdings=holdings)


def find_unit(name: str) -> Organisation | None:
    """The unit of exactly this name, or the only one of this short name; None when there is none or several.

    The tree of organisations is public knowledge (every portal prints it), so nobody is asked for an ability.
    """
    name = tidy_name(name)
    exact = Organisation.objects.filter(name=name).first()
    if exact is not None or not name:
        return exact
    short = list(Organisation.objects.filter(short_name=name)[:2])
    return short[0] if len(short) == 1 else None


def holders(ability: Ability, *, on: date) -> list[Person]:
    """Who holds ``ability`` on the day ``on``, anywhere, by name: for notices, never for display to others."""
    granting = [role.code for role in ability.granted]
    posts = Post.objects.on(on).filter(role__in=granting)
    return list(Person.objects.filter(pk__in=posts.values("person_id")).order_by("name", "pk"))
