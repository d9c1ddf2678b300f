"""What `people` refuses, each with a sentence that says how to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, Invalid, NotPermitted, Refusal


class FieldInvalid(Invalid):
    """One field is wrong, named ``field``: a form shows the sentence beside it."""

    code = "people.field_invalid"
    field: ClassVar[str] = ""

    def __init__(self, message: str = "", *, errors: list[str] | None = None, **data: Any) -> None:
        super().__init__(message, errors={self.field: errors or [message or str(self.default_message)]}, **data)


class ChangedMeanwhile(Conflict):
    """Somebody else has changed, since the form was opened, what it changes too.

    ``now`` is what stands, column by column; ``collided`` the columns on which both differ, each with its words.
    """

    code = "people.changed_meanwhile"
    default_message = _("您填写期间，有人改过同一项，请核对后再提交；您填写的内容都还在。")

    def __init__(self, *, now: Mapping[str, Any], collided: Mapping[str, str]) -> None:
        super().__init__()
        self.now = now
        sentence = gettext("您填写期间，这一项已被他人改为“%(now)s”。请核对；仍要改成您填写的，请再次提交。")
        emptied = gettext("您填写期间，这一项已被他人清空。请核对；仍要改成您填写的，请再次提交。")
        self.errors = {name: [sentence % {"now": words} if words else emptied] for name, words in collided.items()}


class NameTaken(FieldInvalid):
    """Another organisation has this name."""

    code = "people.name_taken"
    field = "name"
    default_message = _("已有同名的组织，请核对后使用已有的组织，或者填写能够区分的全称。")


class NoSuchKind(FieldInvalid):
    """The kind of an organisation is not one of the list."""

    code = "people.no_such_kind"
    field = "kind"
    default_message = _("没有这种组织类别，请从列表中选择。")


class UnitAmbiguous(FieldInvalid):
    """A short name belongs to several organisations."""

    code = "people.unit_ambiguous"
    field = "name"
    default_message = _("有多个组织使用这个简称，请填写全称。")


class UnitConfirmed(Conflict):
    """An organisation that is confirmed cannot be confirmed again."""

    code = "people.unit_confirmed"
    default_message = _("这个组织已经确认过了。")


class UnitInUse(Conflict):
    """Something refers to the organisation."""

    code = "people.unit_in_use"
    default_message = _("已有稿件、文章或任职使用这个组织，不能删除。请先改用正确的组织，或者确认、更名。")


class NameMissing(FieldInvalid):
    """A name is empty or too long."""

    code = "people.name_missing"
    field = "name"
    default_message = _("请填写名称，不超过规定的字数。")


class NoSuchRole(FieldInvalid):
    """No app declares this role."""

    code = "people.no_such_role"
    field = "role"
    default_message = _("没有这个角色，请从列表中选择。")


class RoleOrTitle(FieldInvalid):
    """A post needs a role or a title."""

    code = "people.role_or_title"
    field = "role"
    default_message = _("任职需要角色或职务，请至少填写一项。")


class RolesExclude(Conflict):
    """The person holds another administrator's role at the same time (GB/T 22239-2019, 8.1.5)."""

    code = "people.roles_exclude"
    default_message = _("系统管理员、安全管理员、审计管理员不能由同一人兼任，请先结束其另一个管理员任职。")


class RoleBeyondReach(NotPermitted):
    """The role reaches further than the one who would grant it."""

    code = "people.role_beyond_reach"
    default_message = _("这个角色的权限超出本单位范围，只能由安全管理员授予和结束。")


class NotForOneself(NotPermitted):
    """Nobody grants a role to himself or herself."""

    code = "people.not_for_oneself"
    default_message = _("不能为自己授予角色，请由其他管理员办理。")


class EndsBeforeBegin(FieldInvalid):
    """A post ends before it begins."""

    code = "people.ends_before_begin"
    field = "end"
    default_message = _("结束日期早于起始日期，请修改。")


class RoleHeld(Conflict):
    """The person holds this role in this organisation already."""

    code = "people.role_held"
    default_message = _("此人在该单位已经担任这个角色，无需重复授予。")


class PostEnded(Conflict):
    """The post has ended."""

    code = "people.post_ended"
    default_message = _("这项任职已经结束。")


class MailTaken(FieldInvalid):
    """Another account logs in with this address."""

    code = "people.mail_taken"
    field = "email"
    default_message = _("这个邮箱已经开通了账号，请换一个邮箱。")


class MailInvalid(FieldInvalid):
    """The address is not an e-mail address."""

    code = "people.mail_invalid"
    field = "email"
    default_message = _("请填写正确的邮箱地址，例如 name@example.cn。")


class PasswordWeak(FieldInvalid):
    """The password does not pass the rules; the message lists what to mend."""

    code = "people.password_weak"
    field = "password"
    default_message = _("密码不符合要求，请换一个更长、更不常见的密码。")


class AccountExists(Conflict):
    """The person has an account already."""

    code = "people.account_exists"
    default_message = _("此人已经有账号，无需重复开通。")


class AccountDisabled(Conflict):
    """The account is disabled already."""

    code = "people.account_disabled"
    default_message = _("这个账号已经停用。")


class PersonBeyondReach(NotPermitted):
    """The person holds posts or roles beyond the actor's reach, so the account is not the actor's to manage."""

    code = "people.person_beyond_reach"
    default_message = _("此人的任职或角色超出您的管理范围，其账号请由系统管理员办理。")


class TooManyTries(Refusal):
    """Too many failed log-ins for this account from this address (security.md, 5)."""

    code = "people.too_many_tries"
    status = 429
    default_message = _("登录失败次数过多，请15分钟后再试；如果忘记了密码，可以通过“找回密码”重新设置。")
