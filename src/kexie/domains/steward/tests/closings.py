"""Cases that have ended, and who comes after: callers, supervisors, those of another unit."""

from __future__ import annotations

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.matters import api as matters
from kexie.base.matters.api import Case, CaseTask
from kexie.base.matters.tests.factories import AT
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import SINCE, Cast
from kexie.domains.steward.models import CallBack, Reopening

#: Member, role, unit: 科普部 has handled the case, reviewer has decided it; 云台区科协 has no part in it.
POSTS = (
    ("sender", "matter_caller", "科普部"),
    ("signer", "matter_caller", "科普部"),
    ("reviewer", "matter_caller", "科普部"),
    ("web_editor", "matter_handler", "科普部"),
    ("keeper", "matter_supervisor", "云川市科协"),
    ("signer", "matter_supervisor", "云川市科协"),
    ("clerk_b", "matter_caller", "云台区科协"),
    ("unit_admin_b", "matter_supervisor", "云台区科协"),
)
GOOD = {"solved": "yes", "satisfaction": "very"}
BAD = {"solved": "no", "satisfaction": "dissatisfied"}


def man(office: Cast) -> Cast:
    """Give the posts of those who come after."""
    for member, role, unit in POSTS:
        given = {"person": office.person(member), "organisation": office.unit(unit), "role": role, "title": ""}
        grant_post(by=Platform(), at=clock.now(), begin=SINCE, **given)
    return office


def finish(office: Cast, case: Case, *, at=AT) -> Case:
    """Take the case to its end: taken in by editor, decided by reviewer."""
    for who, answers in (("editor", {"acceptance": "accept"}), ("reviewer", {})):
        task = CaseTask.objects.beyond("test").open().get(case=case)
        matters.complete(by=office.actor(who), at=at, task_id=task.pk, answers=answers)
    return Case.objects.beyond("test").get(pk=case.pk)


def call_of(case: Case, number: int = 1) -> CallBack:
    return CallBack.objects.beyond("test").get(case=case, round=number)


def reopening_of(case: Case) -> Reopening:
    return Reopening.objects.beyond("test").get(case=case)
