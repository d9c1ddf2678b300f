"""What an association says of the working calendar: days of its own, and years entered from their notice."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id


class EnteredQuerySet(models.QuerySet):
    """Filters that chain."""

    def standing(self) -> Self:
        """Those that have not been taken back."""
        return self.filter(ended_at__isnull=True)


class Entered(models.Model):
    """Something that one person enters and that can be taken back: who, when, on which paper, and why it was taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    basis = models.CharField(_("依据"), max_length=120)
    entered_at = models.DateTimeField(_("录入时间"))
    entered_by = models.UUIDField(_("录入人账号"), null=True, blank=True)
    entered_by_name = models.CharField(_("录入人"), max_length=60)
    ended_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    ended_by = models.UUIDField(_("撤销人账号"), null=True, blank=True)
    ended_by_name = models.CharField(_("撤销人"), max_length=60, blank=True)
    ended_reason = models.CharField(_("撤销理由"), max_length=300, blank=True)

    objects = EnteredQuerySet.as_manager()

    class Meta:
        abstract = True


class CalendarYear(Entered):
    """A year whose holidays were entered from the State Council's notice: Monday to Friday, and its days over them."""

    year = models.PositiveSmallIntegerField(_("年份"))

    class Meta:
        verbose_name = _("年度放假安排")
        verbose_name_plural = _("年度放假安排")
        ordering: ClassVar[list[str]] = ["-year", "-entered_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year"], condition=Q(ended_at__isnull=True), name="calendar_year_once"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(Entered):
    """A day on which offices work, or do not: of an entered ``year``, or, without one, otherwise than announced."""

    day = models.DateField(_("日期"))
    works = models.BooleanField(_("是否上班"))
    name = models.CharField(_("名称"), max_length=60)
    year = models.ForeignKey(
        CalendarYear, models.CASCADE, null=True, blank=True, related_name="days", verbose_name=_("年度放假安排")
    )

    class Meta:
        verbose_name = _("工作日历的日期")
        verbose_name_plural = _("工作日历的日期")
        ordering: ClassVar[list[str]] = ["day", "-entered_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["day"], condition=Q(ended_at__isnull=True, year__isnull=True), name="calendar_own_day_once"
            ),
            models.UniqueConstraint(
                fields=["day", "year"], condition=Q(ended_at__isnull=True), name="calendar_day_of_year_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarStamp(models.Model):
    """One row that counts changes, so that every process sees with one small question whether there is news."""

    number = models.PositiveIntegerField(_("变更次数"), default=0)

    class Meta:
        verbose_name = _("日历变更计数")
        verbose_name_plural = _("日历变更计数")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(pk=1), name="calendar_stamp_one_row"),
        ]

    def __str__(self) -> str:
        return str(self.number)
