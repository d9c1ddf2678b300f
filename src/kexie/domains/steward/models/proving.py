"""Contacts that are being proven by a one-time code."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id


class Proof(models.Model):
    """A one-time code that was asked for: to apply (``sealed`` holds name and contact), or to show that ``case`` is one's own.

    The code itself stands nowhere but in the message that carries it; ``digest`` is keyed with the site's secret. A row is asked
    for by its key alone, which stands in the session of the browser that has asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(
        "matters.Case", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("办件")
    )
    sealed = models.TextField(_("姓名和联系方式（密文）"), blank=True)
    key_id = models.CharField(_("密钥编号"), max_length=40, blank=True, db_index=True)
    digest = models.CharField(_("验证码摘要"), max_length=64)
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    asked_at = models.DateTimeField(_("获取时间"), db_index=True)
    until = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("联系方式验证")
        verbose_name_plural = _("联系方式验证")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, sealed="") | models.Q(case__isnull=True) & ~models.Q(sealed=""),
                name="steward_proof_of_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
