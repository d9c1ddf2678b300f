"""What has happened in a case, as people read it: for those who handle it, and for whoever has applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from kexie.base.matters.models import Case, CaseStep, CaseTask, StepKind
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.queries.shown import ShownGroup, shown
from kexie.base.matters.rules.bpmn.model import Model
from kexie.base.matters.rules.forms import FormDef, form_of
from kexie.base.matters.rules.lanes import Who
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS
from kexie.base.matters.rules.told import Passed, Weight, told_steps
from kexie.base.matters.rules.verbs import NOTIFY

_TONES: Final = {
    StepKind.START: "info",
    StepKind.DONE: "good",
    StepKind.RETURN: "warn",
    StepKind.ASK: "progress",
    StepKind.ANSWER: "good",
    StepKind.DUE: "warn",
    StepKind.WITHDRAW: "neutral",
    StepKind.STOP: "bad",
    StepKind.END: "good",
}
#: Under which keys the words of a step stand that are no answers to a form.
_SAID: Final = ("reason", "question", "answer")
#: What the applicant hears of the way of a case; the rest is between those who handle it.
_FOR_APPLICANT: Final = frozenset(
    {
        StepKind.START,
        StepKind.DONE,
        StepKind.PAPER,
        StepKind.DUE,
        StepKind.CONTACT,
        StepKind.WITHDRAW,
        StepKind.STOP,
        StepKind.END,
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One step: what was done, when, by whom, the words that were left, the answers that were given."""

    number: int
    what: str
    tone: str
    at: datetime
    who: str = ""
    note: str = ""
    groups: tuple[ShownGroup, ...] = field(default=())
    #: Whether the answers are the office's words to whoever has applied.
    told: bool = False

    @property
    def masked(self) -> bool:
        """Whether something in the answers is shown under a mask."""
        rows = (row for group in self.groups for line in (group.rows, *group.lines) for row in line)
        return any(row.masked for row in rows)


def history(case: Case, model: Model, forms: Sequence[FormDef], *, masked: bool = True) -> list[Event]:
    """All steps of a case, the oldest first, for those who handle it; whoever calls has looked at that."""
    return [_event(step, model, forms, masked) for step in steps_of(case)]


def own_history(case: Case, model: Model, forms: Sequence[FormDef], *, turn: bool) -> list[Event]:
    """The steps that concern who has applied: without names of those who handle it, and of their answers those alone that
    a form tells the applicant (`rules.told`). ``turn``: it is the applicant's turn.
    """
    found, steps = [], steps_of(case)
    told = told_steps([_passed(step, model) for step in steps], turn=turn)
    for step in steps:
        if step.kind not in _FOR_APPLICANT or step.data.get("internal"):
            continue
        if step.kind == StepKind.DONE and not _by_applicant(step, model):
            groups = _told(step, model, forms) if step.number in told else ()
            what = _what(step)
            found.append(
                Event(step.number, what, "good", step.at, who=step.unit_name, groups=groups, told=bool(groups))
            )
            continue
        found.append(_event(step, model, forms, masked=True, office=False))
    return found


def _passed(step: CaseStep, model: Model) -> Passed:
    """A step as `rules.told` weighs it."""
    if step.kind == StepKind.DONE and not _by_applicant(step, model):
        return Passed(step.number, Weight.OFFICE, (step.node, step.unit_name))
    node = model.nodes.get(step.node)
    notified = step.kind == StepKind.VERB and node is not None and node.verb == NOTIFY
    heard = notified or step.kind in (StepKind.DONE, StepKind.END)
    return Passed(step.number, Weight.HEARD if heard else Weight.NOTHING)


def _told(step: CaseStep, model: Model, forms: Sequence[FormDef]) -> tuple[ShownGroup, ...]:
    form = form_of(forms, _form_key(step, model, forms))
    return tuple(shown(form.told, answers_of(step))) if form is not None else ()


def steps_of(case: Case) -> list[CaseStep]:
    """The rows of the history; whoever calls has looked at who sees the case."""
    return list(CaseStep.objects.beyond("with its case").filter(case=case).order_by("number"))


def said_at(task: CaseTask) -> dict[str, Any]:
    """What the unit of ``task`` has answered at its place the last time; whoever calls has looked at who does the task."""
    rows = CaseStep.objects.beyond("of one's own task").filter(case=task.case_id, kind=StepKind.DONE, node=task.node)
    last = rows.filter(unit_name=task.unit.name if task.unit else "").order_by("number").last()
    return answers_of(last) if last is not None else {}


def _event(step: CaseStep, model: Model, forms: Sequence[FormDef], masked: bool, *, office: bool = True) -> Event:
    said = answers_of(step)
    note = next((str(said[key]) for key in _SAID if said.get(key) and step.kind != StepKind.DONE), "")
    form = form_of(forms, _form_key(step, model, forms)) if step.kind in (StepKind.START, StepKind.DONE) else None
    who = " ".join(part for part in (step.unit_name, step.by_name) if part) if office else ""
    return Event(
        number=step.number,
        what=_what(step),
        tone=_TONES.get(StepKind(step.kind), "neutral"),
        at=step.at,
        who=who,
        note=note,
        groups=tuple(shown(form, said, masked=masked)) if form is not None and said else (),
    )


def _form_key(step: CaseStep, model: Model, forms: Sequence[FormDef]) -> str:
    """Which form was filled in: that of the node, or the application, which is the first."""
    if step.kind == StepKind.START:
        return forms[0].key if forms else ""
    node = model.nodes.get(step.node)
    return node.form if node is not None else ""


def _by_applicant(step: CaseStep, model: Model) -> bool:
    node = model.nodes.get(step.node)
    lane = model.lanes.get(node.lane_id) if node is not None else None
    return lane is not None and lane.who == Who.APPLICANT


def _what(step: CaseStep) -> str:
    label = str(step.get_kind_display())
    if step.kind == StepKind.END:
        return _("办结：%(outcome)s") % {"outcome": OUTCOME_LABELS.get(step.data.get("outcome", ""), label)}
    if step.kind in (StepKind.HAND_OVER, StepKind.RETURN) and step.data.get("to"):
        return _("%(label)s：%(name)s → %(to)s") % {"label": label, "name": step.name, "to": step.data["to"]}
    return _("%(label)s：%(name)s") % {"label": label, "name": step.name} if step.name else label


def without_answers(events: Iterable[Event]) -> list[Event]:
    """The same for those who may know that something was done, and not what was said."""
    return [Event(one.number, one.what, one.tone, one.at, who=one.who) for one in events]
