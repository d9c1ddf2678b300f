"""Leaders' instructions as the office sees them, and a unit those that it has to carry out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.people.api import Organisation
from kexie.base.ui.todos import MOST
from kexie.domains.bulletin.abilities import CARRY_OUT, INSTRUCT
from kexie.domains.bulletin.models import (
    Instruction,
    InstructionProgress,
    InstructionQuerySet,
    InstructionState,
    Issue,
    Item,
)
from kexie.domains.bulletin.queries.published import latest_revision, printed_items


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What narrows the list."""

    text: str = ""
    state: str = ""
    kind: str = ""
    overdue: bool = False


def instructions(actor: Actor, asked: Narrowed, *, on: date) -> InstructionQuerySet:
    """Those within reach, the latest first. Raises NotPermitted."""
    check(actor, CARRY_OUT)
    rows = _seen(actor)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.overdue:
        rows = rows.filter(state=InstructionState.OPEN, due_on__lt=on)
    if text := asked.text.strip():
        rows = rows.filter(Q(text__icontains=text) | Q(item__title__icontains=text) | Q(leader_name__icontains=text))
    chosen: InstructionQuerySet = rows.prefetch_related("assists__organisation").order_by("-given_on", "-pk")
    return chosen


@dataclass(frozen=True, slots=True)
class InstructionView:
    """An instruction with its units and what they report."""

    instruction: Instruction
    assists: tuple[Organisation, ...]
    progress: tuple[InstructionProgress, ...]
    may_manage: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still to be carried out."""
        return self.instruction.state == InstructionState.OPEN

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to carry out."""
        return self.instruction.unit_id is None


def instruction_for(actor: Actor, instruction_id: UUID) -> InstructionView:
    """One within reach; NotFound otherwise."""
    check(actor, CARRY_OUT)
    found = _seen(actor).filter(pk=instruction_id).first()
    if found is None:
        raise NotFound
    assists = tuple(one.organisation for one in found.assists.select_related("organisation"))
    progress = tuple(found.progress.select_related("unit"))
    return InstructionView(found, assists, progress, may(actor, INSTRUCT))


def reporting_unit(actor: Actor, instruction: Instruction) -> Organisation | None:
    """For which of its units ``actor`` reports; None for the office."""
    reach = actor.reach(CARRY_OUT)
    if reach.everywhere:
        return None
    assisting = [one.organisation for one in instruction.assists.select_related("organisation")]
    having = [*([instruction.unit] if instruction.unit else []), *assisting]
    return next((unit for unit in having if reach.covers(unit.path)), None)


def items_to_instruct(actor: Actor, issue_id: UUID) -> list[Item]:
    """The items of a published issue that the public has before it, in their order; NotFound for any other issue."""
    check(actor, INSTRUCT)
    issue = Issue.objects.signed().filter(pk=issue_id).first()
    revision = latest_revision(issue) if issue else None
    if issue is None or revision is None:
        raise NotFound
    keys = [item.pk for item in printed_items(issue, revision.content)]
    rows = Item.objects.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def instructions_of(actor: Actor, issue: Issue) -> list[Instruction]:
    """Those on the items of an issue, in the order of the items, for its page at the desk; none for who sees none."""
    if not (issue.is_published and may(actor, CARRY_OUT)):
        return []
    return list(_seen(actor).filter(item__issue=issue).order_by("item__order", "given_on", "pk"))


def to_carry_out(actor: Actor, *, on: date) -> InstructionQuerySet:
    """What waits: for a unit all that is open, for the office what is overdue; the most urgent first."""
    rows = _seen(actor).filter(state=InstructionState.OPEN)
    if actor.reach(CARRY_OUT).everywhere:
        rows = rows.filter(due_on__lt=on)
    ordered: InstructionQuerySet = rows.order_by("due_on", "pk")[: MOST + 1]
    return ordered


def _seen(actor: Actor) -> InstructionQuerySet:
    rows = Instruction.objects.seen_by(actor, CARRY_OUT)
    chosen: InstructionQuerySet = rows.select_related("item__issue", "unit")
    return chosen
