"""Questions about erasure: one's own request, what waits for a decision, by what a person is found in the rows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from kexie.base.kernel import access, scoping
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.personal import Identity
from kexie.base.people.abilities import PROTECT_DATA
from kexie.base.people.models import Account, Erasure, ErasureState, Person, Post
from kexie.base.people.queries.consents import own_person_id
from kexie.base.people.rules import erasure as rules


def own_erasures(actor: Actor) -> list[Erasure]:
    """The actor's own requests, newest first."""
    with scoping.beyond("one's own"):
        return list(
            Erasure.objects.beyond("narrowed by its caller")
            .filter(person_id=own_person_id(actor))
            .order_by("-asked_at", "-pk")
        )


def erasures(actor: Actor, *, state: str = "") -> QuerySet[Erasure]:
    """The requests, those that wait first, the oldest of them first; for who protects data.

    Raises:
        NotPermitted, LogInFirst: the actor does not.
    """
    access.check(actor, PROTECT_DATA)
    found = Erasure.objects.beyond("narrowed by its caller").select_related("person")
    if hasattr(found, "beyond"):
        found = found.beyond("who protects data reaches everywhere, checked above")
    return found.filter(state=state) if state else found


def erasure(actor: Actor, erasure_id: UUID) -> Erasure:
    """One request of :func:`erasures`."""
    with scoping.beyond("who protects data reaches everywhere"):
        found = erasures(actor).filter(pk=erasure_id).first()
    if found is None:
        raise NotFound
    return found


def open_posts(person_id: UUID, *, on: date) -> list[Post]:
    """The posts that a person still holds, or will."""
    with scoping.beyond("whether somebody serves anywhere decides about the erasure"):
        return list(
            Post.objects.beyond("narrowed by its caller")
            .not_over(on)
            .filter(person_id=person_id)
            .select_related("organisation")
        )


def deadline_of(asked: Erasure) -> date:
    """The last day on which the request is answered in time."""
    return rules.deadline(timezone.localdate(asked.asked_at))


def is_late(asked: Erasure, *, on: date) -> bool:
    """Whether the request waits longer than it should."""
    return asked.state == ErasureState.ASKED and on > deadline_of(asked)


def identity_of(person_id: UUID) -> Identity:
    """By what a person is found in the rows: records merged into this one included."""
    with scoping.beyond("to find everything about one person"):
        ids = {person_id}
        while (
            more := set(
                Person.objects.beyond("narrowed by its caller").filter(merged_into__in=ids).values_list("pk", flat=True)
            )
            - ids
        ):
            ids |= more
        accounts = list(Account.objects.filter(person_id__in=ids).values_list("pk", "email"))
    return Identity(tuple(sorted(ids)), tuple(key for key, _ in accounts), tuple(mail for _, mail in accounts if mail))


def journal() -> list[dict[str, Any]]:
    """The lines of the journal, oldest first; a last line that a power cut left unfinished is not one."""
    path = Path(settings.KEXIE_ERASURE_JOURNAL)
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines() if line.endswith("}")]
