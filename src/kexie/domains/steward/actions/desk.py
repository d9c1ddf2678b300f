"""What is done at the desk: many cases at once, replies that are kept, and who has a case open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound, Refusal
from kexie.base.matters import api as matters
from kexie.base.matters.api import CaseTask, TaskGone
from kexie.base.people.api import Organisation
from kexie.domains.steward.abilities import HANDLE
from kexie.domains.steward.errors import TitleTaken
from kexie.domains.steward.models import ReplyTemplate
from kexie.domains.steward.queries.desk import tasks_of_units

#: How long somebody counts as present after the last sign, in seconds; pages give one every fifteen.
PRESENT: Final = 45


def claim_one(*, by: Actor, at: datetime, key: str) -> str | None:
    """Claim what the actor may do in one of many cases (`ui.register_options.Bulk`). Raises the last refusal where nothing is."""
    return _each(by, UUID(key), lambda task: matters.claim(by=by, at=at, task_id=task.pk))


def hand_over_one(*, by: Actor, at: datetime, key: str, to: UUID, reason: str) -> str | None:
    """Give the tasks of one of many cases to a colleague; see :func:`claim_one`."""
    return _each(by, UUID(key), lambda task: matters.hand_over(by=by, at=at, task_id=task.pk, to=to, reason=reason))


def _each(by: Actor, case_id: UUID, do: Callable[[CaseTask], object]) -> str | None:
    case = matters.case_for(by, case_id)
    done, refused = 0, None
    for task in tasks_of_units(case.pk):
        try:
            with transaction.atomic():
                do(task)
        except Refusal as refusal:
            refused = refusal
        else:
            done += 1
    if not done:
        raise refused or TaskGone(_("这个办件现在没有本单位的任务。"))
    return _("%d项任务") % done if done > 1 else None


@transaction.atomic
def keep_template(
    *, by: Actor, at: datetime, unit: Organisation, title: str, text: str, template_id: int | None = None
) -> ReplyTemplate:
    """Keep a reply for ``unit``, or change one. Raises NotPermitted, NotFound, TitleTaken."""
    check(by, HANDLE, unit.path)
    template = ReplyTemplate(unit=unit)
    if template_id is not None:
        template = _of_unit(template_id, unit)
    template.title, template.text, template.made_at = title, text, at
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise TitleTaken from error
    audit.record(by=by, at=at, action="steward.template", target=f"steward.template:{template.pk}", unit_path=unit.path)
    return template


@transaction.atomic
def drop_template(*, by: Actor, at: datetime, unit: Organisation, template_id: int) -> None:
    """Forget a reply. Raises NotPermitted, NotFound."""
    check(by, HANDLE, unit.path)
    template = _of_unit(template_id, unit)
    audit.record(
        by=by, at=at, action="steward.template_drop", target=f"steward.template:{template.pk}", unit_path=unit.path
    )
    template.delete()


def _of_unit(template_id: int, unit: Organisation) -> ReplyTemplate:
    found = ReplyTemplate.objects.beyond("of a unit that was looked at").filter(pk=template_id, unit=unit).first()
    if found is None:
        raise NotFound
    return found


def be_present(*, by: Actor, at: datetime, case_id: UUID) -> list[str]:
    """Note that the actor has a case open; the names of the others who have. Raises NotFound. Nobody's deed: not audited.

    Two signs of the same moment may hide one of them until the next.
    """
    matters.case_for(by, case_id)
    key, now = f"steward.here:{case_id}", at.timestamp()
    here: dict[str, tuple[str, float]] = cache.get(key) or {}
    here = {who: sign for who, sign in here.items() if sign[1] > now - PRESENT}
    here[str(by.account_id)] = (by.name, now)
    cache.set(key, here, PRESENT)
    return sorted(name for who, (name, _seen) in here.items() if who != str(by.account_id))
