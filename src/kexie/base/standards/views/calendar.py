"""The working calendar: a year to read, days of one's own, a year from its notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock, workdays
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import Conflict, Invalid, NotFound
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.standards import abilities
from kexie.base.standards.actions import calendar as verbs
from kexie.base.standards.forms.calendar import DaysForm, ReasonForm, YearForm
from kexie.base.standards.queries import calendar
from kexie.base.standards.rules.calendar import WEEK, read_arrangement, spans


@require_safe
@requires(abilities.read())
def this_year(request: Request) -> HttpResponse:
    """The present year."""
    return redirect("standards:calendar_year", year=clock.today().year)


@require_safe
@requires(abilities.read())
def one_year(request: Request, year: int) -> HttpResponse:
    """A year: its days off, its make-up days, and what the association has said of it."""
    today = clock.today()
    page = calendar.year_page(request.actor, year, today=today)
    offered = calendar.offered_years(today)
    context = {
        "page": page,
        "today": today,
        "week": WEEK,
        "before": year - 1 if year - 1 in offered else None,
        "after": year + 1 if year + 1 in offered else None,
        "may_keep": may(request.actor, abilities.KEEP_CALENDAR),
        "known": workdays.years_words(workdays.known_years()),
    }
    return render(request, "standards/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.KEEP_CALENDAR)
def set_days(request: Request) -> HttpResponse:
    """Let days be otherwise than announced."""
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            verbs.set_days(by=request.actor, at=clock.now(), **given)
            return str(given["first"].year)

        if year := _done(request, form, do):
            messages.success(request, _("已调整，各处的时限按新的日历计算。"))
            return redirect("standards:calendar_year", year=int(year))
    what = _("调整后，平台上各单位的工作日都按新的日历计算；国家公布的放假安排不变。本来就是这样的日期不会重复调整。")
    return _page(request, form, title=_("调整日期"), what=what, button=_("保存调整"), year=clock.today().year)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.KEEP_CALENDAR)
def take_back_day(request: Request, day_id: UUID) -> HttpResponse:
    """Let a day be as announced again."""
    row = calendar.own_day(request.actor, day_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            verbs.take_back_day(by=request.actor, at=clock.now(), day_id=day_id, reason=form.cleaned_data["reason"])
            return str(row.day.year)

        if _done(request, form, do):
            messages.success(request, _("已撤销，这一天恢复为公布的安排。"))
            return redirect("standards:calendar_year", year=row.day.year)
    return _page(request, form, title=_("撤销调整"), day=row, button=_("撤销调整"), year=row.day.year, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.KEEP_CALENDAR)
def enter_year(request: Request, year: int) -> HttpResponse:
    """Enter a year from its notice: first what is understood of it, then, if it is right, for good."""
    if year not in calendar.offered_years(clock.today()) or year in workdays.announced_years():
        raise NotFound
    form = YearForm(request.POST or None)
    reading = None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)  # a refusal takes what is wrong out of the form
        if request.POST.get("step") == "store":

            def do() -> str:
                return str(verbs.enter_year(by=request.actor, at=clock.now(), year=year, **given).year)

            if _done(request, form, do):
                messages.success(
                    request, _("已录入%(year)d年的放假安排，各处的时限可以推算到这一年。") % {"year": year}
                )
                return redirect("standards:calendar_year", year=year)
        reading = read_arrangement(given["text"], year)
        for sentence in reading.problems if not form.errors else []:
            form.add_error("text", sentence)
    context: dict[str, Any] = {"reading": reading}
    if reading is not None:
        context["off"] = spans([(one.day, one.name) for one in reading.days if not one.works])
        context["made_up"] = [one for one in reading.days if one.works]
    title = _("录入%(year)d年放假安排") % {"year": year}
    return _page(request, form, title=title, year=year, template="standards/calendar_enter.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.KEEP_CALENDAR)
def take_back_year(request: Request, year: int) -> HttpResponse:
    """Take an entered year back."""
    calendar.entered_year(request.actor, year)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            verbs.take_back_year(by=request.actor, at=clock.now(), year=year, reason=form.cleaned_data["reason"])
            return str(year)

        if _done(request, form, do):
            messages.success(request, _("已撤销%(year)d年的放假安排。") % {"year": year})
            return redirect("standards:calendar_year", year=year)
    what = _("撤销后，%(year)d年的工作日不能再推算，直到重新录入或软件更新后收录。") % {"year": year}
    title = _("撤销%(year)d年放假安排") % {"year": year}
    return _page(request, form, title=title, what=what, button=_("撤销"), year=year, danger=True)


def _done(request: Request, form: forms.Form, do: Callable[[], str]) -> str:
    """The reference of what was done once; empty where the form has to be mended, with the sentences beside it."""
    verb = f"standards.{request.resolver_match.url_name}" if request.resolver_match else "standards"
    try:
        return once(by=request.actor, key=key_of(request.POST), verb=verb, do=do)
    except (Invalid, Conflict) as refusal:
        named = {name: texts for name, texts in getattr(refusal, "errors", {}).items() if name in form.fields}
        for name, texts in (named or {None: [refusal.message]}).items():
            form.add_error(name, texts)
    return ""


def _page(
    request: Request,
    form: forms.Form,
    *,
    title: str,
    year: int,
    template: str = "standards/calendar_change.html",
    **context: Any,
) -> HttpResponse:
    back = reverse("standards:calendar_year", kwargs={"year": year})
    trail = [(_("工作日历"), back), (title, "")]
    shown = {"form": form, "title": title, "back": back, "trail": trail, "year": year, **context}
    return render(request, template, shown, status=422 if form.errors else 200)
