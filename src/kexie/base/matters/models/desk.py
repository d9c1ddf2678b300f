"""What belongs to the work at the desk: opinions that are asked for, looks at what is masked, one's own calendar."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id
from kexie.base.matters.models.cases import OfCaseQuerySet


class AskState(models.TextChoices):
    """Where a question to others stands."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
    WITHDRAWN = "withdrawn", _("已取消")


class AskQuerySet(OfCaseQuerySet):
    """Filters that chain."""

    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state=AskState.OPEN)


class CaseAsk(models.Model):
    """An opinion that whoever handles a case asks of a unit, or of one colleague (``account``) in it, by a day.

    The process does not move by it; who is asked sees the case.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="asks", verbose_name=_("办件"))
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("征求的单位"))
    account = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("征求的同事")
    )
    account_name = models.CharField(_("征求的同事"), max_length=60, blank=True)
    question = models.CharField(_("征求的内容"), max_length=500)
    due_at = models.DateTimeField(_("答复期限"))
    state = models.CharField(_("状态"), max_length=10, choices=AskState, default=AskState.OPEN)
    asked_at = models.DateTimeField(_("征求时间"))
    by_name = models.CharField(_("征求人"), max_length=60)
    by_account = models.UUIDField(_("征求人账号"), null=True)
    answer = models.CharField(_("答复意见"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_name = models.CharField(_("答复人"), max_length=60, blank=True)
    answered_account = models.UUIDField(_("答复人账号"), null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("征求意见")
        verbose_name_plural = _("征求意见")
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "due_at"], condition=Q(state="open"), name="ask_open_of_unit"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(state=AskState.ANSWERED, answered_at__isnull=False) & ~Q(answer=""))
                | (~Q(state=AskState.ANSWERED) & Q(answered_at__isnull=True, answer="")),
                name="case_ask_answered",
            ),
            models.CheckConstraint(condition=~Q(question=""), name="case_ask_says_something"),
        ]

    def __str__(self) -> str:
        return self.question[:30]


class CaseLook(models.Model):
    """That somebody has looked at a case's masked answers in clear, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="looks", verbose_name=_("办件"))
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("查看人"), max_length=60)
    by_account = models.UUIDField(_("查看人账号"), null=True)
    reason = models.CharField(_("查看理由"), max_length=200)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("查看完整内容")
        verbose_name_plural = _("查看完整内容")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["by_account", "at"], name="case_look_by_account")]

    def __str__(self) -> str:
        return self.reason


class CalendarKey(models.Model):
    """The secret with which a calendar program reads one's own deadlines; of the secret only its SHA-256 is kept."""

    account = models.OneToOneField(
        "people.Account", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("账号")
    )
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("日历订阅")
        verbose_name_plural = _("日历订阅")

    def __str__(self) -> str:
        return str(self.made_at)
