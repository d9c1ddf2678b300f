"""What service tasks may have the platform do; each is one function, registered in ``ready()`` (`rules.verbs`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.ids import new_id
from kexie.base.matters.actions.ending import tell_applicant
from kexie.base.matters.actions.stepping import Step
from kexie.base.matters.rules.limits import parse_limit
from kexie.base.matters.rules.verbs import DOCUMENT_NUMBER


def notify_applicant(step: Step, value: str) -> Mapping[str, Any]:
    """Tell the applicant ``value``; where nothing is said, that there is news."""
    title = value or _("您的“%(matter)s”申请有新的进展") % {"matter": step.case.version.name}
    tell_applicant(step.case, at=step.at, title=title, key=f"told-{new_id().hex}")
    return {}


def set_answer(step: Step, value: str) -> Mapping[str, Any]:
    """Set an answer: ``value`` is ``name=word``, for what a process knows by where it stands (returned=yes)."""
    name, _sign, word = value.partition("=")
    return {name.strip(): word.strip()}


def set_due(step: Step, value: str) -> Mapping[str, Any]:
    """Let the limit of the whole case begin now, and be ``value`` (10d)."""
    step.case.due_at = parse_limit(value).due(step.at)
    return {}


def give_number(step: Step, value: str) -> Mapping[str, Any]:
    """Give what comes out a number: ``value`` is its word (证字), the answer `DOCUMENT_NUMBER` holds the whole."""
    day = timezone.localtime(step.at)
    return {DOCUMENT_NUMBER: f"{value}〔{day.year}〕{step.case.number[-7:]}号"}
