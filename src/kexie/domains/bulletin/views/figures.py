"""The figures: what units have sent in, what was adopted and printed, what it gives; each opens to its rows."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.ui import registers
from kexie.domains.bulletin.abilities import NOTICE, VIEW_FIGURES
from kexie.domains.bulletin.forms.figures import FiguresForm
from kexie.domains.bulletin.queries import figures as queries
from kexie.domains.bulletin.rules.figures import BY_LABELS, MEASURE_LABELS, By, Measure
from kexie.domains.bulletin.tables.figures import FiguresTable, LineTable, SentTable, told

#: The words over the first column.
_HEADS = {
    By.UNIT: gettext_lazy("单位"),
    By.MONTH: gettext_lazy("月份"),
    By.COLUMN: gettext_lazy("栏目"),
    By.KIND: gettext_lazy("信息类别"),
}
#: What of an address says which figures these are.
_PERIOD = ("year", "part", "first", "last")
_ASKED = (*_PERIOD, "group", "column", "kind")


@requires(VIEW_FIGURES)
@require_safe
def figures(request: Request) -> HttpResponse:
    """The figures of a period, by unit, month, column or kind."""
    form = FiguresForm(request.GET, today=clock.today())
    asked, by = form.asked, form.cut
    view = queries.figures(request.actor, asked, by)

    def behind(measure: Measure, key: int | None) -> str:
        return _behind(request, by, measure, key)

    table = FiguresTable(view, head=str(_HEADS[by]), behind=behind, grouped=by is By.UNIT)
    title = _("%(period)s信息报送和采用统计") % {"period": asked.period.label}
    return registers.respond(
        request,
        table,
        form,
        code="bulletin.figures",
        title=title,
        template="bulletin/figures/figures.html",
        context={
            "tabs": _tabs(request, by),
            "view": view,
            "may_notice": may(request.actor, NOTICE),
            "notice_query": urlencode({name: value for name, value in _asked(request).items() if name in _PERIOD}),
        },
    )


class _Nothing(forms.Form):
    """Rows behind a figure are narrowed by the figure alone."""


@requires(VIEW_FIGURES)
@require_safe
def behind(request: Request, measure: str) -> HttpResponse:
    """The rows behind one figure."""
    if measure not in set(Measure):
        raise NotFound
    form = FiguresForm(request.GET, today=clock.today())
    asked, wanted, key = form.asked, Measure(measure), request.GET.get("key", "")
    by = form.cut if key else None
    found = queries.rows_behind(request.actor, asked, wanted, by, int(key) if _is_key(key) else -1)
    title = _("%(period)s%(measure)s明细") % {"period": asked.period.label, "measure": MEASURE_LABELS[wanted]}
    back = f"{reverse('bulletin:figures')}?{urlencode(_asked(request, by=form.cut.value))}"
    return registers.respond(
        request,
        _table(request, wanted, found),
        _Nothing(),
        code="bulletin.figures.rows",
        title=title,
        template="bulletin/figures/rows.html",
        context={"trail": [(_("采用统计"), back), (title, "")]},
    )


def _table(request: Request, measure: Measure, found: queries.Material) -> registers.Register:
    if measure in (Measure.SUBMITTED, Measure.ADOPTED):
        return SentTable(queries.submissions_of(request.actor, found))
    columns, kinds = queries.names_of(By.COLUMN), queries.names_of(By.KIND)
    return LineTable([told(line, found.units, columns, kinds) for line in found.lines])


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _asked(request: Request, **more: object) -> dict[str, object]:
    """What of the address says which figures these are."""
    return {name: request.GET[name] for name in _ASKED if request.GET.get(name)} | more


def _behind(request: Request, by: By, measure: Measure, key: int | None) -> str:
    line = {} if key is None else {"by": by.value, "key": key}
    return f"{reverse('bulletin:figure-rows', args=[measure.value])}?{urlencode(_asked(request, **line))}"


def _tabs(request: Request, here: By) -> list[dict[str, object]]:
    page = reverse("bulletin:figures")
    return [
        {
            "label": label,
            "url": f"{page}?{urlencode(_asked(request, by=by.value))}",
            "current": by is here,
            "count": 0,
        }
        for by, label in BY_LABELS.items()
    ]
