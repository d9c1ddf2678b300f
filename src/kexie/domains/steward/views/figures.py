"""The figures: what units handle, with every count leading to its cases; the trend; the weights; what leaders see first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.web import Request
from kexie.base.ui import registers
from kexie.domains.steward.abilities import LEAD, SUPERVISE, VIEW_DESK
from kexie.domains.steward.actions.figures import set_weights
from kexie.domains.steward.forms.figures import NO_DISTRICT, FiguresForm, WeightsForm
from kexie.domains.steward.forms.handlings import HandlingFilter
from kexie.domains.steward.queries import figures as queries
from kexie.domains.steward.queries.figures import BY_LABELS, By, Narrowed, Row
from kexie.domains.steward.queries.handlings import handlings
from kexie.domains.steward.queries.weights import check_sets_weights, sets_weights, weights_so_far
from kexie.domains.steward.rules.figures import MEASURE_LABELS, RATE_LABELS, RATE_WORDS, Measure, Rate
from kexie.domains.steward.rules.periods import Period, PeriodKind
from kexie.domains.steward.rules.trend import drawing
from kexie.domains.steward.tables.figures import FiguresTable
from kexie.domains.steward.tables.handlings import HandlingTable

#: The words over the first column.
_HEADS = {
    By.UNIT: gettext_lazy("单位"),
    By.MATTER: gettext_lazy("事项"),
    By.DISTRICT: gettext_lazy("所属区"),
    By.PERIOD: gettext_lazy("时段"),
}
#: What of an address says which figures these are.
_ASKED = ("kind", "day", "unit", "matter", "district")


@requires(VIEW_DESK)
@require_safe
def figures(request: Request) -> HttpResponse:
    """办件统计: of a period, by unit, matter, district, or period after period."""
    form = FiguresForm(request.GET, today=clock.today(), actor=request.actor)
    period, by = form.period, form.cut
    view = queries.figures(request.actor, period, form.narrowed, by)
    behind = _behind(request, period, by)
    table = FiguresTable(view, head=str(_HEADS[by]), behind=behind, footed=by is not By.PERIOD)
    words = {"period": period.label}
    return registers.respond(
        request,
        table,
        form,
        code="steward.figures",
        title=_("%(period)s服务办件统计") % words,
        template="steward/figures/figures.html",
        context={
            "tabs": _tabs(request, by),
            "view": view,
            "period": period,
            "steps": [
                (step.label, _page(request, by=by.value, day=step.first)) for step in (period.before, period.after)
            ],
            "left_out": [(measure, behind(measure, view.total)) for measure in _OUT],
            "words": [(RATE_LABELS[rate], RATE_WORDS[rate]) for rate in Rate],
            "sets_weights": sets_weights(request.actor),
            "query": urlencode(_asked(request)),
        },
    )


_OUT = (Measure.LEFT_OUT, Measure.CALLED_LEFT_OUT)


@requires(VIEW_DESK)
@require_safe
def cases(request: Request) -> HttpResponse:
    """服务办件: the register, and the cases behind a count of the figures."""
    at = clock.now()
    form = HandlingFilter(request.GET, actor=request.actor)
    asked = form.asked
    title = _("服务办件")
    if asked.measure:
        title = _("服务办件：%(measure)s") % {"measure": MEASURE_LABELS[asked.measure]}
    table = HandlingTable(handlings(request.actor, asked, at=at), at=at)
    return registers.respond(request, table, form, code="steward.cases", title=title)


@requires(VIEW_DESK)
@require_safe
def trend(request: Request) -> HttpResponse:
    """The rates over twelve periods: drawn, and as a table."""
    form = FiguresForm(request.GET, today=clock.today(), actor=request.actor)
    period = form.period
    view = queries.figures(request.actor, period, form.narrowed, By.PERIOD)
    series = list(reversed(view.rows))
    shares = {rate: [row.figures.share(rate) for row in series] for rate in Rate}
    context = {
        "form": form,
        "drawing": drawing([one.short for one in period.back(queries.PERIODS)], shares),
        "rates": [RATE_LABELS[rate] for rate in Rate],
        "lines": [(row, [(RATE_LABELS[rate], row.figures.share(rate)) for rate in Rate]) for row in view.rows],
        "title": _("服务办件趋势"),
        "trail": [(_("办件统计"), f"{reverse('steward:figures')}?{urlencode(_asked(request))}"), (_("趋势"), "")],
    }
    return render(request, "steward/figures/trend.html", context)


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: Request) -> HttpResponse:
    """The weights of the composite, and those before."""
    check_sets_weights(request.actor)
    now = queries.weights_for(Period.holding(PeriodKind.YEAR, clock.today()))
    names = ("response", "solved", "satisfied")
    form = WeightsForm(request.POST or None, initial={name: getattr(now, name) for name in names})
    if request.method == "POST" and form.is_valid():
        changed = set_weights(by=request.actor, at=clock.now(), weights=form.weights)
        messages.success(request, _("权重已经保存，从现在起生效。") if changed else _("权重没有变化。"))
        return redirect("steward:weights")
    context = {
        "form": form,
        "former": weights_so_far(),
        "trail": [(_("办件统计"), reverse("steward:figures")), (_("综合指标权重"), "")],
    }
    return render(request, "steward/figures/weights.html", context, status=422 if form.errors else 200)


def at_a_glance(request: Request) -> str | None:
    """On the workbench's first page, for who leads: this month's rates beside those of the last."""
    if not may(request.actor, LEAD):
        return None
    period = Period.holding(PeriodKind.MONTH, clock.today())
    view = queries.figures(request.actor, period, Narrowed(), By.UNIT)
    behind = _behind(request, period, By.UNIT, asked={})
    whole = view.total
    rates = [
        (RATE_LABELS[rate], whole.figures.share(rate), whole.figures.share(rate).change(whole.before.share(rate)))
        for rate in Rate
    ]
    counts = [
        (MEASURE_LABELS[measure], getattr(whole.figures, measure), behind(measure, whole))
        for measure in (Measure.RECEIVED, Measure.CLOSED, Measure.CALLED)
    ]
    context = {"period": period, "rates": rates, "counts": counts, "composite": whole.composite}
    return render_to_string("steward/figures/glance.html", context, request=request)


def _asked(request: Request, **more: Any) -> dict[str, Any]:
    """What of the address says which figures these are."""
    return {name: request.GET[name] for name in _ASKED if request.GET.get(name)} | more


def _page(request: Request, **more: Any) -> str:
    return f"{reverse('steward:figures')}?{urlencode(_asked(request, **more))}"


def _behind(request: Request, period: Period, by: By, asked: dict[str, Any] | None = None) -> Any:
    """The address of the cases behind a count of a line."""
    given = _asked(request) if asked is None else asked
    kept = {name: given[name] for name in ("unit", "matter", "district") if name in given}
    periods = period.back(queries.PERIODS + 1)

    def address(measure: Measure, row: Row) -> str:
        of = periods[row.key] if by is By.PERIOD and row.key is not None else period
        line: dict[str, Any] = {}
        if row.key is not None and by is not By.PERIOD:
            name = {By.UNIT: "own", By.MATTER: "matter", By.DISTRICT: "district"}[by]
            line = {name: NO_DISTRICT if row.key == "" else row.key}
        query = kept | line | {"measure": measure.value, "begin": of.first, "end": of.last}
        return f"{reverse('steward:cases')}?{urlencode(query)}"

    return address


def _tabs(request: Request, here: By) -> list[dict[str, object]]:
    return [
        {"label": label, "url": _page(request, by=by.value), "current": by is here, "count": 0}
        for by, label in BY_LABELS.items()
    ]
