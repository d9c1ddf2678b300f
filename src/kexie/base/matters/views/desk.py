"""Doors of the workbench: what is done to a case and to its tasks."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.documents.pdf import render_pdf
from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Invalid, NotFound
from kexie.base.kernel.web import Request, whole_number
from kexie.base.matters.abilities import SUPERVISE, VIEW_CASES
from kexie.base.matters.actions import asking, cases, due_dates, holding, returning, talking
from kexie.base.matters.actions.printing import note_print
from kexie.base.matters.forms.desk import (
    AnswerForm,
    AskForm,
    DueForm,
    HandForm,
    InternalNoteForm,
    LookForm,
    NoteForm,
    PapersForm,
    ReasonForm,
)
from kexie.base.matters.models import Case, CaseTask, NoteKind, TaskState
from kexie.base.matters.queries import casefile as queries
from kexie.base.matters.queries.acting import check_hands
from kexie.base.matters.queries.cases import case_for
from kexie.base.matters.queries.handling import case_spoken_for, parts_of, standing
from kexie.base.matters.queries.pages import (
    CasePage,
    applicant_words,
    case_page,
    paper_of,
    part_words,
    tasks_to_do,
)
from kexie.base.matters.queries.task_forms import task_of
from kexie.base.matters.rules.casefile import composed
from kexie.base.matters.rules.facts import facts_of
from kexie.base.matters.rules.forms import read_forms
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS, STATE_TONES
from kexie.base.matters.views.answering import Answering, answerable
from kexie.base.matters.views.answering import answer as answer_message
from kexie.base.matters.views.files import given_out
from kexie.base.matters.views.filling_tasks import Filled, fill, sheet_of
from kexie.base.matters.views.steps import act, at_once, done


def _address(case_id: UUID) -> str:
    return reverse("matters:case", args=[case_id])


def _task(request: Request, case_id: UUID, task_id: UUID) -> tuple[Case, CaseTask]:
    """A case and one of its tasks; NotFound out of reach.

    The page is shown for an open task alone. What is sent may name one that has gone meanwhile: the verb refuses that beside
    what was typed.
    """
    case = case_for(request.actor, case_id)
    task = task_of(case, task_id)
    if task is None or (task.state != TaskState.OPEN and request.method != "POST"):
        raise NotFound
    return case, task


def _seen(request: Request) -> int | None:
    return whole_number(request.POST.get("seen"), digits=9)


@requires(VIEW_CASES)
@require_POST
def claim(request: Request, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Take a task upon oneself."""
    case_for(request.actor, case_id)

    def do() -> object:
        return holding.claim(by=request.actor, at=clock.now(), task_id=task_id, seen=_seen(request))

    return at_once(request, do, done=_("已认领，由您办理。"), back=_address(case_id))


@requires(VIEW_CASES)
@require_POST
def release(request: Request, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Put a task back for all who may do it."""
    case_for(request.actor, case_id)

    def do() -> object:
        return holding.release(by=request.actor, at=clock.now(), task_id=task_id, seen=_seen(request))

    return at_once(request, do, done=_("已放回待办，同事可以认领。"), back=_address(case_id))


@requires(VIEW_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: Request, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Give a task to a colleague."""
    case, task = _task(request, case_id, task_id)
    # A colleague who was quicker since the page was opened is told of beside the form that was sent.
    check_hands(request.actor, task, on=clock.today(), anew=request.method != "POST")
    form = HandForm(request.POST or None, task=task, initial={"seen": case.revision})

    def do(given: dict[str, Any]) -> object:
        return holding.hand_over(
            by=request.actor,
            at=clock.now(),
            task_id=task_id,
            to=UUID(given["to"]),
            reason=given["reason"],
            seen=given["seen"],
        )

    return act(
        request,
        form,
        do,
        case=case,
        title=_("转办：%(name)s") % {"name": task.name},
        action=_("转办"),
        done=_("已转办，对方会收到通知。"),
        back=_address(case_id),
    )


@requires(VIEW_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: Request, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Give a task back to the person before."""
    case, task = _task(request, case_id, task_id)
    form = ReasonForm(request.POST or None, initial={"seen": case.revision})

    def do(given: dict[str, Any]) -> object:
        return returning.give_back(by=request.actor, at=clock.now(), task_id=task_id, **given)

    return act(
        request,
        form,
        do,
        case=case,
        title=_("退回上一环节：%(name)s") % {"name": task.name},
        text=_("办件退给上一位办理的人重新办理，期限重新计算。理由会留在办理过程中。"),
        action=_("退回"),
        done=_("已退回上一环节。"),
        back=_address(case_id),
        danger=True,
    )


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def task_due(request: Request, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Set another limit for a task."""
    case, task = _task(request, case_id, task_id)

    def do(given: dict[str, Any]) -> object:
        return due_dates.set_task_due(by=request.actor, at=clock.now(), task_id=task_id, **given)

    return _due(request, case, do, _("调整期限：%(name)s") % {"name": task.name})


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def case_due(request: Request, case_id: UUID) -> HttpResponse:
    """Set another limit for the whole case."""
    case = case_for(request.actor, case_id)

    def do(given: dict[str, Any]) -> object:
        return due_dates.set_case_due(by=request.actor, at=clock.now(), case_id=case_id, **given)

    return _due(request, case, do, _("调整整个办件的期限"))


def _due(request: Request, case: Case, do: Any, title: str) -> HttpResponse:
    form = DueForm(request.POST or None, initial={"seen": case.revision})
    return act(
        request,
        form,
        do,
        case=case,
        title=title,
        action=_("调整期限"),
        done=_("期限已调整。"),
        back=_address(case.pk),
    )


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, case_id: UUID) -> HttpResponse:
    """End a case out of its course."""
    case = case_for(request.actor, case_id)
    form = ReasonForm(request.POST or None, initial={"seen": case.revision})

    def do(given: dict[str, Any]) -> object:
        return cases.stop(by=request.actor, at=clock.now(), case_id=case_id, **given)

    return act(
        request,
        form,
        do,
        case=case,
        title=_("终止办理"),
        text=_("办件立即结束，未办的任务取消，申请人会收到通知。终止后不能恢复。"),
        action=_("终止办理"),
        done=_("办件已终止。"),
        back=_address(case_id),
        danger=True,
    )


@requires(VIEW_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Ask a unit or a colleague for an opinion."""
    case = case_spoken_for(request.actor, case_id)
    form = AskForm(request.POST or None, actor=request.actor, initial={"seen": case.revision})

    def do(given: dict[str, Any]) -> object:
        unit, account_id = given["unit"], None
        if given["colleague"]:
            account_id = UUID(given["colleague"])
            unit = form.unit_of(account_id)
        day: date = given["day"]
        return asking.ask(
            by=request.actor,
            at=clock.now(),
            case_id=case_id,
            unit=unit,
            question=given["question"],
            day=day,
            account_id=account_id,
            seen=given["seen"],
        )

    return act(
        request,
        form,
        do,
        case=case,
        title=_("征求意见"),
        text=_("被征求的单位可以查看这个办件，包括内部备注和材料。"),
        action=_("发出"),
        done=_("已发出，对方会收到通知。"),
        back=_address(case_id),
    )


@requires(VIEW_CASES)
@require_POST
def answer(request: Request, case_id: UUID, ask_id: UUID) -> HttpResponse:
    """Answer what one is asked; what is wrong is told on the page of the case, with what was typed."""
    form = AnswerForm(request.POST)

    def do(given: dict[str, Any]) -> object:
        return asking.answer(by=request.actor, at=clock.now(), ask_id=ask_id, text=given["text"])

    if done(request, form, do, said=_("已答复。")):
        return HttpResponseRedirect(f"{_address(case_id)}#asks")
    return drawn(request, case_id, status=422, answering=ask_id, answer_form=form)


@requires(VIEW_CASES)
@require_POST
def ask_back(request: Request, case_id: UUID, ask_id: UUID) -> HttpResponse:
    """Ask no longer."""
    case_for(request.actor, case_id)

    def do() -> object:
        return asking.take_back(by=request.actor, at=clock.now(), ask_id=ask_id)

    return at_once(request, do, done=_("已取消征求。"), back=f"{_address(case_id)}#asks")


@requires(VIEW_CASES)
@require_POST
def note(request: Request, case_id: UUID) -> HttpResponse:
    """A word to the applicant, or among those who handle the case: which of the two is always said, and never guessed."""
    case_for(request.actor, case_id)
    kind = request.POST.get("kind", "")
    if kind not in NoteKind.values:
        raise Invalid(_("没有说明是发给申请人还是记作内部备注，因此没有保存。请回到办件页面重新填写。"))
    internal = kind == NoteKind.INTERNAL
    form = InternalNoteForm(request.POST) if internal else NoteForm(request.POST)

    def do(given: dict[str, Any]) -> object:
        return talking.say(by=request.actor, at=clock.now(), case_id=case_id, text=given["text"], internal=internal)

    if done(request, form, do, said=_("备注已保存。") if internal else _("已发给申请人。")):
        return HttpResponseRedirect(f"{_address(case_id)}#{'notes' if internal else 'talk'}")
    return drawn(request, case_id, status=422, **{"note_form" if internal else "talk_form": form})


@requires(VIEW_CASES)
@require_POST
def message(request: Request, case_id: UUID, wait_id: UUID) -> HttpResponse:
    """Tell what the case waits for, as the office; it goes on."""
    page = case_page(request.actor, case_id, at=clock.now())
    asked = Answering(case_id, page.messages, wait_id, own=False, back=_address(case_id))
    return answer_message(request, asked, lambda context, status: drawn(request, case_id, status=status, **context))


@requires(VIEW_CASES)
@require_POST
def papers(request: Request, case_id: UUID) -> HttpResponse:
    """Add files to a case."""
    found = case_for(request.actor, case_id)
    stands = standing(request.actor, found, parts_of(found))
    form = PapersForm(request.POST, request.FILES, among_us=not stands.speaks and not stands.supervises)

    def do(given: dict[str, Any]) -> object:
        return talking.add_papers(
            by=request.actor, at=clock.now(), case_id=case_id, uploads=given["papers"], internal=given["internal"]
        )

    if done(request, form, do, said=_("文件已上传。")):
        return HttpResponseRedirect(f"{_address(case_id)}#papers")
    return drawn(request, case_id, status=422, papers_form=form)


@requires(VIEW_CASES)
@require_safe
def paper(request: Request, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """A file of a case, to be saved."""
    return given_out(paper_of(request.actor, case_id, paper_id))


@requires(VIEW_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: Request, case_id: UUID) -> HttpResponse:
    """Ask why (GET), then show the answers in clear, once, in the answer (POST)."""
    case = case_for(request.actor, case_id)
    form = LookForm(request.POST or None)

    def do(given: dict[str, Any]) -> object:
        return talking.look(by=request.actor, at=clock.now(), case_id=case_id, reason=given["reason"])

    if request.method == "POST" and done(request, form, do):
        page = case_page(request.actor, case_id, at=clock.now(), masked=False)
        response = render(request, "matters/look.html", {"page": page, "case": case, "back": _address(case_id)})
        response["Cache-Control"] = "private, no-store"
        return response
    context = {
        "form": form,
        "case": case,
        "title": _("查看完整内容"),
        "action": _("查看"),
        "back": _address(case_id),
        "layout": "ui/workbench.html",
    }
    return render(request, "matters/act.html", context, status=422 if form.errors else 200)


@requires(VIEW_CASES)
@require_safe
def case(request: Request, case_id: UUID) -> HttpResponse:
    """One case: what is to be done, where it stands, what has happened."""
    return drawn(request, case_id)


@requires(VIEW_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Request, case_id: UUID, task_id: UUID) -> HttpResponse:
    """A task with its form, which keeps itself; then do it."""
    found = case_for(request.actor, case_id)
    to_do = tasks_to_do(request.actor, found, on=clock.today(), own=False)
    address = reverse("matters:task", args=[case_id, task_id])
    asked = Filled(found, read_forms(found.version.forms), to_do, task_id, address, back=_address(case_id), own=False)

    def draw(context: dict[str, Any], status: int) -> HttpResponse:
        page = case_page(request.actor, case_id, at=clock.now())
        return _page(request, page, status=status, **context)

    return fill(request, asked, draw)


@requires(VIEW_CASES)
@require_safe
def case_file(request: Request, case_id: UUID) -> HttpResponse:
    """The file of a case as PDF; every print is audited, because it leaves the house."""
    at = clock.now()
    found = queries.case_file(request.actor, case_id, at=at)
    content = render_pdf(composed(found))
    note_print(by=request.actor, at=at, case_id=case_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.number}.pdf") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def drawn(request: Request, case_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a case, with the form of the task that one may do and what else is to stand on it."""
    page = case_page(request.actor, case_id, at=clock.now())
    filled: dict[str, Any] = {}
    if to_do := _to_do(page):
        address = reverse("matters:task", args=[case_id, to_do[0].pk])
        filled = sheet_of(request, page.case, page.forms, to_do[0], address=address)
    return _page(request, page, status=status, **filled, **more)


def _to_do(page: CasePage) -> list[CaseTask]:
    """The tasks of units that one may do; what is asked of the applicant is done in 我的."""
    return [line.task for line in page.tasks if line.may_do and line.task.unit is not None]


def _page(request: Request, page: CasePage, *, status: int, **more: Any) -> HttpResponse:
    case = page.case
    context: dict[str, Any] = {
        "page": page,
        "case": case,
        "facts": facts_of(
            case, applicant=applicant_words(case), assisting=part_words(page.parts), document=page.document
        ),
        "state_tone": STATE_TONES[case.state],
        "outcome": OUTCOME_LABELS.get(case.outcome, ""),
        "note_form": InternalNoteForm(auto_id="note_%s"),
        "talk_form": NoteForm(auto_id="talk_%s"),
        "papers_form": PapersForm(among_us=not page.stands.speaks and not page.stands.supervises),
        "answer_form": AnswerForm(),
        "boxes": answerable(page.messages, case_id=case.pk, door="matters:message"),
    }
    return render(request, "matters/case.html", context | more, status=status)
