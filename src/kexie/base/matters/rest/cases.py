"""Cases for programs: those in which a unit of the caller's has a part, and those that the caller has applied for.

As in the pages there are two sides: who handles a case sees what was said and done in it, who has applied sees its way without
what those who handle it say among themselves. ``revision`` is the ETag that acts name in If-Match.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse
from ninja import Query
from pydantic import Field

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires, signed_in
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.rest import Answer, get, page_of, pages_of
from kexie.base.kernel.rest_query import Paged, SomeDay, Text, choice
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import VIEW_CASES
from kexie.base.matters.models import Case as CaseRow
from kexie.base.matters.models import CaseState, CaseTask
from kexie.base.matters.queries.cases import CasesAsked, cases_asked, own_cases
from kexie.base.matters.queries.history import Event
from kexie.base.matters.queries.pages import CasePage, OwnPage, case_page, own_page
from kexie.base.matters.queries.schemas import form_schema
from kexie.base.matters.queries.shown import ShownGroup, ShownRow
from kexie.base.matters.queries.versions import model_of
from kexie.base.matters.rest.routing import router
from kexie.base.matters.rules.forms import FormDef, form_of


class Case(Answer):
    """A case (办件) as lists have it."""

    id: UUID
    number: str
    matter: str = Field(description="事项编码")
    matter_name: str
    state: CaseState = Field(description="open（办理中）、ended（已办结）、withdrawn（已撤回）、stopped（已终止）")
    outcome: str = Field(description="办理结果，没有办结的为空")
    applicant: str
    lead: str = Field(description="承办单位")
    started_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    url: str


class Task(Answer):
    """An open task."""

    id: UUID
    name: str
    unit: str = Field(description="办理单位，申请人的任务为空")
    holder: str = Field(description="由谁认领，没有的为空")
    created_at: datetime
    due_at: datetime | None
    may_do: bool = Field(description="调用者能不能办")
    form: dict[str, Any] | None = Field(description="要填写的表单的 JSON Schema；调用者不能办的为空")


class CaseAnswer(Answer):
    """An answer as people read it; what identifies a person is masked."""

    key: str
    label: str
    value: str


class CaseAnswers(Answer):
    """The answers of a group of a form; those of repeating groups stand in ``rows``."""

    title: str
    answers: list[CaseAnswer]
    rows: list[list[CaseAnswer]]


class CaseEvent(Answer):
    """A step of the way."""

    number: int
    what: str
    at: datetime
    who: str
    note: str
    said: list[CaseAnswers]


class Awaited(Answer):
    """A message that the case waits for and that the caller may tell."""

    name: str
    since: datetime
    about: str


class Paper(Answer):
    """A file of the case."""

    id: UUID
    key: str = Field(description="属于表单的哪一项材料，后来补充的为空")
    name: str
    at: datetime
    url: str


class WholeCase(Case):
    """A case with what is to be done and what has happened. ``revision`` is its ETag."""

    revision: int = Field(description="第几步；同 ETag，办理时写在 If-Match 中")
    tasks: list[Task]
    messages: list[Awaited] = Field(description="办件等待的、可由调用者告知的消息")
    timeline: list[CaseEvent]
    papers: list[Paper]


STATES = choice(CaseState.values)


class CasesFilter(Paged):
    """Cases by state, words and days."""

    state: STATES = Field(default_factory=str, description="状态")  # type: ignore[valid-type]
    q: Text = Field("", description="办件编号或者申请人中的文字")
    since: SomeDay = Field(default_factory=lambda: None, description="这一日及以后提交的")
    until: SomeDay = Field(default_factory=lambda: None, description="这一日及以前提交的")


class OwnCasesFilter(Paged):
    """One's own cases by state."""

    state: STATES = Field(default_factory=str, description="状态")  # type: ignore[valid-type]


@get(router, "cases/", pages_of(Case), name="cases", summary="本单位的办件")
@requires(VIEW_CASES)
def cases(request: Request, asked: Query[CasesFilter]) -> Any:
    """本单位承办、受理、协办或者申请的办件，新的在前。"""
    wanted = CasesAsked(state=asked.state, text=asked.q, begin=asked.since, end=asked.until)
    rows = cases_asked(request.actor, wanted).annotate(matter_code=F("matter__code"))
    return page_of(rows, asked, lambda found: [_row(row, row.matter_code) for row in found])


@get(router, "cases/{uuid:case_id}/", WholeCase, name="case", summary="一个办件")
@requires(VIEW_CASES)
def case(request: Request, response: HttpResponse, case_id: UUID) -> Any:
    """本单位的一个办件：状态、待办任务和要填写的表单、办理过程、材料。个人信息已脱敏。"""
    page = case_page(request.actor, case_id, at=clock.now())
    tasks = [_task(page.case, line.task, page.forms, may_do=line.may_do) for line in page.tasks]
    return _whole(response, page, tasks, "matters:case")


@get(router, "me/cases/", pages_of(Case), name="own_cases", summary="我的办件")
@signed_in
def own(request: Request, asked: Query[OwnCasesFilter]) -> Any:
    """调用者本人和所代表的单位申请的办件，新的在前。"""
    rows = own_cases(request.actor)
    if asked.state:
        rows = rows.filter(state=asked.state)
    return page_of(rows, asked, lambda found: [_own_row(row) for row in found])


@get(router, "me/cases/{uuid:case_id}/", WholeCase, name="own_case", summary="我的一个办件")
@signed_in
def own_one(request: Request, response: HttpResponse, case_id: UUID) -> Any:
    """调用者申请的一个办件：状态、等申请人办理的任务和表单、办理过程、材料。"""
    page = own_page(request.actor, case_id, at=clock.now())
    tasks = [_task(page.case, task, page.forms, may_do=True) for task in page.mine]
    return _whole(response, page, tasks, "matters:my-case")


def _row(case: CaseRow, matter: str, door: str = "matters:case") -> dict[str, Any]:
    fields = ("id", "number", "state", "outcome", "started_at", "due_at", "ended_at")
    return {
        **{name: getattr(case, name) for name in fields},
        "matter": matter,
        "matter_name": case.version.name,
        "applicant": case.applicant_name,
        "lead": case.lead.name,
        "url": absolute(reverse(door, args=[case.pk])),
    }


def _own_row(case: CaseRow) -> dict[str, Any]:
    return _row(case, case.matter.code, "matters:my-case")


def _whole(response: HttpResponse, page: CasePage | OwnPage, tasks: list[dict[str, Any]], door: str) -> dict[str, Any]:
    case = page.case
    response["ETag"] = f'"{case.revision}"'
    file_door = "matters:paper" if door == "matters:case" else "matters:my-paper"
    return {
        **_row(case, case.matter.code, door),
        "revision": case.revision,
        "tasks": tasks,
        "messages": [{"name": line.name, "since": line.wait.created_at, "about": line.words} for line in page.messages],
        "timeline": [_event(event) for event in page.events],
        "papers": [
            {
                "id": paper.pk,
                "key": paper.key,
                "name": paper.name,
                "at": paper.at,
                "url": absolute(reverse(file_door, args=[case.pk, paper.pk])),
            }
            for paper in page.papers
        ],
    }


def _task(case: CaseRow, task: CaseTask, forms: Sequence[FormDef], *, may_do: bool) -> dict[str, Any]:
    node = model_of(case.version).nodes.get(task.node)
    form = form_of(forms, node.form) if node is not None else None
    asked = form or FormDef(key=node.form if node is not None else "", title=task.name)
    return {
        "id": task.pk,
        "name": task.name,
        "unit": task.unit.name if task.unit else "",
        "holder": task.holder_name,
        "created_at": task.created_at,
        "due_at": task.due_at,
        "may_do": may_do,
        "form": form_schema(asked, forms) if may_do else None,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "number": event.number,
        "what": event.what,
        "at": event.at,
        "who": event.who,
        "note": event.note,
        "said": [_group(group) for group in event.groups],
    }


def _group(group: ShownGroup) -> dict[str, Any]:
    return {
        "title": group.title,
        "answers": _answers(group.rows),
        "rows": [_answers(line) for line in group.lines],
    }


def _answers(rows: Iterable[ShownRow]) -> list[dict[str, Any]]:
    return [{"key": row.key, "label": row.label, "value": row.value} for row in rows]
