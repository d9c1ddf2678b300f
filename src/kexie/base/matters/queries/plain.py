"""What cases are about, in plain words without persons: for whoever learns from them, or looks for similar ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from kexie.base.kernel import vault
from kexie.base.kernel.access import Actor
from kexie.base.matters.models import Case, CaseState, MatterVersion, Part
from kexie.base.matters.queries.cases import case_for
from kexie.base.matters.queries.guides import application_form
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.rules.forms import FormDef, FormsUnreadable
from kexie.base.matters.rules.outcomes import Outcome
from kexie.base.matters.rules.plain import subject_of
from kexie.base.standards import api as standards


class Told(NamedTuple):
    """A closed case: what it was about, its matter's code, the unit that handled it (``uid``), and whose it is (a key)."""

    text: str
    matter: str
    unit: str
    source: str


def closed_in_plain(*, most: int) -> Iterator[Told]:
    """The cases that came to their end, newest first, at most so many; those whose answers are erased have no text.

    Looks at the cases of all units: for what tells nothing of a single one.
    """
    rows = Case.objects.beyond("what is learnt from all cases").filter(state=CaseState.ENDED, outcome=Outcome.DONE)
    rows = rows.select_related("matter", "lead").prefetch_related("units__organisation")
    for case in rows.order_by("-ended_at", "-pk")[:most].iterator(chunk_size=500):
        form = _form_of(case.version_id)
        if form is None:
            continue
        source = str(case.applicant_id or case.applicant_unit_id or case.applicant_name)
        yield Told(_text(case, form), case.matter.code, str(_handler(case)), source)


def text_of_case(actor: Actor, case_id: UUID) -> str:
    """What a case is about, that ``actor`` may see. Raises NotFound."""
    case = case_for(actor, case_id)
    form = _form_of(case.version_id)
    return _text(case, form) if form is not None else ""


def subject_of_case(case: Case, answers: Mapping[str, Any]) -> str:
    """What ``answers`` say that ``case`` is about; for a step of it that is not stored yet."""
    form = _form_of(case.version_id)
    if form is None:
        return ""
    return subject_of(form, answers, define=standards.find_definition, applicant=case.applicant_name)


@lru_cache(maxsize=256)
def _form_of(version_id: UUID) -> FormDef | None:
    """The form of the application of a published version, which is never changed; None where it cannot be read."""
    version = MatterVersion.objects.only("forms", "name").get(pk=version_id)
    try:
        return application_form(version)
    except FormsUnreadable:
        return None


def _text(case: Case, form: FormDef) -> str:
    try:
        answers = answers_of(case)
    except vault.Unreadable:
        return ""
    return subject_of(form, answers, define=standards.find_definition, applicant=case.applicant_name)


def _handler(case: Case) -> UUID:
    """The unit that was chosen for the case, else its lead."""
    chosen = sorted((part for part in case.units.all() if part.part == Part.ASSIST), key=lambda part: part.pk)
    unit = chosen[0].organisation if chosen else case.lead
    uid: UUID = unit.uid
    return uid
