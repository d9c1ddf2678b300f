"""The engine room: stored steps a second by two processes, cost of a step from a thousand to a hundred thousand cases, the
inbox and a case's page at a hundred thousand open cases; on SQLite and, where a server is at hand, on PostgreSQL.

``python -m bench.matters moving`` measures instead ten thousand running cases taken over to another version, and back.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.promise import Measured, cpu_ms, set_up, tell

SECONDS = 6.0
FEW, MANY = 1_000, 100_000
MOVED = 10_000
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STEP = """
import sys; from bench.matters import stepping; stepping(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
"""


def prepare() -> None:
    """The demo association and a matter that asks two units, one after the other."""
    from django.core.management import call_command

    from kexie.site.demo import story

    call_command("migrate", verbosity=0, interactive=False)
    story.tell()
    open_matter()


def open_matter() -> None:
    """The matter, and those who handle its cases."""
    from kexie.base.kernel import clock
    from kexie.base.kernel.access import Platform
    from kexie.base.matters.actions import versions
    from kexie.base.matters.models import Matter, MatterVersion
    from kexie.base.matters.tests.factories import FORMS, PROCESS, TERMS
    from kexie.base.people import api as people

    at = clock.now()
    lead, window = people.find_unit("科普部"), people.find_unit("办公室")
    assert lead is not None
    assert window is not None
    for unit, role in ((window, "matter_handler"), (lead, "matter_leader")):
        person = people.add_person(by=Platform(), at=at, name=f"测量{role}")
        people.open_account(
            by=Platform(), at=at, person=person, email=f"{role}@bench.example", password=uuid.uuid4().hex
        )
        people.grant_post(
            by=Platform(),
            at=at,
            person=person,
            organisation=unit,
            role=role,
            title="",
            begin=at.date(),
        )
    made = versions.create(by=Platform(), at=at, code="bench", name="测量事项", lead=lead)
    said = {"window": window, "terms": TERMS, "forms": FORMS, "process": PROCESS, "limit": "10d"}
    MatterVersion.objects.filter(pk=made.pk).update(
        **said, state="published", effective_from=at.date(), published_at=at, digest="0" * 64
    )
    assert Matter.objects.get(code="bench")


def grow(wanted: int) -> None:
    """Open cases until there are ``wanted``: one is applied for, the others repeat its rows under keys of their own."""
    from kexie.base.kernel import clock
    from kexie.base.kernel.access import Platform
    from kexie.base.matters.actions import cases
    from kexie.base.matters.models import Case, CaseStep, CaseTask, CaseUnit, Matter
    from kexie.base.matters.queries.sealed import answers_of, seal_into

    at = clock.now()
    matter = Matter.objects.get(code="bench")
    there = Case.objects.count()
    said = {"answers": {"topic": "测量"}, "channel": "window", "applicant_name": "第一中学"}
    first = cases.start(by=Platform(), at=at, matter_id=matter.pk, **said)
    task = CaseTask.objects.get(case=first)
    answers, process = answers_of(first), json.dumps(first.process)
    known = set(_UUID.findall(process))
    units = list(CaseUnit.objects.filter(case=first).values_list("organisation_id", "part"))
    step = CaseStep.objects.get(case=first)
    for begin in range(there + 1, wanted, 1_000):
        made, tasks, steps, parts = [], [], [], []
        for number in range(begin, min(begin + 1_000, wanted)):
            keys = {old: uuid.uuid4() for old in known}
            key = keys[str(task.pk)]
            case = Case(
                **{field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}
                | {
                    "id": uuid.uuid4(),
                    "number": f"BJ{number:015d}",
                    "process": json.loads(_UUID.sub(lambda found: str(keys[found[0]]), process)),  # noqa: B023  # used at once
                }
            )
            seal_into(case, answers)
            made.append(case)
            columns = {field.attname: getattr(task, field.attname) for field in CaseTask._meta.concrete_fields}
            tasks.append(CaseTask(**columns | {"id": key, "case_id": case.pk, "told_at": at}))
            columns = {field.attname: getattr(step, field.attname) for field in CaseStep._meta.concrete_fields}
            steps.append(CaseStep(**columns | {"id": None, "case_id": case.pk, "sealed": "", "key_id": ""}))
            parts += [CaseUnit(case=case, organisation_id=unit, part=part) for unit, part in units]
        Case.objects.bulk_create(made, batch_size=500)
        CaseTask.objects.bulk_create(tasks, batch_size=500)
        CaseStep.objects.bulk_create(steps, batch_size=500)
        CaseUnit.objects.bulk_create(parts, batch_size=500)


def stepping(seconds: float, part: int, parts: int) -> None:
    """One process's share: do open tasks for some seconds; prints how many steps were stored and the CPU of each."""
    set_up()
    from kexie.base.kernel import clock, scoping
    from kexie.base.matters.actions import cases
    from kexie.base.matters.models import CaseTask
    from kexie.base.people.models import Account
    from kexie.base.people.queries import actor_of

    with scoping.beyond("a measurement"):
        handler = actor_of(Account.objects.get(email="matter_handler@bench.example"), on=clock.today())
        rows = CaseTask.objects.filter(state="open", node="accept", case__matter__code="bench").order_by("pk")
        keys = [key for key in rows.values_list("pk", flat=True)[: 12_000 * parts] if key.int % parts == part]
        done, began, cpu = 0, time.perf_counter(), time.process_time()
        for key in keys:
            if time.perf_counter() - began > seconds:
                break
            cases.complete(by=handler, at=clock.now(), task_id=key, answers={"acceptance": "accept"})
            done += 1
        print(
            json.dumps({"done": done, "s": time.perf_counter() - began, "cpu": time.process_time() - cpu}), flush=True
        )


def steps(processes: int = 2) -> tuple[float, float]:
    """Stored steps a second by two processes, and CPU milliseconds for one."""
    command = [sys.executable, "-c", _STEP, str(SECONDS)]
    running = [
        subprocess.Popen([*command, str(part), str(processes)], stdout=subprocess.PIPE, text=True)
        for part in range(processes)
    ]
    told = [json.loads(process.communicate(timeout=120)[0].splitlines()[-1]) for process in running]
    done = sum(one["done"] for one in told)
    return done / max(one["s"] for one in told), 1000 * sum(one["cpu"] for one in told) / max(done, 1)


def pages(prefix: str) -> list[Measured]:
    """CPU and queries of the inbox and of a case's page, as the handler sees them."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from kexie.base.matters.models import CaseTask
    from kexie.base.people.models import Account

    client = Client()
    account = Account.objects.get(email="matter_handler@bench.example")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    one = CaseTask.objects.filter(state="open", node="accept", case__matter__code="bench").order_by("-pk")[0]
    found = []
    for name, address, goal in (
        ("inbox", "/workbench/tasks/", 25),
        ("case_page", f"/workbench/cases/{one.case_id}/", 40),
    ):

        def ask(address: str = address) -> None:
            response = client.get(address)
            if response.status_code != 200:
                raise SystemExit(f"{address} answers {response.status_code}")

        spent = cpu_ms(ask, before=cache.clear)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            ask()
        found.append(Measured(f"{prefix}{name}_cpu", spent, "ms", goal))
        found.append(Measured(f"{prefix}{name}_queries", len(queries), "queries", 30))
    return found


def measure(prefix: str) -> list[Measured]:
    """All promises on one database."""
    from django.db import connection

    prepare()
    grow(FEW)
    connection.close()
    rate, few = steps()
    grow(MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    rate_many, many = steps()
    return [
        Measured(f"{prefix}steps", rate, "1/s", 200, at_least=True),
        Measured(f"{prefix}steps_at_100k", rate_many, "1/s", 200, at_least=True),
        Measured(f"{prefix}step_cost_ratio", many / few, "ratio", 1.2),
        *pages(prefix),
    ]


def moving() -> list[Measured]:
    """A move of running cases and its undoing by a worker: seconds, cases a second, CPU of a case; the memory at its peak."""
    from kexie.base.kernel import clock
    from kexie.base.matters.actions import moving as actions
    from kexie.base.matters.models import Case, MatterVersion, Move
    from kexie.base.matters.queries.moving import preview
    from kexie.base.people.models import Account
    from kexie.base.people.queries import actor_of

    old = MatterVersion.objects.get(matter__code="bench")
    kept = {field.attname: getattr(old, field.attname) for field in MatterVersion._meta.concrete_fields}
    today = clock.today()
    MatterVersion.objects.filter(pk=old.pk).update(effective_until=today)
    later = {"id": uuid.uuid4(), "number": old.number + 1, "effective_from": today + timedelta(days=1)}
    new = MatterVersion.objects.create(**kept | later)
    by, at = actor_of(Account.objects.get(email="matter_leader@bench.example"), on=today), clock.now()
    before = _peak_mb()
    seconds, cpu, found = _timed(lambda: preview(by, old.pk, new.pk))
    told = [Measured("preview", seconds, "s", 10), Measured("preview_cpu", cpu, "s", 5)]
    if found.safe != MOVED:
        raise SystemExit(f"{found.safe} cases could be moved")
    move: Move = actions.begin_move(by=by, at=at, old_id=old.pk, new_id=new.pk)
    for name, back, version in (("moved", False, new), ("undone", True, old)):
        seconds, cpu, _ = _timed(lambda back=back: _worked(by, move, back))
        if Case.objects.filter(version=version).count() != MOVED:
            raise SystemExit(f"not all are {name}")
        told += [
            Measured(name, seconds, "s", 600),
            Measured(f"{name}_rate", MOVED / seconds, "1/s", 50, at_least=True),
            Measured(f"{name}_cpu", 1000 * cpu / MOVED, "ms", 10),
        ]
    return [*told, Measured("memory_more", _peak_mb() - before, "MB", 100)]


def _worked(by: Any, move: Any, back: bool) -> None:
    """Queue the work and let a worker of this process do it, as it would apart."""
    from django.db import transaction

    from kexie.base.kernel import clock, longwork
    from kexie.base.kernel.worker import TickingWorker

    payload = {"move": str(move.pk)} | ({"back": True} if back else {})
    with transaction.atomic():
        work = longwork.start(by=by, at=clock.now(), kind="matters.move", title="测量", payload=payload)
    TickingWorker(queues=["*"], interval=0.01, tick_every=0, until_empty=True).serve()
    work.refresh_from_db()
    if work.state != "done" or (work.done, work.total) != (MOVED, MOVED):
        raise SystemExit(f"the work is {work.state}: {work.note} {work.done}/{work.total}")


def _timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the clock, seconds of this process's CPU, and what ``act`` has answered."""
    began, cpu = time.perf_counter(), time.process_time()
    made = act()
    return time.perf_counter() - began, time.process_time() - cpu, made


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure on the database that this run is given; the second one is a run of its own (`bench.__main__`)."""
    set_up()
    from kexie.base.kernel import scoping

    prefix = "pg_" if os.environ.get("KEXIE_DATABASE_URL", "").startswith("postgres") else "matters_"
    with scoping.beyond("a measurement"):
        if "moving" in sys.argv[1:]:
            prepare()
            grow(MOVED)
            tell(*moving())
        else:
            tell(*measure(prefix))


if __name__ == "__main__":
    main()
