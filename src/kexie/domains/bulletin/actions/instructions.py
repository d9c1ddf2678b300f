"""Leaders' instructions on items that are out: recorded, changed, reported on by units, closed, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.people import api as people
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.abilities import CARRY_OUT, INSTRUCT
from kexie.domains.bulletin.actions import instruction_notices as notices
from kexie.domains.bulletin.errors.figures import InstructionChanged, Unfit
from kexie.domains.bulletin.models import (
    Instruction,
    InstructionAssist,
    InstructionProgress,
    InstructionState,
    Item,
)
from kexie.domains.bulletin.queries.instructions import items_to_instruct, reporting_unit
from kexie.domains.bulletin.rules.instructions import (
    LONGEST_PROGRESS,
    LONGEST_TEXT,
    InstructionWords,
    wrong_text,
    wrong_words,
)


def record_instruction(
    *,
    by: Actor,
    at: datetime,
    item_id: UUID,
    words: InstructionWords,
    unit: Organisation | None = None,
    assists: Sequence[Organisation] = (),
) -> Instruction:
    """Record what a leader has written on a published item, and give it to ``unit`` and those that assist, who are told.
    Without a unit there is nothing to carry out, and it is closed at once.

    Raises NotPermitted, NotFound (no published item), Unfit.
    """
    check(by, INSTRUCT)
    with transaction.atomic():
        item = Item.objects.select_related("issue").filter(pk=item_id).first()
        if item is None or item.pk not in {found.pk for found in items_to_instruct(by, item.issue_id)}:
            raise NotFound
        instruction = Instruction(item=item, recorded_at=at, recorded_name=by.name)
        _fill(instruction, words, unit, assists, at=at)
        instruction.save()
        _assign(instruction, unit, assists)
        if unit is not None:
            notices.tell_given(instruction, at=at)
        _audit("record", instruction, by=by, at=at, unit=unit.pk if unit else None)
    return instruction


def change_instruction(
    *,
    by: Actor,
    at: datetime,
    instruction_id: UUID,
    seen: int,
    words: InstructionWords,
    unit: Organisation | None = None,
    assists: Sequence[Organisation] = (),
) -> Instruction:
    """Put what was recorded right, or give it to other units, or another day; the units are told, and reminded anew.

    Raises NotPermitted, NotFound, InstructionChanged, Unfit.
    """
    with transaction.atomic():
        instruction = _held(by, instruction_id, seen)
        idle = instruction.state == InstructionState.DONE and instruction.unit_id is None
        if instruction.state != InstructionState.OPEN and not idle:
            raise InstructionChanged(state=instruction.get_state_display())
        before = instruction.due_on
        _fill(instruction, words, unit, assists, at=at)
        if instruction.due_on != before:
            instruction.reminded_at = instruction.overdue_at = None
        _save(instruction)
        _assign(instruction, unit, assists)
        if unit is not None:
            notices.tell_given(instruction, at=at)
        _audit("change", instruction, by=by, at=at, unit=unit.pk if unit else None)
    return instruction


def report_progress(*, by: Actor, at: datetime, instruction_id: UUID, text: str) -> InstructionProgress:
    """Say how an instruction is carried out: a unit that has it, or the office; the other side is told.

    Raises NotFound, InstructionChanged (closed meanwhile), Unfit.
    """
    check(by, CARRY_OUT)
    text = text.strip()
    if wrong := wrong_text(text, missing=_("请填写办理情况。"), limit=LONGEST_PROGRESS):
        raise Unfit(wrong)
    with transaction.atomic():
        instruction = _locked(by, instruction_id)
        if instruction.state != InstructionState.OPEN:
            raise InstructionChanged(state=instruction.get_state_display())
        unit = reporting_unit(by, instruction)
        progress = _noted(instruction, text, by=by, at=at, unit=unit)
        notices.tell_progress(instruction, progress, at=at)
        _audit("progress", instruction, by=by, at=at)
    return progress


def close_instruction(*, by: Actor, at: datetime, instruction_id: UUID, seen: int, text: str) -> Instruction:
    """办结, with the result; the units are told. Raises NotPermitted, NotFound, InstructionChanged, Unfit."""
    return _end(InstructionState.DONE, by=by, at=at, instruction_id=instruction_id, seen=seen, text=text)


def cancel_instruction(*, by: Actor, at: datetime, instruction_id: UUID, seen: int, text: str) -> Instruction:
    """Take back what was recorded by mistake, with the reason: it counts for nothing. Raises as :func:`close_instruction`."""
    return _end(InstructionState.CANCELLED, by=by, at=at, instruction_id=instruction_id, seen=seen, text=text)


def reopen_instruction(*, by: Actor, at: datetime, instruction_id: UUID, seen: int, text: str) -> Instruction:
    """Let what was closed or taken back be carried out again, and why. Raises as :func:`close_instruction`."""
    if wrong := wrong_text(text := text.strip(), missing=_("请写明恢复办理的原因。"), limit=LONGEST_PROGRESS):
        raise Unfit(wrong)
    with transaction.atomic():
        instruction = _held(by, instruction_id, seen)
        if instruction.state == InstructionState.OPEN:
            raise InstructionChanged(state=instruction.get_state_display())
        if instruction.unit_id is None:
            raise Unfit({"text": _("这条批示没有承办单位，不能恢复办理。确有需要的，请重新登记。")})
        instruction.state, instruction.result, instruction.closed_at = InstructionState.OPEN, "", None
        _save(instruction)
        _noted(instruction, text, by=by, at=at)
        notices.tell_reopened(instruction, text, at=at)
        _audit("reopen", instruction, by=by, at=at)
    return instruction


def _end(
    state: InstructionState, *, by: Actor, at: datetime, instruction_id: UUID, seen: int, text: str
) -> Instruction:
    missing = _("请填写办理结果。") if state == InstructionState.DONE else _("请写明撤销的原因。")
    if wrong := wrong_text(text := text.strip(), missing=missing, limit=LONGEST_TEXT):
        raise Unfit(wrong)
    with transaction.atomic():
        instruction = _held(by, instruction_id, seen)
        idle = instruction.state == InstructionState.DONE and instruction.unit_id is None
        if instruction.state != InstructionState.OPEN and not (idle and state == InstructionState.CANCELLED):
            raise InstructionChanged(state=instruction.get_state_display())
        instruction.state, instruction.result, instruction.closed_at = state, text, at
        _save(instruction)
        if instruction.unit_id is not None:
            notices.tell_ended(instruction, at=at)
        if state == InstructionState.DONE:
            _noted(instruction, text[:LONGEST_PROGRESS], by=by, at=at, closes=True)
        _audit("close" if state == InstructionState.DONE else "cancel", instruction, by=by, at=at)
    return instruction


def _fill(
    instruction: Instruction,
    words: InstructionWords,
    unit: Organisation | None,
    assists: Sequence[Organisation],
    *,
    at: datetime,
) -> None:
    words = replace(
        words,
        text=words.text.strip(),
        leader_name="".join(words.leader_name.split()),
        leader_title=words.leader_title.strip(),
    )
    today, issued_on = timezone.localdate(at), instruction.item.issue.date
    wrong = wrong_words(words, issued_on=issued_on, today=today, has_unit=unit is not None, has_assists=bool(assists))
    person, title = _leader(words, wrong)
    if wrong:
        raise Unfit(wrong)
    instruction.leader_id, instruction.leader_title = person, title
    for name in ("kind", "leader_name", "given_on", "text", "due_on"):
        setattr(instruction, name, getattr(words, name))
    instruction.unit = unit
    if unit is None:
        instruction.state, instruction.result = InstructionState.DONE, _("无须办理")
        instruction.closed_at = at
    else:
        instruction.state, instruction.result, instruction.closed_at = InstructionState.OPEN, "", None


def _leader(words: InstructionWords, wrong: dict[str, str]) -> tuple[UUID | None, str]:
    """Who the leader is by the register of posts as of the day, and the title; somebody whom it does not know needs one."""
    if not words.leader_name or "given_on" in wrong:
        return None, words.leader_title
    known = people.standing(words.leader_name, words.given_on)
    if words.leader_title:
        fitting = [one for one in known if words.leader_title in (one.title, f"{one.unit}{one.title}")]
        known = fitting or known
        if not fitting and len({one.person_id for one in known}) > 1:
            return None, words.leader_title
        return (known[0].person_id if known else None), words.leader_title
    if not known:
        wrong["leader_title"] = _("任职登记中没有“%(name)s”在这一天的职务，请核对姓名和日期，或者填写职务。") % {
            "name": words.leader_name
        }
        return None, ""
    if len({one.person_id for one in known}) > 1:
        wrong["leader_title"] = _("这一天有几位同名的人任职，请填写职务以便区分。")
        return None, ""
    return known[0].person_id, known[0].title


def _assign(instruction: Instruction, unit: Organisation | None, assists: Sequence[Organisation]) -> None:
    wanted = {one.pk for one in assists} - ({unit.pk} if unit else set())
    instruction.assists.exclude(organisation__in=wanted).delete()
    known = set(instruction.assists.values_list("organisation", flat=True))
    InstructionAssist.objects.bulk_create(
        InstructionAssist(instruction=instruction, organisation_id=pk) for pk in sorted(wanted - known)
    )


def _noted(
    instruction: Instruction,
    text: str,
    *,
    by: Actor,
    at: datetime,
    unit: Organisation | None = None,
    closes: bool = False,
) -> InstructionProgress:
    return InstructionProgress.objects.create(
        instruction=instruction,
        at=at,
        unit=unit,
        person_name=by.name[:60],
        by_account=by.account_id,
        text=text,
        closes=closes,
    )


def _locked(by: Actor, instruction_id: UUID) -> Instruction:
    rows = Instruction.objects.seen_by(by, CARRY_OUT).select_for_update(of=("self",))
    found: Instruction | None = rows.select_related("item__issue").filter(pk=instruction_id).first()
    if found is None:
        raise NotFound
    return found


def _held(by: Actor, instruction_id: UUID, seen: int) -> Instruction:
    check(by, INSTRUCT)
    found = _locked(by, instruction_id)
    if found.version != seen:
        raise InstructionChanged(state=found.get_state_display())
    return found


def _save(instruction: Instruction) -> None:
    instruction.version += 1
    instruction.save()


def _audit(verb: str, instruction: Instruction, *, by: Actor, at: datetime, **more: Any) -> None:
    target = f"bulletin.instruction:{instruction.pk}"
    audit.record(by=by, at=at, action=f"bulletin.instruction_{verb}", target=target, **more)
