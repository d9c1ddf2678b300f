"""One's own drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django.db.models import Count, QuerySet

from kexie.base.kernel import vault
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.models import Draft, DraftPaper
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.rules.guests import Guest


def own_drafts(actor: Actor, *, matter_id: UUID | None = None, task_id: UUID | None = None) -> QuerySet[Draft]:
    """The actor's drafts: all, that for a new case of a matter, or that for a task."""
    found = _of(actor)
    if task_id is not None:
        return found.filter(task=task_id)
    return found.filter(matter=matter_id, task__isnull=True) if matter_id is not None else found


def _of(actor: Actor) -> QuerySet[Draft]:
    if isinstance(actor, Guest):
        return Draft.objects.filter(guest=actor.key)
    return Draft.objects.filter(account=actor.account_id) if actor.account_id else Draft.objects.none()


def drafts_listed(actor: Actor) -> QuerySet[Draft]:
    """The actor's drafts of new cases with their matters and ``papers_count``, newest first."""
    found = own_drafts(actor).filter(task__isnull=True).select_related("version", "matter", "unit")
    return found.annotate(papers_count=Count("papers")).order_by("-saved_at")


def own_draft(actor: Actor, draft_id: UUID, *, lock: bool = False) -> Draft:
    """One of the actor's drafts. Raises NotFound."""
    rows = own_drafts(actor)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=draft_id).first()
    if found is None:
        raise NotFound
    return found


def own_paper(actor: Actor, paper_id: UUID) -> DraftPaper:
    """A file of one of the actor's drafts. Raises NotFound."""
    found = DraftPaper.objects.filter(pk=paper_id, draft__in=own_drafts(actor)).select_related("file").first()
    if found is None:
        raise NotFound
    return found


def typed_in(draft: Draft) -> Mapping[str, list[str]]:
    """What was typed; what cannot be opened any more (a lost key) is nothing."""
    try:
        return cast("Mapping[str, list[str]]", answers_of(draft).get("typed", {}))
    except vault.Unreadable:
        return {}
