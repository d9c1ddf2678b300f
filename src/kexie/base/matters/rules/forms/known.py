"""What the platform knows of who applies, so that nobody types it again: from the person's and the unit's own records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact of a record: its words on screen, and the data elements that may be filled with it."""

    label: str | Promise
    elements: frozenset[str]


def _fact(label: str | Promise, *elements: str) -> KnownFact:
    return KnownFact(label, frozenset(elements))


#: Name of a fact → what it is.
KNOWN: Final[dict[str, KnownFact]] = {
    "applicant.name": _fact(_("申请人姓名"), "person_name"),
    "applicant.sex": _fact(_("申请人性别"), "sex"),
    "applicant.nationality": _fact(_("申请人民族"), "nationality"),
    "applicant.identity_number": _fact(_("申请人身份证号码"), "identity_number"),
    "applicant.mobile": _fact(_("申请人手机号码"), "mobile_phone", "mobile"),
    "applicant.email": _fact(_("申请人邮箱"), "email"),
    "applicant.workplace": _fact(_("申请人工作单位"), "workplace"),
    "applicant.degree": _fact(_("申请人学位"), "degree"),
    "applicant.professional_title": _fact(_("申请人职称"), "professional_title"),
    "unit.name": _fact(_("申请单位名称"), "organisation_name"),
    "unit.short_name": _fact(_("申请单位简称"), "organisation_short_name"),
    "unit.credit_code": _fact(_("申请单位统一社会信用代码"), "credit_code"),
    "unit.address": _fact(_("申请单位地址"), "address"),
    "unit.telephone": _fact(_("申请单位电话"), "telephone"),
    "unit.email": _fact(_("申请单位邮箱"), "email"),
    "unit.website": _fact(_("申请单位网址"), "website"),
    "unit.district": _fact(_("申请单位所在区"), "district_code"),
    "unit.founded_on": _fact(_("申请单位成立日期"), "founded_on"),
}


def known_for(element: str) -> list[str]:
    """The facts with which a field of this element may be filled, by name."""
    return [name for name, fact in KNOWN.items() if element in fact.elements]
