"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.models import Leave
from kexie.base.matters.queries.acting import roles_held
from kexie.base.matters.rules.lanes import lane_roles
from kexie.base.people.api import Account, Organisation, actor_of, holders_for


def own_leaves(actor: Actor, *, on: date) -> QuerySet[Leave]:
    """One's own leaves that are not over on the day ``on``, each with the name of the deputy."""
    return _standing(on, "deputy").filter(account=actor.account_id) if actor.account_id else Leave.objects.none()


def leaves_for(actor: Actor, *, on: date) -> QuerySet[Leave]:
    """The leaves in which ``actor`` stands in for somebody on the day ``on``, each with that one's name."""
    found = _standing(on, "account").filter(begin__lte=on)
    return found.filter(deputy=actor.account_id) if actor.account_id else Leave.objects.none()


def share_a_role(one: Actor, other: Actor) -> bool:
    """Whether the two act by one of the same roles in the same unit."""
    theirs = dict(roles_held(other))
    return any(
        code in theirs and any(theirs[code].covers(path) for path in reach.units | reach.subtrees)
        for code, reach in roles_held(one)
    )


def shared_unit(one: Actor, other: Actor) -> Organisation:
    """A unit in which the two act by the same role. Raises NotFound."""
    theirs = dict(roles_held(other))
    paths = {
        path
        for code, reach in roles_held(one)
        for path in reach.units | reach.subtrees
        if code in theirs and theirs[code].covers(path)
    }
    found: Organisation | None = Organisation.objects.filter(path__in=paths, closed_on=None).order_by("path").first()
    if found is None:
        raise NotFound
    return found


def possible_deputies(actor: Actor, *, on: date) -> list[Account]:
    """The colleagues who could stand in for ``actor``, by name."""
    held = roles_held(actor)
    paths = {path for _code, reach in held for path in reach.units | reach.subtrees}
    units = Organisation.objects.filter(path__in=paths, closed_on=None)
    persons = {
        person.pk
        for unit in units
        for code, reach in held
        if reach.covers(unit.path)
        for person in holders_for(lane_roles[code].ability, unit, on=on)
    }
    found = Account.objects.filter(person__in=persons - {actor.person_id}, is_active=True).select_related("person")
    able = [one for one in found if share_a_role(actor, actor_of(one, on=on))]
    return sorted(able, key=lambda one: one.get_full_name())


@lru_cache(maxsize=8)
def _standing(on: date, named: str) -> QuerySet[Leave]:
    """Leaves with what is said of them, and the name of one of the two: the same question all day, put together once."""
    columns = ("begin", "end", "note", f"{named}__email", f"{named}__person__name")
    return Leave.objects.standing().filter(end__gte=on).select_related(f"{named}__person").only(*columns)
