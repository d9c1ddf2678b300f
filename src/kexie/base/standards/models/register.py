"""The register of the data standard: every edition of every data element and code list."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id
from kexie.base.standards.rules.definitions import (
    CodeDefinition,
    CodeListDefinition,
    Datatype,
    ElementDefinition,
    Sensitivity,
)


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
    # Published in the workbench, not taken from the files of a version of the platform.
    local = models.BooleanField(_("本单位发布"), default=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class CodeList(Edition):
    """A code list (代码集); ``note`` says where it is not the full norm."""

    note = models.CharField(_("说明"), max_length=300, blank=True)

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

    def as_definition(self) -> CodeListDefinition:
        """The edition as the checks use it; asks for its codes."""
        return CodeListDefinition(
            code=self.code,
            edition=self.edition,
            effective_from=self.effective_from,
            name=self.name,
            english_name=self.english_name,
            source_norm=self.source_norm,
            note=self.note,
            codes=tuple(code.as_definition() for code in self.codes.all()),
        )


class Code(models.Model):
    """One permitted value of a code list."""

    code_list = models.ForeignKey(CodeList, models.CASCADE, related_name="codes", verbose_name=_("代码集"))
    value = models.CharField(_("代码"), max_length=30)
    name = models.CharField(_("名称"), max_length=60)
    english_name = models.CharField(_("英文名称"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("排序"))
    parent = models.CharField(_("上级代码"), max_length=30, blank=True)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)
    successor = models.CharField(_("后继代码"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("代码")
        verbose_name_plural = _("代码")
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code_list", "value"], name="code_once_in_list"),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.name}"

    def as_definition(self) -> CodeDefinition:
        """The code as the checks use it."""
        return CodeDefinition(
            value=self.value,
            name=self.name,
            english_name=self.english_name,
            parent=self.parent,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            successor=self.successor,
        )


class DataElement(Edition):
    """A data element (数据元)."""

    class DatatypeLabel(models.TextChoices):
        """Words for the data types of `rules.definitions.Datatype`."""

        TEXT = "text", _("字符")
        LONG_TEXT = "longtext", _("长文本")
        INTEGER = "integer", _("整数")
        DECIMAL = "decimal", _("小数")
        BOOLEAN = "boolean", _("布尔")
        DATE = "date", _("日期")
        DATETIME = "datetime", _("日期时间")
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
    decimals = models.PositiveSmallIntegerField(_("小数位数"), null=True, blank=True)
    unit = models.CharField(_("计量单位"), max_length=10, blank=True)
    code_list = models.SlugField(_("代码集"), max_length=60, blank=True)
    checks = models.JSONField(_("校验规则"), default=list, blank=True)
    sensitivity = models.CharField(_("敏感级别"), max_length=10, choices=SensitivityLabel)
    mask = models.CharField(_("脱敏方式"), max_length=20, blank=True)
    example = models.CharField(_("示例"), max_length=60, blank=True)

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

    def as_definition(self) -> ElementDefinition:
        """The edition as the checks use it."""
        plain = {name: getattr(self, name) for name in ElementDefinition.__slots__ if name not in _TYPED}
        return ElementDefinition(
            **plain,
            datatype=Datatype(self.datatype),
            checks=tuple(self.checks),
            sensitivity=Sensitivity(self.sensitivity),
        )


#: Columns that the definition holds in a type of its own.
_TYPED = frozenset({"datatype", "checks", "sensitivity"})


class RevisionState(models.TextChoices):
    """Where a proposed edition stands."""

    DRAFT = "draft", _("起草中")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("已退回")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")


class Revision(models.Model):
    """A proposed edition of an element or a code list: drafted by one person, decided by another."""

    class Subject(models.TextChoices):
        """What is revised."""

        ELEMENT = "element", _("数据元")
        CODE_LIST = "code_list", _("代码集")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(_("对象"), max_length=10, choices=Subject)
    code = models.SlugField(_("代码"), max_length=60)
    name = models.CharField(_("名称"), max_length=60)
    edition = models.PositiveSmallIntegerField(_("版本"))
    effective_from = models.DateField(_("施行日期"))
    # The whole proposed edition, as a row of the data files.
    content = models.JSONField(_("内容"))
    reason = models.CharField(_("修订理由"), max_length=300)
    state = models.CharField(_("状态"), max_length=10, choices=RevisionState, default=RevisionState.DRAFT)
    proposed_at = models.DateTimeField(_("提出时间"))
    proposed_by = models.UUIDField(_("提出人账号"))
    proposed_by_name = models.CharField(_("提出人"), max_length=60)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.UUIDField(_("审核人账号"), null=True, blank=True)
    decided_by_name = models.CharField(_("审核人"), max_length=60, blank=True)
    answer = models.CharField(_("审核意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("修订")
        verbose_name_plural = _("修订")
        ordering: ClassVar[list[str]] = ["-proposed_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "code"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="standard_revision_open_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="standard_revision_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(decided_by__isnull=False), name="standard_revision_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


class Stamp(models.Model):
    """One row that counts publications, so that every process sees with one small question whether there is news."""

    number = models.PositiveIntegerField(_("发布次数"), default=0)

    class Meta:
        verbose_name = _("发布计数")
        verbose_name_plural = _("发布计数")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(pk=1), name="standard_stamp_one_row"),
        ]

    def __str__(self) -> str:
        return str(self.number)
