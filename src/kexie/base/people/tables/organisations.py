"""The register of organisations."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.people.models import Organisation
from kexie.base.people.rules.organisations import grouped_code
from kexie.base.ui.columns import WHOLE
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

_TONES: Final = {"active": "good", "unconfirmed": "warn", "closed": "neutral", "merged": "neutral"}


def state_of(unit: Organisation) -> str:
    """What a unit is: merged, closed, unconfirmed or active."""
    if unit.merged_into_id is not None:
        return "merged"
    if unit.closed_on is not None:
        return "closed"
    return "active" if unit.confirmed else "unconfirmed"


def state_words(unit: Organisation) -> str:
    """The same in words."""
    words = {
        "active": _now("已确认"),
        "unconfirmed": _now("待确认"),
        "closed": _now("已撤销"),
        "merged": _now("已并入其他组织"),
    }
    return words[state_of(unit)]


def state_tone(unit: Organisation) -> str:
    """The tone of the state."""
    return _TONES[state_of(unit)]


class OrganisationTable(Register):
    """The register of organisations."""

    name = tables.Column(verbose_name=_("名称"), linkify=("people:organisation", {"uid": tables.A("uid")}))
    short_name = tables.Column(verbose_name=_("简称"))
    kind = tables.Column(verbose_name=_("类别"), attrs=WHOLE)
    parent_name = tables.Column(verbose_name=_("上级单位"), orderable=False)
    credit_code = tables.Column(verbose_name=_("统一社会信用代码"), attrs=WHOLE)
    district = tables.Column(verbose_name=_("所在区"), attrs=WHOLE)
    confirmed = tables.Column(verbose_name=_("状态"))
    address = tables.Column(verbose_name=_("地址"), visible=False)
    telephone = tables.Column(verbose_name=_("办公电话"), visible=False)
    email = tables.Column(verbose_name=_("办公邮箱"), visible=False)
    website = tables.Column(verbose_name=_("网址"), visible=False)
    founded_on = tables.Column(verbose_name=_("成立日期"), visible=False)

    export_only = ("address", "telephone", "email", "website", "founded_on")

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = [
            "name",
            "short_name",
            "kind",
            "parent_name",
            "credit_code",
            "district",
            "confirmed",
        ]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的组织")

    def __init__(self, *args: Any, districts: dict[str, str], **kwargs: Any) -> None:
        self._districts = districts
        super().__init__(*args, **kwargs)

    def render_credit_code(self, value: str) -> str:
        """The code in its parts, as one reads it out."""
        return grouped_code(value)

    def value_credit_code(self, value: str) -> str:
        """The code as it is, for export."""
        return value

    def render_district(self, value: str) -> str:
        """The name of the district."""
        return self._districts.get(value, value)

    def render_confirmed(self, record: Organisation) -> SafeString:
        """Whether the unit is there, and whether a person has placed it in the tree."""
        return status(state_tone(record), state_words(record))

    def value_confirmed(self, record: Organisation) -> str:
        """The same as a word, for export."""
        return state_words(record)
