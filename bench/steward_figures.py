"""The concierge's figures over 100,000 cases: CPU and queries of the table by unit, matter, district and period, of the register
behind a count, of the briefing; on SQLite and, where a server is at hand, on PostgreSQL.
"""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from typing import Any

from bench.desk import editor
from bench.promise import Measured, cpu_ms, set_up, tell

CASES = 100_000
_FIGURES_MS = 300
_QUERIES = 40


def load(at: datetime) -> None:
    """The demo association, whose editor supervises it all, and 100,000 cases of two years: most have ended and were rated."""
    from django.core.management import call_command
    from django.db import connection

    from bench.case_desk import _matter
    from kexie.base.kernel.access import Platform
    from kexie.base.people.api import Account, Organisation, grant_post
    from kexie.site.demo import story

    call_command("migrate", verbosity=0, interactive=False)
    story.tell()
    units = list(Organisation.objects.filter(kind__in=["district", "society", "department"], closed_on=None))
    city = Organisation.objects.get(kind="city")
    person = Account.objects.select_related("person").get(email="editor@yunchuan.example").person
    version = _matter(next(unit for unit in units if unit.name == "办公室"), at)
    since = at.date() - timedelta(days=9)
    grant_post(by=Platform(), at=at, person=person, organisation=city, role="matter_supervisor", title="", begin=since)
    _fill(version, units, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill(version: Any, units: list[Any], at: datetime) -> None:
    from kexie.base.kernel.ids import new_id
    from kexie.base.matters.models import Case, CaseUnit
    from kexie.base.people.api import districts
    from kexie.domains.steward.models import CallBack, Exclusion, Handling

    source = random.Random(20261130)
    codes = [*districts(), ""]
    rows: dict[Any, list[Any]] = {model: [] for model in (Case, CaseUnit, Handling, CallBack, Exclusion)}
    account = editor_account()
    for number in range(CASES):
        unit, begun = source.choice(units), at - timedelta(minutes=source.randrange(60 * 24 * 730))
        over = begun + timedelta(minutes=source.randrange(60 * 24 * 20))
        ended = over if over < at else None
        case = Case(
            id=new_id(),
            number=f"BJ20260102{number:07d}",
            matter=version.matter,
            version=version,
            state="ended" if ended else "open",
            applicant_name=f"第{number % 97}中学",
            lead=unit,
            started_at=begun,
            due_at=begun + timedelta(days=14),
            ended_at=ended,
        )
        rows[Case].append(case)
        rows[CaseUnit].append(CaseUnit(case=case, organisation=unit, part="lead"))
        rows[Handling].append(
            Handling(
                case=case,
                matter=version.matter,
                unit=unit,
                stage=("closed" if number % 9 else "withdrawn") if ended else "handling",
                district=source.choice(codes),
                started_at=begun,
                contact_due_at=begun + timedelta(days=1),
                contacted_at=begun + timedelta(hours=source.randrange(36)),
                due_at=begun + timedelta(days=14),
                answered_at=ended,
                kept=ended <= begun + timedelta(days=14) if ended else None,
                ended_at=ended,
            )
        )
        if ended and number % 9 and number % 3:
            rows[CallBack].append(_called(case, unit, ended, source))
        if ended and number % 50 == 1:
            rows[Exclusion].append(_left_out(case, unit, begun, by=account))
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=2_000)


def _left_out(case: Any, unit: Any, at: datetime, *, by: Any) -> Any:
    from kexie.domains.steward.models import Exclusion

    return Exclusion(
        case=case,
        unit=unit,
        state="granted",
        in_force=True,
        asked_at=at,
        asked_by=by,
        asked_name="甲",
        decided_at=at,
        decided_by=other_account(),
        decided_name="乙",
    )


def _called(case: Any, unit: Any, ended: datetime, source: random.Random) -> Any:
    from kexie.domains.steward.models import CallBack

    day = timedelta(days=1)
    return CallBack(
        case=case,
        unit=unit,
        state="reached",
        way="own",
        solved=source.choice(["yes", "yes", "yes", "partly", "no"]),
        satisfaction=source.choice(["very", "satisfied", "basically", "dissatisfied"]),
        made_at=ended,
        due_at=ended + day,
        open_until=ended + 30 * day,
        done_at=ended + day,
    )


def editor_account() -> Any:
    """Who asks for exclusions here."""
    from kexie.base.people.api import Account

    return Account.objects.get(email="editor@yunchuan.example")


def other_account() -> Any:
    """Who grants them."""
    from kexie.base.people.api import Account

    if not _other:
        _other.append(Account.objects.exclude(email="editor@yunchuan.example").order_by("pk")[0])
    return _other[0]


_other: list[Any] = []


def measure(client: Any, name: str, address: str) -> tuple[Measured, Measured]:
    """CPU and queries of one address, with an empty cache."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> None:
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}")

    spent = cpu_ms(ask, rounds=8, warm=2, before=cache.clear)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        ask()
    if "--explain" in sys.argv:
        for query in sorted(queries.captured_queries, key=lambda one: -float(one["time"]))[:4]:
            print(name, query["time"], query["sql"][:1500], file=sys.stderr)
    return Measured(f"{name}_cpu", spent, "ms", _FIGURES_MS), Measured(
        f"{name}_queries", len(queries), "queries", _QUERIES
    )


def main() -> None:
    """Fill a database of this run's own, then read as whoever supervises."""
    set_up()
    from kexie.base.kernel import clock, scoping

    with scoping.beyond("a measurement"):
        load(clock.now())
    client = editor()
    page = "/workbench/steward/figures/"
    tell(
        *measure(client, "figures_month", f"{page}?kind=month"),
        *measure(client, "figures_year", f"{page}?kind=year"),
        *measure(client, "figures_year_matter", f"{page}?kind=year&by=matter"),
        *measure(client, "figures_year_district", f"{page}?kind=year&by=district"),
        *measure(client, "figures_12_months", f"{page}?kind=month&by=period"),
        *measure(client, "figures_12_quarters", f"{page}?kind=quarter&by=period"),
        *measure(client, "briefing_month", f"{page}briefing/?kind=month"),
        *measure(client, "cases", "/workbench/steward/cases/"),
        *measure(client, "cases_behind", "/workbench/steward/cases/?measure=solved"),
    )


if __name__ == "__main__":
    main()
