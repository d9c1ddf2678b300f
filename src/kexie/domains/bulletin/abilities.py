"""Who may write, approve and sign the weekly bulletin: three abilities, held by different roles."""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.access import Ability, Role, Scope

EDITOR: Final = Role("bulletin.editor", "动态编辑")
REVIEWER: Final = Role("bulletin.reviewer", "动态审核人")
SIGNER: Final = Role("bulletin.signer", "动态签发人")

VIEW_DRAFTS: Final = Ability(
    "bulletin.view_drafts",
    "查看未签发的动态",
    {EDITOR: Scope.ALL, REVIEWER: Scope.ALL, SIGNER: Scope.ALL},
)
EDIT: Final = Ability("bulletin.edit", "编排动态", {EDITOR: Scope.ALL})
REVIEW: Final = Ability("bulletin.review", "审核动态", {REVIEWER: Scope.ALL})
SIGN: Final = Ability("bulletin.sign", "签发动态", {SIGNER: Scope.ALL})

ALL: Final = (VIEW_DRAFTS, EDIT, REVIEW, SIGN)
