"""Moving a unit with all below it: the paths follow, and nobody's rights change but as the preview has shown."""

from __future__ import annotations

from datetime import date, datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.actions.organisation_history import day_of, lock_tree, note, open_unit
from kexie.base.people.actions.organisation_notices import tell_affected
from kexie.base.people.errors.organisations import PreviewChanged
from kexie.base.people.models import ChangeKind, Organisation
from kexie.base.people.queries.organisation_previews import preview_move
from kexie.base.people.rules.stored_paths import stored_paths


def put_below(unit: Organisation, parent: Organisation | None) -> Organisation:
    """Move ``unit`` to be the last below ``parent`` (None: beside the roots), and all stored paths with it.

    A step of actions that hold the tree's lock and have read both units under it.
    """
    old_path = unit.path
    if parent is None:
        unit.move(Organisation.get_last_root_node(), pos="last-sibling")
    else:
        unit.move(parent, pos="last-child")
    unit.refresh_from_db()
    for stored in stored_paths:
        rows = apps.get_model(stored.model)._base_manager.filter(**{f"{stored.column}__startswith": old_path})
        rows.update(**{stored.column: Concat(Value(unit.path), Substr(stored.column, len(old_path) + 1))})
    return unit


@transaction.atomic
def move_organisation(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    parent: Organisation | None,
    on: date | None = None,
    basis: str = "",
    seen: str | None = None,
) -> Organisation:
    """Put a unit and all below it under ``parent`` (None: at the top), effective from ``on`` (today) in its history.

    ``seen`` is the digest of the preview that was confirmed: PreviewChanged when it is not what would happen now; None
    for a caller that shows no preview. The tree has one shape, so the move acts at once, whatever day it is dated.

    Refused: below itself, where it stands already, where such a unit never stands, a closed unit on either side.
    """
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    access.check(by, MANAGE_ORGANISATIONS, parent.path if parent else None)
    lock_tree()
    unit, above = open_unit(organisation), open_unit(parent) if parent else None
    preview = preview_move(unit, above, on=timezone.localdate(at))
    if seen is not None and seen != preview.digest:
        raise PreviewChanged
    before = unit.get_parent()
    unit = put_below(unit, above)
    details = {"parent": [before.name if before else "", above.name if above else ""]}
    on = day_of(on, at)
    tell_affected(at=at, unit=unit, changes=preview.changes)
    note(by=by, at=at, unit=unit, kind=ChangeKind.MOVED, on=on, basis=basis, details=details, units=preview.units)
    return unit
