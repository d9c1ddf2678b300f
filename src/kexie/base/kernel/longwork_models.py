"""What is kept of work that takes longer than a page may take (see `kernel.longwork`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id


class WorkState(models.TextChoices):
    """Where a piece of long work stands."""

    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("处理中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


#: States in which nothing more happens by itself.
ENDED = (WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED)


class LongWork(models.Model):
    """One piece of long work, asked for by an account: what, how far it is, how it ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=60)
    title = models.CharField(_("名称"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=WorkState, default=WorkState.QUEUED)
    # What the run needs: identifiers and choices, no personal data.
    payload = models.JSONField(_("内容"), default=dict, blank=True)
    by_account = models.UUIDField(_("发起人账号"))
    by_person = models.UUIDField(_("发起人"), null=True, blank=True)
    # How far the asker held the ability when the work was run: a result is handed out to nobody who reaches less now.
    reach = models.JSONField(_("办理范围"), default=dict, blank=True)
    created_at = models.DateTimeField(_("发起时间"))
    begun_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    cancel_asked_at = models.DateTimeField(_("请求取消时间"), null=True, blank=True)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    counts = models.JSONField(_("小结"), default=dict, blank=True)
    # Stages that are over: what a run has done in one transaction is not done again by the next attempt.
    stages = models.JSONField(_("已完成的步骤"), default=list, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    # How often it was put into the outbox: once, and once more with each retry.
    rounds = models.PositiveSmallIntegerField(_("轮次"), default=1)

    class Meta:
        verbose_name = _("后台办理")
        verbose_name_plural = _("后台办理")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["by_account", "-created_at"], name="longwork_own"),
            models.Index(fields=["state", "ended_at"], name="longwork_state"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="longwork_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                name="longwork_ended_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in ENDED

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100; 100 once it is done."""
        if self.state == WorkState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class WorkFile(models.Model):
    """A file that long work was given or has made; sealed, private, and gone after ``expires_at``."""

    work = models.ForeignKey(LongWork, models.CASCADE, related_name="files", verbose_name=_("后台办理"))
    made = models.BooleanField(_("是结果"))
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(_("类型"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("字节数"))
    # Sealed by `kernel.vault`: what was uploaded or exported may hold personal data.
    content = models.TextField(_("内容"))
    expires_at = models.DateTimeField(_("失效时间"), db_index=True)
    downloads = models.PositiveIntegerField(_("下载次数"), default=0)

    class Meta:
        verbose_name = _("办理文件")
        verbose_name_plural = _("办理文件")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["work", "made"], name="longwork_one_file_each_way"),
        ]

    def __str__(self) -> str:
        return self.name


class WorkRow(models.Model):
    """What became of one row of long work; ``ref`` names the row within the work."""

    id = models.BigAutoField(primary_key=True)
    work = models.ForeignKey(LongWork, models.CASCADE, related_name="rows", verbose_name=_("后台办理"))
    ref = models.CharField(_("对象"), max_length=120)
    label = models.CharField(_("名称"), max_length=200, blank=True)
    ok = models.BooleanField(_("成功"))
    message = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("办理明细")
        verbose_name_plural = _("办理明细")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["work", "ref"], name="longwork_row_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["work", "ok", "id"], name="longwork_row_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.message}"
