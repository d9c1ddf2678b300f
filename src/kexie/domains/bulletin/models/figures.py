"""After an issue is out: leaders' instructions (批示) and the versions of the scoring table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet
from kexie.domains.bulletin.models.issues import Item


class InstructionState(models.TextChoices):
    """Where an instruction stands."""

    OPEN = "open", _("办理中")
    DONE = "done", _("已办结")


class InstructionQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> InstructionQuerySet:
        """Everything where ``reach`` is everywhere, else what the units within it have to carry out."""
        return self if reach.everywhere else self.filter(reach.q("unit__path"))


class Instruction(models.Model):
    """A leader's written remark on an item, and who carries it out until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="instructions", verbose_name=_("信息"))
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
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_name = models.CharField(_("登记人"), max_length=60)
    version = models.PositiveIntegerField(_("版本"), default=1)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("批示")
        verbose_name_plural = _("批示")
        ordering: ClassVar[list[str]] = ["-given_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(leader_name=""), name="instruction_has_words"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class InstructionProgress(models.Model):
    """A report on how an instruction is carried out; the last one may close it."""

    instruction = models.ForeignKey(Instruction, models.CASCADE, related_name="progress", verbose_name=_("批示"))
    at = models.DateTimeField(_("时间"))
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


class ScoringTable(models.Model):
    """A version of the scoring rules: counts for issues dated from ``since`` on, until the next version's."""

    number = models.PositiveSmallIntegerField(_("版本"), unique=True)
    since = models.DateField(_("生效日期"), unique=True)
    rules = models.JSONField(_("计分规则"))
    note = models.CharField(_("修订说明"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("制定时间"))
    created_name = models.CharField(_("制定人"), max_length=60)
    created_by = models.UUIDField(_("制定人账号"), null=True)

    class Meta:
        verbose_name = _("计分办法")
        verbose_name_plural = _("计分办法")
        ordering: ClassVar[list[str]] = ["-since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(number__gte=1), name="scoring_table_numbered"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"
