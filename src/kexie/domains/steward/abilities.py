"""Who may do what at the concierge, beside what matters grant for cases."""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.access import Ability, Scope
from kexie.base.matters.abilities import CALLER, HANDLER, KEEPER, LEADER, SUPERVISOR
from kexie.base.people.abilities import SYSTEM_ADMIN, UNIT_ADMIN

#: Granting more time and parking, deciding disputes, the limits of urgency.
SUPERVISE: Final = Ability("steward.supervise", "督办服务办件", {SUPERVISOR: Scope.SUBTREE})
#: Asking applicants afterwards whether their request was solved; also what a lane may ask for.
CALL_BACK: Final = Ability("steward.call_back", "回访申请人", {CALLER: Scope.OWN_UNIT, SUPERVISOR: Scope.OWN_UNIT})
#: The desk: cases of one's units with stage and clock.
VIEW_DESK: Final = Ability(
    "steward.view_desk",
    "查看服务办件的环节和计时",
    {
        HANDLER: Scope.OWN_UNIT,
        LEADER: Scope.SUBTREE,
        UNIT_ADMIN: Scope.SUBTREE,
        SUPERVISOR: Scope.SUBTREE,
        CALLER: Scope.OWN_UNIT,
    },
)
#: Asking for more time, parking, noting a contact: for the unit that handles a case.
HANDLE: Final = Ability("steward.handle", "办理服务办件", {HANDLER: Scope.OWN_UNIT, LEADER: Scope.OWN_UNIT})
#: The month at a glance on the workbench's first page: for who answers for more than cases of one's own.
LEAD: Final = Ability(
    "steward.lead",
    "总览服务办件情况",
    {LEADER: Scope.SUBTREE, UNIT_ADMIN: Scope.SUBTREE, SUPERVISOR: Scope.SUBTREE},
)

#: Looking at what suggestions are learnt from, and learning anew.
TRAIN: Final = Ability("steward.train", "训练推荐模型", {KEEPER: Scope.ALL, SYSTEM_ADMIN: Scope.ALL})
#: Questions and answers: writing them, reviewing what another person has written; what people looked for and did not find.
WRITE_ANSWERS: Final = Ability(
    "steward.write_answers",
    "编写本单位的问答",
    {HANDLER: Scope.OWN_UNIT, LEADER: Scope.SUBTREE, KEEPER: Scope.SUBTREE},
)
REVIEW_ANSWERS: Final = Ability(
    "steward.review_answers", "审核发布问答", {LEADER: Scope.SUBTREE, KEEPER: Scope.SUBTREE}
)
KEEP_DEAD_ENDS: Final = Ability(
    "steward.keep_dead_ends", "查看没有找到的检索", {LEADER: Scope.SUBTREE, KEEPER: Scope.SUBTREE}
)

ALL: Final = (SUPERVISE, CALL_BACK, VIEW_DESK, HANDLE, TRAIN, WRITE_ANSWERS, REVIEW_ANSWERS, KEEP_DEAD_ENDS, LEAD)
