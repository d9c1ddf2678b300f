"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access, vault, walls
from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.edition import watch
from kexie.base.kernel.longwork_kinds import Kind
from kexie.base.kernel.longwork_kinds import kinds as longwork_kinds
from kexie.base.kernel.schedule import Periodic, ticks
from kexie.base.kernel.topics import Topic, topics
from kexie.base.matters import abilities
from kexie.base.matters.rules import personal
from kexie.base.matters.rules.lanes import LaneRole, lane_roles
from kexie.base.matters.rules.verbs import GIVE_NUMBER, NOTIFY, Verb, verbs
from kexie.base.ui import navigation, register_options, sitemap, todos
from kexie.base.ui.navigation import NavItem

AUDIT_WORDS = {
    "matters.step": _("办理办件"),
    "matters.version": _("编制事项"),
    "matters.publish": _("发布事项"),
    "matters.move": _("迁移在办件"),
    "matters.draft": _("填写申请草稿"),
    "matters.sweep": _("清理无主的材料文件"),
    "matters.leave": _("设置休假代办"),
    "matters.look": _("查看办件的完整内容"),
    "matters.note": _("办件留言"),
    "matters.calendar": _("设置日历订阅"),
    "matters.print": _("打印办件案卷"),
    "matters.group": _("管理事项的平台分组"),
    "matters.list": _("导出事项责任清单"),
    "matters.tell": _("告知没有账号的申请人"),
}

_VERBS = "kexie.base.matters.actions.verbs."
VERBS = (
    Verb(NOTIFY, _("通知申请人"), _("通知的话，留空为“有新的进展”"), f"{_VERBS}notify_applicant"),
    Verb(
        "set_answer", _("记下一项结果"), _("写成“名称=值”，如：returned=yes"), f"{_VERBS}set_answer", needs_value=True
    ),
    Verb("set_due", _("重新起算办理期限"), _("工作时间，如：10d"), f"{_VERBS}set_due", needs_value=True),
    Verb(GIVE_NUMBER, _("给结果编号"), _("文号的代字，如：云科证"), f"{_VERBS}give_number", needs_value=True),
)


#: Running cases that go over to another version, or back.
MOVE = Kind("matters.move", _("迁移在办件"), "kexie.base.matters.actions.moving.run", abilities.SUPERVISE)


class MattersConfig(AppConfig):
    """事项和办件"""

    name = "kexie.base.matters"
    label = "matters"
    verbose_name = "事项和办件"

    def ready(self) -> None:
        """Declare abilities, roles of lanes, verbs, sealed and personal columns, the ledger's kind, the clock, REST."""
        from kexie.base.kernel import rest
        from kexie.base.ledger import api as ledger
        from kexie.base.matters.rest import router

        rest.routers.register("matters", router)
        access.declare(*abilities.ALL)
        seeing = abilities.VIEW_CASES
        walls.opening.register(seeing.code, walls.Opening(seeing, "kexie.matters"))
        name_actions(AUDIT_WORDS)
        for role in (
            LaneRole("handler", _("办理人"), abilities.AS_HANDLER),
            LaneRole("leader", _("审批人"), abilities.AS_LEADER),
            LaneRole("clerk", _("单位经办人"), abilities.AS_CLERK),
        ):
            lane_roles.register(role.code, role)
        for verb in VERBS:
            verbs.register(verb.name, verb)
        ledger.kinds.register("matters.case", ledger.Kind("matters.case", "办件"))
        _seal()
        longwork_kinds.register(MOVE.name, MOVE)
        news = "kexie.base.matters.tasks.send_news"
        topics.register("matters.contact", Topic("matters.contact", news, queue="mail", external=True))
        personal.declare_all()
        _stand_for_designers()
        tick = "kexie.base.matters.tasks.let_time_pass"
        ticks.register("matters.time", Periodic("matters.time", tick, timedelta(minutes=1)))
        sweep = "kexie.base.matters.tasks.sweep_papers"
        ticks.register("matters.sweep", Periodic("matters.sweep", sweep, timedelta(days=1)))
        _stand_in_public()
        _stand_at_the_desk()


def _stand_in_public() -> None:
    """The service hall: its entry, its branch of the site map, the tables that its pages are drawn from; one's drafts."""
    from kexie.base.matters.views import services

    watch("matters.Matter", unseen=("created_at",))
    watch("matters.MatterVersion", where="{row}.state = 'published'")
    watch("matters.MatterGroup", "matters.Assist")
    navigation.register("public", NavItem(_("服务事项"), "matters:services", "list", order=15))
    sitemap.branches.register("matters", sitemap.Branch("matters", _("服务事项"), services.places, order=30))
    report = NavItem(_("数据元使用情况"), "matters:elements", "chart", abilities.VIEW_MATTERS, 32, _("事项"))
    navigation.register("workbench", report)
    about = _("没有提交的申请，接着填写或者删除。")
    navigation.register("me", NavItem(_("我的草稿"), "matters:drafts", "edit", order=35, about=about))


def _stand_for_designers() -> None:
    """Stand in the rail of who writes and publishes matters, and in the inbox of who publishes."""
    from kexie.base.matters.views import design

    item = navigation.NavItem(_("事项"), "matters:matters", "service", abilities.VIEW_MATTERS, 30, _("事项"))
    navigation.register("workbench", item)
    waiting = todos.Source(
        "matters.versions",
        _("事项版本"),
        design.to_publish,
        (abilities.VIEW_MATTERS,),
        20,
        "matters:matters",
        design.number_to_publish,
    )
    todos.sources.register("matters.versions", waiting)


def _stand_at_the_desk() -> None:
    """Stand in the rail and in the inbox of who handles cases, and in 我的 of who has applied; tell and remind by the clock."""
    from kexie.base.matters.tables import inbox
    from kexie.base.matters.views import sections

    group = _("办事")
    for item in (
        NavItem(_("办件任务"), "matters:tasks", "list", abilities.VIEW_CASES, 10, group, sections.waiting_count),
        NavItem(_("办件"), "matters:cases", "file", abilities.VIEW_CASES, 12, group),
    ):
        navigation.register("workbench", item)
    about = _("申请办到哪一步，补充材料和留言。")
    mine = NavItem(_("我的办件"), "matters:my-cases", "file", order=20, badge=sections.own_count, about=about)
    navigation.register("me", mine)
    may = (abilities.VIEW_CASES,)
    for code, label, find, number, asks, order, url_name in (
        ("tasks", _("办件任务"), sections.to_do, sections.number_to_do, may, 5, "matters:tasks"),
        ("asks", _("征求意见"), sections.asked, sections.number_asked, may, 6, "matters:tasks"),
        ("own", _("我的办件"), sections.of_applicant, sections.number_of_applicant, (), 4, "matters:my-cases"),
    ):
        source = todos.Source(f"matters.{code}", label, find, asks, order, url_name, number)
        todos.sources.register(source.code, source)
    register_options.declare(inbox.OPTIONS)
    navigation.register("me", NavItem(_("休假代办"), "matters:leave", "people", abilities.VIEW_CASES, 40))
    about = _("在日历软件里看到自己的办件期限。")
    navigation.register("me", NavItem(_("日历订阅"), "matters:calendar", "calendar", order=720, about=about))
    for name, task, minutes in (("matters.tell", "tell_tasks", 2), ("matters.remind", "remind_of_tasks", 30)):
        ticks.register(name, Periodic(name, f"kexie.base.matters.tasks.{task}", timedelta(minutes=minutes)))


def _seal() -> None:
    for label, context in (
        ("matters.Case", "matters.case:{pk}"),
        ("matters.CaseStep", "matters.step:{case_id}:{number}"),
        ("matters.Draft", "matters.draft:{pk}"),
        ("matters.CaseContact", "matters.contact:{case_id}"),
    ):
        vault.sealed_columns.register(label, vault.SealedColumn(label, context))
