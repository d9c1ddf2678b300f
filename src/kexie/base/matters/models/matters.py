"""Matters (事项): what can be applied for, in versions."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet


class MatterGroup(models.Model):
    """One of the association's platforms: a record that an administrator names, never a name of ours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("平台名称"), max_length=40, unique=True)
    summary = models.CharField(_("简介"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("平台分组")
        verbose_name_plural = _("平台分组")
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class VersionState(models.TextChoices):
    """Where a version stands: at most one draft (or proposed) and one published version without an end, for each matter."""

    DRAFT = "draft", _("编制中")
    PROPOSED = "proposed", _("待发布")
    PUBLISHED = "published", _("已发布")
    DISCARDED = "discarded", _("已作废")


class Applicants(models.TextChoices):
    """Who may apply."""

    ANYONE = "anyone", _("个人和单位")
    PERSONS = "persons", _("个人")
    UNITS = "units", _("单位")


class MatterQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """Matters whose responsible department lies within ``reach``."""
        return self.filter(reach.q("lead__path"))


class Matter(models.Model):
    """A kind of business that can be applied for. What it says stands in its versions; what stands here repeats, for
    lists, what the version in force says (or the draft, while there is none).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("事项编码"), max_length=30, unique=True)
    name = models.CharField(_("事项名称"), max_length=60)
    letters = models.CharField(_("拼音"), max_length=400, blank=True, editable=False)
    group = models.ForeignKey(
        MatterGroup, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name=_("平台分组")
    )
    lead = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("责任部门"))
    open = models.BooleanField(_("受理申请"), default=True)
    created_at = models.DateTimeField(_("建立时间"))

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("事项")
        verbose_name_plural = _("事项")
        ordering: ClassVar[list[str]] = ["group__position", "code"]

    def __str__(self) -> str:
        return self.name


class VersionQuerySet(models.QuerySet):
    """Filters that chain."""

    def published(self) -> Self:
        """Those that were published, whether in force now or not."""
        return self.filter(state=VersionState.PUBLISHED)

    def on(self, day: date) -> Self:
        """The version in force on ``day``."""
        later = Q(effective_until__isnull=True) | Q(effective_until__gt=day)
        return self.published().filter(later, effective_from__lte=day)


class MatterVersion(models.Model):
    """What a matter says from ``effective_from`` until before ``effective_until``; a running case stays on its own.

    ``terms`` holds the texts of `rules.terms`, ``materials`` what is to be handed in, ``forms`` the forms by key
    (`rules.forms`), ``process`` the BPMN. ``revision`` counts the changes of a draft; ``digest`` is the SHA-256 of all that
    was published.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="versions", verbose_name=_("事项"))
    number = models.PositiveSmallIntegerField(_("版本"))
    state = models.CharField(_("状态"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    revision = models.PositiveIntegerField(_("修改次数"), default=1)
    effective_from = models.DateField(_("施行日期"), null=True, blank=True)
    effective_until = models.DateField(_("停用日期"), null=True, blank=True)
    name = models.CharField(_("事项名称"), max_length=60)
    group = models.ForeignKey(
        MatterGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("平台分组")
    )
    lead = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("责任部门"))
    window = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("受理窗口")
    )
    applicants = models.CharField(_("申请对象"), max_length=8, choices=Applicants, default=Applicants.ANYONE)
    limit = models.CharField(_("办理时限"), max_length=8, blank=True)
    terms = models.JSONField(_("办事指南"), default=dict, blank=True)
    materials = models.JSONField(_("申请材料"), default=list, blank=True)
    forms = models.JSONField(_("表单"), default=list, blank=True)
    process = models.TextField(_("流程图"), blank=True)
    note = models.CharField(_("修改说明"), max_length=300, blank=True)
    #: Why it was given back to its maker; empty once it is proposed again.
    returned = models.CharField(_("退回理由"), max_length=300, blank=True)
    digest = models.CharField(_("校验值"), max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField(_("编制时间"))
    made_by = models.UUIDField(_("编制人账号"), null=True)
    made_by_name = models.CharField(_("编制人"), max_length=60)
    proposed_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    published_by = models.UUIDField(_("发布人账号"), null=True, blank=True)
    published_by_name = models.CharField(_("发布人"), max_length=60, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("事项版本")
        verbose_name_plural = _("事项版本")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter", "number"], name="matter_version_once"),
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(state__in=[VersionState.DRAFT, VersionState.PROPOSED]),
                name="matter_one_draft",
            ),
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(state=VersionState.PUBLISHED, effective_until__isnull=True),
                name="matter_one_open_version",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.PUBLISHED)
                | (Q(effective_from__isnull=False, published_at__isnull=False) & ~Q(digest="")),
                name="matter_published_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(made_by__isnull=True) | ~Q(published_by=models.F("made_by")),
                name="matter_published_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.number}版"


class Assist(models.Model):
    """A unit that works with the responsible department (事权), and what it does."""

    version = models.ForeignKey(MatterVersion, models.CASCADE, related_name="assists", verbose_name=_("事项版本"))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("协办单位")
    )
    duty = models.CharField(_("职责"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("协办单位")
        verbose_name_plural = _("协办单位")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "organisation"], name="matter_assist_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
