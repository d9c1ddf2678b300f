"""Importing units from a sheet: all of it or nothing, exactly what the preview has shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import Invalid
from kexie.base.kernel.longwork import Work
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.actions.organisation_history import lock_tree
from kexie.base.people.actions.organisations import add_organisation, edit_organisation
from kexie.base.people.errors.organisations import PreviewChanged, SheetWrong
from kexie.base.people.models import Organisation
from kexie.base.people.queries.organisation_sheet import check_sheet
from kexie.base.people.rules.organisation_import import Plan

KIND: Final = "people.organisation_import"
_BASIS: Final = "导入"


@transaction.atomic
def import_organisations(*, by: Actor, at: datetime, content: bytes, name: str, seen: str) -> dict[str, int]:
    """Do what the sheet says, all or nothing: how many units were added, updated, unchanged.

    ``seen`` is the digest of the preview. Refused: a sheet with problems, PreviewChanged when it would now do something
    else (so the same sheet twice is refused or changes nothing), who may not manage organisations.
    """
    access.check(by, MANAGE_ORGANISATIONS)
    lock_tree()
    checked = check_sheet(by, content, name)
    if checked.problems:
        raise SheetWrong
    if checked.digest != seen:
        raise PreviewChanged
    counts = _done(checked.plan, by=by, at=at)
    told: dict[str, Any] = dict(counts)
    audit.record(by=by, at=at, action="organisation.import", target="register:people.organisations", **told)
    return counts


def _done(plan: Plan, *, by: Actor, at: datetime) -> dict[str, int]:
    made: dict[int, Organisation] = {}
    known = {str(unit.uid): unit for unit in Organisation.objects.filter(uid__in=_named(plan))}
    for one in plan.additions:
        facts = dict(one.facts)
        above = made[one.parent_row] if one.parent_row is not None else known.get(one.parent or "")
        made[one.row] = add_organisation(
            by=by,
            at=at,
            name=one.name,
            short_name=facts.pop("short_name", ""),
            kind=facts.pop("kind"),
            parent=above,
            basis=_BASIS,
            facts=facts,
        )
    for update in plan.updates:
        unit = known[update.key]
        facts = {column: after for column, (_, after) in update.changes.items()}
        kind, short = facts.pop("kind", unit.kind), facts.pop("short_name", None)
        edit_organisation(by=by, at=at, organisation=unit, kind=kind, facts=facts, basis=_BASIS, short_name=short)
    return {"added": len(plan.additions), "updated": len(plan.updates), "unchanged": plan.unchanged}


def _named(plan: Plan) -> set[str]:
    """The known units that the plan needs."""
    return {one.parent for one in plan.additions if one.parent} | {update.key for update in plan.updates}


def run_import(work: Work) -> None:
    """The long work of the kind :data:`KIND`: once, in one transaction, in the scope that the asker has now."""
    counts: dict[str, Any] = {}
    with work.stage("import") as first:
        if first:
            try:
                counts = import_organisations(
                    by=work.by, at=work.at, content=work.file, name=work.file_name, seen=str(work.payload["seen"])
                )
            except Invalid as refusal:
                raise SheetWrong(refusal.message) from refusal
    if counts:
        work.summary(**counts)
