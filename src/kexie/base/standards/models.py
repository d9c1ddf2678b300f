"""The register of the data standard: every edition of every data element and code list."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class EditionQuerySet(models.QuerySet):
    """Filters on editions that chain."""

    def current(self) -> Self:
        """The newest edition of each."""
        return self.filter(effective_until__isnull=True)

    def on(self, day: date) -> Self:
        """The edition in force on ``day``."""
        later = Q(effective_until__isnull=True) | Q(effective_until__gt=day)
        return self.filter(later, effective_from__lte=day)


class Edition(models.Model):
    """What elements and lists share: an edition is never changed, a newer one ends it on the day it takes effect."""

    code = models.SlugField(_("代码"), max_length=60)
    edition = models.PositiveSmallIntegerField(_("版本"))
    effective_from = models.DateField(_("施行日期"))
    effective_until = models.DateField(_("停用日期"), null=True, blank=True)
    name = models.CharField(_("名称"), max_length=60)
    english_name = models.CharField(_("英文名称"), max_length=80)
    source_norm = models.CharField(_("依据标准"), max_length=80)

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class CodeList(Edition):
    """A code list (代码集)."""

    class Meta:
        verbose_name = _("代码集")
        verbose_name_plural = _("代码集")
        ordering: ClassVar[list[str]] = ["code", "-edition"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "edition"], name="code_list_edition_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(effective_until__isnull=True), name="code_list_current_once"
            ),
        ]


class Code(models.Model):
    """One permitted value of a code list."""

    code_list = models.ForeignKey(CodeList, models.CASCADE, related_name="codes", verbose_name=_("代码集"))
    value = models.CharField(_("代码"), max_length=30)
    name = models.CharField(_("名称"), max_length=60)
    english_name = models.CharField(_("英文名称"), max_length=80)
    position = models.PositiveSmallIntegerField(_("排序"))

    class Meta:
        verbose_name = _("代码")
        verbose_name_plural = _("代码")
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code_list", "value"], name="code_once_in_list"),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.name}"


class DataElement(Edition):
    """A data element (数据元)."""

    class DatatypeLabel(models.TextChoices):
        """Words for the data types of `rules.definitions.Datatype`."""

        TEXT = "text", _("字符")
        INTEGER = "integer", _("整数")
        DATE = "date", _("日期")
        CODE = "code", _("代码")

    class SensitivityLabel(models.TextChoices):
        """Words for `rules.definitions.Sensitivity`."""

        PUBLIC = "public", _("公开")
        INTERNAL = "internal", _("内部")
        PERSONAL = "personal", _("个人信息")
        SENSITIVE = "sensitive", _("敏感个人信息")

    identifier = models.CharField(_("标识符"), max_length=20)
    definition = models.CharField(_("定义"), max_length=300)
    datatype = models.CharField(_("数据类型"), max_length=10, choices=DatatypeLabel)
    representation = models.CharField(_("表示格式"), max_length=20)
    max_length = models.PositiveSmallIntegerField(_("最大长度"), null=True, blank=True)
    minimum = models.IntegerField(_("最小值"), null=True, blank=True)
    maximum = models.IntegerField(_("最大值"), null=True, blank=True)
    unit = models.CharField(_("计量单位"), max_length=10, blank=True)
    code_list = models.SlugField(_("代码集"), max_length=60, blank=True)
    checks = models.JSONField(_("校验规则"), default=list, blank=True)
    sensitivity = models.CharField(_("敏感级别"), max_length=10, choices=SensitivityLabel)
    mask = models.CharField(_("脱敏方式"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("数据元")
        verbose_name_plural = _("数据元")
        ordering: ClassVar[list[str]] = ["identifier", "-edition"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "edition"], name="element_edition_once"),
            models.UniqueConstraint(fields=["identifier", "edition"], name="element_identifier_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(effective_until__isnull=True), name="element_current_once"
            ),
            models.CheckConstraint(
                condition=Q(datatype="code") & ~Q(code_list="") | ~Q(datatype="code") & Q(code_list=""),
                name="element_of_codes_has_a_list",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(minimum__lte=F("maximum")),
                name="element_bounds_in_order",
            ),
        ]
