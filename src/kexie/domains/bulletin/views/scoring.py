"""The scoring table: its versions for all who look at figures; drafts, their preview and publication for who keeps it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.web import Request
from kexie.base.ui import dates, registers
from kexie.domains.bulletin.abilities import KEEP, VIEW_FIGURES
from kexie.domains.bulletin.actions import scoring as actions
from kexie.domains.bulletin.forms.commissions import SeenForm
from kexie.domains.bulletin.forms.figures import PeriodForm
from kexie.domains.bulletin.forms.scoring import PublishForm, ScoringForm
from kexie.domains.bulletin.queries import scoring as queries
from kexie.domains.bulletin.tables.scoring import PreviewTable
from kexie.domains.bulletin.views.asking import ask


@requires(VIEW_FIGURES)
@require_safe
def versions(request: Request) -> HttpResponse:
    """All versions, the latest first."""
    views = queries.scoring_tables(request.actor, on=clock.today())
    keeps = may(request.actor, KEEP)
    has_draft = any(view.is_draft for view in views)
    context = {"views": views, "may_draft": keeps and not has_draft, "trail": _trail()}
    return render(request, "bulletin/scoring/versions.html", context)


@requires(VIEW_FIGURES)
@require_safe
def version(request: Request, number: int) -> HttpResponse:
    """One version in words."""
    view = queries.scoring_table(request.actor, number, on=clock.today())
    table = view.table
    facts = [(_("生效日期"), dates.day(table.since, year=True)), (_("理由"), table.note)]
    if table.published_at:
        facts.append((_("公布"), f"{table.published_name} {dates.moment(table.published_at, year=True)}"))
    context = {"view": view, "facts": facts, "trail": _trail(_name(number))}
    return render(request, "bulletin/scoring/version.html", context)


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a version with the rules of the latest."""
    rules = queries.rules_to_begin(request.actor, on=clock.today())
    form = ScoringForm(request.POST if request.method == "POST" else None, rules=rules)

    def do() -> str:
        given = form.cleaned_data
        made = actions.draft_table(
            by=request.actor, at=clock.now(), since=given["since"], rules=form.rules, note=given["note"]
        )
        return str(made.number)

    context = {"title": _("起草计分办法"), "trail": _trail(_("起草")), "back": reverse("bulletin:scoring")}
    done = _("草稿已保存，尚未生效。公布前可以先试算。")
    return ask(request, form, do, context, done=done, onward=_page, template="bulletin/scoring/edit.html")


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, number: int) -> HttpResponse:
    """Change the draft."""
    view = queries.scoring_table(request.actor, number, on=clock.today())
    if not view.is_draft:
        return redirect("bulletin:scoring-table", number)
    form = ScoringForm(request.POST if request.method == "POST" else None, rules=view.rules, view=view)

    def do() -> str:
        given = form.cleaned_data
        actions.save_table(
            by=request.actor,
            at=clock.now(),
            number=number,
            seen=given["seen"] or 0,
            since=given["since"],
            rules=form.rules,
            note=given["note"],
        )
        return str(number)

    context = _context(number, _("修改计分办法草稿"), "")
    return ask(request, form, do, context, done=_("草稿已保存。"), onward=_page, template="bulletin/scoring/edit.html")


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, number: int) -> HttpResponse:
    """Let the draft count, with the reason."""
    view = queries.scoring_table(request.actor, number, on=clock.today())
    initial = {"seen": view.table.version, "note": view.table.note}
    form = PublishForm(request.POST if request.method == "POST" else None, initial=initial)

    def do() -> str:
        actions.publish_table(by=request.actor, at=clock.now(), number=number, **form.cleaned_data)
        return str(number)

    context = _context(number, _("公布计分办法"), _("确认公布"))
    since = dates.day(view.table.since, year=True)
    context["note"] = _("公布后不能再改，印发日期在%(since)s及以后的期刊都按这一版计分。") % {"since": since}
    if view.table.since <= clock.today():
        context["note"] += _("生效日期不晚于今天：这一天以来的得分会随之变化，已发的通报与统计页会不一致，请先试算。")
    return ask(request, form, do, context, done=_("计分办法已公布。"), onward=_page)


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, number: int) -> HttpResponse:
    """Throw the draft away."""
    view = queries.scoring_table(request.actor, number, on=clock.today())
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"seen": view.table.version})

    def do() -> str:
        actions.discard_table(by=request.actor, at=clock.now(), number=number, **form.cleaned_data)
        return str(number)

    context = _context(number, _("删除计分办法草稿"), _("确认删除")) | {"danger": True}
    context["note"] = _("删除后不能恢复；已公布的各版不受影响。")
    return ask(request, form, do, context, done=_("草稿已删除。"), onward=lambda number: reverse("bulletin:scoring"))


@requires(KEEP)
@require_safe
def preview(request: Request, number: int) -> HttpResponse:
    """What the version would do to a period, unit by unit; nothing is saved."""
    form = PeriodForm(request.GET, today=clock.today())
    found = queries.preview(request.actor, number, form.period, on=clock.today())
    title = _("第%(number)s版计分办法试算：%(period)s") % {"number": number, "period": found.period.label}
    return registers.respond(
        request,
        PreviewTable(found),
        form,
        code="bulletin.scoring.preview",
        title=title,
        template="bulletin/scoring/preview.html",
        context={"trail": [*_trail(_name(number), _page(str(number))), (_("试算"), "")], "found": found},
    )


def _page(number: str) -> str:
    return reverse("bulletin:scoring-table", args=[number])


def _name(number: int) -> str:
    return _("第%(number)s版") % {"number": number}


def _trail(here: str = "", url: str = "") -> list[tuple[str, str]]:
    figures = (_("采用统计"), reverse("bulletin:figures"))
    if not here:
        return [figures, (_("计分办法"), "")]
    return [figures, (_("计分办法"), reverse("bulletin:scoring")), (here, url)]


def _context(number: int, title: str, action: str) -> dict[str, Any]:
    back = _page(str(number))
    return {"title": title, "action": action, "back": back, "trail": [*_trail(_name(number), back), (title, "")]}
