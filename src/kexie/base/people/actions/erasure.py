"""Verbs on erasure: ask, withdraw, refuse, do, and do again after a restore (PIPL, article 47).

The journal of erasures stands outside the database, so that restoring an older backup does not bring anybody back: one
line of JSON for each, identifiers only, on disk before the transaction commits. A line whose transaction was lost is
carried out by the next replay: it had been decided.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kexie.base.kernel import access, audit, personal_rows, scoping
from kexie.base.kernel.access import Actor
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.personal import Identity
from kexie.base.kernel.plain import plain
from kexie.base.people.abilities import PROTECT_DATA
from kexie.base.people.actions.posts import end_post
from kexie.base.people.errors import privacy as errors
from kexie.base.people.models import Account, Consent, Erasure, ErasureState, Person
from kexie.base.people.queries import erasure as queries
from kexie.base.people.queries.consents import own_person_id
from kexie.base.people.rules import erasure as rules

_ERASED = FaultPoint("erasure.erased")
_JOURNALLED = FaultPoint("erasure.journalled")


@transaction.atomic
def ask(*, by: Actor, at: datetime, reason: str = "") -> Erasure:
    """Ask that one's own data be erased. Refused while a request is waiting."""
    person_id = own_person_id(by)
    with scoping.beyond("one's own"):
        Person.objects.beyond("after the action's own check").select_for_update().get(pk=person_id)
        if (
            Erasure.objects.beyond("after the action's own check")
            .filter(person_id=person_id, state=ErasureState.ASKED)
            .exists()
        ):
            raise errors.ErasureAsked
        asked = Erasure.objects.create(person_id=person_id, asked_at=at, reason=plain(reason).strip()[:200])
    _audit(by, at, "erasure.ask", asked)
    return asked


@transaction.atomic
def withdraw_request(*, by: Actor, at: datetime, erasure: Erasure) -> Erasure:
    """Take one's own request back while it waits."""
    held = _waiting(erasure)
    if held.person_id != own_person_id(by):
        raise errors.ErasureDecided
    return _decide(held, ErasureState.WITHDRAWN, by=by, at=at, action="erasure.withdraw")


@transaction.atomic
def refuse(*, by: Actor, at: datetime, erasure: Erasure, answer: str) -> Erasure:
    """Answer that the data must be kept; ``answer`` says by which rule and how long."""
    _check(by, erasure)
    answer = plain(answer).strip()[:300]
    if len(answer) < rules.SHORTEST_ANSWER:
        raise errors.AnswerMissing
    held = _waiting(erasure)
    held.answer = answer
    return _decide(held, ErasureState.REFUSED, by=by, at=at, action="erasure.refuse")


@transaction.atomic
def carry_out(*, by: Actor, at: datetime, erasure: Erasure) -> Erasure:
    """Erase, in one transaction: rows as declared, account, sessions, secrets, index, cache, files, unsent messages.

    Refused: within the cooling-off days, while a post is held, one's own request.
    """
    _check(by, erasure)
    held = _waiting(erasure)
    today = timezone.localdate(at)
    if today <= rules.cooling_until(timezone.localdate(held.asked_at)):
        raise errors.StillCooling
    if queries.open_posts(held.person_id, on=today):
        raise errors.StillServing
    identity = queries.identity_of(held.person_id)
    held.report = _erase(identity, at=at)
    _ERASED.reach()
    done = _decide(held, ErasureState.DONE, by=by, at=at, action="erasure.do")
    _write_journal(identity, erasure_id=held.pk, at=at)
    _JOURNALLED.reach()
    return done


def replay(*, by: Actor, at: datetime) -> list[UUID]:
    """Erase again whom the journal names and an older backup has brought back; whose records were erased now.

    Each person in a transaction of its own; safe to repeat and to cut short.
    """
    again = []
    for line in queries.journal():
        ids = [UUID(key) for key in line["persons"]]
        with transaction.atomic(), scoping.beyond("what was decided before the restore"):
            back = list(
                Person.objects.beyond("after the action's own check")
                .select_for_update()
                .filter(pk__in=ids, erased_at__isnull=True)
            )
            if not back:
                continue
            _redo(ids, line, by=by, at=at)
            again += [person.pk for person in back]
    return again


def _redo(ids: list[UUID], line: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """One line of the journal once more; the request is marked done again, or made if the backup is older than it."""
    found = [queries.identity_of(key) for key in ids]
    identity = Identity(
        tuple(sorted({key for one in found for key in one.person_ids})),
        tuple({key for one in found for key in one.account_ids} | {UUID(key) for key in line["accounts"]}),
        tuple({mail for one in found for mail in one.mails}),
    )
    moment = datetime.fromisoformat(line["at"])
    on = timezone.localdate(moment)
    for post in (post for key in identity.person_ids for post in queries.open_posts(key, on=on)):
        if post.end is None or post.end > max(on, post.begin):
            end_post(by=by, at=at, post=post, on=max(on, post.begin))
    report = _erase(identity, at=at)
    done = {"state": ErasureState.DONE, "decided_at": moment, "reason": "", "answer": "", "report": report}
    held, _made = Erasure.objects.beyond("after the action's own check").update_or_create(
        pk=UUID(line["erasure"]), defaults=done, create_defaults={**done, "person_id": ids[0], "asked_at": moment}
    )
    _audit(by, at, "erasure.replay", held)


def _erase(identity: Identity, *, at: datetime) -> dict[str, int]:
    """What the declarations say, and the mark on the record that stays."""
    report = personal_rows.erase(identity, at=at)
    with scoping.beyond("an erasure reaches every row of the person"):
        given = Consent.objects.beyond("after the action's own check").filter(
            person_id__in=identity.person_ids, withdrawn_at__isnull=True
        )
        given.filter(given_at__lte=at).update(withdrawn_at=at)
        Person.objects.beyond("after the action's own check").filter(pk__in=identity.person_ids).update(erased_at=at)
        for account in Account.objects.filter(pk__in=identity.account_ids):
            account.groups.clear()
    return report


def _write_journal(identity: Identity, *, erasure_id: UUID, at: datetime) -> None:
    """One line more, on disk when this returns."""
    path = Path(settings.KEXIE_ERASURE_JOURNAL)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {
        "at": at.isoformat(),
        "erasure": str(erasure_id),
        "persons": [str(key) for key in identity.person_ids],
        "accounts": [str(key) for key in identity.account_ids],
    }
    # On a line of its own, even behind one that a power cut left unfinished.
    content = f"\n{json.dumps(line)}\n".encode("ascii")
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def _check(by: Actor, erasure: Erasure) -> None:
    access.check(by, PROTECT_DATA)
    if by.person_id == erasure.person_id:
        raise errors.OwnRequest


def _waiting(erasure: Erasure) -> Erasure:
    """The request, locked, if it still waits."""
    with scoping.beyond("checked by the caller"):
        held = Erasure.objects.beyond("after the action's own check").select_for_update().get(pk=erasure.pk)
    if held.state != ErasureState.ASKED:
        raise errors.ErasureDecided
    return held


def _decide(held: Erasure, state: ErasureState, *, by: Actor, at: datetime, action: str) -> Erasure:
    held.state, held.decided_at = state, at
    held.decided_by_name, held.decided_by_account = by.name[:60], by.account_id
    if state == ErasureState.DONE:
        held.reason = held.answer = ""
    if state == ErasureState.WITHDRAWN:
        held.decided_by_name = ""
    with scoping.beyond("checked by the caller"):
        held.save()
    _audit(by, at, action, held)
    return held


def _audit(by: Actor, at: datetime, action: str, held: Erasure) -> None:
    audit.record(
        by=by, at=at, action=action, target=f"people.erasure:{held.pk}", person=str(held.person_id), state=held.state
    )
