"""The bulletin's sections in pages of the house: the latest issue at home, to-dos in the workbench."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string

from kexie.base.kernel.access import Actor
from kexie.base.kernel.web import Request
from kexie.base.ui.todos import ToDo, inbox_of
from kexie.domains.bulletin import queries
from kexie.domains.bulletin.rules.life_cycle import VERB_LABELS, IssueState, verbs


def home(request: Request) -> str | None:
    """每周动态: the latest signed issue with its highlights, in two queries."""
    issue = queries.latest_issue(request.actor)
    return render_to_string("bulletin/sections/home.html", {"issue": issue}, request=request) if issue else None


def to_dos(actor: Actor, at: datetime) -> list[ToDo]:
    """The issues that wait for a step of this actor's, in one query."""
    return [
        ToDo(
            title=str(issue),
            what=str(VERB_LABELS[verbs(IssueState(issue.state))[0]]),
            url=issue.get_workbench_url(),
            since=issue.date,
        )
        for issue in queries.waiting_for(actor)
    ]


def waiting_count(request: Request) -> int:
    """How many issues wait, for the badge of the rail: those of the inbox, which the same page counts."""
    return sum(len(group.items) for group in inbox_of(request) if group.source.code == "bulletin")
