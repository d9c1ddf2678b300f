"""The desk of those who handle cases, with 100,000 open tasks: CPU and queries of the inbox, the register and a case's page."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from bench.desk import editor
from bench.promise import Measured, cpu_ms, set_up, tell

TASKS = 100_000
_INBOX_MS = 25
_CASE_MS = 40
_QUERIES = 30
_SINCE = date(2020, 1, 1)


def load(at: datetime) -> Any:
    """The demo association, and 100,000 cases: half of them wait at the editor's window, the rest all over the city.

    Answers a case that was really applied for.
    """
    from django.core.management import call_command

    from kexie.base.people.api import Organisation
    from kexie.site.demo import story

    call_command("migrate", verbosity=0, interactive=False)
    story.tell()
    units = list(Organisation.objects.filter(kind__in=["district", "society", "department"], closed_on=None))
    window = next(unit for unit in units if unit.name == "办公室")
    version = _matter(window, at)
    _fill(version, window, units, at)
    return _real(version, at)


def _matter(window: Any, at: datetime) -> Any:
    from kexie.base.kernel.access import Platform
    from kexie.base.matters.actions import versions
    from kexie.base.matters.models import MatterVersion
    from kexie.base.matters.tests.factories import FORMS, PROCESS, TERMS
    from kexie.base.people.api import Account, grant_post

    person = Account.objects.select_related("person").get(email="editor@yunchuan.example").person
    for role in ("matter_handler", "matter_leader"):
        grant_post(by=Platform(), at=at, person=person, organisation=window, role=role, title="", begin=_SINCE)
    by = Platform()
    draft = versions.create(by=by, at=at, code="bench", name="专家进校园讲座", lead=window)
    changes = {"window": window, "terms": TERMS, "forms": FORMS, "process": PROCESS, "limit": "10d"}
    saved = versions.save_draft(by=by, at=at, version_id=draft.pk, seen=draft.revision, changes=changes)
    proposed = versions.propose(by=by, at=at, version_id=saved.pk, seen=saved.revision)
    published: MatterVersion = versions.publish(by=by, at=at, version_id=proposed.pk, seen=proposed.revision)
    return published


def _fill(version: Any, window: Any, units: list[Any], at: datetime) -> None:
    from kexie.base.kernel.ids import new_id
    from kexie.base.matters.models import Case, CaseTask, CaseUnit

    source = random.Random(20261129)
    cases, tasks, parts = [], [], []
    for number in range(TASKS):
        unit = window if number % 2 else source.choice(units)
        begun = at - timedelta(minutes=source.randrange(60 * 24 * 30))
        case = Case(
            id=new_id(),
            number=f"BJ20260101{number:07d}",
            matter=version.matter,
            version=version,
            applicant_name=f"第{number % 97}中学",
            lead=version.lead,
            window=unit,
            started_at=begun,
            due_at=begun + timedelta(days=14),
        )
        cases.append(case)
        parts.append(CaseUnit(case=case, organisation=unit, part="window"))
        tasks.append(
            CaseTask(
                id=new_id(),
                case=case,
                node="accept",
                name="受理",
                who="window",
                unit=unit,
                role="handler",
                created_at=begun,
                # At the end of office hours, as limits in days are: many on the same moment.
                due_at=begun.replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=3),
            )
        )
    for model, rows in ((Case, cases), (CaseUnit, parts), (CaseTask, tasks)):
        model.objects.bulk_create(rows, batch_size=2_000)


def _real(version: Any, at: datetime) -> Any:
    from kexie.base.matters.actions import cases
    from kexie.base.people.api import Account, actor_of

    applicant = actor_of(Account.objects.get(email="editor@yunchuan.example"), on=at.date())
    return cases.start(by=applicant, at=at, matter_id=version.matter_id, answers={"topic": "月球上有什么"})


def measure(client: Any, name: str, address: str, goal: int) -> tuple[Measured, Measured]:
    """CPU and queries of one address, with an empty cache."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> None:
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}")

    spent = cpu_ms(ask, before=cache.clear)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return Measured(f"{name}_cpu", spent, "ms", goal), Measured(f"{name}_queries", len(queries), "queries", _QUERIES)


def main() -> None:
    """Fill a database of this run's own, then read as somebody at the window does."""
    set_up()
    from kexie.base.kernel import clock, scoping

    with scoping.beyond("a measurement"):
        case = load(clock.now())
    client = editor()
    inbox = "/workbench/tasks/"
    tell(
        *measure(client, "inbox", inbox, _INBOX_MS),
        *measure(client, "inbox_units", f"{inbox}?tab=units", _INBOX_MS),
        *measure(client, "inbox_all", f"{inbox}?tab=all", _INBOX_MS),
        *measure(client, "inbox_overdue", f"{inbox}?due=overdue", _INBOX_MS),
        *measure(client, "cases", "/workbench/cases/", _INBOX_MS),
        *measure(client, "cases_open", "/workbench/cases/?state=open", _INBOX_MS),
        *measure(client, "case", f"/workbench/cases/{case.pk}/", _CASE_MS),
    )


if __name__ == "__main__":
    main()
