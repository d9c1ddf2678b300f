"""Roles that every association has, and what may be done to organisations, persons and accounts."""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.access import Ability, Role, Scope

CLERK: Final = Role("clerk", "单位经办人")
UNIT_ADMIN: Final = Role("unit_admin", "单位管理员")
WEB_EDITOR: Final = Role("web_editor", "网站编辑")
WEB_REVIEWER: Final = Role("web_reviewer", "网站审核")
WEB_MANAGER: Final = Role("web_manager", "网站管理")
SYSTEM_ADMIN: Final = Role("system_admin", "系统管理员")
SECURITY_ADMIN: Final = Role("security_admin", "安全管理员")
AUDIT_ADMIN: Final = Role("audit_admin", "审计管理员")

ROLES: Final = (
    CLERK,
    UNIT_ADMIN,
    WEB_EDITOR,
    WEB_REVIEWER,
    WEB_MANAGER,
    SYSTEM_ADMIN,
    SECURITY_ADMIN,
    AUDIT_ADMIN,
)

ENTER_WORKBENCH: Final = Ability("people.enter_workbench", "进入工作台", any_role=Scope.OWN_UNIT)
VIEW_PERSONS: Final = Ability(
    "people.view_persons",
    "查看本单位人员",
    {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL, SECURITY_ADMIN: Scope.ALL},
)
REGISTER_PERSONS: Final = Ability(
    "people.register_persons",
    "登记人员",
    {UNIT_ADMIN: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL, SECURITY_ADMIN: Scope.ALL},
)
KEEP_MEMBERSHIPS: Final = Ability(
    "people.keep_memberships",
    "登记会员入会和退会",
    {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL},
)
MERGE_PERSONS: Final = Ability(
    "people.merge_persons",
    "合并重复的人员记录",
    {UNIT_ADMIN: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL, SECURITY_ADMIN: Scope.ALL},
)
IMPORT_PERSONS: Final = Ability(
    "people.import_persons",
    "批量导入人员",
    {UNIT_ADMIN: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL},
)
MANAGE_ACCOUNTS: Final = Ability(
    "people.manage_accounts",
    "开通和停用账号",
    {UNIT_ADMIN: Scope.SUBTREE, SYSTEM_ADMIN: Scope.ALL},
)
MANAGE_SITES: Final = Ability("people.manage_sites", "管理接入站点", {SYSTEM_ADMIN: Scope.ALL})
MANAGE_ORGANISATIONS: Final = Ability("people.manage_organisations", "管理组织机构", {SYSTEM_ADMIN: Scope.ALL})
GRANT_POSTS: Final = Ability(
    "people.grant_posts",
    "授予任职和角色",
    {UNIT_ADMIN: Scope.SUBTREE, SECURITY_ADMIN: Scope.ALL},
)
VIEW_SECRETS: Final = Ability(
    "people.view_secrets",
    "查看身份号码和手机的完整号码",
    {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE},
)
EDIT_SECRETS: Final = Ability(
    "people.edit_secrets",
    "登记身份号码和手机号码",
    {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE},
)
PROTECT_DATA: Final = Ability("people.protect_data", "查看个人信息清单、办理删除申请", {SECURITY_ADMIN: Scope.ALL})
RECORD_CONSENTS: Final = Ability(
    "people.record_consents",
    "登记本单位人员的书面同意",
    {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE},
)
APPROVE_EXPORTS: Final = Ability(
    "people.approve_exports",
    "审批个人信息导出",
    {UNIT_ADMIN: Scope.SUBTREE, SECURITY_ADMIN: Scope.ALL},
)
REVIEW_RIGHTS: Final = Ability(
    "people.review_rights",
    "核查任职和权限",
    {UNIT_ADMIN: Scope.SUBTREE, SECURITY_ADMIN: Scope.ALL},
)
READ_AUDIT: Final = Ability("people.read_audit", "查阅审计记录", {AUDIT_ADMIN: Scope.ALL})
#: Web content is written by one person and published by another; the reach decides in which columns (`pages.rules.columns`).
EDIT_WEB_CONTENT: Final = Ability(
    "people.edit_web_content",
    "编辑网站内容",
    {WEB_EDITOR: Scope.SUBTREE, WEB_REVIEWER: Scope.SUBTREE, WEB_MANAGER: Scope.ALL},
)
REVIEW_WEB_CONTENT: Final = Ability(
    "people.review_web_content",
    "审核和发布网站内容",
    {WEB_REVIEWER: Scope.SUBTREE, WEB_MANAGER: Scope.ALL},
)
MANAGE_WEB_SITE: Final = Ability("people.manage_web_site", "管理网站栏目和设置", {WEB_MANAGER: Scope.ALL})

#: The abilities whose reach opens the rows behind the database's own wall (`kernel.walls`).
OF_PERSONS: Final = (
    VIEW_PERSONS,
    REGISTER_PERSONS,
    KEEP_MEMBERSHIPS,
    MERGE_PERSONS,
    IMPORT_PERSONS,
    MANAGE_ACCOUNTS,
    VIEW_SECRETS,
    EDIT_SECRETS,
    PROTECT_DATA,
    RECORD_CONSENTS,
)

ALL: Final = (
    ENTER_WORKBENCH,
    VIEW_PERSONS,
    REGISTER_PERSONS,
    KEEP_MEMBERSHIPS,
    MERGE_PERSONS,
    IMPORT_PERSONS,
    MANAGE_ACCOUNTS,
    MANAGE_SITES,
    MANAGE_ORGANISATIONS,
    GRANT_POSTS,
    VIEW_SECRETS,
    EDIT_SECRETS,
    PROTECT_DATA,
    RECORD_CONSENTS,
    APPROVE_EXPORTS,
    REVIEW_RIGHTS,
    READ_AUDIT,
    EDIT_WEB_CONTENT,
    REVIEW_WEB_CONTENT,
    MANAGE_WEB_SITE,
)
