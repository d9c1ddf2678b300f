"""The app's label and what it registers elsewhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.apps import AppConfig
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kexie.base.kernel import access
from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.edition import watch
from kexie.base.kernel.longwork_kinds import Kind, kinds
from kexie.base.kernel.personal import Eraser, Reader, erasers, readers
from kexie.base.kernel.schedule import Periodic, ticks
from kexie.base.kernel.topics import Topic, topics
from kexie.base.kernel.vault import SealedColumn, blind_keepers, sealed_columns
from kexie.base.kernel.walls import Opening, opening
from kexie.base.people import abilities
from kexie.base.people.rules import personal
from kexie.base.people.rules.stored_paths import follow_moves
from kexie.base.people.tables import in_bulk
from kexie.base.people.views.refused import way_to_why
from kexie.base.ui import navigation, register_options, sitemap, slots, todos
from kexie.base.ui.figures import Figure, figures
from kexie.base.ui.navigation import NavItem

#: What the audit calls our actions on screen.
WORDS = {
    "account.add_factor": _("设置两步验证"),
    "account.disable": _("停用账号"),
    "account.end_session": _("结束一个登录"),
    "account.end_sessions": _("结束登录"),
    "account.log_in": _("登录"),
    "account.log_out": _("退出登录"),
    "account.link_identity": _("关联统一身份"),
    "account.mail_link": _("发送设置密码的链接"),
    "account.notify": _("发送安全提醒"),
    "account.open": _("开通账号"),
    "account.remove_factor": _("停用两步验证"),
    "account.remove_phone": _("解除手机登录"),
    "account.reset_factors": _("重置两步验证"),
    "account.send_code": _("发送验证码"),
    "account.set_password": _("设置密码"),
    "account.unlink_identity": _("解除统一身份"),
    "account.verify_phone": _("验证手机号"),
    "invitation.accept": _("接受邀请"),
    "invitation.resend": _("重发邀请"),
    "invitation.send": _("发出邀请"),
    "invitation.withdraw": _("撤回邀请"),
    "site.add": _("登记接入站点"),
    "site.disable": _("停用接入站点"),
    "site.enable": _("启用接入站点"),
    "site.rotate_secret": _("更换站点密钥"),
    "membership.join": _("登记入会"),
    "membership.leave": _("登记退会"),
    "organisation.add": _("新增组织"),
    "organisation.add_unconfirmed": _("新增待确认组织"),
    "organisation.confirm": _("确认组织"),
    "organisation.close": _("撤销组织"),
    "organisation.edit": _("更正组织资料"),
    "organisation.import": _("导入组织"),
    "organisation.merge": _("合并组织"),
    "organisation.move": _("调整组织隶属"),
    "organisation.remove": _("删除待确认组织"),
    "organisation.rename": _("组织更名"),
    "organisation.reopen": _("恢复组织"),
    "organisation.unmerge": _("撤销组织合并"),
    "person.add": _("登记人员"),
    "person.change": _("更正人员资料"),
    "person.import": _("导入人员"),
    "person.look_up": _("查询是否已登记"),
    "person.read": _("通过接口读取人员"),
    "person.merge": _("合并人员记录"),
    "person.unmerge": _("撤销合并人员记录"),
    "person.remove_secret": _("删除号码"),
    "person.set_secret": _("登记号码"),
    "person.unmask": _("查看完整号码"),
    "consent.give": _("同意使用个人信息"),
    "consent.withdraw": _("撤回同意"),
    "erasure.ask": _("申请删除个人信息"),
    "erasure.do": _("删除个人信息"),
    "erasure.refuse": _("不予删除个人信息"),
    "erasure.replay": _("恢复备份后重新删除"),
    "erasure.withdraw": _("撤回删除申请"),
    "person.export_own": _("导出本人数据"),
    "personal.purge": _("到期清理个人信息"),
    "post.end": _("结束任职"),
    "post.grant": _("授予任职"),
    "post.change": _("更正任职"),
    "post.order": _("调整任职排序"),
    "post.tampered": _("发现任职被改动"),
    "rights.review": _("核查权限"),
    "register.export": _("导出名册"),
}

REGISTERS = (
    NavItem(_("组织机构"), "people:organisations", "building", abilities.ENTER_WORKBENCH, 510, _("基础信息")),
    NavItem(_("人员"), "people:persons", "people", abilities.VIEW_PERSONS, 520, _("基础信息")),
    NavItem(_("邀请"), "people:invitations", "mail", abilities.MANAGE_ACCOUNTS, 525, _("基础信息")),
    NavItem(_("接入站点"), "people:sites", "link", abilities.MANAGE_SITES, 528, _("基础信息")),
    NavItem(_("个人信息清单"), "people:personal-data", "lock", abilities.PROTECT_DATA, 526, _("基础信息")),
    NavItem(_("删除申请"), "people:erasures", "trash", abilities.PROTECT_DATA, 527, _("基础信息")),
    NavItem(_("任职名册"), "people:posts", "calendar", abilities.VIEW_PERSONS, 522, _("基础信息")),
    NavItem(_("权限核查"), "people:rights-reviews", "shield", abilities.REVIEW_RIGHTS, 524, _("基础信息")),
    NavItem(_("角色与权限"), "people:rights", "lock", abilities.ENTER_WORKBENCH, 526, _("基础信息")),
    NavItem(_("审计记录"), "people:audit", "shield", abilities.READ_AUDIT, 530, _("基础信息")),
)


#: What the vault seals: a person's numbers, and what the second factors of an account share with us.
SEALED = {
    "people.PersonSecret": SealedColumn(
        model="people.PersonSecret",
        context="people.secret:{person_id}:{element}",
        blind="blind",
        purpose="element",
        copies=("people.Account.phone_blind",),
    ),
    "mfa.Authenticator.secret": SealedColumn("mfa.Authenticator", "people.factor", sealed="data.secret", key_id=""),
    "mfa.Authenticator.seed": SealedColumn("mfa.Authenticator", "people.factor", sealed="data.seed", key_id=""),
}


#: Topics of the outbox about log-in, and who handles them.
MAILED = {
    "people.account_notice": "send_account_notice",
    "people.code": "send_one_time_code",
    "people.invitation": "send_invitation",
}


def _show_figures() -> None:
    """How many units and societies there are, for the home page."""
    from kexie.base.people.queries.public_units import listed_societies, listed_units

    for figure in (
        Figure(
            "people.units",
            pgettext_lazy("figure", "组织"),
            pgettext_lazy("figure", "个"),
            listed_units,
            lambda: reverse("people:directory"),
        ),
        Figure(
            "people.societies",
            pgettext_lazy("figure", "市级学会"),
            pgettext_lazy("figure", "个"),
            listed_societies,
            lambda: f"{reverse('people:directory')}?kind=society",
        ),
    ):
        figures.register(figure.name, figure)


def _protect_data() -> None:
    """What the registry of personal data asks of us, what time erases, and the pages of 我的."""
    actions, queries = "kexie.base.people.actions", "kexie.base.people.queries"
    for name, label, run in (
        ("sessions", _("登录状态"), "end_sessions"),
        ("messages", _("未发出的消息"), "drop_messages"),
        ("search", _("搜索索引"), "drop_search_entries"),
        ("caches", _("缓存"), "empty_caches"),
    ):
        erasers.register(name, Eraser(name, label, f"{actions}.erasure_reach.{run}"))
    readers.register("secrets", Reader("secrets", _("加密保存的号码"), f"{queries}.privacy.secrets_in_clear"))
    readers.register("consents", Reader("consents", _("同意的内容"), f"{queries}.privacy.consent_words"))
    ticks.register("people.purge", Periodic("people.purge", f"{actions}.privacy.purge", timedelta(days=1)))
    about = _("登记了我的什么、同意了什么、谁看过，导出或者申请删除。")
    navigation.register("me", NavItem(_("个人资料与隐私"), "privacy:consents", "lock", order=700, about=about))


def _list_units() -> None:
    """The public directory: its entry, and what search finds in it."""
    from kexie.base.people.actions.organisation_index import SOURCE, search_entries
    from kexie.base.people.views.public import places
    from kexie.base.search.api import Source, sources

    navigation.register("public", NavItem(_("机构"), "people:directory", "building", order=40, tab=False))
    sitemap.branches.register("people", sitemap.Branch("people", _("机构名录"), places, order=60))
    sources.register(SOURCE, Source(SOURCE, "机构名录", search_entries))


#: Importing units from a sheet, which a worker does.
UNIT_IMPORT = Kind(
    "people.organisation_import",
    _("导入组织"),
    "kexie.base.people.actions.organisation_import.run_import",
    abilities.MANAGE_ORGANISATIONS,
    words={"added": _("新增"), "updated": _("更新"), "unchanged": _("没有变化")},
)


#: The import of persons, as long work.
IMPORT = Kind(
    "people.import",
    _("导入人员"),
    "kexie.base.people.actions.person_import.run",
    abilities.IMPORT_PERSONS,
    {"added": _("新登记"), "changed": _("补充资料"), "same": _("未改动"), "problems": _("需要修改")},
)


#: What waits for whom: code, words over the group, the question in `queries.waiting`, its ability, order, register.
WAITING = (
    ("erasures", _("删除申请"), "erasures_to_decide", abilities.PROTECT_DATA, 20, "people:erasures"),
    ("units", _("待确认的组织"), "unconfirmed_units", abilities.MANAGE_ORGANISATIONS, 70, "people:organisations"),
    ("invitations", _("将要失效的邀请"), "invitations_expiring", abilities.MANAGE_ACCOUNTS, 80, "people:invitations"),
    ("reviews", _("权限核查"), "rights_to_review", abilities.REVIEW_RIGHTS, 90, "people:rights-reviews"),
)


def _asked_later(question: str) -> todos.Find:
    """A question of `queries.waiting`, found when it is asked: there are no models yet."""

    def find(actor: access.Actor, at: datetime) -> Sequence[todos.ToDo]:
        found: Sequence[todos.ToDo] = import_string(f"kexie.base.people.queries.waiting.{question}")(actor, at)
        return found

    return find


class PeopleConfig(AppConfig):
    """组织与人员"""

    name = "kexie.base.people"
    label = "people"
    verbose_name = "组织与人员"

    def ready(self) -> None:
        """Declare the roles and abilities of the ground floor, the registers, the audit's words and the mail."""
        from kexie.base.kernel import rest
        from kexie.base.people.rest import router
        from kexie.base.people.views import public
        from kexie.base.ui import machine_map

        rest.routers.register("people", router)
        machine_map.parts.register("people", machine_map.Part("people", public.mapped))
        for role in abilities.ROLES:
            access.roles.register(role.code, role)
        access.declare(*abilities.ALL)
        watch("people.Organisation", "people.OrganisationName")
        personal.declare_all()
        _protect_data()
        for options in in_bulk.REGISTERS:
            register_options.declare(options)
        slots.register("refusal", "people.why", way_to_why)
        _show_figures()
        for ability in abilities.OF_PERSONS:
            opening.register(ability.code, Opening(ability, "kexie.persons"))
        for item in REGISTERS:
            navigation.register("workbench", item)
        for code, label, question, ability, order, url_name in WAITING:
            source = todos.Source(f"people.{code}", label, _asked_later(question), (ability,), order, url_name)
            todos.sources.register(source.code, source)
        name_actions(WORDS)
        kinds.register("people.import", IMPORT)
        for name, column in SEALED.items():
            sealed_columns.register(name, column)
        blind_keepers.register("people.Post.seal", f"{self.name}.actions.post_seals.renew_seals")
        about = _("密码、两步验证、手机号，正在登录的设备。")
        navigation.register("me", NavItem(_("登录与安全"), "mfa_index", "shield", order=900, about=about))
        for name, handler in MAILED.items():
            topics.register(name, Topic(name, f"{self.name}.tasks.{handler}", queue="mail", external=True))
        link = "people.password_link"
        topics.register(link, Topic(link, f"{self.name}.tasks.send_password_link", queue="mail", external=True))
        reach = "people.reach_changed"
        topics.register(reach, Topic(reach, f"{self.name}.tasks.send_reach_changed", queue="mail", external=True))
        follow_moves("search.SearchEntry", "unit_path")
        kinds.register(UNIT_IMPORT.name, UNIT_IMPORT)
        _list_units()
