"""What the file of a case says, gathered for `rules.casefile`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.queries.cases import case_for
from kexie.base.matters.queries.handling import parts_of, standing
from kexie.base.matters.queries.history import Event, history, steps_of
from kexie.base.matters.queries.pages import applicant_words, papers_of, part_words
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.queries.verifying import verify
from kexie.base.matters.queries.versions import model_of
from kexie.base.matters.rules.casefile import CaseFile, FiledPaper, FiledStep
from kexie.base.matters.rules.facts import facts_of
from kexie.base.matters.rules.forms import read_forms
from kexie.base.matters.rules.verbs import given_number


def case_file(actor: Actor, case_id: UUID, *, at: datetime) -> CaseFile:
    """The file of a case that a unit of the actor's handles; what identifies persons is masked.

    Raises:
        NotFound.
    """
    case = case_for(actor, case_id)
    parts = parts_of(case)
    if not standing(actor, case, parts).inside:
        raise NotFound
    model = model_of(case.version)
    hashes = {step.number: step.hash for step in steps_of(case)}
    events = history(case, model, read_forms(case.version.forms))
    return CaseFile(
        title=case.version.name,
        number=case.number,
        publisher=case.lead.name,
        facts=facts_of(
            case,
            applicant=applicant_words(case),
            assisting=part_words(tuple(parts)),
            document=given_number(model, answers_of(case)),
        ),
        steps=[
            FiledStep(one.number, one.what, one.at, one.who, one.note, tuple(_answers(one)), hashes[one.number])
            for one in events
        ],
        papers=[
            FiledPaper(paper.name, paper.at, paper.by_name, paper.file.size, paper.file_id) for paper in papers_of(case)
        ],
        verdict=verify(case).sentence(),
        printed_at=at,
        printed_by=actor.name,
    )


def _answers(event: Event) -> Iterator[tuple[str, str]]:
    for group in event.groups:
        for line in (group.rows, *group.lines):
            yield from ((row.label, row.value) for row in line)
