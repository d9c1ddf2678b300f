"""Doors of 我的: one's own cases, and what one does in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import signed_in
from kexie.base.kernel.web import Request
from kexie.base.matters.actions import cases as case_actions
from kexie.base.matters.actions import talking
from kexie.base.matters.forms.desk import NoteForm, PapersForm, ReasonForm
from kexie.base.matters.models import Case
from kexie.base.matters.queries.cases import own_case, own_cases
from kexie.base.matters.queries.pages import OwnPage, own_page, own_paper_of, tasks_to_do
from kexie.base.matters.rules.facts import own_facts_of
from kexie.base.matters.rules.forms import read_forms
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS, STATE_TONES
from kexie.base.matters.views.answering import Answering, answer, answerable
from kexie.base.matters.views.doors import doors_of
from kexie.base.matters.views.files import given_out
from kexie.base.matters.views.filling_tasks import Filled, fill, sheet_of
from kexie.base.matters.views.steps import act, done

PER_PAGE = 20


def _address(request: Request, case_id: UUID) -> str:
    return reverse(doors_of(request.actor).case, args=[case_id])


@signed_in
@require_safe
def cases(request: Request) -> HttpResponse:
    """我的办件."""
    page = Paginator(own_cases(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    lines = [(case, STATE_TONES[case.state], _state_words(case)) for case in page]
    return render(request, "matters/my_cases.html", {"page": page, "lines": lines})


@signed_in
@require_safe
def case(request: Request, case_id: UUID) -> HttpResponse:
    """One of one's own cases."""
    page = own_page(request.actor, case_id, at=clock.now())
    more: dict[str, Any] = {}
    if page.mine:
        address = reverse(doors_of(request.actor).task, args=[case_id, page.mine[0].pk])
        more = sheet_of(request, page.case, page.forms, page.mine[0], address=address)
    return _drawn(request, page, **more)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Request, case_id: UUID, task_id: UUID) -> HttpResponse:
    """What is asked of the applicant: fill in (it keeps itself), then send."""
    found = own_case(request.actor, case_id)
    to_do = tasks_to_do(request.actor, found, on=clock.today(), own=True)
    address = reverse(doors_of(request.actor).task, args=[case_id, task_id])
    asked = Filled(
        found, read_forms(found.version.forms), to_do, task_id, address, back=_address(request, case_id), own=True
    )

    def draw(context: dict[str, Any], status: int) -> HttpResponse:
        return _drawn(request, own_page(request.actor, case_id, at=clock.now()), status=status, **context)

    return fill(request, asked, draw)


@signed_in
@require_POST
def note(request: Request, case_id: UUID) -> HttpResponse:
    """A word to those who handle one's case."""
    own_case(request.actor, case_id)
    form = NoteForm(request.POST)

    def do(given: dict[str, Any]) -> object:
        return talking.say_as_applicant(by=request.actor, at=clock.now(), case_id=case_id, text=given["text"])

    if done(request, form, do, said=_("已发送。")):
        return HttpResponseRedirect(f"{_address(request, case_id)}#talk")
    return _drawn(request, own_page(request.actor, case_id, at=clock.now()), status=422, talk_form=form)


@signed_in
@require_POST
def papers(request: Request, case_id: UUID) -> HttpResponse:
    """Add files to one's own case."""
    own_case(request.actor, case_id)
    form = PapersForm(request.POST, request.FILES, own=True)

    def do(given: dict[str, Any]) -> object:
        return talking.add_own_papers(by=request.actor, at=clock.now(), case_id=case_id, uploads=given["papers"])

    if done(request, form, do, said=_("文件已上传。")):
        return HttpResponseRedirect(f"{_address(request, case_id)}#papers")
    return _drawn(request, own_page(request.actor, case_id, at=clock.now()), status=422, papers_form=form)


@signed_in
@require_POST
def message(request: Request, case_id: UUID, wait_id: UUID) -> HttpResponse:
    """Tell what the case waits for; it goes on."""
    page = own_page(request.actor, case_id, at=clock.now())
    asked = Answering(case_id, page.messages, wait_id, own=True, back=_address(request, case_id))
    return answer(request, asked, lambda context, status: _drawn(request, page, status=status, **context))


@signed_in
@require_safe
def paper(request: Request, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """A file of one's own case, to be saved."""
    return given_out(own_paper_of(request.actor, case_id, paper_id))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, case_id: UUID) -> HttpResponse:
    """Take one's application back."""
    found = own_case(request.actor, case_id)
    form = ReasonForm(request.POST or None, initial={"seen": found.revision})

    def do(given: dict[str, Any]) -> object:
        return case_actions.withdraw(by=request.actor, at=clock.now(), case_id=case_id, **given)

    return act(
        request,
        form,
        do,
        case=found,
        title=_("撤回申请"),
        text=_("撤回后办件结束，不能恢复。需要时可以重新申请。"),
        action=_("撤回申请"),
        done=_("申请已撤回。"),
        back=_address(request, case_id),
        danger=True,
        layout=doors_of(request.actor).layout,
    )


def _state_words(case: Case) -> str:
    """The state of a case, or how it has ended, in words."""
    return str(OUTCOME_LABELS.get(case.outcome, "") if case.outcome else case.get_state_display())


def _drawn(request: Request, page: OwnPage, *, status: int = 200, **more: Any) -> HttpResponse:
    doors = doors_of(request.actor)
    context: dict[str, Any] = {
        "doors": doors,
        "page": page,
        "case": page.case,
        "facts": own_facts_of(page.case, document=page.document),
        "state_tone": STATE_TONES[page.case.state],
        "outcome": OUTCOME_LABELS.get(page.case.outcome, ""),
        "talk_form": NoteForm(auto_id="talk_%s"),
        "papers_form": PapersForm(own=True),
        "boxes": answerable(page.messages, case_id=page.case.pk, door=doors.message),
    }
    return render(request, "matters/my_case.html", context | more, status=status)
