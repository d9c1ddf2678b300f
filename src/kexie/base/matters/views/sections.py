"""The sections of matters in pages of the house: to-dos of the workbench and of 我的."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.web import Request
from kexie.base.matters.queries import asks, inbox
from kexie.base.ui.inboxes import waiting
from kexie.base.ui.todos import MOST, ToDo


def to_do(actor: Actor, at: datetime) -> list[ToDo]:
    """The tasks that the actor may do, the most urgent first."""
    return [
        ToDo(
            title=_("%(matter)s（%(applicant)s）") % {"matter": task.matter_name, "applicant": task.applicant},
            what=task.name,
            url=reverse("matters:case", args=[task.case_id]),
            since=task.created_at,
            due=timezone.localdate(task.due_at) if task.due_at else None,
        )
        for task in inbox.waiting_in_units(actor, at=at, most=MOST + 1)
    ]


def number_to_do(actor: Actor, at: datetime) -> int:
    """How many :func:`to_do` finds."""
    return inbox.number_in_units(actor, at=at, most=MOST + 1)


def asked(actor: Actor, at: datetime) -> list[ToDo]:
    """The opinions that the actor is asked for."""
    found = asks.waiting_asks(actor, on=timezone.localdate(at))[: MOST + 1]
    return [
        ToDo(
            title=ask.question[:40],
            what=_("答复意见"),
            url=f"{reverse('matters:case', args=[ask.case_id])}#ask-{ask.pk}",
            since=ask.asked_at,
            due=timezone.localdate(ask.due_at),
        )
        for ask in found
    ]


def number_asked(actor: Actor, at: datetime) -> int:
    """How many :func:`asked` finds."""
    # As a list, for an order keeps the database at the few open questions: a mere count begins with all open cases.
    return len(asks.waiting_asks(actor, on=timezone.localdate(at)).values_list("pk")[: MOST + 1])


def of_applicant(actor: Actor, at: datetime) -> list[ToDo]:
    """What is asked of the actor as an applicant."""
    return [
        ToDo(
            title=_("%(matter)s（%(number)s）") % {"matter": task.matter_name, "number": task.number},
            what=task.name,
            url=reverse("matters:my-case", args=[task.case_id]),
            since=task.created_at,
            due=timezone.localdate(task.due_at) if task.due_at else None,
        )
        for task in inbox.waiting_of_applicant(actor, most=MOST + 1)
    ]


def number_of_applicant(actor: Actor, at: datetime) -> int:
    """How many :func:`of_applicant` finds."""
    return inbox.number_of_applicant(actor, most=MOST + 1)


def waiting_count(request: Request) -> int:
    """How many tasks wait, for the badge of the rail."""
    return waiting(request, "matters.tasks") + waiting(request, "matters.asks")


def own_count(request: Request) -> int:
    """How much is asked of the applicant, for the badge of 我的办件."""
    return waiting(request, "matters.own")
