"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access, vault, walls
from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.edition import watch
from kexie.base.kernel.schedule import Periodic, ticks
from kexie.base.kernel.vault import SealedColumn, sealed_columns
from kexie.base.matters.rules.guests import doors
from kexie.base.matters.rules.lanes import LaneRole, lane_roles
from kexie.base.matters.rules.watching import Watcher, watchers
from kexie.base.ui import machine_map, navigation, register_options, sitemap, slots, todos
from kexie.base.ui.navigation import NavItem
from kexie.domains.steward import abilities
from kexie.domains.steward.rules import personal
from kexie.domains.steward.rules.stages import CALL_BACK_ROLE

AUDIT_WORDS = {
    "steward.sort": _("确定办件的类别和紧急程度"),
    "steward.template": _("保存回复模板"),
    "steward.template_drop": _("删除回复模板"),
}
#: What the audit calls on screen what is done after the end of a case.
CLOSING_WORDS = {
    "steward.callback.answer": _("回访或者评价办件"),
    "steward.callback.try": _("联系申请人回访"),
    "steward.reopening.open": _("重新办理办件"),
    "steward.reopening.hand_in": _("报送重新办理情况"),
    "steward.reopening.send_back": _("退回重新办理"),
    "steward.reopening.close": _("确认重新办理办结"),
    "steward.exclusion.ask": _("申请不纳入考核"),
    "steward.exclusion.decide": _("审批不纳入考核"),
    "steward.exclusion.take_back": _("撤回不纳入考核申请"),
}

#: What the audit calls the actions on answers on screen.
ANSWER_WORDS = {
    "steward.answer_begin": _("起草问答"),
    "steward.answer_save": _("修改问答草稿"),
    "steward.answer_revise": _("修改已发布的问答"),
    "steward.answer_discard": _("删除问答草稿"),
    "steward.answer_submit": _("问答提交审核"),
    "steward.answer_approve": _("审核发布问答"),
    "steward.answer_return": _("退回问答"),
    "steward.answer_renew": _("延长问答有效期"),
    "steward.answer_take_down": _("下架问答"),
    "steward.answer_remind": _("提醒核对问答"),
    "steward.dead_end_dismiss": _("处理没有找到的检索"),
}

#: What the audit calls the proving of a contact.
PROOF_WORDS = {
    "steward.ask_code": _("获取办事验证码"),
    "steward.wrong_code": _("办事验证码不正确"),
    "steward.prove": _("核实办事联系方式"),
}


class StewardConfig(AppConfig):
    """服务管家"""

    name = "kexie.domains.steward"
    label = "steward"
    verbose_name = "服务管家"

    def ready(self) -> None:
        """Abilities, the lane of whoever calls back, stage and clock beside each case; the way to follow a case, and its code."""
        access.declare(*abilities.ALL)
        walls.opening.register(abilities.VIEW_DESK.code, walls.Opening(abilities.VIEW_DESK, "kexie.matters"))
        lane_roles.register(CALL_BACK_ROLE, LaneRole(CALL_BACK_ROLE, _("回访员"), abilities.CALL_BACK))
        personal.declare_all()
        _seal()
        watchers.register("steward", Watcher("steward", "kexie.domains.steward.actions.watching.carry_on"))
        name_actions(AUDIT_WORDS)
        tick = Periodic("steward.escalate", "kexie.domains.steward.tasks.escalate", timedelta(minutes=10))
        ticks.register(tick.name, tick)
        _stand_at_the_desk()
        _stand_after_the_end()
        from kexie.domains.steward.views.following import receipt, way_to_follow
        from kexie.domains.steward.views.proving import ContactDoor, way_to_end

        navigation.register("footer", NavItem(_("查询办件"), "steward:follow", "search", order=25))
        slots.register("case_receipt", "steward.code", receipt)
        slots.register("guest_case", "steward.end", way_to_end)
        doors.register("steward", ContactDoor())
        name_actions(PROOF_WORDS)
        sealed = SealedColumn("steward.Proof", "steward.proof:{pk}")
        sealed_columns.register(sealed.model, sealed)
        slots.register("services", "steward.follow", way_to_follow)
        _suggest()
        _stand_for_answers()
        _stand_for_figures()


def _stand_at_the_desk() -> None:
    """The clock on the page of a case; to-dos of who supervises, and of who has parked something."""
    from kexie.domains.steward.tables import desk as desk_table
    from kexie.domains.steward.views import desk, limits

    register_options.declare(desk_table.OPTIONS)
    item = NavItem(_("服务工作台"), "steward:desk", "service", abilities.VIEW_DESK, 8, _("办事"))
    navigation.register("workbench", item)
    slots.register("case_top", "steward.presence", desk.presence_section, 10)
    slots.register("case_desk_side", "steward.clock", limits.clock_section, 10)
    for source in (
        todos.Source(
            "steward.wishes",
            _("延期和挂账审批"),
            limits.to_decide,
            (abilities.SUPERVISE,),
            7,
            number=limits.number_to_decide,
        ),
        todos.Source(
            "steward.parked",
            _("挂账复核"),
            limits.to_review,
            (abilities.HANDLE,),
            8,
            number=limits.number_to_review,
        ),
    ):
        todos.sources.register(source.code, source)


def _stand_after_the_end() -> None:
    """Call-backs, second handlings and exclusions in the workbench; rating and check code where the applicant looks."""
    from kexie.domains.steward.views import calling, excluding, rating, reopening

    name_actions(CLOSING_WORDS)
    slots.register("case_desk_side", "steward.closing", excluding.desk_section, 20)
    slots.register("case_own", "steward.closing", rating.own_section)
    navigation.register("footer", NavItem(_("结果核验"), "steward:verify", "check", order=26))
    group, supervise, desk = _("办事"), (abilities.SUPERVISE,), (abilities.HANDLE, abilities.SUPERVISE)
    for label, name, icon, ability, order in (
        (_("回访"), "steward:calls", "message", abilities.CALL_BACK, 14),
        (_("重新办理"), "steward:reopenings", "history", abilities.VIEW_DESK, 15),
        (_("不纳入考核"), "steward:exclusions", "dash", abilities.VIEW_DESK, 16),
    ):
        navigation.register("workbench", NavItem(label, name, icon, ability, order, group))
    for code, label, view, able, order, name in (
        ("calls", _("回访"), calling, (abilities.CALL_BACK,), 9, "steward:calls"),
        ("reopenings", _("重新办理"), reopening, desk, 8, "steward:reopenings"),
        ("exclusions", _("不纳入考核审批"), excluding, supervise, 10, "steward:exclusions"),
    ):
        source = todos.Source(f"steward.{code}", label, view.to_do, able, order, name, view.number_to_do)
        todos.sources.register(source.code, source)


def _seal() -> None:
    """What applicants and offices say at the end of a case stands sealed."""
    for name in ("CallBack", "Reopening", "Exclusion"):
        label = f"steward.{name}"
        vault.sealed_columns.register(label, vault.SealedColumn(label, f"{label.lower()}:{{pk}}"))


def _suggest() -> None:
    """说说你的事 in the service hall; what is like a case on its page, by marks that are made with each step."""
    from kexie.domains.steward.views import suggesting

    name_actions({"steward.train": _("训练推荐模型")})
    similarity = Watcher("steward.similarity", "kexie.domains.steward.actions.similarity.mark_case")
    watchers.register(similarity.name, similarity)
    slots.register("services", "steward.ask", suggesting.way_to_ask, order=10)
    slots.register("case_desk_side", "steward.alike", suggesting.beside_case, order=50)


def _stand_for_answers() -> None:
    """Answers: for everybody, in the search, on the page of a case, in the rail and in the inbox of who writes or reviews."""
    from kexie.base.search.api import Source, sources
    from kexie.domains.steward.queries import knowledge as queries
    from kexie.domains.steward.views import answers, knowledge

    name_actions(ANSWER_WORDS)
    watch("steward.Answer", unseen=("case", "helpful", "unhelpful", "made_at"), inserts=False)
    watch("steward.AnswerVersion", unseen=("reminded_on", "latest"), where="{row}.state = 'published'")
    sources.register("answers", Source("answers", "常见问答", queries.search_entries))
    navigation.register("public", NavItem(_("常见问答"), "steward:answers", "message", order=17, tab=False))
    sitemap.branches.register("answers", sitemap.Branch("answers", _("常见问答"), answers.places, order=32))
    machine_map.parts.register("answers", machine_map.Part("answers", answers.mapped))
    slots.register("services", "steward.answers", answers.way_to_answers)
    slots.register("case_desk_side", "steward.answer", knowledge.of_case, order=50)
    held = (abilities.WRITE_ANSWERS, abilities.REVIEW_ANSWERS)
    item = NavItem(_("问答"), "steward:answers-register", "message", abilities.WRITE_ANSWERS, 40, _("办事"))
    navigation.register("workbench", item)
    unfound = NavItem(_("没有找到的检索"), "steward:dead-ends", "search", abilities.KEEP_DEAD_ENDS, 42, _("办事"))
    navigation.register("workbench", unfound)
    source = todos.Source(
        "steward.answers", _("问答"), queries.to_dos, held, 25, "steward:answers-register", queries.number_to_do
    )
    todos.sources.register(source.code, source)
    tick = "kexie.domains.steward.tasks.keep_answers"
    ticks.register("steward.answers", Periodic("steward.answers", tick, timedelta(hours=1)))


def _stand_for_figures() -> None:
    """The figures in the rail, the month at a glance for who leads; months are counted for everybody by the clock."""
    from kexie.domains.steward.views.figures import at_a_glance
    from kexie.domains.steward.views.open_figures import way_to_figures

    name_actions(
        {
            "steward.weights_set": _("设定综合指标权重"),
            "steward.briefing_export": _("下载服务办件简报"),
            "steward.open_figures_count": _("公开统计计数"),
        }
    )
    item = NavItem(_("办件统计"), "steward:figures", "chart", abilities.VIEW_DESK, 13, _("办事"))
    navigation.register("workbench", item)
    slots.register("workbench", "steward.glance", at_a_glance)
    slots.register("services", "steward.figures", way_to_figures)
    watch("steward.OpenFigures")
    months = "steward.open_figures"
    ticks.register(months, Periodic(months, "kexie.domains.steward.tasks.count_months", timedelta(hours=6)))
