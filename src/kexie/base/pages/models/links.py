"""What is wrong with links of public pages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from kexie.base.pages.rules.links import ADDRESS_LIMIT, TEXT_LIMIT, Fault


class LinkFinding(models.Model):
    """A link of a page that leads nowhere, or elsewhere; ``since`` is when it was first found so."""

    class FaultWords(models.TextChoices):
        """What a fault is called."""

        GONE = Fault.GONE.value, _("页面不存在或已撤下")
        ANCHOR = Fault.ANCHOR.value, _("页面里没有这个位置")
        FILE = Fault.FILE.value, _("文件不存在")
        PICTURE = Fault.PICTURE.value, _("图片或视频不存在")
        FORM = Fault.FORM.value, _("地址写错了")
        OUTSIDE = Fault.OUTSIDE.value, _("外部地址，请人工查看")

    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("网页"))
    address = models.CharField(_("地址"), max_length=ADDRESS_LIMIT)
    text = models.CharField(_("链接文字"), max_length=TEXT_LIMIT, blank=True)
    fault = models.CharField(_("问题"), max_length=20, choices=FaultWords)
    since = models.DateTimeField(_("发现时间"))

    class Meta:
        verbose_name = _("链接检查结果")
        verbose_name_plural = _("链接检查结果")
        ordering: ClassVar[list[str]] = ["since", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "address", "text"], name="link_finding_once")
        ]

    def __str__(self) -> str:
        return self.address
