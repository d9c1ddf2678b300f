"""What web content keeps about its editors and authors: declared column by column (`kernel.personal`)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import Basis, Personal, declare, impersonal, rest

#: Wagtail's models that name an account: label → the columns that do.
_EDITED_BY: Final = {
    "pages.PageImage": ("uploaded_by_user",),
    "pages.PageDocument": ("uploaded_by_user",),
    "wagtailimages.Image": ("uploaded_by_user",),
    "wagtaildocs.Document": ("uploaded_by_user",),
    "wagtailcore.UploadedFile": ("uploaded_by_user",),
    "wagtailcore.Page": ("owner", "locked_by"),
    "wagtailcore.Revision": ("user",),
    "wagtailcore.ModelLogEntry": ("user",),
    "wagtailcore.PageLogEntry": ("user",),
    "wagtailcore.WorkflowState": ("requested_by",),
    "wagtailcore.TaskState": ("finished_by",),
}
#: Those of no use without the account: the whole row goes.
_OF_ACCOUNT: Final = {
    "wagtailadmin.EditingSession": ("user", ("object_id",)),
    "wagtailadmin.FormState": ("user", ("data", "object_id")),
    "wagtailcore.PageSubscription": ("user", ("page",)),
    "wagtailusers.UserProfile": ("user", ("avatar", "preferred_language", "current_time_zone")),
    "wagtailcore.Comment": ("user", ("text",)),
    "wagtailcore.CommentReply": ("user", ("text",)),
}


def declare_personal() -> None:
    """Declare every column; called in ``ready()``."""
    kept = _("网站内容存续期间；删除后只余账号编号")
    for label, columns in _EDITED_BY.items():
        for column in columns:
            named = Personal(
                _("说明网站内容由谁编辑"), Basis.DUTY, kept, "keep", why=_("只指向账号编号，账号注销后不再指向本人。")
            )
            declare(label, subject=f"{column}__person", columns={column: named})
        rest(label, "网站内容")
    for label, (column, others) in _OF_ACCOUNT.items():
        gone = Personal(_("网站编辑的个人工作状态"), Basis.CONTRACT, _("账号注销时删除"), "delete")
        declare(label, subject=f"{column}__person", columns=dict.fromkeys((column, *others), gone))
        rest(label, "编辑界面的设置")
    resolved = Personal(_("说明批注由谁处理"), Basis.DUTY, kept, "keep", why=_("只指向账号编号。"))
    declare("wagtailcore.Comment", subject="resolved_by__person", columns={"resolved_by": resolved})
    byline = Personal(
        _("文章的作者和审核人署名"),
        Basis.PUBLISHED,
        _("文章公开期间"),
        "keep",
        export=False,
        why=_("署名是已公开文章的一部分，没有与人员记录关联；更正或撤下由编辑部按申请办理。"),
    )
    declare("pages.ArticlePage", subject=None, columns={"author": byline, "editor": byline, "reviewer": byline})
    impersonal(
        {
            "pages.LinkFinding.address": "链接的网址",
            "wagtailcore.Site.hostname": "网站域名",
            "wagtailcore.Site.site_name": "网站名称",
            "wagtailcore.Collection.name": "图片和文件的分组名称",
            "wagtailcore.Workflow.name": "流程名称",
            "wagtailcore.Task.name": "流程步骤名称",
            "wagtailembeds.Embed.author_name": "外站内容的来源，不使用",
            "wagtailembeds.Embed.provider_name": "外站名称",
            "taggit.Tag.name": "标签",
            "pages.SiteIdentity.name": "网站的名称",
            "pages.SiteIdentity.address": "主办单位的地址",
            "pages.SiteIdentity.contact": "主办单位的公开联系方式",
        }
    )
