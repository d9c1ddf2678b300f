"""The notice of a period, for those of the office who give it out."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.abilities import NOTICE
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries.figures import GROUPS, Asked, material
from kexie.domains.bulletin.rules.figures import By, Figures, tally, total
from kexie.domains.bulletin.rules.notice import Group, Notice
from kexie.domains.bulletin.rules.periods import Period


def notice_of(actor: Actor, period: Period, *, at: datetime) -> Notice:
    """All units by kind, in the order of the tree, those without figures too. Raises NotPermitted."""
    check(actor, NOTICE)
    found = material(actor, Asked(period, idle=True))
    counted = tally(By.UNIT, found.rows)
    kinds = [*GROUPS, *sorted({unit.kind for unit in found.units.values()} - set(GROUPS))]
    groups = [_group(kind, [unit for unit in found.units.values() if unit.kind == kind], counted) for kind in kinds]
    latest = Issue.objects.signed().newest_first().values_list("publisher", flat=True).first()
    versions = sorted({line.table for line in found.lines if line.table})
    return Notice(
        period=period,
        publisher=latest or _("科协办公室"),
        groups=tuple(group for group in groups if group.rows or group.idle),
        total=total(found.rows),
        versions=tuple(versions),
        made_at=at,
    )


def _group(kind: str, units: list[Organisation], counted: dict[int, Figures]) -> Group:
    label = str(units[0].get_kind_display()) if units else kind
    some = [(unit.name, counted[unit.pk]) for unit in units if unit.pk in counted]
    none = [unit.name for unit in units if unit.pk not in counted]
    return Group(label, tuple(some), tuple(none))
