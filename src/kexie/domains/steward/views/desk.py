"""Doors of the workbench: the desk of the concierge, the pane beside its list, replies that are kept."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request, whole_number
from kexie.base.matters import api as matters
from kexie.base.matters.rules.clock import clock_of
from kexie.base.matters.views.steps import done
from kexie.base.people.api import Organisation
from kexie.base.ui import registers
from kexie.domains.steward.abilities import HANDLE, VIEW_DESK
from kexie.domains.steward.actions import desk as actions
from kexie.domains.steward.errors import TitleTaken
from kexie.domains.steward.forms.desk import DeskFilter, ReplyForm, TemplateForm
from kexie.domains.steward.models import ReplyTemplate
from kexie.domains.steward.queries import desk as queries
from kexie.domains.steward.queries.handling import of_case
from kexie.domains.steward.queries.templates import templates_for, units_of
from kexie.domains.steward.rules.stages import STAGE_TONES, Stage
from kexie.domains.steward.tables.desk import DeskTable

_TABS: Final = (
    (queries.TODO, gettext_lazy("待受理和签收")),
    (queries.HANDLING, gettext_lazy("办理中")),
    (queries.WAITING, gettext_lazy("补正和挂账")),
    (queries.CALL_BACK, gettext_lazy("待回访")),
    (queries.LATE, gettext_lazy("超期督办")),
    (queries.ENDED, gettext_lazy("已结束")),
)


@requires(VIEW_DESK)
@require_safe
def desk(request: Request) -> HttpResponse:
    """服务工作台: the cases of one's units by stage, the most urgent first; beside them the one that is looked at."""
    actor, at = request.actor, clock.now()
    form = DeskFilter(request.GET, actor=actor)
    asked = form.narrowed
    rows = queries.cases_at_desk(actor, asked, at=at)
    table = DeskTable(rows)
    table.at = at
    context: dict[str, Any] = {}
    if not (getattr(request, "opened", None) or request.GET.get("_export")):
        found = queries.counted(rows)
        table.known_count = min(found, queries.MOST)
        context = {"more": found > queries.MOST, "most": queries.MOST, **_tabs(request, asked.tab)}
    return registers.respond(
        request,
        table,
        form,
        code="steward.desk",
        title=_("服务工作台"),
        template="steward/desk.html",
        context=context,
    )


@requires(VIEW_DESK)
@require_safe
def tabs(request: Request) -> HttpResponse:
    """The tabs with what is counted now, for the page that is open."""
    current = request.GET.get("tab") or queries.TODO
    return render(request, "steward/parts/desk_tabs.html", _tabs(request, current))


def _tabs(request: Request, current: str) -> dict[str, Any]:
    counts = queries.counts(request.actor, at=clock.now())
    query = request.GET.copy()
    for name in ("page", "tab"):
        query.pop(name, None)

    def tab(code: str, label: str | Promise) -> dict[str, object]:
        query["tab"] = code
        count = counts.get(code, 0)
        shown = f"{queries.MOST_COUNTED - 1}+" if count >= queries.MOST_COUNTED else count
        return {
            "label": label,
            "url": f"{reverse('steward:desk')}?{query.urlencode()}",
            "current": current == code,
            "count": shown,
        }

    query_now = request.GET.copy()
    query_now["tab"] = current
    return {
        "tabs": [tab(code, label) for code, label in _TABS],
        "tabs_url": f"{reverse('steward:desk-tabs')}?{query_now.urlencode()}",
    }


@requires(VIEW_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def pane(request: Request, case_id: UUID) -> HttpResponse:
    """The case beside the list: what it is, how it stands, the last words, a reply; whoever has no script gets its page."""
    if request.method != "POST" and not request.headers.get("HX-Request"):
        return redirect("matters:case", matters.case_for(request.actor, case_id).pk)
    page = matters.case_page(request.actor, case_id, at=clock.now())
    form = ReplyForm(request.POST or None, initial={"text": _from_template(request)})
    status = 200
    if request.method == "POST":

        def do(given: dict[str, Any]) -> object:
            return matters.say(by=request.actor, at=clock.now(), case_id=case_id, text=given["text"])

        told = "" if request.headers.get("HX-Request") else _("已发给申请人。")  # the pane tells it by itself
        if done(request, form, do, said=told):
            return _after_reply(request, case_id)
        status = 422
    handling = of_case(page.case)
    context = {
        "page": page,
        "case": page.case,
        "handling": handling,
        "tone": STAGE_TONES[Stage(handling.stage)],
        "clock": clock_of(handling.due_at, at=clock.now())
        if handling.is_running and not handling.still_since
        else None,
        "talk": page.talk[-3:],
        "form": form,
        "templates": templates_for(request.actor) if page.stands.speaks else [],
    }
    return render(request, "steward/parts/pane.html", context, status=status)


def _after_reply(request: Request, case_id: UUID) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("matters:case", args=[case_id]))
    return HttpResponseRedirect(reverse("steward:desk-pane", args=[case_id]) + "?replied=1")


def _from_template(request: Request) -> str:
    key = whole_number(request.GET.get("template"))
    found = next((one for one in templates_for(request.actor) if one.pk == key), None) if key else None
    return found.text if found else ""


@requires(VIEW_DESK)
@require_POST
def presence(request: Request, case_id: UUID) -> HttpResponse:
    """Tell that one has the case open; who else has."""
    names = actions.be_present(by=request.actor, at=clock.now(), case_id=case_id)
    return render(request, "steward/parts/presence.html", {"names": names, "case_id": case_id})


def presence_section(request: Request) -> str | None:
    """On the page of a case: who else has it open."""
    match = request.resolver_match
    case_id = match.kwargs.get("case_id") if match else None
    if case_id is None or not request.actor.reach(VIEW_DESK):
        return None
    return render_to_string("steward/parts/presence.html", {"names": None, "case_id": case_id}, request=request)


@requires(HANDLE)
@require_safe
def templates(request: Request) -> HttpResponse:
    """回复模板 of one's units."""
    return render(request, "steward/templates.html", {"templates": templates_for(request.actor)})


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: Request, template_id: int | None = None) -> HttpResponse:
    """One of them, new or kept."""
    known = _template(request, template_id) if template_id is not None else None
    form = TemplateForm(request.POST or None, instance=known)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("title", "text")}
            try:
                actions.keep_template(
                    by=request.actor,
                    at=clock.now(),
                    unit=known.unit if known else _unit(request),
                    template_id=template_id,
                    **given,
                )
            except TitleTaken as refusal:
                form.add_error("title", refusal.message)
            else:
                messages.success(request, _("已保存。"))
                return redirect("steward:templates")
    title = _("修改回复模板") if known else _("新建回复模板")
    return render(request, "steward/template.html", {"form": form, "title": title, "known": known}, status=status)


@requires(HANDLE)
@require_POST
def template_drop(request: Request, template_id: int) -> HttpResponse:
    """Forget one of them."""
    known = _template(request, template_id)
    actions.drop_template(by=request.actor, at=clock.now(), unit=known.unit, template_id=template_id)
    messages.success(request, _("已删除“%(title)s”。") % {"title": known.title})
    return redirect("steward:templates")


def _template(request: Request, template_id: int) -> ReplyTemplate:
    found = next((one for one in templates_for(request.actor) if one.pk == template_id), None)
    if found is None:
        raise NotFound
    return found


def _unit(request: Request) -> Organisation:
    return units_of(request.actor)[0]
