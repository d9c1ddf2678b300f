"""Questions about the tree of organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length, Substr

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import ENTER_WORKBENCH, MANAGE_ORGANISATIONS
from kexie.base.people.models import Organisation, OrganisationName
from kexie.base.people.rules import tidy_name
from kexie.base.people.rules.organisations import as_typed
from kexie.base.ui.picking import LIMIT, Option

#: What the filter of states leaves; without one, all that are not closed.
STATES: Final = {
    "": Q(closed_on=None),
    "active": Q(closed_on=None, confirmed=True),
    "unconfirmed": Q(closed_on=None, confirmed=False),
    "closed": Q(closed_on__isnull=False),
    "all": Q(),
}


def find_unit(name: str) -> Organisation | None:
    """The unit of exactly this name, or the only one of this short name, or the only one that has borne it before.

    A unit that was merged is answered by the one it was merged into. None when there is none, or several. The tree of
    organisations is public knowledge (every portal prints it), so nobody is asked for an ability.
    """
    name = tidy_name(name)
    if not name:
        return None
    exact = Organisation.objects.filter(name=name).first()
    if exact is not None:
        return surviving(exact)
    short = _only(Organisation.objects.filter(short_name=name))
    if short:
        return short[0] if len(short) == 1 else None
    former = _only(Organisation.objects.filter(Q(former_names__name=name) | Q(former_names__short_name=name)))
    return former[0] if len(former) == 1 else None


def _only(found: QuerySet[Organisation]) -> list[Organisation]:
    """The units that answer for ``found``, each once; open ones before closed ones, if there are any."""
    units = {unit.pk: unit for unit in map(surviving, found.distinct()[:20])}.values()
    return [unit for unit in units if unit.closed_on is None] or list(units)


def surviving(unit: Organisation) -> Organisation:
    """The unit itself, or the one into which it was merged, however often."""
    while unit.merged_into is not None:
        unit = unit.merged_into
    return unit


def own_names(unit: Organisation) -> QuerySet[OrganisationName]:
    """The former names that the unit itself has borne, without those that came to it with units merged into it."""
    return OrganisationName.objects.filter(organisation=unit, came_from=None)


def names_borne(unit: Organisation) -> list[OrganisationName]:
    """As :func:`own_names`, for a merged unit too, whose names have gone with it; the latest first."""
    names = OrganisationName.objects.filter(Q(organisation=unit, came_from=None) | Q(came_from=unit))
    return [row for row in names if (row.name, row.until) != (unit.name, unit.closed_on)]


def names_brought(unit: Organisation) -> list[OrganisationName]:
    """The names, last and former, of the units that have been merged into ``unit``, each with its ``came_from``."""
    names = OrganisationName.objects.filter(organisation=unit, came_from__isnull=False)
    return list(names.select_related("came_from"))


def is_empty() -> bool:
    """Whether there is no organisation yet: an installation just made."""
    return not Organisation.objects.exists()


def organisations(
    actor: Actor, *, text: str = "", kind: str = "", district: str = "", state: str = "", below: str = ""
) -> QuerySet[Organisation]:
    """The register of organisations, for everyone in the workbench: the tree is public, its people are not.

    ``text`` is looked for in names, short names, former names, pinyin, initials and credit codes; ``below`` is the path
    of the unit whose subtree is wanted. Unconfirmed units, which an import has named, are seen by those who can confirm
    them. In the order of the tree.
    """
    access.check(actor, ENTER_WORKBENCH)
    found: QuerySet[Organisation] = Organisation.objects.order_by("path").filter(STATES.get(state, STATES[""]))
    if not access.may(actor, MANAGE_ORGANISATIONS):
        found = found.filter(confirmed=True)
    if kind:
        found = found.filter(kind=kind)
    if district:
        found = found.filter(district=district)
    if below:
        found = found.filter(path__startswith=below)
    if text := tidy_name(text):
        found = found.filter(called(text))
    return found


def called(text: str) -> Q:
    """The units to which ``text`` leads."""
    # A page shows a credit code in groups, and so it is copied.
    code = "".join(text.split()).upper()
    named = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(credit_code__contains=code)
    former = Q(pk__in=Organisation.objects.filter(former_names__name__icontains=text).values("pk"))
    return named | former | Q(letters__contains=as_typed(text))


def with_parents(units: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The units, each with ``parent_name``: that of the unit above, or None."""
    above = Organisation.objects.filter(
        path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Organisation.steplen)
    )
    found: QuerySet[Organisation] = units.annotate(parent_name=Subquery(above.values("name")[:1]))
    return found


def organisation(actor: Actor, uid: UUID) -> Organisation:
    """One unit that the actor may see, closed ones too; NotFound when there is none."""
    unit = organisations(actor, state="all").filter(uid=uid).first()
    if unit is None:
        raise NotFound
    return unit


def unit_to_manage(actor: Actor, uid: UUID) -> Organisation:
    """A unit whose record ``actor`` may change; NotFound when there is none, NotPermitted outside the reach."""
    unit = organisation(actor, uid)
    access.check(actor, MANAGE_ORGANISATIONS, unit.path)
    return unit


def unit_options(actor: Actor, text: str) -> list[Option]:
    """Confirmed, open units whose name, short name, pinyin or initials hold ``text``; those that begin with it first."""
    found = organisations(actor, state="active", text=text)
    typed = as_typed(text)
    starts = Q(name__startswith=text) | Q(short_name__startswith=text) | Q(letters__startswith=typed)
    starts |= Q(letters__contains=f" {typed}")
    place = Case(When(starts, then=Value(0)), default=Value(1), output_field=IntegerField())
    first = (found.order_by(place, "path") if typed else found)[:LIMIT]
    return [Option(key=str(unit.uid), label=unit.name, note=unit.short_name) for unit in first]


def unit_chosen(actor: Actor, key: str) -> Organisation | None:
    """The confirmed, open unit with this identifier, or of this name or only one of this short name."""
    try:
        return organisations(actor, state="active").filter(uid=UUID(key)).first()
    except ValueError:
        unit = find_unit(key)
        return unit if unit is not None and unit.confirmed and unit.closed_on is None else None


def names_of(uids: Iterable[str]) -> dict[str, str]:
    """Names by identifier, for what a preview says of units."""
    return {str(uid): name for uid, name in Organisation.objects.filter(uid__in=uids).values_list("uid", "name")}


def children_of(actor: Actor, units: Iterable[Organisation]) -> dict[str, list[Organisation]]:
    """The open units right below each of ``units``, by its path, in the order of the tree: one query."""
    paths = [unit.path for unit in units]
    if not paths:
        return {}
    condition = Q()
    for path in paths:
        condition |= Q(path__startswith=path, depth=len(path) // Organisation.steplen + 1)
    below: dict[str, list[Organisation]] = {path: [] for path in paths}
    for unit in organisations(actor).filter(condition):
        below[unit.path[: -Organisation.steplen]].append(unit)
    return below


def roots(actor: Actor) -> QuerySet[Organisation]:
    """The units at the top of the tree."""
    return organisations(actor).filter(depth=1).order_by(F("confirmed").desc(), "path")
