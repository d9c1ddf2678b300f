"""Cases (办件): one request under a matter, its tasks, its history."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet
from kexie.base.matters.rules.lanes import WHO_LABELS


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "open", _("办理中")
    ENDED = "ended", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")
    STOPPED = "stopped", _("已终止")


class Part(models.TextChoices):
    """Why a unit sees a case."""

    APPLICANT = "applicant", _("申请单位")
    LEAD = "lead", _("承办单位")
    WINDOW = "window", _("受理窗口")
    ASSIST = "assist", _("协办单位")


class CaseQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """Cases in which a unit within ``reach`` has a part."""
        if reach.everywhere:
            return self
        return self.filter(Exists(CaseUnit._base_manager.filter(reach.q("organisation__path"), case=OuterRef("pk"))))

    def of_person(self, person_id: object) -> Self:
        """One's own cases, whatever unit they were made for."""
        return self.filter(applicant_id=person_id) if person_id else self.none()


class OfCaseQuerySet(ScopedQuerySet):
    """Rows that belong to a case."""

    def within(self, reach: Reach) -> Self:
        """Rows of cases in which a unit within ``reach`` has a part."""
        if reach.everywhere:
            return self
        units = CaseUnit._base_manager.filter(reach.q("organisation__path"), case=OuterRef("case_id"))
        return self.filter(Exists(units))


class Case(models.Model):
    """One request under a matter.

    ``process`` holds the engine's positions (`rules.engine`) and what rows the last step has left (`actions.stepping`), nothing
    that anybody has said; ``sealed`` all answers, as a token of `kernel.vault`. ``revision`` grows
    with every stored step: who acts says which one he has seen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("办件编号"), max_length=20, unique=True)
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="+", verbose_name=_("事项"))
    version = models.ForeignKey("matters.MatterVersion", models.PROTECT, related_name="+", verbose_name=_("事项版本"))
    state = models.CharField(_("状态"), max_length=10, choices=CaseState, default=CaseState.OPEN)
    outcome = models.CharField(_("办理结果"), max_length=20, blank=True)
    revision = models.PositiveIntegerField(_("步数"), default=1)
    applicant = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申请人")
    )
    applicant_unit = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申请单位")
    )
    applicant_name = models.CharField(_("申请人名称"), max_length=120)
    channel = models.CharField(_("申请渠道"), max_length=10, default="web")
    started_by = models.UUIDField(_("提交人账号"), null=True)
    lead = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    window = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("受理窗口")
    )
    process = models.JSONField(_("流程位置"), default=dict)
    sealed = models.TextField(_("密文"), blank=True)
    key_id = models.CharField(_("密钥编号"), max_length=40, blank=True, db_index=True)
    started_at = models.DateTimeField(_("提交时间"))
    due_at = models.DateTimeField(_("办理期限"), null=True, blank=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件")
        verbose_name_plural = _("办件")
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-started_at", "-id"], name="case_by_state"),
            models.Index(fields=["version", "state"], name="case_by_version"),
            models.Index(fields=["applicant", "-started_at"], name="case_by_applicant"),
            # The whole order of the register, for whoever sees most cases.
            models.Index(fields=["-started_at", "-id"], name="case_in_order"),
            models.Index(
                fields=["applicant_unit", "-id"],
                condition=Q(state="open", applicant_unit__isnull=False),
                name="case_open_of_unit",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, ended_at__isnull=True)
                | ~Q(state=CaseState.OPEN) & Q(ended_at__isnull=False),
                name="case_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(applicant__isnull=False) | Q(applicant_unit__isnull=False) | ~Q(applicant_name=""),
                name="case_has_an_applicant",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page in the workbench."""
        return reverse("matters:case", args=(self.pk,))


class CaseUnit(models.Model):
    """A unit that has a part in a case, and therefore sees it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="units", verbose_name=_("办件"))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", db_index=False, verbose_name=_("单位")
    )
    part = models.CharField(_("身份"), max_length=10, choices=Part)

    class Meta:
        verbose_name = _("办件单位")
        verbose_name_plural = _("办件单位")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "case"], name="case_unit_by_unit"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "organisation", "part"], name="case_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_part_display()}"


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", _("待办")
    DONE = "done", _("已办")
    CANCELLED = "cancelled", _("已取消")


class TaskQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """Tasks of units within ``reach``."""
        return self.filter(reach.q("unit__path"))

    def open(self) -> Self:
        """Those that wait for somebody."""
        return self.filter(state=TaskState.OPEN)

    def as_read(self, task: CaseTask) -> Self:
        """``task``, if it is still open, and held as it was when it was read: its case's lock may have been waited for."""
        return self.open().filter(pk=task.pk, holder=task.holder_id)


class CaseTask(models.Model):
    """Something that a person has to do in a case; its key is that of the engine's task.

    A task of the applicant has ``person`` and no unit; any other has a unit and the role of its lane. ``holder`` is the
    account that has claimed it, or to which it was handed over.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks", verbose_name=_("办件"))
    node = models.CharField(_("节点"), max_length=80)
    name = models.CharField(_("任务"), max_length=120)
    who = models.CharField(_("办理方"), max_length=15, choices=list(WHO_LABELS.items()))
    unit = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理单位")
    )
    role = models.CharField(_("角色"), max_length=60, blank=True)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申请人")
    )
    holder = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办账号")
    )
    holder_name = models.CharField(_("经办人"), max_length=60, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=TaskState, default=TaskState.OPEN)
    created_at = models.DateTimeField(_("产生时间"))
    due_at = models.DateTimeField(_("任务期限"), null=True, blank=True)
    ended_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    told_at = models.DateTimeField(_("提醒时间"), null=True, blank=True)
    # How often its limit was brought to mind: the working day before (1), and when it was over (2).
    reminders = models.PositiveSmallIntegerField(_("催办次数"), default=0)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件任务")
        verbose_name_plural = _("办件任务")
        ordering: ClassVar[list[str]] = ["due_at", "created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            # In the whole order of a list, so that its first page is read and nothing is sorted.
            models.Index(
                fields=["unit", "role", "due_at", "created_at", "id"],
                condition=Q(state="open"),
                name="task_open_in_order",
            ),
            models.Index(fields=["due_at", "created_at", "id"], condition=Q(state="open"), name="task_open_by_due"),
            models.Index(fields=["holder", "due_at"], condition=Q(state="open"), name="task_open_of_holder"),
            # Of nobody's tasks there are very many: statistics would tell that a person has as many.
            models.Index(
                fields=["person"], condition=Q(state="open", person__isnull=False), name="task_open_of_person"
            ),
            models.Index(fields=["created_at"], condition=Q(state="open", told_at__isnull=True), name="task_untold"),
            models.Index(fields=["due_at"], condition=Q(state="open", reminders__lt=2), name="task_to_remind"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(who="applicant", unit__isnull=True) | ~Q(who="applicant") & Q(unit__isnull=False),
                name="task_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.OPEN, ended_at__isnull=True)
                | ~Q(state=TaskState.OPEN) & Q(ended_at__isnull=False),
                name="task_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.name}"


class WaitKind(models.TextChoices):
    """What a case waits for beside people."""

    TIMER = "timer", _("计时")
    MESSAGE = "message", _("消息")


class CaseWait(models.Model):
    """A point of a process that waits for time or for a message; gone when it has come, or when the way led elsewhere."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="waits", verbose_name=_("办件"))
    node = models.CharField(_("节点"), max_length=80)
    kind = models.CharField(_("类别"), max_length=8, choices=WaitKind)
    message = models.CharField(_("消息"), max_length=80, blank=True)
    due_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("开始时间"))

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("等待")
        verbose_name_plural = _("等待")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(kind="timer"), name="case_wait_due"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="timer", due_at__isnull=False) | Q(kind="message") & ~Q(message=""),
                name="case_wait_for_something",
            ),
        ]

    def __str__(self) -> str:
        return self.message or str(self.due_at)


class StepKind(models.TextChoices):
    """What has happened in a case."""

    START = "start", _("提交申请")
    DONE = "done", _("办理")
    CLAIM = "claim", _("认领")
    RELEASE = "release", _("放回待办")
    HAND_OVER = "hand_over", _("转办")
    RETURN = "return", _("退回上一环节")
    TIMER = "timer", _("计时到期")
    MESSAGE = "message", _("收到消息")
    VERB = "verb", _("自动办理")
    ASK = "ask", _("征求意见")
    ANSWER = "answer", _("答复意见")
    PAPER = "paper", _("补充材料")
    DUE = "due", _("调整期限")
    CONTACT = "contact", _("联系申请人")
    MOVE = "move", _("更换版本")
    MOVE_BACK = "move_back", _("退回原版本")
    WITHDRAW = "withdraw", _("撤回申请")
    STOP = "stop", _("终止办理")
    END = "end", _("办结")


class CaseStep(models.Model):
    """One thing that happened, as it happened; each carries the SHA-256 of itself and of the one before it.

    ``sealed`` holds what was answered in this step, and why; ``data`` what is nobody's secret (states, units, counts).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps", verbose_name=_("办件"))
    number = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("步骤"), max_length=10, choices=StepKind)
    node = models.CharField(_("节点"), max_length=80, blank=True)
    name = models.CharField(_("内容"), max_length=120, blank=True)
    unit_name = models.CharField(_("单位"), max_length=120, blank=True)
    by_name = models.CharField(_("办理人"), max_length=60)
    by_account = models.UUIDField(_("办理人账号"), null=True)
    sealed = models.TextField(_("密文"), blank=True)
    key_id = models.CharField(_("密钥编号"), max_length=40, blank=True, db_index=True)
    data = models.JSONField(_("附注"), default=dict, blank=True)
    # Of the answers in clear, so that the chain stands when they are sealed anew with another key.
    content_hash = models.CharField(_("内容摘要"), max_length=64)
    hash = models.CharField(_("校验值"), max_length=64)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理过程")
        verbose_name_plural = _("办理过程")
        ordering: ClassVar[list[str]] = ["case", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="case_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"


class NoteKind(models.TextChoices):
    """Who reads a word about a case."""

    TALK = "talk", _("与申请人沟通")
    INTERNAL = "internal", _("内部备注")


class CaseNote(models.Model):
    """A word with the applicant, or among those who handle the case; ``by_applicant`` tells the sides apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes", verbose_name=_("办件"))
    kind = models.CharField(_("类别"), max_length=8, choices=NoteKind)
    text = models.CharField(_("内容"), max_length=1000)
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("留言人"), max_length=60)
    by_account = models.UUIDField(_("留言人账号"), null=True)
    by_applicant = models.BooleanField(_("申请人留言"), default=False)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("留言")
        verbose_name_plural = _("留言")
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="case_note_says_something"),
            models.CheckConstraint(
                condition=Q(kind="talk") | Q(by_applicant=False), name="case_note_internal_by_office"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:30]


class CasePaper(models.Model):
    """A file of a case: handed in for a place of a form (``key``), added later, or made by the platform (``made``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="papers", verbose_name=_("办件"))
    key = models.CharField(_("材料"), max_length=60, blank=True)
    name = models.CharField(_("文件名"), max_length=120)
    file = models.ForeignKey("matters.PaperFile", models.PROTECT, related_name="+", verbose_name=_("文件"))
    at = models.DateTimeField(_("提交时间"))
    by_name = models.CharField(_("提交人"), max_length=60)
    by_account = models.UUIDField(_("提交人账号"), null=True)
    by_applicant = models.BooleanField(_("申请人提交"), default=False)
    # What those who handle the case keep to themselves.
    internal = models.BooleanField(_("仅办理人员可见"), default=False)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件材料")
        verbose_name_plural = _("办件材料")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return self.name


class LeaveQuerySet(models.QuerySet):
    """Filters that chain."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(ended_at__isnull=True)


class Leave(models.Model):
    """While somebody is away, another person of the same unit sees and does what was given to him or her."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="+", verbose_name=_("休假人"))
    deputy = models.ForeignKey("people.Account", models.CASCADE, related_name="+", verbose_name=_("代办人"))
    begin = models.DateField(_("起始日期"))
    end = models.DateField(_("结束日期"))
    note = models.CharField(_("说明"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("设置时间"))
    ended_at = models.DateTimeField(_("取消时间"), null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("休假代办")
        verbose_name_plural = _("休假代办")
        ordering: ClassVar[list[str]] = ["-begin", "-made_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(end__gte=models.F("begin")), name="leave_in_order"),
            models.CheckConstraint(condition=~Q(account=models.F("deputy")), name="leave_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.begin} – {self.end}"
