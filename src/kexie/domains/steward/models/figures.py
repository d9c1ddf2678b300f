"""What the figures keep: weights of the composite, and what was published of each month."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FigureWeights(models.Model):
    """What the three rates weigh from ``since`` on. Rows are added, never changed: figures of the past keep their weights."""

    since = models.DateTimeField(_("启用时间"), unique=True)
    response = models.PositiveSmallIntegerField(_("响应率权重"))
    solved = models.PositiveSmallIntegerField(_("解决率权重"))
    satisfied = models.PositiveSmallIntegerField(_("满意率权重"))

    class Meta:
        verbose_name = _("综合指标权重")
        verbose_name_plural = _("综合指标权重")
        ordering: ClassVar[list[str]] = ["-since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(response=100 - F("solved") - F("satisfied")), name="figure_weights_are_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response}/{self.solved}/{self.satisfied}"


class OpenFigures(models.Model):
    """What everybody may see of one month, counted once after it was over; small numbers are not in it.

    ``rows`` holds what is printed, group by group, the total last: never what was left out (`rules.open_figures`).
    """

    month = models.DateField(_("月份"), unique=True)
    counted_at = models.DateTimeField(_("统计时间"))
    rows = models.JSONField(_("数据"), default=list)

    class Meta:
        verbose_name = _("公开统计")
        verbose_name_plural = _("公开统计")
        ordering: ClassVar[list[str]] = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
