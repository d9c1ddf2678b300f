"""What the public may know of matters: those in force, what one needs, who does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.abilities import AS_CLERK
from kexie.base.matters.errors import NotOpen
from kexie.base.matters.models import Applicants, MatterVersion
from kexie.base.matters.rules.forms import FormDef, form_of, read_forms
from kexie.base.matters.rules.terms import occasions_of
from kexie.base.people.api import Organisation
from kexie.base.people.rules.organisations import as_typed

#: The form with which one applies, where the process does not begin with another.
APPLICATION = "application"


def offered(*, on: date, text: str = "", group: str = "", who: str = "", occasion: str = "") -> QuerySet[MatterVersion]:
    """The versions in force on ``on``, in the order of groups.

    ``text`` is looked for in names, pinyin, initials, summaries and occasions; ``who`` is one of `Applicants`, with the
    matters that are for anyone; ``occasion`` is one that :func:`occasions` names.
    """
    found: QuerySet[MatterVersion] = MatterVersion.objects.on(on).select_related("matter", "group", "lead")
    if text := text.strip():
        said = Q(terms__summary__icontains=text) | Q(terms__occasions__icontains=text)
        named = Q(name__icontains=text) | said
        found = found.filter(named | Q(matter__letters__contains=as_typed(text)) if as_typed(text) else named)
    if group:
        found = found.filter(group__name=group)
    if who:
        found = found.filter(applicants__in=(who, Applicants.ANYONE))
    if occasion:
        found = found.filter(pk__in=[pk for pk, named in _occasions(on) if occasion in named])
    return found.order_by(F("group__position").asc(nulls_last=True), "group__name", "matter__code").defer(
        "process", "forms"
    )


def occasions(*, on: date) -> list[str]:
    """The occasions on which the matters of the hall help: those of most matters first, then by name."""
    counted = Counter(one for _pk, named in _occasions(on) for one in named)
    return sorted(counted, key=lambda one: (-counted[one], one))


def _occasions(on: date) -> Iterator[tuple[UUID, list[str]]]:
    for pk, terms in MatterVersion.objects.on(on).values_list("pk", "terms"):
        yield pk, occasions_of(terms)


def guide(code: str, *, on: date) -> MatterVersion:
    """The version of a matter in force. Raises NotFound."""
    found: MatterVersion | None = (
        MatterVersion.objects.on(on)
        .select_related("matter", "group", "lead", "window")
        .prefetch_related("assists__organisation")
        .filter(matter__code=code)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def offered_to_guests(code: str, *, on: date) -> MatterVersion:
    """The version in force of a matter for which somebody without an account may apply. Raises NotFound, NotOpen."""
    found = guide(code, on=on)
    if not found.matter.open:
        raise NotOpen
    if found.applicants == Applicants.UNITS:
        raise NotOpen(_("这个事项由单位申请，请用单位经办人的账号登录后办理。"))
    return found


def application_form(version: MatterVersion) -> FormDef:
    """The form with which one applies: that of the key "application", else the first, else one that asks nothing."""
    forms = read_forms(version.forms)
    return form_of(forms, APPLICATION) or (forms[0] if forms else FormDef(key=APPLICATION, title=version.name))


def units_applied_for(actor: Actor, version: MatterVersion, *, on: date) -> list[Organisation]:
    """The units in whose name ``actor`` may apply; none where the matter is for persons."""
    reach = actor.reach(AS_CLERK)
    if version.applicants == Applicants.PERSONS or not reach:
        return []
    lasting = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    found = Organisation.objects.filter(lasting, reach.q("path"), confirmed=True).order_by("path")
    return list(found[:50])
