"""Running cases taken over to another version, where that is safe; and back, where nothing has happened since."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.longwork import Work
from kexie.base.matters.abilities import SUPERVISE
from kexie.base.matters.actions.stepping import Step, locked
from kexie.base.matters.errors import CaseChanged, MatterInvalid, NotSafe
from kexie.base.matters.models import Case, CaseState, Matter, MatterVersion, Move, MovedCase, MoveState, StepKind
from kexie.base.matters.queries.moving import movable, move_of, taken_over
from kexie.base.matters.queries.versions import compiled_of
from kexie.base.matters.rules.engine import Run, moved, why_not


@transaction.atomic
def begin_move(*, by: Actor, at: datetime, old_id: UUID, new_id: UUID) -> Move:
    """Open a move from one published version of a matter to a later one; cases are taken over one by one (:func:`move_case`).

    Raises:
        NotFound, NotPermitted.
        MatterInvalid: the versions are not of one matter, or the new one is not the later.
    """
    check(by, SUPERVISE)
    versions = {one.pk: one for one in MatterVersion.objects.published().filter(pk__in=[old_id, new_id])}
    old, new = versions.get(old_id), versions.get(new_id)
    if old is None or new is None or not Matter.objects.seen_by(by, SUPERVISE).filter(pk=old.matter_id).exists():
        raise NotFound
    if old.matter_id != new.matter_id or new.number <= old.number:
        raise MatterInvalid(_("只能把办件迁移到同一事项较新的版本。"))
    move = Move.objects.create(old=old, new=new, at=at, by_name=by.name[:60], by_account=by.account_id)
    _audit(move, by=by, at=at, verb="begin")
    return move


@transaction.atomic
def move_case(*, by: Actor, at: datetime, move_id: UUID, case_id: UUID) -> Case:
    """Take one case over. Raises NotFound, NotSafe (why), CaseChanged (it is not on the old version, or not open)."""
    move = Move.objects.select_related("old", "new").get(pk=move_id)
    case = locked(case_id)
    if not by.reach(SUPERVISE).covers(case.lead.path):
        raise NotFound
    if case.version_id != move.old_id or case.state != CaseState.OPEN:
        raise CaseChanged(_("办件已经办结，或者不在原来的版本上。"))
    if reason := why_not(case.process["run"], compiled_of(move.old), compiled_of(move.new)):
        raise NotSafe(reason)
    before = case.process
    step = Step.of(case, by=by, at=at)
    case.version = move.new
    step.run = Run.load(compiled_of(move.new), moved(before["run"], compiled_of(move.new)), step.answers)
    step.note(StepKind.MOVE, old=move.old.number, new=move.new.number)
    step.settle()
    MovedCase.objects.create(move=move, case=case, process=before, revision=case.revision)
    Move.objects.filter(pk=move.pk).update(cases=F("cases") + 1)
    return case


@transaction.atomic
def move_back(*, by: Actor, at: datetime, move_id: UUID, case_id: UUID) -> Case:
    """Take one case back to where it stood. Raises NotFound, CaseChanged (something has been done with it since)."""
    taken = (
        MovedCase.objects.select_related("move__old", "move__new")
        .filter(move=move_id, case=case_id, undone=False)
        .first()
    )
    case = locked(case_id) if taken is not None else None
    if taken is None or case is None or not by.reach(SUPERVISE).covers(case.lead.path):
        raise NotFound
    if case.revision != taken.revision or case.version_id != taken.move.new_id:
        raise CaseChanged(_("迁移以后办件又有进展，不能退回原版本。"))
    step = Step.of(case, by=by, at=at)
    case.version = taken.move.old
    step.run = Run.load(compiled_of(taken.move.old), taken.process["run"], step.answers)
    step.note(StepKind.MOVE_BACK, old=taken.move.new.number, new=taken.move.old.number)
    step.settle()
    MovedCase.objects.filter(pk=taken.pk).update(undone=True)
    return case


@transaction.atomic
def end_undoing(*, by: Actor, at: datetime, move_id: UUID) -> Move:
    """Note that a move was taken back; cases with progress since stay where they are. Raises NotFound."""
    move = Move.objects.select_for_update(of=("self",)).select_related("old__lead").filter(pk=move_id).first()
    if move is None or not by.reach(SUPERVISE).covers(move.old.lead.path):
        raise NotFound
    move.state, move.undone_at = MoveState.UNDONE, at
    move.save(update_fields=["state", "undone_at"])
    _audit(move, by=by, at=at, verb="undo")
    return move


def run(work: Work) -> None:
    """The work of a move, or of taking it back: each case in a transaction of its own, reported by its number."""
    move_id = UUID(work.payload["move"])
    move = move_of(work.by, move_id)
    back = bool(work.payload.get("back"))
    rows = taken_over(work.by, move) if back else movable(work.by, move)
    verb = move_back if back else move_case

    def do(ref: str) -> None:
        verb(by=work.by, at=work.at, move_id=move_id, case_id=UUID(ref))

    # A case that an earlier attempt has taken is not found any more: the progress goes on where it was.
    passed = work.settled
    work.each(rows, do, total=passed + len(rows), passed=passed)


def _audit(move: Move, *, by: Actor, at: datetime, verb: str) -> None:
    audit.record(
        by=by,
        at=at,
        action="matters.move",
        target=f"matters.move:{move.pk}",
        unit_path=move.old.lead.path,
        verb=verb,
        old=move.old.number,
        new=move.new.number,
    )
