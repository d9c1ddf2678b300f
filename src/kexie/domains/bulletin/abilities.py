"""Who may send in, edit, approve, sign and send the weekly bulletin: abilities of their own, held by different roles."""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.access import Ability, Role, Scope
from kexie.base.people.abilities import CLERK, UNIT_ADMIN

EDITOR: Final = Role("bulletin.editor", "动态编辑")
REVIEWER: Final = Role("bulletin.reviewer", "动态审核人")
SIGNER: Final = Role("bulletin.signer", "动态签发人")
SENDER: Final = Role("bulletin.sender", "动态发送人")
KEEPER: Final = Role("bulletin.keeper", "动态管理员")

CONTRIBUTE: Final = Ability("bulletin.contribute", "报送信息", {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE})
HANDLE: Final = Ability("bulletin.handle", "初审信息、约稿", {EDITOR: Scope.ALL})

VIEW_DRAFTS: Final = Ability(
    "bulletin.view_drafts",
    "查看未签发的动态",
    {EDITOR: Scope.ALL, REVIEWER: Scope.ALL, SIGNER: Scope.ALL},
)
EDIT: Final = Ability("bulletin.edit", "编排动态", {EDITOR: Scope.ALL})
REVIEW: Final = Ability("bulletin.review", "审核动态", {REVIEWER: Scope.ALL})
SIGN: Final = Ability("bulletin.sign", "签发动态", {SIGNER: Scope.ALL})

SEND: Final = Ability("bulletin.send", "发送动态", {SENDER: Scope.ALL})
KEEP: Final = Ability("bulletin.keep", "管理动态的栏目、词表、名单和计分办法", {KEEPER: Scope.ALL})
INSTRUCT: Final = Ability("bulletin.instruct", "登记和跟踪批示", {EDITOR: Scope.ALL, KEEPER: Scope.ALL})
VIEW_FIGURES: Final = Ability(
    "bulletin.view_figures",
    "查看信息报送和采用统计",
    {
        CLERK: Scope.OWN_UNIT,
        UNIT_ADMIN: Scope.SUBTREE,
        EDITOR: Scope.ALL,
        REVIEWER: Scope.ALL,
        SIGNER: Scope.ALL,
        SENDER: Scope.ALL,
        KEEPER: Scope.ALL,
    },
)

NOTICE: Final = Ability(
    "bulletin.notice",
    "出具信息报送通报",
    {EDITOR: Scope.ALL, REVIEWER: Scope.ALL, SIGNER: Scope.ALL, KEEPER: Scope.ALL},
)
CARRY_OUT: Final = Ability(
    "bulletin.carry_out",
    "查看和办理批示",
    {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE, EDITOR: Scope.ALL, KEEPER: Scope.ALL},
)

ALL: Final = (
    *(CONTRIBUTE, HANDLE, VIEW_DRAFTS, EDIT, REVIEW, SIGN, SEND, KEEP, INSTRUCT, VIEW_FIGURES, NOTICE),
    CARRY_OUT,
)
