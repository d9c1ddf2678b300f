"""Who stands behind a lane: the words of `kexie:who`, and the roles that a lane may name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Ability
from kexie.base.kernel.registry import Registry


class Who(StrEnum):
    """Whose task it is, said by the lane that it stands in."""

    APPLICANT = "applicant"
    APPLICANT_UNIT = "applicant_unit"
    LEAD = "lead"
    WINDOW = "window"
    CHOSEN = "chosen"
    UNIT = "unit"


WHO_LABELS: Final[dict[str, str | Promise]] = {
    Who.APPLICANT: _("申请人"),
    Who.APPLICANT_UNIT: _("申请人所在单位"),
    Who.LEAD: _("承办单位"),
    Who.WINDOW: _("受理窗口"),
    Who.CHOSEN: _("办理中选定的单位"),
    Who.UNIT: _("指定的单位"),
}


@dataclass(frozen=True, slots=True)
class LaneRole:
    """A role that a lane may name: its code, the words on screen, and the ability that lets somebody act in it."""

    code: str
    label: str | Promise
    ability: Ability


#: The roles that lanes may name; other apps register theirs in ``ready()``.
lane_roles: Registry[LaneRole] = Registry("role of a lane")
