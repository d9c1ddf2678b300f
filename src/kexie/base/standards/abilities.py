"""Who may read the standard (everybody who works here), who may propose an edition and who decides on it; who
keeps the working calendar.

`people` stands above this room and declares the roles; they are named here by the same code and words, and the registry of
roles refuses to start when the two differ.
"""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.access import Ability, Role, Scope, abilities

_SYSTEM_ADMIN: Final = Role("system_admin", "系统管理员")
_SECURITY_ADMIN: Final = Role("security_admin", "安全管理员")

EDIT: Final = Ability("standards.edit", "起草数据标准修订", {_SYSTEM_ADMIN: Scope.ALL})
REVIEW: Final = Ability("standards.review", "审核数据标准修订", {_SECURITY_ADMIN: Scope.ALL})

KEEP_CALENDAR: Final = Ability("standards.keep_calendar", "维护工作日历", {_SYSTEM_ADMIN: Scope.ALL})

ALL: Final = (EDIT, REVIEW, KEEP_CALENDAR)


def read() -> Ability:
    """Entering the workbench. `people` stands above this room and declares that ability; here it is known by its code.

    KeyError before `people` is ready: ask in `ready()` of an app listed below it, or later.
    """
    return abilities["people.enter_workbench"]
