"""After an issue is out: what appeared under whose name, leaders' instructions (批示), the versions of the scoring table."""

from __future__ import annotations

from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet
from kexie.domains.bulletin.models.issues import Column, Issue, Item, ItemKind
from kexie.domains.bulletin.rules.scoring import INSTRUCTION_LABELS


class AppearanceQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """What appeared under the names of units within ``reach``."""
        return self.filter(reach.q("unit__path"))


class Appearance(models.Model):
    """刊登: an item of a signed issue under the name of one unit, as the figures count it. The rows of an issue are made anew
    with each revision, so that a correction counts once it is signed. ``item`` is the item's key; ``order`` is the place of
    the unit among those that sign it, from 1, ``place`` that of the item in its issue.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="appearances", verbose_name=_("期刊"))
    item = models.UUIDField(_("信息"), db_index=True)
    on = models.DateField(_("印发日期"))
    title = models.CharField(_("标题"), max_length=120)
    column = models.ForeignKey(Column, models.PROTECT, related_name="+", verbose_name=_("栏目"))
    kind = models.ForeignKey(
        ItemKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("信息类别")
    )
    entry = models.ForeignKey(
        "ledger.Entry", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("所报的工作")
    )
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("署名单位"))
    order = models.PositiveSmallIntegerField(_("署名次序"))
    place = models.PositiveSmallIntegerField(_("刊内次序"))

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("刊登")
        verbose_name_plural = _("刊登")
        ordering: ClassVar[list[str]] = ["on", "issue", "place", "order"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["on"], name="appearance_by_day"),
            models.Index(fields=["unit", "on"], name="appearance_by_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class InstructionState(models.TextChoices):
    """Where an instruction stands."""

    OPEN = "open", _("办理中")
    DONE = "done", _("已办结")
    CANCELLED = "cancelled", _("已撤销")


_TONES: Final = {InstructionState.OPEN: "info", InstructionState.DONE: "good", InstructionState.CANCELLED: "neutral"}


class InstructionQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """Everything where ``reach`` is everywhere, else what the units within it carry out or assist with."""
        if reach.everywhere:
            return self
        assisted = InstructionAssist.objects.filter(reach.q("organisation__path")).values("instruction")
        return self.filter(reach.q("unit__path") | Q(pk__in=assisted))


class Instruction(models.Model):
    """A leader's written remark on an item, who carries it out until when, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="instructions", verbose_name=_("信息"))
    kind = models.CharField(
        _("批示类型"),
        max_length=12,
        choices=[(kind.value, label) for kind, label in INSTRUCTION_LABELS.items()],
        default="association",
    )
    leader = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批示领导")
    )
    leader_name = models.CharField(_("领导姓名"), max_length=60)
    leader_title = models.CharField(_("领导职务"), max_length=60, blank=True)
    given_on = models.DateField(_("批示日期"))
    text = models.CharField(_("批示内容"), max_length=1000)
    unit = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办单位")
    )
    due_on = models.DateField(_("办理期限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=InstructionState, default=InstructionState.OPEN)
    result = models.CharField(_("办理结果"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("办结或撤销时间"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("到期前提醒时间"), null=True, blank=True)
    overdue_at = models.DateTimeField(_("逾期提醒时间"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_name = models.CharField(_("登记人"), max_length=60)
    version = models.PositiveIntegerField(_("版本"), default=1)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("批示")
        verbose_name_plural = _("批示")
        ordering: ClassVar[list[str]] = ["-given_on", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_on"], name="instruction_by_due"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(leader_name=""), name="instruction_has_words"),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(result="") & Q(closed_at__isnull=False)),
                name="instruction_ends_with_result",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        """Its page in the workbench."""
        return reverse("bulletin:instruction", args=(self.pk,))

    @property
    def tone(self) -> str:
        """The tone of its state, one of `ui.tones`."""
        return _TONES[InstructionState(self.state)]


class InstructionAssist(models.Model):
    """A unit that assists with an instruction (协办)."""

    instruction = models.ForeignKey(Instruction, models.CASCADE, related_name="assists", verbose_name=_("批示"))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("协办单位")
    )

    class Meta:
        verbose_name = _("协办单位")
        verbose_name_plural = _("协办单位")
        ordering: ClassVar[list[str]] = ["organisation__path"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["instruction", "organisation"], name="instruction_assist_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class InstructionProgress(models.Model):
    """A report on how an instruction is carried out, by a unit or (without one) the office; the last one may close it."""

    instruction = models.ForeignKey(Instruction, models.CASCADE, related_name="progress", verbose_name=_("批示"))
    at = models.DateTimeField(_("时间"))
    unit = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("填报单位")
    )
    person_name = models.CharField(_("填报人"), max_length=60)
    by_account = models.UUIDField(_("填报人账号"), null=True)
    text = models.CharField(_("办理情况"), max_length=500)
    closes = models.BooleanField(_("办结"), default=False)

    class Meta:
        verbose_name = _("批示办理情况")
        verbose_name_plural = _("批示办理情况")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class TableState(models.TextChoices):
    """Where a version of the scoring table stands."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已公布")


class ScoringTable(models.Model):
    """A version of the scoring rules: once published, it counts for issues dated from ``since`` on, until the next version's.

    There is one draft at most; what was published is never changed.
    """

    number = models.PositiveSmallIntegerField(_("版本"), unique=True)
    since = models.DateField(_("生效日期"), unique=True)
    rules = models.JSONField(_("计分规则"))
    note = models.CharField(_("修订说明"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=TableState, default=TableState.PUBLISHED)
    version = models.PositiveIntegerField(_("修改次数"), default=1)
    created_at = models.DateTimeField(_("制定时间"))
    created_name = models.CharField(_("制定人"), max_length=60)
    created_by = models.UUIDField(_("制定人账号"), null=True)
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    published_name = models.CharField(_("公布人"), max_length=60, blank=True)
    published_by = models.UUIDField(_("公布人账号"), null=True)

    class Meta:
        verbose_name = _("计分办法")
        verbose_name_plural = _("计分办法")
        ordering: ClassVar[list[str]] = ["-since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(number__gte=1), name="scoring_table_numbered"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="draft"), name="scoring_table_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(note="") & Q(published_at__isnull=False)),
                name="scoring_table_published_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"
