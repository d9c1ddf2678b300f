"""The register of matters, a matter with its versions, a new one, whether it takes applications."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, may, requires
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import DESIGN, GROUP, SUPERVISE, VIEW_MATTERS
from kexie.base.matters.actions import versions
from kexie.base.matters.forms.design import MatterFilter, NewMatterForm
from kexie.base.matters.models import VersionState
from kexie.base.matters.queries import matters as queries
from kexie.base.matters.rules.limits import limit_words
from kexie.base.matters.tables.matters import VERSION_TONES, MatterTable, matter_state
from kexie.base.matters.views.asking import ask, matter_trail
from kexie.base.ui import registers
from kexie.base.ui.todos import ToDo


@requires(VIEW_MATTERS)
@require_safe
def register(request: Request) -> HttpResponse:
    """事项目录."""
    form = MatterFilter(request.GET, actor=request.actor)
    table = MatterTable(queries.matters(request.actor, on=clock.today(), **form.chosen))
    return registers.respond(
        request,
        table,
        form,
        code="matters.matters",
        title=_("事项"),
        template="matters/design/register.html",
        context={"may_add": may(request.actor, DESIGN), "may_group": may(request.actor, GROUP)},
    )


@requires(DESIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a matter."""
    form = NewMatterForm(request.POST if request.method == "POST" else None, actor=request.actor)

    def do() -> str:
        return str(versions.create(by=request.actor, at=clock.now(), **form.cleaned_data).pk)

    title = _("新建事项")
    context = {
        "title": title,
        "action": _("建立并开始编制"),
        "back": reverse("matters:matters"),
        "trail": [(_("事项"), reverse("matters:matters")), (title, "")],
    }
    done = _("事项已建立。请依次填写办事指南、表单和流程图，再提交发布。")
    return ask(request, form, do, context, done=done, onward=lambda pk: reverse("matters:texts", args=[pk]))


@requires(VIEW_MATTERS)
@require_safe
def matter(request: Request, matter_id: UUID) -> HttpResponse:
    """One matter and its versions."""
    view = queries.matter_view(request.actor, matter_id, on=clock.today())
    current = view.current
    facts = [
        (_("事项编码"), view.matter.code),
        (_("平台分组"), view.matter.group.name if view.matter.group else _("不分组")),
        (_("责任部门"), view.matter.lead.name),
        (_("受理窗口"), current.window.name if current and current.window else ""),
        (_("办理时限"), limit_words(current.limit) if current else ""),
    ]
    rows = [(version, VERSION_TONES[version.state]) for version in view.versions]  # type: ignore[index]
    tone, word = matter_state(view.matter, current is not None)
    context = {
        "view": view,
        "facts": facts,
        "rows": rows,
        "tone": tone,
        "word": word,
        "trail": matter_trail(view.matter),
        "may_move": may(request.actor, SUPERVISE, view.matter.lead.path),
    }
    return render(request, "matters/design/matter.html", context)


@requires(DESIGN)
@require_POST
def begin(request: Request, matter_id: UUID) -> HttpResponse:
    """Begin the next version, or go on with the one that is begun."""
    version = versions.begin_draft(by=request.actor, at=clock.now(), matter_id=matter_id)
    return redirect("matters:version", version.pk)


@requires(DESIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: Request, matter_id: UUID) -> HttpResponse:
    """Take no applications for the time being, or take them again."""
    found = queries.matter_view(request.actor, matter_id, on=clock.today()).matter
    opens = not found.open
    form = forms.Form(request.POST if request.method == "POST" else None)

    def do() -> str:
        versions.open_or_close(by=request.actor, at=clock.now(), matter_id=matter_id, takes=opens)
        return str(matter_id)

    title = _("恢复受理") if opens else _("暂停受理")
    context = {
        "title": title,
        "note": _("恢复后，申请人可以重新提交申请。")
        if opens
        else _("暂停后不再接受新的申请，办事指南上会注明；正在办理的办件不受影响。"),
        "action": title,
        "danger": not opens,
        "back": reverse("matters:matter", args=[matter_id]),
        "trail": matter_trail(found, (title, "")),
    }
    done = _("已恢复受理。") if opens else _("已暂停受理。")
    return ask(request, form, do, context, done=done, onward=lambda pk: reverse("matters:matter", args=[pk]))


def number_to_publish(actor: Actor, at: object) -> int:
    """How many :func:`to_publish` finds."""
    return queries.waiting_for(actor).count()


def to_publish(actor: Actor, at: object) -> list[ToDo]:
    """Versions that wait for this person to publish them, and own drafts that were given back."""
    return [
        ToDo(
            title=str(one),
            what=_("审核发布") if one.state == VersionState.PROPOSED else _("修改后再提交"),
            url=reverse("matters:version", args=[one.pk]),
            since=one.proposed_at or one.made_at,
        )
        for one in queries.waiting_for(actor)
    ]
