"""What the concierge keeps beside each case: stage, urgency, unit, and the clock's ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id
from kexie.base.matters.api import OfCaseQuerySet
from kexie.domains.steward.rules.clock import MOVE_LABELS
from kexie.domains.steward.rules.stages import RUNNING, STAGE_LABELS, Stage

#: Where no limit stands in the order of limits.
END_OF_TIME: Final = datetime(9999, 12, 30, tzinfo=UTC)


class CaseKind(models.TextChoices):
    """What somebody wants of the association (domain.md §3)."""

    CONSULT = "consult", _("咨询")
    HELP = "help", _("求助")
    SUGGEST = "suggest", _("建议")
    COMPLAIN = "complain", _("投诉")
    APPLY = "apply", _("申请")


class Urgency(models.Model):
    """A degree of urgency and its limits; whoever supervises sets them.

    ``limit`` and ``contact_limit`` are written as matters write limits (2h, 7d); ``natural``: its hours count day and night.
    """

    code = models.SlugField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=20, unique=True)
    limit = models.CharField(_("办理期限"), max_length=12)
    contact_limit = models.CharField(_("联系期限"), max_length=12)
    natural = models.BooleanField(_("不分昼夜计时"), default=False)
    warn_hours = models.PositiveSmallIntegerField(_("提前提醒（工作小时）"), default=7)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = _("紧急程度")
        verbose_name_plural = _("紧急程度")
        ordering: ClassVar[list[str]] = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class HandlingQuerySet(OfCaseQuerySet):
    """Filters that chain."""

    def running(self) -> Self:
        """Those that are not over."""
        return self.filter(stage__in=RUNNING)


class Handling(models.Model):
    """A case as the concierge handles it; made and carried on by each step of the case (`actions.watching`).

    ``unit`` is the one that handles it: the matter's lead, or the one that was asked first (首接负责). ``due_at`` is what the
    clock says, also while it stands still (``still_since``); the case itself tells no limit then. ``escalated`` counts the
    steps of escalation that were told (`rules.clock.level_of`).
    """

    case = models.OneToOneField(
        "matters.Case", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("办件")
    )
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="+", verbose_name=_("事项"))
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    stage = models.CharField(
        _("环节"), max_length=12, choices=list(STAGE_LABELS.items()), default=Stage.RECEIVING.value
    )
    kind = models.CharField(_("类别"), max_length=10, choices=CaseKind, default=CaseKind.APPLY)
    channel = models.CharField(_("申请渠道"), max_length=10, default="web")
    district = models.CharField(_("所属区"), max_length=20, blank=True)
    urgency = models.ForeignKey(
        Urgency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("紧急程度")
    )
    started_at = models.DateTimeField(_("提交时间"))
    signed_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    contact_due_at = models.DateTimeField(_("联系期限"), null=True, blank=True)
    contacted_at = models.DateTimeField(_("联系时间"), null=True, blank=True)
    due_at = models.DateTimeField(_("办理期限"), null=True, blank=True)
    # The limit, or the end of all time where there is none: the order of lists, on every database the same.
    rank_at = models.DateTimeField(_("排序时间"), default=END_OF_TIME)
    still_since = models.DateTimeField(_("暂停计时时间"), null=True, blank=True)
    answered_at = models.DateTimeField(_("办结答复时间"), null=True, blank=True)
    # Whether the limit was kept when the case was answered; nobody knows before, and where there is no limit.
    kept = models.BooleanField(_("按期"), null=True, blank=True)
    given_back = models.PositiveSmallIntegerField(_("退单次数"), default=0)
    parked_until = models.DateField(_("挂账复核日期"), null=True, blank=True)
    escalated = models.PositiveSmallIntegerField(_("提醒级别"), default=0)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = HandlingQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务办理")
        verbose_name_plural = _("服务办理")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "stage", "due_at"], name="handling_of_unit"),
            models.Index(fields=["stage", "-started_at"], name="handling_by_stage"),
            models.Index(fields=["started_at", "unit"], name="handling_by_day"),
            # In the whole orders of the desk, so that a first page is read and nothing is sorted.
            models.Index(
                fields=["stage", "rank_at", "case"], condition=Q(ended_at__isnull=True), name="handling_open_in_stage"
            ),
            models.Index(fields=["rank_at", "case"], condition=Q(ended_at__isnull=True), name="handling_open_by_due"),
            models.Index(
                fields=["-ended_at", "-case"], condition=Q(ended_at__isnull=False), name="handling_ended_in_order"
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(ended_at__isnull=True, still_since__isnull=True, due_at__isnull=False, escalated__lt=4),
                name="handling_to_escalate",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(stage="parked", parked_until__isnull=False)
                | ~Q(stage="parked") & Q(parked_until__isnull=True),
                name="handling_parked_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kept__isnull=True) | Q(answered_at__isnull=False), name="handling_kept_when_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_stage_display()}"

    @property
    def is_running(self) -> bool:
        """Whether it is not over."""
        return self.stage in RUNNING


class ClockEntry(models.Model):
    """An entry of a case's clock: never changed, never taken away. Why it was made stands in the history of the case."""

    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="+", verbose_name=_("办件"))
    number = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    move = models.CharField(_("计时"), max_length=10, choices=list(MOVE_LABELS.items()))
    limit = models.CharField(_("期限"), max_length=12, blank=True)
    natural = models.BooleanField(_("不分昼夜计时"), default=False)
    until = models.DateTimeField(_("定到"), null=True, blank=True)
    due_at = models.DateTimeField(_("此后的期限"), null=True, blank=True)
    by_name = models.CharField(_("经办人"), max_length=60)
    by_account = models.UUIDField(_("经办人账号"), null=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("计时记录")
        verbose_name_plural = _("计时记录")
        ordering: ClassVar[list[str]] = ["case", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="clock_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_move_display()}"


class WishKind(models.TextChoices):
    """What a unit asks of its clock."""

    EXTEND = "extend", _("延期")
    PARK = "park", _("挂账")


class WishState(models.TextChoices):
    """Where that stands."""

    OPEN = "open", _("待审批")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class LimitWish(models.Model):
    """A unit asks for more time until ``day``, or to park a case that cannot be solved now and to look again on ``day``.

    Another person grants it or not. The reasons stand sealed in the history of the case.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="+", verbose_name=_("办件"))
    kind = models.CharField(_("事由"), max_length=8, choices=WishKind)
    state = models.CharField(_("状态"), max_length=10, choices=WishState, default=WishState.OPEN)
    day = models.DateField(_("日期"))
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("申请单位"))
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_name = models.CharField(_("申请人姓名"), max_length=60)
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人")
    )
    decided_name = models.CharField(_("审批人姓名"), max_length=60, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("延期和挂账申请")
        verbose_name_plural = _("延期和挂账申请")
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="limit_wish_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="limit_wish_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "withdrawn"))
                | Q(decided_by__isnull=False) & Q(decided_at__isnull=False),
                name="limit_wish_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"
