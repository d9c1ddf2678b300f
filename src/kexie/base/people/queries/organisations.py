"""Questions about the tree of organisations."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import ENTER_WORKBENCH, MANAGE_ORGANISATIONS
from kexie.base.people.models import Organisation
from kexie.base.people.rules import tidy_name
from kexie.base.ui.picking import Option, matching


def find_unit(name: str) -> Organisation | None:
    """The unit of exactly this name, or the only one of this short name; None when there is none or several.

    The tree of organisations is public knowledge (every portal prints it), so nobody is asked for an ability.
    """
    name = tidy_name(name)
    exact: Organisation | None = Organisation.objects.filter(name=name).first()
    if exact is not None or not name:
        return exact
    short = list(Organisation.objects.filter(short_name=name)[:2])
    return short[0] if len(short) == 1 else None


def is_empty() -> bool:
    """Whether there is no organisation yet: an installation just made."""
    return not Organisation.objects.exists()


def organisations(actor: Actor, *, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """The register of organisations, for everyone in the workbench: the tree is public, its people are not.

    Unconfirmed units, which an import has named, are seen by those who can confirm them.
    """
    access.check(actor, ENTER_WORKBENCH)
    found: QuerySet[Organisation] = Organisation.objects.order_by("path")
    if not access.may(actor, MANAGE_ORGANISATIONS):
        found = found.filter(confirmed=True)
    if kind:
        found = found.filter(kind=kind)
    if text := tidy_name(text):
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    return found


def organisation(actor: Actor, uid: UUID) -> Organisation:
    """One unit of :func:`organisations`; NotFound when there is none that the actor may see."""
    unit = organisations(actor).filter(uid=uid).first()
    if unit is None:
        raise NotFound
    return unit


def unit_to_manage(actor: Actor, uid: UUID) -> Organisation:
    """A unit whose record ``actor`` may change; NotFound when there is none, NotPermitted outside the reach."""
    unit = organisation(actor, uid)
    access.check(actor, MANAGE_ORGANISATIONS, unit.path)
    return unit


def unit_options(actor: Actor, text: str) -> list[Option]:
    """Confirmed units whose name, short name, pinyin or initials hold ``text``."""
    found = organisations(actor).filter(confirmed=True)
    return matching([Option(key=str(unit.uid), label=unit.name, note=unit.short_name) for unit in found], text)


def unit_chosen(actor: Actor, key: str) -> Organisation | None:
    """The confirmed unit with this identifier, or of this name or only one of this short name."""
    try:
        return organisations(actor).filter(confirmed=True, uid=UUID(key)).first()
    except ValueError:
        unit = find_unit(key)
        return unit if unit is not None and unit.confirmed else None
