"""Questions and answers (问答) in versions, and what people looked for and did not find."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet
from kexie.domains.steward.rules.knowledge.life_cycle import STATE_LABELS, AnswerState
from kexie.domains.steward.rules.knowledge.texts import LONGEST_QUESTION, LONGEST_REASON

STATES = [(state.value, STATE_LABELS[state]) for state in AnswerState]
#: States in which somebody is at work on a version.
OPEN = (AnswerState.DRAFT.value, AnswerState.REVIEWING.value)


class AnswerQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """Answers of units within ``reach``."""
        return self.filter(reach.q("unit__path"))


class Answer(models.Model):
    """One question and its answer, through all its versions. ``case`` is where it was born, for the office alone; ``helpful``
    and ``unhelpful`` count marks of readers, of whom nothing is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("负责单位"), db_index=True
    )
    case = models.ForeignKey(
        "matters.Case", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("来源办件")
    )
    helpful = models.PositiveIntegerField(_("有帮助"), default=0)
    unhelpful = models.PositiveIntegerField(_("没帮助"), default=0)
    made_at = models.DateTimeField(_("建立时间"))

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("问答")
        verbose_name_plural = _("问答")
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """Its page for everybody."""
        return reverse("steward:answer", args=(self.pk,))


class AnswerVersionQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """Versions of answers of units within ``reach``."""
        return self.filter(reach.q("answer__unit__path"))

    def on(self, day: date) -> Self:
        """What everybody may read on ``day``: published, and not past its last day."""
        return self.filter(state=AnswerState.PUBLISHED.value, expires_on__gte=day)

    def expiring(self, day: date, until: date) -> Self:
        """What is public on ``day`` and will not be after ``until``."""
        return self.on(day).filter(expires_on__lte=until)


class AnswerVersion(models.Model):
    """What an answer says, from its draft to what takes its place. ``latest`` marks the newest of its answer; ``revision``
    counts the changes, so that who acts says what he has seen; ``expires_on`` is the last day on which it is public.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions", verbose_name=_("问答"))
    number = models.PositiveSmallIntegerField(_("版本"), default=1)
    latest = models.BooleanField(_("最新版本"), default=True)
    state = models.CharField(_("状态"), max_length=10, choices=STATES, default=AnswerState.DRAFT.value)
    revision = models.PositiveIntegerField(_("修改次数"), default=1)
    question = models.CharField(_("问题"), max_length=LONGEST_QUESTION)
    letters = models.CharField(_("拼音"), max_length=400, blank=True, editable=False)
    #: Other ways to ask the same, one a line.
    wordings = models.TextField(_("其他问法"), blank=True)
    text = models.TextField(_("答案"), blank=True)
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("相关事项")
    )
    made_at = models.DateTimeField(_("编写时间"))
    made_by = models.UUIDField(_("编写人账号"), null=True)
    made_by_name = models.CharField(_("编写人"), max_length=60)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    reviewed_by = models.UUIDField(_("审核人账号"), null=True, blank=True)
    reviewed_by_name = models.CharField(_("审核人"), max_length=60, blank=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    reminded_on = models.DateField(_("提醒日期"), null=True, blank=True, editable=False)
    #: Why it was given back, or taken down.
    reason = models.CharField(_("理由"), max_length=LONGEST_REASON, blank=True)

    objects = AnswerVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("问答版本")
        verbose_name_plural = _("问答版本")
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "expires_on"], name="answer_by_state"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once"),
            models.UniqueConstraint(fields=["answer"], condition=Q(latest=True), name="answer_one_latest"),
            models.UniqueConstraint(fields=["answer"], condition=Q(state__in=OPEN), name="answer_one_open"),
            models.UniqueConstraint(
                fields=["answer"], condition=Q(state=AnswerState.PUBLISHED.value), name="answer_one_published"
            ),
            models.CheckConstraint(
                condition=~Q(state=AnswerState.PUBLISHED.value)
                | Q(published_at__isnull=False, reviewed_at__isnull=False, expires_on__isnull=False),
                name="answer_published_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | Q(made_by__isnull=True) | ~Q(reviewed_by=F("made_by")),
                name="answer_reviewed_by_another",
            ),
            models.CheckConstraint(condition=~Q(question=""), name="answer_asks_something"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def asked_as(self) -> list[str]:
        """The other ways to ask."""
        return [line for line in self.wordings.splitlines() if line.strip()]


class DeadEnd(models.Model):
    """Words that led to nothing: the words alone, never who looked for them. Days stand as their first moment."""

    text = models.CharField(_("检索的词"), max_length=40, unique=True)
    times = models.PositiveIntegerField(_("次数"), default=0)
    first_at = models.DateTimeField(_("首次出现"))
    last_at = models.DateTimeField(_("最近出现"), db_index=True)
    dismissed = models.BooleanField(_("不需要"), default=False)

    class Meta:
        verbose_name = _("没有找到的检索")
        verbose_name_plural = _("没有找到的检索")
        ordering: ClassVar[list[str]] = ["-times", "-last_at", "text"]

    def __str__(self) -> str:
        return self.text


class DeadEndDay(models.Model):
    """How often words led to nothing on one day, and where."""

    dead_end = models.ForeignKey(DeadEnd, models.CASCADE, related_name="days", verbose_name=_("检索的词"))
    place = models.CharField(_("检索位置"), max_length=10)
    at = models.DateTimeField(_("日期"))
    times = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("没有找到的检索的次数")
        verbose_name_plural = _("没有找到的检索的次数")
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dead_end", "place", "at"], name="dead_end_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dead_end_id} {self.place} {self.at:%Y-%m-%d}"
