"""Everything that a case's page shows, in a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kexie.base.kernel import walls
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.models import (
    Case,
    CaseAsk,
    CaseLook,
    CaseNote,
    CasePaper,
    CaseState,
    CaseTask,
    CaseUnit,
    CaseWait,
    NoteKind,
    Part,
    TaskState,
    WaitKind,
)
from kexie.base.matters.queries.acting import may_do_now, may_hand
from kexie.base.matters.queries.asks import asks_of, may_answer
from kexie.base.matters.queries.cases import WITH, case_for, own_case
from kexie.base.matters.queries.handling import Standing, parts_of, standing
from kexie.base.matters.queries.history import Event, history, own_history, without_answers
from kexie.base.matters.queries.messages import MessageLine, Messages, messages_among
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.queries.versions import compiled_of
from kexie.base.matters.rules.bpmn.drawing import svg
from kexie.base.matters.rules.clock import Clock, clock_of
from kexie.base.matters.rules.engine import NoWayBack, Run
from kexie.base.matters.rules.facts import own_facts_of
from kexie.base.matters.rules.forms import FormDef, read_forms
from kexie.base.matters.rules.lanes import Who
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS, STATE_TONES
from kexie.base.matters.rules.verbs import given_number
from kexie.base.ui import dates

_WITH_CASE: Final = "with its case, which was looked at"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An open task: who does it, how its limit stands, what the reader may do with it."""

    task: CaseTask
    who: str
    clock: Clock | None
    may_do: bool
    may_hand: bool
    may_return: bool


@dataclass(frozen=True, slots=True)
class AskLine:
    """A question to others, and what the reader may do with it."""

    ask: CaseAsk
    clock: Clock | None
    may_answer: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as somebody of the office reads it."""

    case: Case
    stands: Standing
    clock: Clock | None
    drawing: str
    tasks: tuple[TaskLine, ...]
    waits: tuple[CaseWait, ...]
    messages: tuple[MessageLine, ...]
    awaited: tuple[MessageLine, ...]
    asks: tuple[AskLine, ...]
    events: tuple[Event, ...]
    papers: tuple[CasePaper, ...]
    talk: tuple[CaseNote, ...]
    notes: tuple[CaseNote, ...]
    looks: tuple[CaseLook, ...]
    parts: tuple[CaseUnit, ...]
    forms: tuple[FormDef, ...]
    document: str

    @property
    def is_open(self) -> bool:
        """Whether something can still be done."""
        return self.case.state == CaseState.OPEN

    @property
    def masked(self) -> bool:
        """Whether something is shown under a mask."""
        return any(event.masked for event in self.events)


def case_page(actor: Actor, case_id: UUID, *, at: datetime, masked: bool = True) -> CasePage:
    """The page of a case in which a unit of the actor's has a part. Whoever is only of the unit that has applied sees no notes,
    papers and answers of those who handle it.

    Raises:
        NotFound.
    """
    case = case_for(actor, case_id)
    with walls.raised():  # once for all that is asked of it
        return _page_of(actor, case, at=at, masked=masked)


def _page_of(actor: Actor, case: Case, *, at: datetime, masked: bool) -> CasePage:
    parts = parts_of(case)
    stands = standing(actor, case, parts)
    said = answers_of(case)
    run = Run.load(compiled_of(case.version), case.process["run"], said)
    forms = read_forms(case.version.forms)
    events = history(case, run.model, forms, masked=masked)
    notes = list(CaseNote.objects.beyond(_WITH_CASE).filter(case=case))
    papers = papers_of(case)
    waits = _waits(case)
    messages = messages_among(waits, run, actor=actor, case=case, answers=said, own=False)
    done, here = run.places()
    on = timezone.localdate(at)
    return CasePage(
        case=case,
        stands=stands,
        clock=clock_of(case.due_at, at=at) if case.state == CaseState.OPEN else None,
        drawing=mark_safe(svg(run.model, done=done, here=here)),  # noqa: S308 - drawn by us, every text escaped
        tasks=tuple(_task_lines(actor, case, run, at=at)),
        waits=tuple(wait for wait in waits if wait.kind == WaitKind.TIMER),
        messages=messages.mine if stands.handles else (),
        awaited=messages.others if stands.handles else (*messages.mine, *messages.others),
        asks=tuple(
            AskLine(
                ask,
                clock_of(ask.due_at, at=at) if ask.state == "open" else None,
                ask.state == "open" and may_answer(actor, ask, on=on),
                ask.state == "open" and (stands.supervises or ask.by_account == actor.account_id),
            )
            for ask in (asks_of(case) if stands.inside else [])
        ),
        events=tuple(events if stands.inside else without_answers(events)),
        papers=tuple(paper for paper in papers if stands.inside or not paper.internal),
        talk=tuple(note for note in notes if note.kind == NoteKind.TALK),
        notes=tuple(note for note in notes if note.kind == NoteKind.INTERNAL and stands.inside),
        looks=tuple(CaseLook.objects.beyond(_WITH_CASE).filter(case=case)[:20]) if stands.inside else (),
        parts=tuple(parts),
        forms=forms,
        document=given_number(run.model, said),
    )


def _waits(case: Case) -> list[CaseWait]:
    return list(CaseWait.objects.beyond(_WITH_CASE).filter(case=case).order_by("due_at"))


def papers_of(case: Case) -> list[CasePaper]:
    """The files of a case without their bytes, the oldest first; whoever calls has looked at who sees it."""
    rows = CasePaper.objects.beyond(_WITH_CASE).filter(case=case).select_related("file").defer("file__content")
    return list(rows.order_by("at", "id"))


def paper_of(actor: Actor, case_id: UUID, paper_id: UUID) -> CasePaper:
    """A file of a case with its bytes, for those of the office. Raises NotFound."""
    case = case_for(actor, case_id)
    found = _paper(case, paper_id)
    if found.internal and not standing(actor, case, parts_of(case)).inside:
        raise NotFound
    return found


def own_paper_of(actor: Actor, case_id: UUID, paper_id: UUID) -> CasePaper:
    """A file of one's own case with its bytes. Raises NotFound."""
    found = _paper(own_case(actor, case_id), paper_id)
    if found.internal:
        raise NotFound
    return found


def _paper(case: Case, paper_id: UUID) -> CasePaper:
    found: CasePaper | None = (
        CasePaper.objects.beyond(_WITH_CASE).filter(case=case, pk=paper_id).select_related("file").first()
    )
    if found is None:
        raise NotFound
    return found


def open_tasks(case: Case) -> list[CaseTask]:
    """The open tasks of a case in order; whoever calls has looked at who sees it."""
    rows = CaseTask.objects.beyond(_WITH_CASE).filter(case=case, state=TaskState.OPEN)
    return list(rows.select_related("unit", "case__applicant_unit").order_by("due_at", "created_at", "id"))


def tasks_to_do(actor: Actor, case: Case, *, on: date, own: bool) -> list[CaseTask]:
    """The open tasks of a case that ``actor`` may do on the day ``on``: those of its applicant (``own``), or those of units."""
    found = [task for task in open_tasks(case) if (task.who == Who.APPLICANT if own else task.unit is not None)]
    return [task for task in found if may_do_now(actor, task, on=on)]


def _task_lines(actor: Actor, case: Case, run: Run, *, at: datetime) -> list[TaskLine]:
    found = []
    for task in open_tasks(case):
        may_do = may_do_now(actor, task, on=timezone.localdate(at))
        of_unit = task.unit is not None
        found.append(
            TaskLine(
                task,
                _who(task, case),
                clock_of(task.due_at, at=at),
                may_do,
                may_hand(actor, task, on=timezone.localdate(at)),
                of_unit and may_do and _has_way_back(run, task),
            )
        )
    return found


def _has_way_back(run: Run, task: CaseTask) -> bool:
    try:
        run.way_back(task.pk)
    except (NoWayBack, KeyError):
        return False
    return True


def _who(task: CaseTask, case: Case) -> str:
    if task.who == Who.APPLICANT or task.unit is None:
        return _("申请人 %(name)s") % {"name": case.applicant_name}
    holder = task.holder_name or _("待认领")
    return f"{task.unit.name} {holder}"


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A case as whoever has applied reads it."""

    case: Case
    clock: Clock | None
    next: str
    mine: tuple[CaseTask, ...]
    messages: tuple[MessageLine, ...]
    drawing: str
    events: tuple[Event, ...]
    papers: tuple[CasePaper, ...]
    talk: tuple[CaseNote, ...]
    forms: tuple[FormDef, ...]
    document: str

    @property
    def told(self) -> Event | None:
        """The office's last words to whoever has applied, where they are what counts: at their turn, and at the end."""
        last = next((event for event in reversed(self.events) if event.told), None)
        return last if self.mine or self.messages or not self.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether something can still be done."""
        return self.case.state == CaseState.OPEN


@dataclass(frozen=True, slots=True)
class FollowedPage:
    """A case as whoever holds its code reads it: how it stands and what the office has told, nothing that was filled in."""

    case: Case
    clock: Clock | None
    next: str
    drawing: str
    events: tuple[Event, ...]
    facts: tuple[tuple[str, str], ...]
    outcome: str
    tone: str


@walls.raised()
def own_page(actor: Actor, case_id: UUID, *, at: datetime) -> OwnPage:
    """The page of one's own case, or of a unit that one acts for. Raises NotFound."""
    case = own_case(actor, case_id)
    read = _Read.of(case, actor)
    mine = [task for task in read.tasks if task.who == Who.APPLICANT and _may(actor, task, at)]
    rows = CaseNote.objects.beyond("one's own").filter(case=case, kind=NoteKind.TALK)
    return OwnPage(
        case=case,
        clock=_clock(case, at),
        next=next_words(case, read.tasks, read.messages),
        mine=tuple(mine),
        messages=read.messages.mine,
        drawing=read.drawing,
        events=tuple(read.events),
        papers=tuple(paper for paper in papers_of(case) if not paper.internal),
        talk=tuple(rows),
        forms=read.forms,
        document=given_number(read.run.model, read.said),
    )


@walls.raised()
def followed_page(case_id: UUID, *, at: datetime) -> FollowedPage:
    """The page of a case for whoever holds its code; whoever calls has looked at that. Raises NotFound."""
    rows = Case.objects.beyond("by number and code").select_related(*WITH)
    case: Case | None = rows.filter(pk=case_id).first()
    if case is None:
        raise NotFound
    read = _Read.of(case)
    return FollowedPage(
        case=case,
        clock=_clock(case, at),
        next=next_words(case, read.tasks, read.messages, is_told=False),
        drawing=read.drawing,
        events=tuple(event if event.told else replace(event, groups=()) for event in read.events),
        facts=tuple(own_facts_of(case, document=given_number(read.run.model, read.said), named=False)),
        outcome=str(OUTCOME_LABELS.get(case.outcome, "")),
        tone=STATE_TONES[case.state],
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """What the pages of an applicant look at together."""

    run: Run
    said: dict[str, Any]
    forms: tuple[FormDef, ...]
    tasks: list[CaseTask]
    messages: Messages
    drawing: str
    events: list[Event]

    @classmethod
    def of(cls, case: Case, actor: Actor | None = None) -> _Read:
        said = answers_of(case)
        run = Run.load(compiled_of(case.version), case.process["run"], said)
        forms = read_forms(case.version.forms)
        tasks = open_tasks(case)
        done, here = run.places()
        return cls(
            run=run,
            said=said,
            forms=forms,
            tasks=tasks,
            messages=messages_among(_waits(case), run, actor=actor, case=case, answers=said, own=True),
            drawing=mark_safe(svg(run.model, done=done, here=here)),  # noqa: S308 - drawn by us, every text escaped
            events=own_history(case, run.model, forms, turn=any(task.who == Who.APPLICANT for task in tasks)),
        )


def _may(actor: Actor, task: CaseTask, at: datetime) -> bool:
    return may_do_now(actor, task, on=timezone.localdate(at))


def _clock(case: Case, at: datetime) -> Clock | None:
    return clock_of(case.due_at, at=at) if case.state == CaseState.OPEN else None


_NO_MESSAGES: Final = Messages()


def next_words(case: Case, tasks: list[CaseTask], messages: Messages = _NO_MESSAGES, *, is_told: bool = True) -> str:
    """What happens next, for whoever has applied; ``is_told``: notices reach him."""
    if case.state != CaseState.OPEN:
        return _("这个办件已经结束。")
    own = [_with_due(task) for task in tasks if task.who == Who.APPLICANT]
    if own:
        return _("等您办理：%(names)s。") % {"names": "、".join(own)}
    units = [(task.unit.name if task.unit else "", task.name) for task in tasks]
    if not units and messages.mine:
        return _("等您告知：%(names)s。") % {"names": "、".join(line.name for line in messages.mine)}
    if not units and messages.others:
        awaited = _("正在等待：%(names)s") % {"names": "、".join(line.name for line in messages.others)}
        return (_("%(said)s。有进展会通知您。") if is_told else _("%(said)s。")) % {"said": awaited}
    if not units:
        return _("正在等待下一步，有进展会通知您。") if is_told else _("正在等待下一步。")
    said = "；".join(_("%(unit)s正在办理“%(name)s”") % {"unit": unit, "name": name} for unit, name in units)
    return (_("%(said)s。有进展会通知您。") if is_told else _("%(said)s。")) % {"said": said}


def _with_due(task: CaseTask) -> str:
    if task.due_at is None:
        return task.name
    return _("%(name)s（%(due)s前）") % {"name": task.name, "due": dates.moment(task.due_at, year=True)}


def applicant_words(case: Case) -> str:
    """Who has applied, for the facts of a case."""
    if case.applicant_unit is not None and case.applicant is not None:
        return f"{case.applicant_unit.name}（{case.applicant.name}）"
    return case.applicant_name


def part_words(parts: tuple[CaseUnit, ...]) -> str:
    """The units that work with the lead, by name."""
    return "、".join(dict.fromkeys(part.organisation.name for part in parts if part.part == Part.ASSIST))
