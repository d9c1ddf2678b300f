"""Leaders' instructions: the register, one with its course, recording at the desk, reports of the units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.people import api as people
from kexie.base.ui import dates, registers
from kexie.domains.bulletin.abilities import CARRY_OUT, INSTRUCT
from kexie.domains.bulletin.actions import instructions as actions
from kexie.domains.bulletin.forms.instructions import EndForm, InstructionFilter, InstructionForm, ProgressForm
from kexie.domains.bulletin.models import Instruction, InstructionState
from kexie.domains.bulletin.queries import instructions as queries
from kexie.domains.bulletin.tables.instructions import InstructionTable
from kexie.domains.bulletin.views.asking import ask


@requires(CARRY_OUT)
@require_safe
def register(request: Request) -> HttpResponse:
    """All that the office has recorded; a unit's are those that it carries out or assists with."""
    form = InstructionFilter(request.GET)
    rows = queries.instructions(request.actor, form.asked, on=clock.today())
    return registers.respond(request, InstructionTable(rows), form, code="bulletin.instructions", title=_("批示"))


@requires(CARRY_OUT)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, instruction_id: UUID) -> HttpResponse:
    """One with its course; whoever has it reports here."""
    view = queries.instruction_for(request.actor, instruction_id)
    form = ProgressForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        text = form.cleaned_data["text"]
        actions.report_progress(by=request.actor, at=clock.now(), instruction_id=instruction_id, text=text)
        return str(instruction_id)

    row = view.instruction
    context = {
        "view": view,
        "row": row,
        "facts": _facts(view),
        "overdue": view.is_open and row.due_on is not None and row.due_on < clock.today(),
        "events": _events(view),
        "trail": [(_("批示"), reverse("bulletin:instructions")), (row.item.title, "")],
    }
    template = "bulletin/instructions/one.html"
    return ask(request, form, do, context, done=_("办理情况已填报。"), onward=_page, template=template)


@requires(INSTRUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, issue_id: UUID) -> HttpResponse:
    """Record an instruction on an item of a published issue."""
    items = queries.items_to_instruct(request.actor, issue_id)
    initial = {"item": request.GET.get("item", ""), "given_on": clock.today(), "kind": "association"}
    posted = request.POST if request.method == "POST" else None
    form = InstructionForm(posted, actor=request.actor, items=items, initial=initial)

    def do() -> str:
        made = actions.record_instruction(
            by=request.actor,
            at=clock.now(),
            item_id=UUID(form.cleaned_data["item"]),
            words=form.words,
            unit=form.unit,
            assists=form.assists,
        )
        return str(made.pk)

    issue = items[0].issue if items else None
    desk = reverse("bulletin:desk-issue", args=[issue_id])
    label = issue.label if issue else ""
    context: dict[str, Any] = {"title": _("登记批示"), "what": label, "action": _("登记"), "back": desk}
    context["trail"] = [(_("各期"), reverse("bulletin:issues")), (label, desk), (_("登记批示"), "")]
    context["note"] = _(
        "批示只有编辑部和承办、协办单位能看到，不会公开。交办的单位会收到消息，到期前一个工作日再提醒。"
    )
    return _form(request, form, do, context, done=_("批示已登记。"))


@requires(INSTRUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, instruction_id: UUID) -> HttpResponse:
    """Put right what was recorded, or give it to other units."""
    view = queries.instruction_for(request.actor, instruction_id)
    posted = request.POST if request.method == "POST" else None
    form = InstructionForm(posted, actor=request.actor, items=(), view=view)

    def do() -> str:
        actions.change_instruction(
            by=request.actor,
            at=clock.now(),
            instruction_id=instruction_id,
            seen=form.cleaned_data["seen"] or 0,
            words=form.words,
            unit=form.unit,
            assists=form.assists,
        )
        return str(instruction_id)

    context = _context(view.instruction, _("修改批示"), _("保存"))
    return _form(request, form, do, context, done=_("批示已修改。"))


@requires(INSTRUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, instruction_id: UUID) -> HttpResponse:
    """办结, with the result."""
    done, note = _("批示已办结。"), _("承办、协办单位会收到办理结果。")
    return _end(request, instruction_id, actions.close_instruction, _("办结批示"), _("办理结果"), done, note)


@requires(INSTRUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, instruction_id: UUID) -> HttpResponse:
    """Take back what was recorded by mistake."""
    done, note = _("批示已撤销。"), _("用于登记有误的批示。撤销后不再办理，也不计加分；可以恢复。")
    return _end(request, instruction_id, actions.cancel_instruction, _("撤销批示"), _("撤销原因"), done, note)


@requires(INSTRUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, instruction_id: UUID) -> HttpResponse:
    """Let it be carried out again."""
    done, note = _("已恢复办理。"), _("承办、协办单位会收到通知。")
    return _end(request, instruction_id, actions.reopen_instruction, _("恢复办理"), _("恢复原因"), done, note)


def _end(
    request: Request,
    instruction_id: UUID,
    verb: Callable[..., Instruction],
    title: str,
    label: str,
    done: str,
    note: str,
) -> HttpResponse:
    row = queries.instruction_for(request.actor, instruction_id).instruction
    posted = request.POST if request.method == "POST" else None
    form = EndForm(posted, initial={"seen": row.version}, label=label)

    def do() -> str:
        verb(by=request.actor, at=clock.now(), instruction_id=instruction_id, **form.cleaned_data)
        return str(instruction_id)

    context = _context(row, title, title) | {"note": note}
    return ask(request, form, do, context, done=done, onward=_page)


def _form(
    request: Request, form: InstructionForm, do: Callable[[], str], context: dict[str, Any], *, done: str
) -> HttpResponse:
    leaders = list(dict.fromkeys(post.person.name for post in people.posts_on(clock.today())))[:50]
    template = "bulletin/instructions/edit.html"
    return ask(request, form, do, context | {"leaders": leaders}, done=done, onward=_page, template=template)


def _facts(view: queries.InstructionView) -> list[tuple[str, Any]]:
    row = view.instruction
    leader = f"{row.leader_title} {row.leader_name}".strip()
    facts: list[tuple[str, Any]] = [
        (_("批示类型"), row.get_kind_display()),
        (_("批示领导"), leader),
        (_("批示日期"), dates.day(row.given_on, year=True)),
        (_("承办单位"), row.unit),
        (_("协办单位"), "、".join(unit.name for unit in view.assists)),
        (_("办理期限"), dates.day(row.due_on, year=True) if row.due_on else ""),
        (_("登记"), f"{row.recorded_name} {dates.moment(row.recorded_at, year=True)}"),
    ]
    if row.result:
        cancelled = row.state == InstructionState.CANCELLED
        facts.append((_("撤销原因") if cancelled else _("办理结果"), row.result))
    return facts


def _events(view: queries.InstructionView) -> list[dict[str, Any]]:
    """What was reported, for the timeline."""
    return [
        {
            "what": _("办结") if one.closes else _("办理情况"),
            "who": f"{one.unit} {one.person_name}" if one.unit else one.person_name,
            "at": one.at,
            "note": one.text,
            "tone": "good" if one.closes else "info",
        }
        for one in view.progress
    ]


def _page(instruction_id: str) -> str:
    return reverse("bulletin:instruction", args=[instruction_id])


def _context(row: Instruction, title: str, action: str) -> dict[str, Any]:
    back = row.get_absolute_url()
    trail = [(_("批示"), reverse("bulletin:instructions")), (row.item.title, back), (title, "")]
    return {"title": title, "what": row.item.title, "action": action, "back": back, "trail": trail}
