"""Submissions that say what another one says, or what an issue has printed: found after each 报送, shown at the desk."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.domains.bulletin.models.issues import Item
from kexie.domains.bulletin.models.submissions import Submission


class Likeness(models.Model):
    """How much of ``submission`` stands in another submission or in an item of an issue, in percent of the shorter text.

    Between two submissions it is stored both ways, so that each finds the other.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="likenesses", verbose_name=_("报送信息"))
    other = models.ForeignKey(
        Submission, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("相似的报送")
    )
    item = models.ForeignKey(
        Item, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("相似的已编信息")
    )
    percent = models.PositiveSmallIntegerField(_("相同文字占比"))

    class Meta:
        verbose_name = _("疑似重复")
        verbose_name_plural = _("疑似重复")
        ordering: ClassVar[list[str]] = ["-percent", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "other"], name="likeness_once_to_submission"),
            models.UniqueConstraint(fields=["submission", "item"], name="likeness_once_to_item"),
            models.CheckConstraint(
                condition=Q(other__isnull=True, item__isnull=False)
                | (Q(other__isnull=False, item__isnull=True) & ~Q(other=models.F("submission"))),
                name="likeness_to_one_thing",
            ),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="likeness_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.percent}%"
