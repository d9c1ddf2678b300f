"""What can be done to many rows of a register at once: one row each time, by the verb that a page would use."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.people import queries
from kexie.base.people.actions.accounts import disable_account
from kexie.base.people.actions.organisations import edit_organisation
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.models import Organisation


def disable_one(*, by: Actor, at: datetime, key: str) -> str:
    """Close a person's account. Refused: out of reach, no account, closed already."""
    account = queries.account_of(by, UUID(key), on=timezone.localdate(at))
    disable_account(by=by, at=at, account=account)
    return _("账号已停用，登录已结束")


def appoint_one(
    *, by: Actor, at: datetime, key: str, organisation: Organisation, role: str, title: str, begin: date
) -> str:
    """Give a person the same post as all the others. Refused: out of reach, held already, roles that exclude it."""
    person = queries.person(by, UUID(key), on=timezone.localdate(at))
    grant_post(by=by, at=at, person=person, organisation=organisation, role=role, title=title, begin=begin)
    return _("已登记任职")


def place_one(*, by: Actor, at: datetime, key: str, district: str) -> str:
    """Say in which district a unit lies. Refused: out of reach, no such code, a closed unit."""
    unit = queries.unit_to_manage(by, UUID(key))
    if unit.district == district:
        return _("原来就是，未作改动")
    edit_organisation(by=by, at=at, organisation=unit, kind=unit.kind, facts={"district": district})
    return _("已更正所在区")
