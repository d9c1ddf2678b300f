"""Questions about proposed editions: who works on the standard sees all of them, for they are nobody's data."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.standards import abilities
from kexie.base.standards.errors import UnknownElement
from kexie.base.standards.models import CodeList, DataElement, Revision, RevisionState
from kexie.base.standards.queries.shipped import CITY_LISTS
from kexie.base.standards.rules.definitions import (
    CodeListDefinition,
    ElementDefinition,
    read_code_list,
    read_element,
)
from kexie.base.standards.rules.revisions import Difference, differences
from kexie.base.ui.todos import ToDo

#: States in which a revision still waits for somebody.
OPEN = (RevisionState.DRAFT, RevisionState.SUBMITTED, RevisionState.RETURNED)


def revisions(actor: Actor) -> QuerySet[Revision]:
    """All revisions, newest first, for those who read the standard."""
    access.check(actor, abilities.read())
    return Revision.objects.all()


def revision_for(actor: Actor, revision_id: UUID) -> Revision:
    """One revision; raises NotFound."""
    found = revisions(actor).filter(pk=revision_id).first()
    if found is None:
        raise NotFound
    return found


def open_revision(subject: str, code: str) -> Revision | None:
    """The revision of this element or list that waits for somebody."""
    return Revision.objects.filter(subject=subject, code=code, state__in=OPEN).first()


def newest(subject: str, code: str) -> ElementDefinition | CodeListDefinition:
    """The newest registered edition, whether in force already or not; raises `UnknownElement`."""
    model: Any = DataElement if subject == Revision.Subject.ELEMENT else CodeList
    found = model.objects.current().filter(code=code).first()
    if found is None:
        raise UnknownElement(code_of=code)
    definition: ElementDefinition | CodeListDefinition = found.as_definition()
    return definition


def is_registered(subject: str, code: str) -> bool:
    """Whether there is an edition of this code already."""
    model: Any = DataElement if subject == Revision.Subject.ELEMENT else CodeList
    found: bool = model.objects.filter(code=code).exists()
    return found


def replaces_shipped(code: str) -> bool:
    """Whether the next edition of this list is a city's first one, in the place of the one shipped."""
    return code in CITY_LISTS and not CodeList.objects.filter(code=code, local=True).exists()


def identifier_taken(identifier: str, code: str) -> bool:
    """Whether an element of another code bears this identifier."""
    found: bool = DataElement.objects.filter(identifier=identifier).exclude(code=code).exists()
    return found


def edition(subject: str, code: str, number: int) -> ElementDefinition | CodeListDefinition:
    """One edition by its number; raises `UnknownElement`."""
    model: Any = DataElement if subject == Revision.Subject.ELEMENT else CodeList
    found = model.objects.filter(code=code, edition=number).first()
    if found is None:
        raise UnknownElement(code_of=code)
    definition: ElementDefinition | CodeListDefinition = found.as_definition()
    return definition


def proposed(revision: Revision) -> ElementDefinition | CodeListDefinition:
    """The edition that a revision proposes."""
    if revision.subject == Revision.Subject.ELEMENT:
        return read_element(revision.content)
    return read_code_list(revision.content)


def changes(revision: Revision) -> list[Difference]:
    """What a revision changes against the edition before it; all of it where it is the first."""
    number = revision.edition - 1
    before = edition(revision.subject, revision.code, number) if number else None
    return differences(before, proposed(revision))


#: What a to-do says of a revision; the inbox is counted on every page of the workbench.
_SAID = ("name", "edition", "proposed_at")


def todos(actor: Actor, at: datetime) -> list[ToDo]:
    """Revisions to decide on, for a reviewer who has not proposed them; and one's own that came back."""
    found: list[ToDo] = []
    if actor.account_id is None:
        return found
    if access.may(actor, abilities.REVIEW):
        waiting = Revision.objects.filter(state=RevisionState.SUBMITTED).exclude(proposed_by=actor.account_id)
        found = [_todo(revision, _("审核")) for revision in waiting.only(*_SAID).order_by("proposed_at")[:50]]
    if access.may(actor, abilities.EDIT):
        own = Revision.objects.filter(proposed_by=actor.account_id, state=RevisionState.RETURNED)
        found += [_todo(revision, _("修改")) for revision in own.only(*_SAID)[:50]]
    return found


def _todo(revision: Revision, what: str) -> ToDo:
    url = reverse("standards:revision", kwargs={"revision_id": revision.pk})
    title = _("%(name)s 第%(edition)d版") % {"name": revision.name, "edition": revision.edition}
    return ToDo(title=title, what=what, url=url, since=revision.proposed_at)
