"""The degrees of urgency to begin with, what is kept of cases that were there before, and row-level security.

The limits are those of domain.md §3 (2 hours, 24 hours, 7 and 15 working days); whoever supervises sets others.
"""

from itertools import groupby

from django.db import migrations

from kexie.base.kernel.walls import Wall

DEGREES = (
    ("critical", "特急", "2h", "30m", True, 1),
    ("urgent", "紧急", "24h", "2h", True, 3),
    ("normal", "一般", "7d", "1d", False, 7),
    ("complex", "复杂", "15d", "1d", False, 15),
)
ENDS = {"rejected": "refused", "failed": "failed", "withdrawn": "withdrawn", "stopped": "stopped"}
AT_ONCE = 1000
#: As the tables of matters are seen (matters 0005).
SEEN = (
    "(CASE WHEN (SELECT current_setting('kexie.beyond', true) = 'on' OR current_setting('kexie.matters', true) = '%')"
    " THEN true ELSE nullif(kexie_case_of_units(case_id, (SELECT kexie_matters_units())::bigint[]), false) END) IS NOT NULL"
)


def set_degrees(apps, schema_editor):
    """Four degrees, where there are none."""
    degrees = apps.get_model("steward", "Urgency").objects
    for order, (code, name, limit, contact, natural, warn) in enumerate(DEGREES, 1):
        values = {"name": name, "limit": limit, "contact_limit": contact, "natural": natural}
        degrees.get_or_create(code=code, defaults=values | {"warn_hours": warn, "order": order * 10})


def begin(apps, schema_editor):
    """Stage and clock of every case that is there."""
    cases = apps.get_model("matters", "Case").objects.order_by("pk")
    last = None
    while batch := list((cases.filter(pk__gt=last) if last else cases)[:AT_ONCE]):
        last = batch[-1].pk
        turns = _turns(apps, [case.pk for case in batch])
        handlings = apps.get_model("steward", "Handling").objects
        handlings.bulk_create(_handling(apps, case, turns.get(case.pk, set())) for case in batch)
        entries = apps.get_model("steward", "ClockEntry").objects
        entries.bulk_create(_entry(apps, case) for case in batch)


def _turns(apps, keys):
    rows = apps.get_model("matters", "CaseTask").objects.filter(case__in=keys, state="open").order_by("case")
    found = groupby(rows.values_list("case", "who", "holder"), key=lambda row: row[0])
    return {key: {(who, holder is not None) for _key, who, holder in group} for key, group in found}


def _handling(apps, case, turn):
    ended = case.state != "open"
    return apps.get_model("steward", "Handling")(
        case_id=case.pk,
        matter_id=case.matter_id,
        unit_id=case.lead_id,
        stage=ENDS.get(case.outcome, "closed") if ended else _stage(turn),
        channel=case.channel,
        started_at=case.started_at,
        due_at=case.due_at,
        answered_at=case.ended_at,
        kept=case.ended_at <= case.due_at if ended and case.due_at else None,
        contacted_at=case.ended_at,
        ended_at=case.ended_at,
    )


def _stage(turn):
    whose = {who for who, _held in turn}
    if whose == {"window"}:
        return "receiving"
    return "signing" if turn and not any(held for _who, held in turn) else "handling"


def _entry(apps, case):
    return apps.get_model("steward", "ClockEntry")(
        case_id=case.pk, number=1, at=case.started_at, move="start", until=case.due_at, due_at=case.due_at, by_name="系统"
    )


class Migration(migrations.Migration):
    dependencies = [("steward", "0001_handling"), ("matters", "0006_tasks_of_persons")]

    operations = [
        migrations.RunPython(set_degrees, migrations.RunPython.noop),
        migrations.RunPython(begin, migrations.RunPython.noop),
        *(Wall(f"steward_{table}", SEEN) for table in ("handling", "clockentry", "limitwish")),
    ]
