"""The tree of organisations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from kexie.base.kernel.ids import new_id


class OrganisationKind(models.TextChoices):
    """Kinds of node in the tree (domain: 组织 / 单位)."""

    CITY = "city", _("市科协")
    DEPARTMENT = "department", _("机关部门")
    DISTRICT = "district", _("区科协")
    SOCIETY = "society", _("学会")
    FOUNDATION = "foundation", _("基金会")
    PARK = "park", _("园区科协")
    UNIVERSITY = "university", _("高校科协")
    ENTERPRISE_ASSOCIATION = "enterprise_association", _("企业科协")
    GRASS_ROOTS = "grass_roots", _("基层组织")
    ENTERPRISE = "enterprise", _("企业")
    VENUE = "venue", _("场馆")
    UNKNOWN = "unknown", _("待确认")


class Organisation(MP_Node):
    """A node of the tree; unconfirmed ones were named by an import and wait for a person to place them."""

    # A name and its unconfirmed namesake differ in nothing else, so the name is unique in all.
    uid = models.UUIDField(_("标识"), default=new_id, unique=True, editable=False)
    name = models.CharField(_("名称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=30, choices=OrganisationKind, default=OrganisationKind.UNKNOWN)
    confirmed = models.BooleanField(_("已确认"), default=True)
    created_at = models.DateTimeField(_("建立时间"))
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    district = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    telephone = models.CharField(_("办公电话"), max_length=30, blank=True)
    email = models.EmailField(_("办公邮箱"), blank=True)
    website = models.URLField(_("网址"), blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    # A unit that was merged stays as a closed node that says into which one.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_units", verbose_name=_("并入")
    )
    # Pinyin and initials of name and short name, for search: "qingxiqukexuejishuxiehui qxqkxjsxh".
    letters = models.CharField(_("拼音"), max_length=800, blank=True, editable=False)
    # Under which letter a directory lists it: that of what tells its name apart from others of the city.
    initial = models.CharField(_("首字母"), max_length=1, blank=True, editable=False)

    class Meta:
        verbose_name = _("组织")
        verbose_name_plural = _("组织")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="organisation_credit_code_once"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="organisation_place_whole",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_on__isnull=False), name="organisation_merged_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(founded_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=F("founded_on")),
                name="organisation_closed_after_founded",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A former name of a unit, or of one merged into it, borne until ``until`` (the last day); search and imports find it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names", verbose_name=_("组织"))
    name = models.CharField(_("曾用名"), max_length=120)
    short_name = models.CharField(_("曾用简称"), max_length=60, blank=True)
    since = models.DateField(_("启用日期"), null=True, blank=True)
    until = models.DateField(_("停用日期"))
    # The unit whose name it was, where it came with that unit's merger; none for a name that was the unit's own.
    came_from = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="names_brought", verbose_name=_("随并入而来")
    )

    class Meta:
        verbose_name = _("曾用名")
        verbose_name_plural = _("曾用名")
        ordering: ClassVar[list[str]] = ["-until", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["name"], name="organisation_former_name")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__gte=F("since")), name="organisation_name_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChangeKind(models.TextChoices):
    """What can happen to a unit."""

    FOUNDED = "founded", _("成立")
    RENAMED = "renamed", _("更名")
    MOVED = "moved", _("调整隶属")
    MERGED = "merged", _("合并")
    UNMERGED = "unmerged", _("撤销合并")
    CLOSED = "closed", _("撤销")
    REOPENED = "reopened", _("恢复")
    DETAILS = "details", _("更正资料")


class OrganisationChange(models.Model):
    """One change of a unit: what, from which day, who wrote it; rows are added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="changes", verbose_name=_("组织"))
    kind = models.CharField(_("事项"), max_length=12, choices=ChangeKind)
    on = models.DateField(_("生效日期"))
    basis = models.CharField(_("依据文件"), max_length=120, blank=True)
    # field → [before, after]; units by name, as they were called then.
    details = models.JSONField(_("内容"), default=dict)
    at = models.DateTimeField(_("登记时间"))
    by_name = models.CharField(_("登记人"), max_length=60)
    by_account = models.UUIDField(_("登记人账号"), null=True)

    class Meta:
        verbose_name = _("组织变更")
        verbose_name_plural = _("组织变更")
        ordering: ClassVar[list[str]] = ["-on", "-at", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()}"
