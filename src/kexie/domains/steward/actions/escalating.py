"""Limits of cases that come near or are over: told in steps, each once, to more people each time; mails wait for the morning."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Ability
from kexie.base.matters.abilities import SUPERVISE as LEADS
from kexie.base.notifications import api as notifications
from kexie.base.people.api import Person, holders_for
from kexie.base.ui import dates
from kexie.domains.steward.abilities import HANDLE, SUPERVISE
from kexie.domains.steward.models import Handling
from kexie.domains.steward.rules.clock import LEVELS, level_of

#: So many of each level in one turn; the rest in the next.
AT_ONCE: Final = 500
#: At least so long before (or after) the limit a level can begin: what `level_of` has to look at.
_FROM: Final = {
    1: timedelta(days=14),
    2: timedelta(0),
    3: -timedelta(hours=7),
    4: -timedelta(days=2),
}
#: Who hears of each level, beside those of the levels before.
_HEARS: Final[dict[int, Ability]] = {1: HANDLE, 2: LEADS, 3: SUPERVISE}
_WARN: Final = timedelta(hours=7)


def escalate(*, at: datetime) -> int:
    """Tell of every running case whose limit has come to a further level; how many."""
    return sum(_escalate(level, at=at) for level in sorted(_FROM, reverse=True))


def _escalate(level: int, *, at: datetime) -> int:
    with transaction.atomic():
        found = [one for one in _candidates(level, at=at) if _level(one, at=at) == level]
        for handling in found:
            _tell(handling, level, at=at)
        rows = Handling.objects.beyond("by the clock").filter(pk__in=[one.pk for one in found])
        rows.update(escalated=level)
    return len(found)


def _candidates(level: int, *, at: datetime) -> QuerySet[Handling]:
    """Those nearest to (or furthest over) their limit that may have come to ``level``; two clocks never take the same."""
    rows = Handling.objects.beyond("by the clock").filter(
        ended_at__isnull=True, still_since__isnull=True, escalated__lt=level, due_at__lte=at + _FROM[level]
    )
    keys = list(rows.order_by("due_at").select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    found: QuerySet[Handling] = (
        Handling.objects.beyond("by the clock").filter(pk__in=keys).select_related("case", "unit", "urgency", "matter")
    )
    return found


def _level(handling: Handling, *, at: datetime) -> int:
    warn = timedelta(hours=handling.urgency.warn_hours) if handling.urgency else _WARN
    return level_of(handling.due_at, at=at, warn=warn)


def _tell(handling: Handling, level: int, *, at: datetime) -> None:
    due = handling.due_at
    if due is None:
        return
    said = {
        "matter": handling.matter.name,
        "unit": handling.unit.name,
        "due": dates.moment(due, year=True),
        "number": handling.case.number,
    }
    title = _("办件即将到期：%(matter)s") if level == 1 else _("办件已经超期：%(matter)s")
    notifications.notify(
        at=at,
        persons=_persons(handling, level, at=at),
        kind="steward.limit",
        title=(title % said)[:120],
        body=_("%(unit)s承办，编号%(number)s，期限%(due)s。") % said,
        url=reverse("matters:case", args=[handling.pk]),
        key=f"steward.level{level}:{handling.pk}:{due:%Y%m%d%H%M}",
    )


def _persons(handling: Handling, level: int, *, at: datetime) -> list[Person]:
    on = timezone.localdate(at)
    hearing = [(ability, handling.unit) for step, ability in _HEARS.items() if step <= level]
    if level == LEVELS:
        hearing.append((LEADS, handling.unit.get_root()))  # last of all the leaders of the association
    found = [person for ability, unit in hearing for person in holders_for(ability, unit, on=on)]
    return list({person.pk: person for person in found}.values())
