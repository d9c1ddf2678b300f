"""The form of a task: what it asks of whom, with what was said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.models import Case, CaseTask
from kexie.base.matters.queries.acting import holds_role
from kexie.base.matters.queries.history import said_at
from kexie.base.matters.queries.known import Known, known_facts
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.queries.versions import model_of
from kexie.base.matters.rules.forms import FormDef, form_of
from kexie.base.matters.rules.gathering import forms_in_loops
from kexie.base.matters.rules.lanes import Who


@dataclass(frozen=True, slots=True)
class TaskForm:
    """A form to be filled in; the parts are as for `forms.filling.Filling`."""

    definition: FormDef
    begun: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    siblings: Sequence[FormDef] = ()


def task_of(case: Case, task_id: UUID) -> CaseTask | None:
    """A task of ``case``, open or not; whoever calls has looked at who sees the case."""
    rows = CaseTask.objects.beyond("with its case, which was looked at").filter(case=case, pk=task_id)
    found: CaseTask | None = rows.select_related("unit", "case__applicant_unit").first()
    return found


def task_once_open(actor: Actor, case: Case, task_id: UUID, *, own: bool) -> CaseTask | None:
    """A task of ``case`` that is, or was, for ``actor`` to do, whatever has become of it since: one of its applicant (``own``),
    or one whose role he holds in its unit. Whoever calls has looked at who sees the case.
    """
    if (task := task_of(case, task_id)) is None:
        return None
    may = task.who == Who.APPLICANT if own else holds_role(actor, task)
    return task if may else None


def task_form(actor: Actor, case: Case, forms: Sequence[FormDef], task: CaseTask) -> TaskForm:
    """The form of ``task``, which ``actor`` may do. Raises NotFound where the drawing does not know it."""
    model = model_of(case.version)
    node = model.nodes.get(task.node)
    if node is None:
        raise NotFound
    definition = form_of(forms, node.form) or FormDef(key=node.form)
    said = answers_of(case)
    # Whoever does it again finds what was answered before: the applicant, or the person to whom it went back. Of several
    # units that answer side by side each finds its own words alone; what all have said is a list.
    begun = {key: value for key, value in said.items() if key in definition.keys}
    if definition.key in forms_in_loops(model):
        said = {key: value for key, value in said.items() if key not in begun}
        begun = {key: value for key, value in said_at(task).items() if key in definition.keys}
    own = task.who == Who.APPLICANT
    return TaskForm(
        definition,
        begun=begun,
        said=said,
        known=known_facts(actor, definition, unit=case.applicant_unit) if own else {},
        siblings=forms,
    )
