"""What the registers keep: views that a person has saved, and requests to take personal data away."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id


class SavedView(models.Model):
    """A register as somebody likes to see it: its filters, sorting and columns, as the query of a plain address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by_account = models.UUIDField(_("账号"))
    register = models.CharField(_("列表"), max_length=60)
    name = models.CharField(_("名称"), max_length=40)
    address = models.CharField(_("地址"), max_length=2000)
    is_default = models.BooleanField(_("默认打开"), default=False)
    created_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("保存的视图")
        verbose_name_plural = _("保存的视图")
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["by_account", "register", "name"], name="saved_view_name_once"),
            models.UniqueConstraint(
                fields=["by_account", "register"], condition=Q(is_default=True), name="saved_view_one_default"
            ),
            models.CheckConstraint(condition=Q(address__startswith="/"), name="saved_view_stays_on_site"),
        ]

    def __str__(self) -> str:
        return self.name


class ExportState(models.TextChoices):
    """Where a request to take personal data away stands."""

    WAITING = "waiting", _("待审批")
    APPROVED = "approved", _("已同意")
    REFUSED = "refused", _("未同意")


class ExportRequest(models.Model):
    """Somebody asks to export many rows of personal data; somebody else decides (security.md, 18)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(_("列表"), max_length=60)
    title = models.CharField(_("名称"), max_length=120)
    address = models.CharField(_("地址"), max_length=2000)
    format = models.CharField(_("格式"), max_length=10)
    purpose = models.CharField(_("用途"), max_length=300)
    count = models.PositiveIntegerField(_("条数"))
    by_account = models.UUIDField(_("申请人账号"))
    by_person = models.UUIDField(_("申请人"), null=True, blank=True)
    by_name = models.CharField(_("申请人姓名"), max_length=60)
    asked_at = models.DateTimeField(_("申请时间"))
    # The ability behind the register and how far the asker holds it; who decides reaches at least as far.
    ability = models.CharField(_("查看权限"), max_length=80)
    approve = models.CharField(_("审批权限"), max_length=80)
    reach = models.JSONField(_("范围"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    decided_by = models.UUIDField(_("审批人账号"), null=True, blank=True)
    decided_name = models.CharField(_("审批人姓名"), max_length=60, blank=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    reason = models.CharField(_("意见"), max_length=300, blank=True)
    work = models.ForeignKey("kernel.LongWork", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("导出申请")
        verbose_name_plural = _("导出申请")
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "asked_at"], name="export_waiting")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="export_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("by_account")),
                name="export_decided_by_another",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="export_has_a_purpose"),
        ]

    def __str__(self) -> str:
        return self.title
