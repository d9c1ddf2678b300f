"""What the registers of persons and organisations can do with many rows, and which of them hold personal data."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from kexie.base.people.abilities import APPROVE_EXPORTS, GRANT_POSTS, MANAGE_ACCOUNTS, MANAGE_ORGANISATIONS
from kexie.base.ui.register_options import Bulk, Options

_DO: Final = "kexie.base.people.actions.in_bulk"
_FORMS: Final = "kexie.base.people.forms.in_bulk"

DISABLE: Final = Bulk(
    "disable",
    _("停用账号"),
    MANAGE_ACCOUNTS,
    f"{_DO}.disable_one",
    danger=True,
    note=_("停用后不能登录，已有登录立即结束；办理过的内容保留。"),
)
APPOINT: Final = Bulk("appoint", _("登记同一任职"), GRANT_POSTS, f"{_DO}.appoint_one", f"{_FORMS}.AppointManyForm")
PLACE: Final = Bulk("place", _("设置所在区"), MANAGE_ORGANISATIONS, f"{_DO}.place_one", f"{_FORMS}.PlaceManyForm")

REGISTERS: Final = (
    Options("people.persons", (APPOINT, DISABLE), APPROVE_EXPORTS),
    Options("people.members", (), APPROVE_EXPORTS),
    Options("people.organisations", (PLACE,), key="uid"),
)
