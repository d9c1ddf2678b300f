"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kexie.base.kernel import access, walls
from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.edition import watch
from kexie.base.kernel.schedule import Periodic, ticks
from kexie.base.kernel.topics import Topic, topics
from kexie.base.ui import navigation, register_options, sitemap, slots, todos
from kexie.base.ui.figures import Figure, figures
from kexie.domains.bulletin import abilities
from kexie.domains.bulletin.rules import personal

AUDIT_WORDS = {
    "bulletin.import": _("导入一期动态"),
    "bulletin.edit": _("修改动态文字"),
    "bulletin.discard": _("删除动态草稿"),
    "bulletin.submit": _("动态送审"),
    "bulletin.approve": _("动态审核通过"),
    "bulletin.return": _("动态退回修改"),
    "bulletin.sign": _("动态签发"),
    "bulletin.correct": _("动态更正"),
    "bulletin.give_up": _("放弃动态更正"),
    "bulletin.open": _("新建一期动态"),
    "bulletin.place": _("编入信息"),
    "bulletin.take_out": _("移出信息"),
    "bulletin.arrange": _("调整信息顺序"),
    "bulletin.list_save": _("保存分送名单"),
    "bulletin.list_add": _("加入分送名单"),
    "bulletin.list_remove": _("移出分送名单"),
    "bulletin.list_switch": _("启用或停用分送名单"),
    "bulletin.dispatch": _("发送动态"),
    "bulletin.dispatch_state": _("停止或继续发送动态"),
    "bulletin.dispatch_decide": _("确认动态是否送达"),
    "bulletin.bounce": _("动态邮件被退回"),
    "bulletin.write": _("撰写报送信息"),
    "bulletin.submission_discard": _("删除报送草稿"),
    "bulletin.picture_add": _("上传信息图片"),
    "bulletin.picture_remove": _("移除信息图片"),
    "bulletin.sweep": _("清除不再使用的文件"),
    "bulletin.submission_send_in": _("报送信息"),
    "bulletin.submission_withdraw": _("撤回报送信息"),
    "bulletin.submission_adopt": _("采用信息"),
    "bulletin.submission_reserve": _("信息备用"),
    "bulletin.submission_return": _("信息退改"),
    "bulletin.submission_reject": _("不采用信息"),
    "bulletin.submission_reopen": _("信息重新初审"),
    "bulletin.waive": _("检查结果不改并说明"),
    "bulletin.unwaive": _("收回不改的说明"),
    "bulletin.word_add": _("新增敏感词"),
    "bulletin.word_edit": _("修改敏感词"),
    "bulletin.word_switch": _("停用或者启用敏感词"),
    "bulletin.word_import": _("导入敏感词表"),
    "bulletin.submission_sort": _("设定信息的栏目、类别和署名"),
    "bulletin.submission_join": _("合并信息"),
    "bulletin.submission_part": _("取消合并信息"),
    "bulletin.submission_note": _("信息留言"),
    "bulletin.commission_create": _("约稿"),
    "bulletin.commission_change": _("修改约稿"),
    "bulletin.commission_ask": _("加约单位"),
    "bulletin.commission_let_off": _("移出约稿单位"),
    "bulletin.commission_close": _("结束约稿"),
    "bulletin.commission_reopen": _("恢复约稿"),
    "bulletin.commission_cancel": _("取消约稿"),
    "bulletin.commission_decline": _("说明不能报送约稿"),
    "bulletin.commission_miss": _("约稿到期"),
    "bulletin.scoring_draft": _("起草计分办法"),
    "bulletin.scoring_save": _("修改计分办法草稿"),
    "bulletin.scoring_discard": _("删除计分办法草稿"),
    "bulletin.scoring_publish": _("公布计分办法"),
    "bulletin.notice_export": _("下载信息报送通报"),
    "bulletin.instruction_record": _("登记批示"),
    "bulletin.instruction_change": _("修改批示"),
    "bulletin.instruction_progress": _("填报批示办理情况"),
    "bulletin.instruction_close": _("办结批示"),
    "bulletin.instruction_cancel": _("撤销批示"),
    "bulletin.instruction_reopen": _("恢复办理批示"),
    "bulletin.mail_take": _("收取来信"),
    "bulletin.mail_assign": _("认领来信"),
    "bulletin.mail_ignore": _("来信不予处理"),
    "bulletin.mail_put_back": _("来信退回待认领"),
    "bulletin.sender_add": _("登记报送邮箱"),
    "bulletin.sender_remove": _("移除报送邮箱"),
    "bulletin.column_add": _("增设栏目"),
    "bulletin.column_rename": _("栏目更名"),
    "bulletin.column_move": _("调整栏目次序"),
    "bulletin.column_switch": _("停用或启用栏目"),
    "bulletin.kind_add": _("增设信息类别"),
    "bulletin.kind_rename": _("信息类别更名"),
    "bulletin.kind_move": _("调整信息类别次序"),
    "bulletin.kind_switch": _("停用或启用信息类别"),
}


class BulletinConfig(AppConfig):
    """科协每周动态"""

    name = "kexie.domains.bulletin"
    label = "bulletin"
    verbose_name = "每周动态"

    def ready(self) -> None:
        """Declare the abilities; register navigation, sections, the ledger's kind and the source of search."""
        from kexie.base.kernel import rest
        from kexie.base.ledger.api import Kind, kinds
        from kexie.base.search.api import Source, sources
        from kexie.base.ui import machine_map
        from kexie.domains.bulletin.actions import search_entries
        from kexie.domains.bulletin.queries.published import public_revisions
        from kexie.domains.bulletin.rest import router
        from kexie.domains.bulletin.views import public, sections

        rest.routers.register("bulletin", router)
        machine_map.parts.register("bulletin", machine_map.Part("bulletin", public.mapped))
        access.declare(*abilities.ALL)
        for ability in (abilities.CONTRIBUTE, abilities.HANDLE, abilities.VIEW_FIGURES):
            walls.opening.register(ability.code, walls.Opening(ability, "kexie.bulletin"))
        personal.declare_all()
        name_actions(AUDIT_WORDS)
        kinds.register("bulletin.issue", Kind("bulletin.issue", "每周动态", measures=("items_count",)))
        sources.register("bulletin", Source("bulletin", "每周动态", search_entries))
        slots.register("home", "bulletin", sections.home, order=10, label=_("每周动态"))
        issues = Figure(
            "bulletin.issues",
            _("每周动态"),
            pgettext_lazy("figure", "期"),
            public_revisions,
            lambda: reverse("bulletin:archive"),
        )
        figures.register(issues.name, issues)
        _watch()
        sitemap.branches.register("bulletin", sitemap.Branch("bulletin", _("每周动态"), sections.places, order=40))
        slots.register("organisation", "bulletin", sections.of_unit, order=30)
        waiting = todos.Source(
            "bulletin", _("每周动态"), sections.to_dos, (abilities.VIEW_DRAFTS,), 10, "bulletin:issues"
        )
        todos.sources.register("bulletin", waiting)
        navigation.register("public", navigation.NavItem(_("每周动态"), "bulletin:archive", "book", order=20))
        desk = navigation.NavItem(
            _("每周动态"),
            "bulletin:desk",
            "book",
            ability=abilities.VIEW_DRAFTS,
            order=20,
            group=_("信息"),
            badge=sections.waiting_count,
        )
        navigation.register("workbench", desk)
        words = navigation.NavItem(
            _("敏感词表"), "bulletin:watch-words", "tag", ability=abilities.KEEP, order=62, group=_("信息")
        )
        navigation.register("workbench", words)
        _stand_for_sending()
        _stand_at_the_desk()
        _stand_for_units()
        _stand_for_figures()
        _stand_for_mails()


def _watch() -> None:
    """Name what the public sees: what was signed last, and of the issue itself its numbers alone (`queries.published`)."""
    behind = ("state", "version", "drafted_by", "reviewed_by", "reviewed_at", "signed_by")
    of_revisions = ("name", "date", "publisher", "mailbox", "editor", "reviewer", "distribution")
    signed = ("signed_at", "content_hash", "revision", "correction")
    watch("bulletin.Issue", unseen=behind + of_revisions + signed, where="{row}.published_at IS NOT NULL")
    watch("bulletin.Revision", where="{row}.current")
    watch("bulletin.Output")
    # The page of a unit reads which items it has signed and where they stand; what they say is in the revision.
    said = ("column", "title", "text", "kind", "event_on", "event_until", "place", "entry")
    of_item = "{row}.issue_id IN (SELECT issue_id FROM bulletin_revision WHERE current)"
    of_credit = (
        "{row}.item_id IN (SELECT i.id FROM bulletin_item i JOIN bulletin_revision r USING (issue_id) WHERE r.current)"
    )
    watch("bulletin.Item", unseen=said, where=of_item)
    watch("bulletin.Credit", where=of_credit)


def _stand_for_units() -> None:
    """Stand in the rail and in the inbox of who sends in; sweep the pictures that nobody points to any more."""
    from kexie.domains.bulletin.views import sections

    own = navigation.NavItem(
        _("我的报送"), "bulletin:submissions", "edit", abilities.CONTRIBUTE, 21, _("信息"), sections.returned_count
    )
    navigation.register("workbench", own)
    waiting = todos.Source(
        "bulletin.submissions", _("信息报送"), sections.to_mend, (abilities.CONTRIBUTE,), 11, "bulletin:submissions"
    )
    todos.sources.register("bulletin.submissions", waiting)
    slots.register("ledger_entry", "bulletin", sections.report_entry, order=10)
    sweep = "bulletin.sweep"
    ticks.register(sweep, Periodic(sweep, "kexie.domains.bulletin.tasks.sweep_blobs", timedelta(days=1)))


def _stand_for_sending() -> None:
    """Take batches of recipients from the outbox; stand in the rail, and in the inbox of who sends."""
    from kexie.domains.bulletin.views import sections

    batches = "kexie.domains.bulletin.tasks.send_batch"
    topics.register("bulletin.dispatch", Topic("bulletin.dispatch", batches, queue="mail", attempts=12, external=True))
    group = _("信息")
    sending = navigation.NavItem(_("动态发送"), "bulletin:dispatches", "send", abilities.SEND, 40, group)
    lists = navigation.NavItem(_("分送名单"), "bulletin:lists", "mail", abilities.KEEP, 60, group)
    navigation.register("workbench", sending)
    navigation.register("workbench", lists)
    waiting = todos.Source(
        "bulletin.sending", _("动态发送"), sections.to_send, (abilities.SEND,), 12, "bulletin:dispatches"
    )
    todos.sources.register("bulletin.sending", waiting)


def _stand_at_the_desk() -> None:
    """Look for doubles and tell units from the outbox, editors by the clock; many rows at once; the inbox of editors."""
    from kexie.domains.bulletin.tables import desk
    from kexie.domains.bulletin.views import sections

    tasks = "kexie.domains.bulletin.tasks"
    topics.register("bulletin.likeness", Topic("bulletin.likeness", f"{tasks}.find_likenesses"))
    topics.register("bulletin.decided", Topic("bulletin.decided", f"{tasks}.tell_decided"))
    ticks.register("bulletin.arrived", Periodic("bulletin.arrived", f"{tasks}.tell_editors", timedelta(hours=1)))
    register_options.declare(desk.OPTIONS)
    waiting = todos.Source("bulletin.desk", _("来稿"), sections.at_the_desk, (abilities.HANDLE,), 9, "bulletin:desk")
    todos.sources.register("bulletin.desk", waiting)
    _stand_for_commissions(tasks)


def _stand_for_commissions(tasks: str) -> None:
    """Remind by the clock; stand in the rail and in the inbox of units, and in the rail of who keeps the columns."""
    from kexie.domains.bulletin.views import sections

    every = timedelta(minutes=5)
    ticks.register("bulletin.commissions", Periodic("bulletin.commissions", f"{tasks}.keep_commissions", every))
    asked = todos.Source(
        "bulletin.requests", _("约稿"), sections.asked, (abilities.CONTRIBUTE,), 11, "bulletin:requests"
    )
    todos.sources.register("bulletin.requests", asked)
    group = _("信息")
    requests = navigation.NavItem(
        _("约稿"), "bulletin:requests", "message", abilities.CONTRIBUTE, 22, group, sections.asked_count
    )
    navigation.register("workbench", requests)
    sorts = navigation.NavItem(_("栏目和信息类别"), "bulletin:sorts", "list", abilities.KEEP, 58, group)
    navigation.register("workbench", sorts)


def _stand_for_figures() -> None:
    """Stand in the rail of who looks at figures, and of who carries out instructions; remind of these by the clock."""
    from kexie.domains.bulletin.views import after

    figures = navigation.NavItem(_("采用统计"), "bulletin:figures", "chart", abilities.VIEW_FIGURES, 50, _("信息"))
    navigation.register("workbench", figures)
    instructions = navigation.NavItem(_("批示"), "bulletin:instructions", "edit", abilities.CARRY_OUT, 48, _("信息"))
    navigation.register("workbench", instructions)
    waiting = todos.Source(
        "bulletin.instructions",
        _("批示"),
        after.to_dos,
        (abilities.CARRY_OUT,),
        8,
        "bulletin:instructions",
        after.number_of_to_dos,
    )
    todos.sources.register("bulletin.instructions", waiting)
    slots.register("ledger_entry", "bulletin.printed", after.printed_entry, order=11)
    keep = "kexie.domains.bulletin.tasks.keep_instructions"
    ticks.register("bulletin.instructions", Periodic("bulletin.instructions", keep, timedelta(minutes=10)))


def _stand_for_mails() -> None:
    """Look into the mailbox by the clock, answer from the outbox; the inbox of editors."""
    from kexie.domains.bulletin.views import sections

    tasks = "kexie.domains.bulletin.tasks"
    answer = "bulletin.mail_answer"
    topics.register(answer, Topic(answer, f"{tasks}.answer_mail", queue="mail", external=True))
    ticks.register("bulletin.mails", Periodic("bulletin.mails", f"{tasks}.fetch_mails", timedelta(minutes=2)))
    waiting = todos.Source(
        "bulletin.mails", _("邮件来稿"), sections.unclaimed, (abilities.HANDLE,), 10, "bulletin:mails"
    )
    todos.sources.register("bulletin.mails", waiting)
