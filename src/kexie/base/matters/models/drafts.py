"""What is not yet, or no longer, a case: drafts that save themselves, files, moves to another version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id


class PaperFile(models.Model):
    """The bytes of a file under their SHA-256, each content once; nobody is given them but through what points to them.

    Lists never select ``content`` (use ``defer``).
    """

    sha256 = models.CharField(_("摘要"), primary_key=True, max_length=64, editable=False)
    media_type = models.CharField(_("媒体类型"), max_length=100)
    size = models.PositiveIntegerField(_("字节数"))
    content = models.BinaryField(_("内容"))
    stored_at = models.DateTimeField(_("存入时间"))

    class Meta:
        verbose_name = _("材料文件")
        verbose_name_plural = _("材料文件")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(size__gte=1), name="matters_file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Draft(models.Model):
    """What somebody has begun to fill in: for a new case (``task`` empty), or for a task; one of each for an account, or for
    the key of a guest (`rules.guests`).

    ``sealed`` holds the raw input as typed, good or not; ``papers`` files handed in so far, by place of the form.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        "people.Account", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("填写账号")
    )
    guest = models.UUIDField(_("访客"), null=True, blank=True, editable=False)
    version = models.ForeignKey("matters.MatterVersion", models.CASCADE, related_name="+", verbose_name=_("事项版本"))
    matter = models.ForeignKey("matters.Matter", models.CASCADE, related_name="+", verbose_name=_("事项"))
    task = models.ForeignKey(
        "matters.CaseTask", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("任务")
    )
    # For which of one's units the application is made; empty for oneself.
    unit = models.ForeignKey(
        "people.Organisation", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("申请单位")
    )
    revision = models.PositiveIntegerField(_("保存次数"), default=1)
    sealed = models.TextField(_("密文"), blank=True)
    key_id = models.CharField(_("密钥编号"), max_length=40, blank=True, db_index=True)
    begun_at = models.DateTimeField(_("开始时间"))
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("填写中的草稿")
        verbose_name_plural = _("填写中的草稿")
        ordering: ClassVar[list[str]] = ["-saved_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "matter"], condition=Q(task__isnull=True), name="draft_once_for_matter"
            ),
            models.UniqueConstraint(
                fields=["account", "task"], condition=Q(task__isnull=False), name="draft_once_for_task"
            ),
            models.UniqueConstraint(
                fields=["guest", "matter"],
                condition=Q(task__isnull=True, guest__isnull=False),
                name="draft_once_for_guest",
            ),
            models.UniqueConstraint(
                fields=["guest", "task"],
                condition=Q(task__isnull=False, guest__isnull=False),
                name="draft_once_for_guests_task",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False, guest__isnull=True) | Q(account__isnull=True, guest__isnull=False),
                name="draft_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)


class DraftPaper(models.Model):
    """A file that was handed in with a draft."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="papers", verbose_name=_("草稿"))
    key = models.CharField(_("材料"), max_length=60)
    name = models.CharField(_("文件名"), max_length=120)
    file = models.ForeignKey(PaperFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("草稿材料")
        verbose_name_plural = _("草稿材料")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return self.name


class MoveState(models.TextChoices):
    """Where a move of running cases stands."""

    DONE = "done", _("已迁移")
    UNDONE = "undone", _("已退回")


class Move(models.Model):
    """Running cases of one version taken over to another; ``cases`` counts them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    old = models.ForeignKey("matters.MatterVersion", models.PROTECT, related_name="+", verbose_name=_("原版本"))
    new = models.ForeignKey("matters.MatterVersion", models.PROTECT, related_name="+", verbose_name=_("新版本"))
    state = models.CharField(_("状态"), max_length=8, choices=MoveState, default=MoveState.DONE)
    cases = models.PositiveIntegerField(_("办件数"), default=0)
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("操作人"), max_length=60)
    by_account = models.UUIDField(_("操作人账号"), null=True)
    undone_at = models.DateTimeField(_("退回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("版本迁移")
        verbose_name_plural = _("版本迁移")
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class MovedCase(models.Model):
    """A case that was moved, and where it stood before: undone only while it still stands at ``revision``."""

    move = models.ForeignKey(Move, models.CASCADE, related_name="moved", verbose_name=_("版本迁移"))
    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="+", verbose_name=_("办件"))
    process = models.JSONField(_("原流程位置"))
    revision = models.PositiveIntegerField(_("迁移后的步数"))
    undone = models.BooleanField(_("已退回"), default=False)

    class Meta:
        verbose_name = _("迁移的办件")
        verbose_name_plural = _("迁移的办件")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["move", "case"], name="case_moved_once"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
