"""The editor's desk with five thousand submissions: CPU and queries of the list, of its filters and of the reading pane."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from bench.dataset import _WORDS
from bench.promise import Measured, cpu_ms, set_up, tell

SUBMISSIONS = 5_000
_GOAL_MS = 25
_GOAL_QUERIES = 24


def load(at: datetime) -> None:
    """The demo association, and what its units have sent in within a year."""
    from django.core.management import call_command

    from kexie.base.people.api import Organisation
    from kexie.domains.bulletin.models import Column, ItemKind, Likeness, Submission, SubmissionCredit
    from kexie.site.demo import story

    call_command("migrate", verbosity=0, interactive=False)
    story.tell()
    source = random.Random(20261129)
    units = list(Organisation.objects.filter(kind__in=["district", "society", "department"], closed_on=None))
    columns, kinds = list(Column.objects.all()), list(ItemKind.objects.all())
    states = ("sent", "reserved", "adopted", "adopted", "adopted", "returned", "rejected", "rejected")
    made = []
    for number in range(SUBMISSIONS):
        sent_at = at - timedelta(minutes=number * 105)
        state = "sent" if number < 60 else source.choice(states[1:])
        made.append(
            Submission(
                unit=source.choice(units),
                author_name="测量",
                column=source.choice(columns),
                kind=source.choice(kinds),
                title="".join(source.choices(_WORDS, k=8)),
                text="\n".join("，".join("".join(source.choices(_WORDS, k=9)) for _ in range(10)) for _ in range(3)),
                state=state,
                version=1,
                reason="时效已过。" if state in ("returned", "rejected") else "",
                created_at=sent_at,
                updated_at=sent_at,
                submitted_at=sent_at,
            )
        )
    Submission.objects.bulk_create(made, batch_size=500)
    SubmissionCredit.objects.bulk_create(
        (SubmissionCredit(submission=one, organisation=one.unit, order=1, name=one.unit.name) for one in made),
        batch_size=500,
    )
    pairs = zip(made[::9], made[1::9], strict=False)
    Likeness.objects.bulk_create(Likeness(submission=one, other=other, percent=70) for one, other in pairs)


def editor() -> Any:
    """A client in which the demo's editor is logged in."""
    from django.test import Client

    from kexie.base.people.models import Account

    client = Client()
    account = Account.objects.get(email="editor@yunchuan.example")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def measure(client: Any, name: str, address: str, **headers: str) -> tuple[Measured, Measured]:
    """CPU and queries of one address, with an empty cache."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> None:
        response = client.get(address, headers=headers)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}")

    spent = cpu_ms(ask, before=cache.clear)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return (
        Measured(f"{name}_cpu", spent, "ms", _GOAL_MS),
        Measured(f"{name}_queries", len(queries), "queries", _GOAL_QUERIES),
    )


def main() -> None:
    """Fill a database of this run's own, then read as the editor does."""
    set_up()
    from kexie.base.kernel import clock, scoping
    from kexie.domains.bulletin.models import Submission

    with scoping.beyond("a measurement"):
        load(clock.now())
        one = Submission.objects.filter(state="sent").first()
        client = editor()
        desk = "/workbench/bulletin/"
        pane = f"{desk}desk/{one.pk}/" if one else desk
        word = _WORDS[0]
        tell(
            *measure(client, "desk", desk),
            *measure(client, "desk_all_weeks", f"{desk}?week=all&state=adopted&page=40"),
            *measure(client, "desk_text", f"{desk}?week=all&text={word}"),
            *measure(client, "desk_alike", f"{desk}?week=all&alike=on"),
            *measure(client, "desk_reading", pane, **{"HX-Request": "true"}),
        )


if __name__ == "__main__":
    main()
