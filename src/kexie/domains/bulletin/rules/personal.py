"""What the bulletin keeps about persons: declared column by column (`kernel.personal`)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import Basis, Personal, declare, impersonal
from kexie.domains.bulletin.rules import personal_incoming, personal_outgoing


def declare_all() -> None:
    """Declare every column; called in ``ready()``."""
    signed: dict[str, Any] = {
        "basis": Basis.DUTY,
        "keep": _("长期保存（签发档案）"),
        "erase": "keep",
        "why": _("签发记录是公务档案，依法应当保存；姓名随刊物存档。"),
    }
    columns = ("verb", "state_before", "state_after", "person_name", "at", "note")
    declare(
        "bulletin.SignOffStep",
        subject="person",
        columns={name: Personal(_("记录每一步由谁办理"), **signed) for name in columns},
        other={"id": "编号", "issue": "所属期次", "person": "归属"},
    )
    for column in ("drafted_by", "reviewed_by", "signed_by"):
        declare(
            "bulletin.Issue",
            subject=column,
            columns={column: Personal(_("记录编辑、审核、签发由谁办理"), **signed)},
            other=dict.fromkeys(
                [
                    "id",
                    "year",
                    "number",
                    "total",
                    "date",
                    "distribution",
                    "source_hash",
                    "state",
                    "version",
                    "created_at",
                    "reviewed_at",
                    "signed_at",
                    "content_hash",
                    "revision",
                    "correction",
                    "published_at",
                ],
                "刊物内容",
            )
            | {"name": "刊物名称", "publisher": "主办单位名称", "mailbox": "编辑部的公务邮箱"},
        )
    personal_incoming.declare_incoming(signed)
    personal_outgoing.declare_outgoing(signed)
    printed = Personal(_("刊物版记中的编辑、审核署名"), export=False, **signed)
    declare("bulletin.Issue", subject=None, columns={"editor": printed, "reviewer": printed})
    impersonal(
        {
            "bulletin.Column.name": "栏目名称",
            "bulletin.ItemKind.name": "类别名称",
            "bulletin.Credit.name": "单位署名",
            "bulletin.SubmissionCredit.name": "单位署名",
            "bulletin.DistributionList.name": "名单名称",
        }
    )
