"""What everybody may see: the rates of each month by group of matters, in the words of their definitions, and as a file."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import tabular
from kexie.base.kernel.access import public
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.kernel.web import Request
from kexie.domains.steward.models import OpenFigures
from kexie.domains.steward.queries.open_figures import months
from kexie.domains.steward.rules.figures import RATE_LABELS, RATE_WORDS, Rate
from kexie.domains.steward.rules.open_figures import COUNTS, Shown, shown
from kexie.domains.steward.rules.suppression import LEAST

#: What stands where a number is hidden.
HIDDEN: Final = "*"


@public
@require_safe
@kept_page(query=("month",))
def page(request: Request) -> HttpResponse:
    """服务统计: one month, the latest unless another is asked for."""
    known = months()
    wanted = request.GET.get("month", "")
    month = next((one for one in known if f"{one.month:%Y-%m}" == wanted), known[0] if known else None)
    context = {
        "months": known,
        "month": month,
        "lines": [_line(row) for row in month.rows] if month else [],
        "head": [*_count_words(), *(RATE_LABELS[rate] for rate in Rate)],
        "words": [(RATE_LABELS[rate], RATE_WORDS[rate]) for rate in Rate],
        "most": LEAST - 1,
    }
    return render(request, "steward/figures/open.html", context)


@public
@require_safe
@kept_page()
def download(request: Request) -> HttpResponse:
    """All months as CSV; a cell is empty where a number is hidden."""
    head = [_("月份"), _("平台"), *_count_words()]
    for rate in Rate:
        head += [
            _("%(rate)s（分子）") % {"rate": RATE_LABELS[rate]},
            _("%(rate)s（分母）") % {"rate": RATE_LABELS[rate]},
            str(RATE_LABELS[rate]),
        ]
    rows = [_values(month, row) for month in months() for row in month.rows]
    response = HttpResponse(tabular.csv_bytes([*head, _("统计日期")], rows), content_type=tabular.CSV_TYPE)
    name = _("服务统计") + ".csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def way_to_figures(request: Request) -> str:
    """In the service hall: where the figures are."""
    return render_to_string("steward/parts/way_to_figures.html", request=request)


def _count_words() -> list[str]:
    words = {"received": _("收到"), "closed": _("办结"), "called": _("有效回访"), "left_out": _("不纳入考核")}
    return [words[name] for name in COUNTS]


def _line(row: dict[str, Any]) -> tuple[str | None, list[tuple[str, str, str]]]:
    """The name of the group (None: the total), and of each count and rate its name, the number, and what a rate is of."""
    cells = [
        (label, HIDDEN if row[name] is None else str(row[name]), "")
        for name, label in zip(COUNTS, _count_words(), strict=True)
    ]
    for rate in Rate:
        cells.append((str(RATE_LABELS[rate]), *_rate(shown(row[rate.value]))))
    return row["group"], cells


def _rate(found: Shown) -> tuple[str, str]:
    """A rate, and what it is of, as far as that is told."""
    if found.share is not None:
        return found.share.percent, f"{found.share.part}/{found.share.whole}" if found.whole else ""
    return HIDDEN, "" if found.whole is None else f"{HIDDEN}/{found.whole}"


def _values(month: OpenFigures, row: dict[str, Any]) -> list[Any]:
    name = _("合计") if row["group"] is None else row["group"] or _("其他事项")
    values: list[Any] = [f"{month.month:%Y-%m}", name, *(row[count] for count in COUNTS)]
    for rate in Rate:
        part, whole = row[rate.value]
        found = shown(row[rate.value])
        values += [part, whole, found.share.percent if found.share else None]
    return [*values, timezone.localdate(month.counted_at)]
