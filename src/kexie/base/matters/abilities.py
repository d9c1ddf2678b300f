"""What may be done with matters and cases."""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.access import Ability, Role, Scope
from kexie.base.people.abilities import CLERK, SYSTEM_ADMIN, UNIT_ADMIN

HANDLER: Final = Role("matter_handler", "事项办理人")
LEADER: Final = Role("matter_leader", "事项审批人")
KEEPER: Final = Role("matter_keeper", "事项管理员")
#: Watches over the cases of many units, and asks applicants afterwards: work of apps above, on cases that are seen here.
SUPERVISOR: Final = Role("matter_supervisor", "办件督办员")
CALLER: Final = Role("matter_caller", "办件回访员")

#: Looking at matters with all their versions: who writes them, who publishes them.
VIEW_MATTERS: Final = Ability(
    "matters.view_matters",
    "查看事项和版本",
    {LEADER: Scope.SUBTREE, KEEPER: Scope.SUBTREE, UNIT_ADMIN: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL},
)
DESIGN: Final = Ability(
    "matters.design", "编制本单位的事项", {KEEPER: Scope.SUBTREE, UNIT_ADMIN: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL}
)
PUBLISH: Final = Ability(
    "matters.publish", "发布事项", {LEADER: Scope.SUBTREE, KEEPER: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL}
)
GROUP: Final = Ability("matters.group", "管理事项的平台分组", {SYSTEM_ADMIN: Scope.ALL})

#: What lanes ask for (`rules.lanes`): each lets somebody act for the unit in which the role is held.
AS_HANDLER: Final = Ability("matters.as_handler", "办理事项", {HANDLER: Scope.OWN_UNIT})
AS_LEADER: Final = Ability("matters.as_leader", "审批事项", {LEADER: Scope.OWN_UNIT})
AS_CLERK: Final = Ability("matters.as_clerk", "代表本单位经办事项", {CLERK: Scope.OWN_UNIT, HANDLER: Scope.OWN_UNIT})

#: Looking at the cases in which a unit has a part.
VIEW_CASES: Final = Ability(
    "matters.view_cases",
    "查看本单位的办件",
    {
        HANDLER: Scope.OWN_UNIT,
        LEADER: Scope.SUBTREE,
        KEEPER: Scope.SUBTREE,
        CLERK: Scope.OWN_UNIT,
        UNIT_ADMIN: Scope.SUBTREE,
        SUPERVISOR: Scope.SUBTREE,
        CALLER: Scope.OWN_UNIT,
    },
)
#: Handing over what others hold, ending a case out of its course, moving cases to another version.
SUPERVISE: Final = Ability(
    "matters.supervise",
    "调度本单位的办件",
    {LEADER: Scope.SUBTREE, UNIT_ADMIN: Scope.SUBTREE, SUPERVISOR: Scope.SUBTREE},
)
#: Starting a case on behalf of somebody: at the window, by telephone.
ON_BEHALF: Final = Ability("matters.on_behalf", "代为提交申请", {HANDLER: Scope.OWN_UNIT, CLERK: Scope.OWN_UNIT})

ALL: Final = (
    VIEW_MATTERS,
    DESIGN,
    PUBLISH,
    GROUP,
    AS_HANDLER,
    AS_LEADER,
    AS_CLERK,
    VIEW_CASES,
    SUPERVISE,
    ON_BEHALF,
)
