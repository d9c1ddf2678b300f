"""Whose site this is, as its editors write it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from kexie.base.pages import rules

_HEX = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("请填写形如 #b3211e 的颜色。"))


@register_setting(icon="site")
class SiteIdentity(BaseSiteSetting):
    """网站信息: what the shell prints. What is left empty is taken from the settings of the installation."""

    name = models.CharField(_("名称"), max_length=40, blank=True, help_text=_("页面左上角的名称，例如：云川市科协。"))
    title = models.CharField(_("平台名称"), max_length=40, blank=True, help_text=_("例如：数字科协。"))
    colour = models.CharField(
        _("主色"),
        max_length=7,
        blank=True,
        validators=[_HEX],
        help_text=_("页眉和标志的颜色，例如 #b3211e。不填时用红色。"),
    )
    logo = models.ForeignKey(
        "pages.PageImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("标志"),
        help_text=_("正方形图片，最好有透明底；手机桌面图标也由它生成。"),
    )
    sponsor = models.CharField(_("主办单位"), max_length=80, blank=True)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    contact = models.CharField(_("联系方式"), max_length=120, blank=True)
    icp = models.CharField(_("ICP 备案号"), max_length=60, blank=True)
    police = models.CharField(_("公安备案号"), max_length=60, blank=True)

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel([FieldPanel(name) for name in ("name", "title", "colour", "logo")], heading=_("名称与标志")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("sponsor", "address", "contact", "icp", "police")], heading=_("页脚")
        ),
    ]

    class Meta:
        verbose_name = _("网站信息")
        verbose_name_plural = _("网站信息")

    def clean(self) -> None:
        """White words stand on the colour: refuse one on which they could not be read."""
        super().clean()
        if rules.is_colour(self.colour) and rules.contrast(self.colour, "#ffffff") < rules.READABLE:
            raise ValidationError({"colour": _("这个颜色太浅，白色的文字在上面看不清，请换一个更深的颜色。")})
