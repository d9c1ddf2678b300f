"""The demo's matters and cases: files as any installation would import them, and what people have applied for lately.

`data/cases.json` names the platform groups and tells the cases. A moment in it is ``[days, hour]``: so many working days
before today. Steps are told in the order of time, and what was due in between comes due.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any, Final, NamedTuple

from django.utils import timezone

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.kernel.workdays import is_workday
from kexie.base.matters import api as matters
from kexie.base.people import api as people
from kexie.site.demo import web

_DATA: Final = files("kexie.site.demo") / "data"
#: How long ago the matters were published, in days.
_PUBLISHED: Final = 60

Units = Mapping[str, people.Organisation]
Persons = Mapping[str, people.Person]


class _Event(NamedTuple):
    """Something that somebody does to a case; step 0 is the application."""

    at: datetime
    case: int
    step: int


def tell(units: Units, persons: Persons) -> None:
    """The groups, the matters published by a second person, and the cases up to today."""
    told = json.loads((_DATA / "cases.json").read_text(encoding="utf-8"))
    # The real clock: limits run against the days on which the demo is looked at.
    with clock.fixed(timezone.now()):
        now = clock.now()
        begin = now - timedelta(days=_PUBLISHED)
        for position, row in enumerate(told["groups"], start=1):
            matters.add_group(by=web.TELLER, at=begin, position=position * 10, **row)
        keeper, leader = (_acting(persons[told[role]], begin) for role in ("keeper", "leader"))
        for file in sorted((_DATA / "matters").iterdir(), key=lambda file: file.name):
            draft = matters.bring_in(by=keeper, at=begin, data=file.read_bytes()).version
            draft = matters.propose(by=keeper, at=begin, version_id=draft.pk, seen=draft.revision)
            matters.publish(by=leader, at=begin, version_id=draft.pk, seen=draft.revision)
        _tell_cases(told["cases"], units, persons)


def _tell_cases(rows: list[dict[str, Any]], units: Units, persons: Persons) -> None:
    known = {matter.code: matter for matter in matters.Matter.objects.beyond("the demo's own")}
    events = [
        _Event(_moment(*step["at"]), number, place)
        for number, row in enumerate(rows)
        for place, step in enumerate([row, *row.get("steps", [])])
    ]
    begun: dict[int, matters.Case] = {}
    for event in sorted(events):
        matters.let_time_pass(at=event.at)
        row = rows[event.case]
        if event.step == 0:
            begun[event.case] = matters.start(
                by=_acting(persons[row["by"]], event.at),
                at=event.at,
                matter_id=known[row["matter"]].pk,
                answers=_answers(row["answers"], units),
                unit=units[row["unit"]] if "unit" in row else None,
            )
        else:
            _take(begun[event.case], row["steps"][event.step - 1], event.at, units, persons)
    matters.let_time_pass(at=clock.now())


def _take(case: matters.Case, step: Mapping[str, Any], at: datetime, units: Units, persons: Persons) -> None:
    """One step: a task done, a message come, an application taken back."""
    by, answers = _acting(persons[step["by"]], at), _answers(step.get("answers", {}), units)
    case.refresh_from_db()
    if "withdraw" in step:
        matters.withdraw(by=by, at=at, case_id=case.pk, seen=case.revision, reason=step["withdraw"])
    elif "message" in step:
        matters.take_message(by=by, at=at, case_id=case.pk, message=step["message"], answers=answers)
    else:
        tasks = matters.CaseTask.objects.beyond("the demo's own").open().filter(case=case, node=step["task"])
        task = tasks.filter(unit=units[step["of"]]).get() if "of" in step else tasks.get()
        matters.complete(by=by, at=at, task_id=task.pk, answers=answers)


def _answers(told: Mapping[str, Any], units: Units) -> dict[str, Any]:
    """Answers with units by their identifiers and days from today in the place of what the story says."""
    return {key: _meant(value, units) for key, value in told.items()}


def _meant(value: Any, units: Units) -> Any:
    match value:
        case {"$unit": name}:
            return str(units[name].uid)
        case {"$days": days}:
            return (clock.today() + timedelta(days=days)).isoformat()
        case {"$days": days, "hour": hour}:
            day = clock.today() + timedelta(days=days)
            return timezone.make_aware(datetime.combine(day, time(hour))).isoformat()
        case dict():
            return {key: _meant(each, units) for key, each in value.items()}
        case list():
            return [_meant(each, units) for each in value]
    return value


def _moment(days: int, hour: float) -> datetime:
    """The hour of the day that lies so many working days before today."""
    day = clock.today()
    while days:
        day -= timedelta(days=1)
        days -= is_workday(day)
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(hours=hour)


def _acting(person: people.Person, at: datetime) -> Actor:
    return people.actor_of(person.account, on=at.date())
