"""What comes after the end of a case: call-back, a second handling after a bad rating, exclusion from the figures."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet
from kexie.domains.steward.rules.closing import (
    CALL_STATE_LABELS,
    CALL_WAY_LABELS,
    ROUNDS,
    SATISFACTION_LABELS,
    SATISFIED,
    SOLVED,
    SOLVED_LABELS,
    CallState,
)


class OfUnitQuerySet(ScopedQuerySet):
    """Rows about the work of a unit: seen there and by the unit that leads the matter, never by the unit that has applied."""

    def within(self, reach: Reach) -> Self:
        """Those of units within ``reach``, and of cases that such a unit leads."""
        if reach.everywhere:
            return self.all()
        return self.filter(reach.q("unit__path") | reach.q("case__lead__path"))


class CallBackQuerySet(OfUnitQuerySet):
    """Filters that chain; each is the rule of its name in `rules.closing`."""

    def waiting(self) -> Self:
        """Those that somebody has to call."""
        return self.filter(state=CallState.WAITING)

    def valid(self) -> Self:
        """Those that count in the figures."""
        return self.filter(state=CallState.REACHED)

    def solved(self) -> Self:
        """Valid ones that say: solved."""
        return self.valid().filter(solved__in=SOLVED)

    def satisfied(self) -> Self:
        """Valid ones that say: satisfied."""
        return self.valid().filter(satisfaction__in=SATISFIED)


class CallBack(models.Model):
    """A closing (``round`` 1), or the one after a second handling (2), and what the applicant says of it.

    ``sealed`` holds the applicant's remark. Whoever has acted in the case does not call (`actions.calling`); the applicant may
    answer until ``open_until``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="+", verbose_name=_("办件"))
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(CALL_STATE_LABELS.items()), default=CallState.WAITING.value
    )
    way = models.CharField(_("方式"), max_length=8, choices=list(CALL_WAY_LABELS.items()), blank=True)
    solved = models.CharField(_("是否解决"), max_length=8, choices=list(SOLVED_LABELS.items()), blank=True)
    satisfaction = models.CharField(_("满意度"), max_length=16, choices=list(SATISFACTION_LABELS.items()), blank=True)
    sealed = models.TextField(_("密文"), blank=True)
    key_id = models.CharField(_("密钥编号"), max_length=40, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(_("联系次数"), default=0)
    made_at = models.DateTimeField(_("产生时间"))
    due_at = models.DateTimeField(_("回访期限"))
    open_until = models.DateTimeField(_("自评截止"))
    done_at = models.DateTimeField(_("回访时间"), null=True, blank=True)
    by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回访人")
    )
    by_name = models.CharField(_("回访人姓名"), max_length=60, blank=True)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("回访")
        verbose_name_plural = _("回访")
        ordering: ClassVar[list[str]] = ["due_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "due_at", "id"], condition=Q(state="waiting"), name="call_back_to_make"),
            models.Index(fields=["unit", "done_at"], condition=Q(state="reached"), name="call_back_of_unit"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "round"], name="call_back_once_a_round"),
            models.CheckConstraint(condition=Q(round__range=(1, ROUNDS)), name="call_back_at_most_twice"),
            models.CheckConstraint(
                condition=Q(state="reached", done_at__isnull=False) & ~Q(solved="") & ~Q(satisfaction="") & ~Q(way="")
                | ~Q(state="reached") & Q(solved="", satisfaction="", way=""),
                name="call_back_answered_when_reached",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at__isnull=True) | ~Q(state="waiting") & Q(done_at__isnull=False),
                name="call_back_done_has_a_time",
            ),
            models.CheckConstraint(condition=~Q(way="call") | Q(by__isnull=False), name="call_back_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.round}"

    def get_absolute_url(self) -> str:
        """Its page in the workbench."""
        return reverse("steward:call-back", args=(self.pk,))


class TryEnd(models.TextChoices):
    """How a try to reach the applicant has ended, other than by answers."""

    NO_ANSWER = "no_answer", _("无人接听")
    LATER = "later", _("约定改时间")
    WRONG = "wrong", _("号码有误")
    DECLINED = "declined", _("拒绝回访")


class OfCallQuerySet(ScopedQuerySet):
    """Rows that belong to a call-back."""

    def within(self, reach: Reach) -> Self:
        """Those of call-backs within ``reach``."""
        if reach.everywhere:
            return self.all()
        return self.filter(reach.q("call__unit__path") | reach.q("call__case__lead__path"))


class CallTry(models.Model):
    """A try in which the applicant was not reached, or did not answer."""

    call = models.ForeignKey(CallBack, models.CASCADE, related_name="+", verbose_name=_("回访"))
    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="+", verbose_name=_("办件"))
    number = models.PositiveSmallIntegerField(_("次数"))
    ended = models.CharField(_("情况"), max_length=10, choices=TryEnd)
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("回访人"), max_length=60)
    by_account = models.UUIDField(_("回访人账号"))

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系记录")
        verbose_name_plural = _("联系记录")
        ordering: ClassVar[list[str]] = ["call", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call", "number"], name="call_try_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_ended_display()}"


class ReopenState(models.TextChoices):
    """Where a second handling stands."""

    HANDLING = "handling", _("重新办理中")
    HANDED = "handed", _("待督办确认")
    CLOSED = "closed", _("已办结")


class Reopening(models.Model):
    """A closing that was rated badly is handled once more (重新办理), under a supervisor; never twice.

    The unit hands in what it did; a supervisor, another person, sends it back or closes it and says how it was solved.
    ``sealed`` holds the texts of both.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField("matters.Case", models.CASCADE, related_name="+", verbose_name=_("办件"))
    call = models.OneToOneField(CallBack, models.CASCADE, related_name="+", verbose_name=_("回访"))
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    state = models.CharField(_("状态"), max_length=10, choices=ReopenState, default=ReopenState.HANDLING)
    opened_at = models.DateTimeField(_("重新办理时间"))
    due_at = models.DateTimeField(_("办理期限"))
    sent_back = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    sealed = models.TextField(_("密文"), blank=True)
    key_id = models.CharField(_("密钥编号"), max_length=40, blank=True, db_index=True)
    handed_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    handed_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理人")
    )
    handed_name = models.CharField(_("办理人姓名"), max_length=60, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("督办人")
    )
    closed_name = models.CharField(_("督办人姓名"), max_length=60, blank=True)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("重新办理")
        verbose_name_plural = _("重新办理")
        ordering: ClassVar[list[str]] = ["due_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "due_at", "id"], condition=~Q(state="closed"), name="reopening_to_handle"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(handed_by__isnull=True) | Q(closed_by__isnull=True) | ~Q(closed_by=F("handed_by")),
                name="reopening_closed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(state="closed") & Q(closed_at__isnull=True, closed_by__isnull=True),
                name="reopening_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed") | Q(handed_at__isnull=False, handed_by__isnull=False),
                name="reopening_handed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """Its page in the workbench."""
        return reverse("steward:reopening", args=(self.pk,))


class ExclusionKind(models.TextChoices):
    """What is asked for."""

    EXCLUDE = "exclude", _("不纳入考核")
    RESTORE = "restore", _("恢复考核")


class ExclusionState(models.TextChoices):
    """Where that stands."""

    OPEN = "open", _("待审批")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class ExclusionGround(models.TextChoices):
    """Why a case would say nothing about the work of the unit."""

    NOT_OURS = "not_ours", _("不属于科协职责")
    NO_BASIS = "no_basis", _("诉求没有依据或者不合理")
    TWICE = "twice", _("重复提交")
    FORCE = "force", _("不可抗力或者系统故障")
    OTHER = "other", _("其他")


class ExclusionQuerySet(OfUnitQuerySet):
    """Filters that chain."""

    def in_force(self) -> Self:
        """Those by which a case is excluded now: at most one for each."""
        return self.filter(in_force=True)


class Exclusion(models.Model):
    """A unit asks to keep a case out of its figures, or to take it in again; another person, a supervisor, grants it or not.

    ``in_force`` marks the granted exclusion that holds now; granting the opposite takes the mark away. ``sealed`` holds the
    reasons of both.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="+", verbose_name=_("办件"))
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("申请单位"))
    kind = models.CharField(_("事由"), max_length=8, choices=ExclusionKind, default=ExclusionKind.EXCLUDE)
    ground = models.CharField(_("情形"), max_length=10, choices=ExclusionGround, default=ExclusionGround.OTHER)
    state = models.CharField(_("状态"), max_length=10, choices=ExclusionState, default=ExclusionState.OPEN)
    in_force = models.BooleanField(_("生效中"), default=False)
    sealed = models.TextField(_("密文"), blank=True)
    key_id = models.CharField(_("密钥编号"), max_length=40, blank=True, db_index=True)
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_name = models.CharField(_("申请人姓名"), max_length=60)
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人")
    )
    decided_name = models.CharField(_("审批人姓名"), max_length=60, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("不纳入考核申请")
        verbose_name_plural = _("不纳入考核申请")
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="exclusion_one_at_a_time"),
            models.UniqueConstraint(fields=["case"], condition=Q(in_force=True), name="exclusion_one_in_force"),
            models.CheckConstraint(
                condition=Q(in_force=False) | Q(kind="exclude", state="granted"), name="exclusion_in_force_is_granted"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="exclusion_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "withdrawn"), decided_by__isnull=True)
                | Q(state__in=("granted", "refused"), decided_by__isnull=False, decided_at__isnull=False),
                name="exclusion_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_kind_display()} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """Its page in the workbench."""
        return reverse("steward:exclusion", args=(self.pk,))
