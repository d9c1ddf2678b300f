"""What the desk shows of an issue after it is out: instructions on its items, and the work that they report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, may
from kexie.base.kernel.web import Request
from kexie.base.ui.todos import ToDo
from kexie.domains.bulletin.abilities import INSTRUCT
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries.instructions import instructions_of, to_carry_out
from kexie.domains.bulletin.queries.linked import linked_entries, printed_as


def after(actor: Actor, issue: Issue) -> dict[str, Any]:
    """For the page of an issue; nothing before it is published."""
    if not issue.is_published:
        return {}
    return {
        "instructions": instructions_of(actor, issue),
        "may_instruct": may(actor, INSTRUCT),
        "linked": linked_entries(actor, issue),
    }


def printed_entry(request: Request) -> str | None:
    """On the page of an entry of the ledger: where the bulletin has printed it."""
    match = request.resolver_match
    entry_id = match.kwargs.get("entry_id") if match else None
    printed = printed_as(entry_id) if entry_id else []
    return (
        render_to_string("bulletin/sections/printed.html", {"printed": printed}, request=request) if printed else None
    )


def to_dos(actor: Actor, at: datetime) -> list[ToDo]:
    """Instructions: a unit's that are open, for the office those that are overdue."""
    return [
        ToDo(title=row.item.title, what=_("办理批示"), url=row.get_absolute_url(), since=row.given_on, due=row.due_on)
        for row in to_carry_out(actor, on=timezone.localdate(at))
    ]


def number_of_to_dos(actor: Actor, at: datetime) -> int:
    """How many :func:`to_dos` finds."""
    return to_carry_out(actor, on=timezone.localdate(at)).count()
