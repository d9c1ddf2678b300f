"""Items that the office asks units to write (约稿)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet
from kexie.domains.bulletin.models.issues import Column, ItemKind


class CommissionState(models.TextChoices):
    """Where a commission stands."""

    OPEN = "open", _("约稿中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class Commission(models.Model):
    """A request for a text on a theme until ``due_at``, to one unit or several."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("约稿主题"), max_length=120)
    brief = models.TextField(_("要求"), blank=True)
    column = models.ForeignKey(Column, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("栏目"))
    kind = models.ForeignKey(
        ItemKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("信息类别")
    )
    due_at = models.DateTimeField(_("截止时间"))
    state = models.CharField(_("状态"), max_length=10, choices=CommissionState, default=CommissionState.OPEN)
    reason = models.CharField(_("取消原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("约稿时间"))
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("约稿人")
    )
    created_name = models.CharField(_("约稿人姓名"), max_length=60)
    version = models.PositiveIntegerField(_("版本"), default=1)

    class Meta:
        verbose_name = _("约稿")
        verbose_name_plural = _("约稿")
        ordering: ClassVar[list[str]] = ["-due_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="commission_by_due")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="commission_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state=CommissionState.CANCELLED) | ~Q(reason=""), name="commission_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AskedState(models.TextChoices):
    """How a unit stands with a commission."""

    ASKED = "asked", _("待报送")
    HANDED_IN = "handed_in", _("已报送")
    DECLINED = "declined", _("已说明不能报送")
    MISSED = "missed", _("逾期未报")


class CommissionedUnitQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> CommissionedUnitQuerySet:
        """The asked units within ``reach``."""
        return self.filter(reach.q("organisation__path"))


class CommissionedUnit(models.Model):
    """A unit that was asked; ``missed`` once the time is over without a submission, and no more when it comes late."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="asked", verbose_name=_("约稿"))
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    state = models.CharField(_("状态"), max_length=10, choices=AskedState, default=AskedState.ASKED)
    reason = models.CharField(_("不能报送的原因"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("提醒时间"), null=True, blank=True)
    # Stays when the text comes late, for the figures.
    missed_at = models.DateTimeField(_("逾期时间"), null=True, blank=True)

    objects = CommissionedUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("约稿单位")
        verbose_name_plural = _("约稿单位")
        ordering: ClassVar[list[str]] = ["organisation__path"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "state"], name="commissioned_unit_by_state"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["commission", "organisation"], name="commission_unit_once"),
            models.CheckConstraint(
                condition=~Q(state=AskedState.DECLINED) | ~Q(reason=""), name="commission_declined_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.commission}"
