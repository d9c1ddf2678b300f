"""What the concierge keeps beside a case, carried on by each of its steps: told by matters inside the step's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kexie.base.matters.api import Case, CaseState, Step, StepKind, Who
from kexie.domains.steward.actions.closing import follow_up
from kexie.domains.steward.actions.ticking import Ledger
from kexie.domains.steward.models import Handling
from kexie.domains.steward.rules.clock import Move, Term
from kexie.domains.steward.rules.closing import ANSWERED
from kexie.domains.steward.rules.stages import STILL, Stage, ended_stage, running_stage

#: By these somebody of a unit takes the case up.
_SIGNS: Final = frozenset({StepKind.CLAIM, StepKind.DONE})


def carry_on(step: Step) -> None:
    """Keep stage, unit and clock as the step leaves the case; begin with the first step, and where none was kept so far."""
    case = step.case
    handling = Handling.objects.beyond("a step of a locked case").filter(pk=case.pk).first()
    new = handling is None
    handling = handling or begin(case)
    before = _kept(handling)
    ledger = Ledger(handling, by=step.by)
    if new:
        _start(handling, ledger, case)
    elif case.due_at != shown_due(handling):
        ledger.add(Move.LIMIT, step.at, until=case.due_at)
    _route(step, handling, ledger)
    _sign(step, handling)
    _enter(step, handling, ledger)
    case.due_at = shown_due(handling)
    if new or _kept(handling) != before:
        handling.save(force_insert=new)
    ledger.write()
    if handling.stage in ANSWERED and handling.ended_at == step.at:
        follow_up(step, handling)


def begin(case: Case) -> Handling:
    """What is kept of a case from now on; not stored yet."""
    return Handling(
        case=case,
        matter_id=case.matter_id,
        unit_id=case.lead_id,
        stage=Stage.RECEIVING,
        channel=case.channel,
        started_at=case.started_at,
        due_at=case.due_at,
    )


def _start(handling: Handling, ledger: Ledger, case: Case) -> None:
    """The first entry: by the matter's limit, where that is what the case is due by."""
    term = Term(case.version.limit) if case.version.limit else None
    if term is not None and term.due(case.started_at) != case.due_at:
        term = None
    ledger.add(Move.START, case.started_at, term=term, until=case.due_at)


def _route(step: Step, handling: Handling, ledger: Ledger) -> None:
    """The unit that is asked first leads (首接负责), also after the one before has given the case back; a hand-over is noted."""
    kinds = {one.kind for one in step.noted}
    if StepKind.HAND_OVER in kinds:
        ledger.add(Move.HAND_OVER, step.at)
    if StepKind.RETURN in kinds and handling.unit_id != step.case.lead_id:
        handling.unit_id, handling.signed_at = step.case.lead_id, None
        handling.given_back += 1
    asked = next((task.unit_id for task in step.opened if task.who == Who.CHOSEN and task.unit_id), None)
    if asked is None and passed_on(step, handling):
        handling.unit_id = step.case.lead_id
    if asked is None or handling.unit_id != step.case.lead_id or asked == handling.unit_id:
        return
    handling.unit_id = asked
    if handling.given_back and (term := ledger.reading.term) is not None:
        ledger.add(Move.REROUTE, step.at, term=term)


def passed_on(step: Step, handling: Handling) -> bool:
    """Whether the unit that was asked has never taken it up, and the process has gone on to the lead (its time was over)."""
    if handling.signed_at is not None or handling.unit_id == step.case.lead_id:
        return False
    leads = any(task.who == Who.LEAD for task in step.opened)
    return leads and not any(who == Who.CHOSEN for who, _role in step.whose_turn())


def _sign(step: Step, handling: Handling) -> None:
    """Who takes the case up for the unit signs for it; the window only takes it in."""
    if handling.stage == Stage.SIGNING and any(one.kind in _SIGNS for one in step.noted):
        handling.signed_at = handling.signed_at or step.at


def _enter(step: Step, handling: Handling, ledger: Ledger) -> None:
    """The stage that the step leads to, and what the clock does there."""
    case = step.case
    if case.state != CaseState.OPEN:
        stage = ended_stage(case.outcome)
    else:
        parked = handling.parked_until is not None
        stage = running_stage(step.whose_turn(), signed=handling.signed_at is not None, parked=parked)
    handling.stage = stage
    handling.ended_at = case.ended_at
    if stage in STILL and handling.still_since is None:
        ledger.add(Move.PAUSE, step.at)
    elif handling.is_running and stage not in STILL and handling.still_since is not None:
        ledger.add(Move.RESUME, step.at)
        handling.answered_at = handling.kept = None
    if handling.answered_at is None and (stage == Stage.CALL_BACK or not handling.is_running):
        _answer(handling, at=step.at)
    if not handling.is_running:
        handling.parked_until = None
        ledger.add(Move.STOP, step.at)


def _answer(handling: Handling, *, at: datetime) -> None:
    """The office has said what comes out: whether in time is settled, by what the clock says now."""
    handling.answered_at = at
    handling.kept = None if handling.due_at is None else (handling.still_since or at) <= handling.due_at
    if handling.contacted_at is None:
        handling.contacted_at = at


def shown_due(handling: Handling) -> datetime | None:
    """The limit as it may be told: none while the clock stands still, for nobody knows how long."""
    return None if handling.still_since is not None else handling.due_at


def _kept(handling: Handling) -> tuple[object, ...]:
    return tuple(getattr(handling, field.attname) for field in handling._meta.concrete_fields)
