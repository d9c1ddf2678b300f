"""Cases as they stand after all their steps, put down by hand: what figures count."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from kexie.base.matters.api import Case, CaseUnit, MatterVersion
from kexie.base.people.tests.cast import Cast
from kexie.domains.steward.models import CallBack, Exclusion, Handling

_numbers = count(1)
DAY = timedelta(days=1)


def local(text: str) -> datetime:
    """A moment where the association is: 2026-03-10 09:00."""
    return timezone.make_aware(datetime.fromisoformat(text))


def put(version: MatterVersion, unit: Any, came: str, **said: Any) -> Handling:
    """A case that came in at ``came``; ``ended``: when it was answered; ``contact``: by when it was to be, and when it was."""
    started, ended = local(came), said.pop("ended", None)
    limit, contacted = said.pop("contact", (None, None))
    over = local(ended) if ended else None
    case = Case.objects.create(
        number=f"BJ{next(_numbers):015d}",
        matter_id=version.matter_id,
        version=version,
        state="ended" if ended else "open",
        applicant_name="第一中学",
        lead=version.lead,
        started_at=started,
        ended_at=over,
    )
    CaseUnit.objects.create(case=case, organisation=unit, part="lead")
    return Handling.objects.create(
        case=case,
        matter_id=version.matter_id,
        unit=unit,
        started_at=started,
        ended_at=over,
        answered_at=over,
        contact_due_at=local(limit) if limit else None,
        contacted_at=local(contacted) if contacted else None,
        **{"stage": "closed" if ended else "handling"} | said,
    )


def called(of: Handling, done: str, solved: str = "yes", satisfaction: str = "very", **said: Any) -> CallBack:
    """A call-back that was answered."""
    at = local(done)
    times = {"made_at": at - DAY, "due_at": at + DAY, "open_until": at + DAY, "done_at": at}
    answers = {"state": "reached", "way": "own", "solved": solved, "satisfaction": satisfaction}
    return CallBack.objects.create(case=of.case, unit=of.unit, **times | answers | said)


def unreached(of: Handling, done: str, **said: Any) -> CallBack:
    """A call-back in which nobody was reached."""
    return called(of, done, **{"state": "unreached", "way": "", "solved": "", "satisfaction": ""} | said)


def excluded(cast: Cast, of: Handling, **said: Any) -> Exclusion:
    """An exclusion that holds."""
    asker, decider = cast.account("reviewer"), cast.account("signer")
    known = {"asked_by": asker, "asked_name": "甲", "decided_by": decider, "decided_name": "乙", "in_force": True}
    times = {"asked_at": of.started_at, "decided_at": of.started_at, "state": "granted", "ground": "twice"}
    return Exclusion.objects.create(id=uuid4(), case=of.case, unit=of.unit, **known | times | said)
