"""The demo's questions and answers, as its departments have written and reviewed them, and searches that found nothing.

`data/answers.json`: ``ago`` says how many days before today something was written, ``ends`` in how many days from today it is
public no longer, ``waiting`` what is still to be reviewed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Final

from django.utils import timezone

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.matters import api as matters
from kexie.base.people import api as people
from kexie.domains.steward import api as steward
from kexie.site.demo import web

_DATA: Final = files("kexie.site.demo") / "data"


def tell(units: Mapping[str, people.Organisation], persons: Mapping[str, people.Person]) -> None:
    """Answers written, handed in, reviewed; words that led to nothing."""
    told = json.loads((_DATA / "answers.json").read_text(encoding="utf-8"))
    known = {matter.code: matter.pk for matter in matters.Matter.objects.beyond("the demo's own")}
    # The real clock, as for cases: what ends soon ends soon after the day on which the demo is looked at.
    with clock.fixed(timezone.now()):
        now = clock.now()
        for row in told["answers"]:
            at = timezone.localtime(now - timedelta(days=row["ago"])).replace(hour=10, minute=20)
            by = _acting(persons[row["by"]])
            wording = steward.Wording(row["question"], row["wordings"], row["text"])
            made = steward.begin(
                by=by, at=at, unit=units[row["unit"]], wording=wording, matter_id=known.get(row["matter"])
            )
            made = steward.submit(by=by, at=at, version_id=made.pk, seen=made.revision)
            if row.get("waiting"):
                continue
            end = clock.today() + timedelta(days=row["ends"]) if "ends" in row else None
            reviewer = _acting(persons[told["reviewer"] if row["unit"] != "办公室" else told["keeper"]])
            steward.approve(by=reviewer, at=at, version_id=made.pk, seen=made.revision, expires_on=end)
        for row in told["dead_ends"]:
            for _time in range(row["times"]):
                steward.note_dead_end(
                    by=web.TELLER, at=now - timedelta(days=row["ago"]), text=row["text"], place="answers"
                )


def _acting(person: people.Person) -> Actor:
    return people.actor_of(person.account, on=clock.today())
