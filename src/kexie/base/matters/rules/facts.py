"""The facts of a case as label and value: for its pages and for its file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kexie.base.matters.rules.clock import limit_moment
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS
from kexie.base.ui import dates


def facts_of(case: Any, *, applicant: str, assisting: str, document: str) -> list[tuple[str, str]]:
    """What those who handle a case (a row with its relations) want to know at a glance; ``document`` is the number given to
    what came out of it.
    """
    return _said(
        (_("办件编号"), case.number),
        (_("申请人"), applicant),
        (_("承办单位"), case.lead.name),
        (_("受理窗口"), case.window.name if case.window else ""),
        (_("协办单位"), assisting),
        (_("提交时间"), dates.moment(case.started_at, year=True)),
        (_("办理期限"), limit_moment(case.due_at) if case.due_at else _("不限")),
        (_("事项版本"), _("第%d版") % case.version.number),
        (_("办结时间"), dates.moment(case.ended_at, year=True) if case.ended_at else ""),
        (_("办理结果"), str(OUTCOME_LABELS.get(case.outcome, ""))),
        (_("结果文号"), document),
    )


def own_facts_of(case: Any, *, document: str, named: bool = True) -> list[tuple[str, str]]:
    """What whoever has applied wants to know at a glance; without the applicant where nobody is to be ``named``."""
    expected = case.due_at if case.ended_at is None else None
    return _said(
        (_("办件编号"), case.number),
        (_("申请人"), case.applicant_name if named else ""),
        (_("承办单位"), case.lead.name),
        (_("提交时间"), dates.moment(case.started_at, year=True)),
        (_("预计办结"), limit_moment(expected) if expected else ""),
        (_("办结时间"), dates.moment(case.ended_at, year=True) if case.ended_at else ""),
        (_("办理结果"), str(OUTCOME_LABELS.get(case.outcome, ""))),
        (_("结果文号"), document),
    )


def _said(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in facts if value]
