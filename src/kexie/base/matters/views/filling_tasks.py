"""Doing a task by filling in its form: for those who handle a case, and for whoever has applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.web import Request, wants_json
from kexie.base.matters.actions import cases, drafts
from kexie.base.matters.errors import MatterInvalid, TaskGone
from kexie.base.matters.forms.filling import PREFIX, Filling, data_of, typed_of
from kexie.base.matters.models import Case, CaseTask
from kexie.base.matters.queries.shown import ShownGroup, shown_as_typed
from kexie.base.matters.queries.task_forms import task_form, task_once_open
from kexie.base.matters.rules.forms import FormDef
from kexie.base.matters.views.filling import Sheet
from kexie.base.matters.views.steps import TOLD, do_once

Draw = Callable[[dict[str, Any], int], HttpResponse]


@dataclass(frozen=True, slots=True)
class Filled:
    """A task that is to be done at ``address``: one of ``tasks``, which the actor may do; afterwards ``back``.

    ``own``: as the applicant.
    """

    case: Case
    forms: Sequence[FormDef]
    tasks: Sequence[CaseTask]
    task_id: UUID
    address: str
    back: str
    own: bool


def sheet_of(request: Request, case: Case, forms: Sequence[FormDef], task: CaseTask, *, address: str) -> dict[str, Any]:
    """What a page needs to show the form of ``task`` beside other things: ``sheet`` and ``form``."""
    sheet = _sheet(request, case, forms, task, address, lambda context, status: HttpResponse(status=status))
    return {"sheet": sheet, "form": sheet.filling(checked=False)}


def fill(request: Request, asked: Filled, draw: Draw) -> HttpResponse:
    """The page of a task (GET); keep what is typed, or do the task once (POST).

    What is typed for a task that is no longer there to be done is shown on the page of the case, to be copied: ``draw`` is
    given ``gone``, a sentence, and ``typed``.
    """
    task = next((one for one in asked.tasks if one.pk == asked.task_id), None)
    if task is None:
        if request.method != "POST":
            return HttpResponseRedirect(asked.back)
        return _too_late(request, asked, draw)
    sheet = _sheet(request, asked.case, asked.forms, task, asked.address, draw)
    if request.method != "POST":
        return sheet.page(sheet.filling(checked=False))
    if sheet.definition.is_empty:
        return _send(request, asked, sheet)
    try:
        if response := sheet.handle():
            return response
    except TaskGone as refusal:
        return _gone(request, asked, draw, refusal)
    return _send(request, asked, sheet)


def _too_late(request: Request, asked: Filled, draw: Draw) -> HttpResponse:
    """The answer to what was sent for a task that is not there: the same as before to the form that has done it."""

    def do() -> None:
        raise TaskGone

    try:
        do_once(request, do)
    except TaskGone as refusal:
        return _gone(request, asked, draw, refusal)
    return HttpResponseRedirect(asked.back)


def _gone(request: Request, asked: Filled, draw: Draw, refusal: TaskGone) -> HttpResponse:
    """Say that the task cannot be done any more, beside what was typed, which is kept nowhere."""
    if wants_json(request):
        raise refusal
    if typed := _typed(request, asked):
        return draw({"gone": refusal.message, "typed": typed}, refusal.status)
    messages.error(request, refusal.message)
    return HttpResponseRedirect(asked.back)


def _typed(request: Request, asked: Filled) -> list[ShownGroup]:
    task = task_once_open(request.actor, asked.case, asked.task_id, own=asked.own)
    if task is None:
        return []
    form = task_form(request.actor, asked.case, asked.forms, task)
    sent = data_of(typed_of(request.POST, PREFIX))
    filling = Filling(form.definition, sent, said=form.said, known=form.known, siblings=form.siblings, checked=False)
    return shown_as_typed(form.definition, filling.typed_answers)


def _send(request: Request, asked: Filled, sheet: Sheet) -> HttpResponse:
    filling = sheet.filling(checked=True)
    if not sheet.definition.is_empty and not filling.is_valid():
        return sheet.page(filling, status=422)

    def do() -> None:
        empty = sheet.definition.is_empty
        cases.complete(
            by=request.actor,
            at=clock.now(),
            task_id=asked.task_id,
            answers={} if empty else filling.answers,
            papers=() if empty else sheet.handed_of(filling),
        )
        if sheet.draft is not None:
            drafts.discard(by=request.actor, at=clock.now(), draft_id=sheet.draft.pk)

    try:
        do_once(request, do)
    except TaskGone as refusal:
        return _gone(request, asked, sheet.draw, refusal)
    except TOLD as refusal:
        filling.add_error(None, _told(refusal))
        return sheet.page(filling, status=refusal.status)
    messages.success(request, _("已办理，办件进入下一步。"))
    return HttpResponseRedirect(asked.back)


def _told(refusal: Any) -> list[str]:
    texts = [text for texts in refusal.data.get("errors", {}).values() for text in texts]
    return texts if isinstance(refusal, MatterInvalid) and texts else [refusal.message]


def _sheet(request: Request, case: Case, forms: Sequence[FormDef], task: CaseTask, address: str, draw: Draw) -> Sheet:
    asked = task_form(request.actor, case, forms, task)
    return Sheet(
        request,
        case.version,
        asked.definition,
        address,
        draw,
        task_id=task.pk,
        begun=asked.begun,
        said=asked.said,
        known=asked.known,
        siblings=asked.siblings,
    )
