"""What the kernel keeps: the audit chain, the outbox, keys of submits, when periodic jobs last ran, the edition."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id
from kexie.base.kernel.longwork_models import ENDED, LongWork, WorkFile, WorkRow, WorkState

__all__ = [
    "ENDED",
    "AuditCut",
    "AuditEvent",
    "AuditHead",
    "AuditIsFinal",
    "AuditQuerySet",
    "LongWork",
    "OutboxMessage",
    "OutboxState",
    "Outcome",
    "PeriodicRun",
    "PublicEdition",
    "SubmitKey",
    "WorkFile",
    "WorkRow",
    "WorkState",
]


class Outcome(models.TextChoices):
    """How an audited act ended."""

    DONE = "done", _("已办理")
    REFUSED = "refused", _("已拒绝")


class AuditIsFinal(Exception):
    """Somebody tried to change or delete what has been audited; a mistake in the code, never shown to a person."""

    def __init__(self) -> None:
        super().__init__("audit rows are written once, by kernel.audit.record, and never changed or deleted")


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Reading only: every way to change or delete rows in bulk is closed."""

    def update(self, **changes: Any) -> NoReturn:
        """Refused."""
        raise AuditIsFinal

    def delete(self) -> NoReturn:
        """Refused."""
        raise AuditIsFinal

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AuditIsFinal

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: rows are chained one by one."""
        raise AuditIsFinal

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise AuditIsFinal


class AuditEvent(models.Model):
    """One audited act, chained to the one before it by its hash (see `kernel.audit`).

    A person is kept by identifiers only, so that the right to erasure can be met without breaking the chain;
    ``actor_name`` names what has no identifiers: the platform's commands and visitors.
    """

    number = models.BigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    utc_offset = models.SmallIntegerField(_("时差（分钟）"), help_text=_("当地时间与协调世界时相差的分钟数。"))
    account_id = models.UUIDField(_("账号"), null=True, blank=True)
    person_id = models.UUIDField(_("人员"), null=True, blank=True, db_index=True)
    actor_name = models.CharField(_("名称"), max_length=120, blank=True)
    action = models.CharField(_("操作"), max_length=80, db_index=True)
    target = models.CharField(_("对象"), max_length=200, db_index=True)
    unit_path = models.CharField(_("单位"), max_length=255, blank=True, db_index=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome, default=Outcome.DONE)
    data = models.JSONField(_("数据"), default=dict, blank=True)
    previous_hash = models.CharField(_("上一条校验值"), max_length=64)
    hash = models.CharField(_("校验值"), max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering: ClassVar[list[str]] = ["-number"]
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(number__gte=1), name="audit_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert, once."""
        if not self._state.adding:
            raise AuditIsFinal
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AuditIsFinal

    @property
    def local_at(self) -> datetime:
        """The moment in the offset of its time and place."""
        return self.at.astimezone(timezone(timedelta(minutes=self.utc_offset)))


class AuditHead(models.Model):
    """The end of the chain: how many rows there are and the hash of the last; locked while a row is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    count = models.BigIntegerField(_("条数"), default=0)
    hash = models.CharField(_("末条校验值"), max_length=64)

    class Meta:
        verbose_name = _("审计链末端")
        verbose_name_plural = _("审计链末端")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="audit_head_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


class AuditCut(models.Model):
    """Where rows were purged after their time: the last purged row's number and hash, from which the chain goes on.

    The event ``audit.purge`` in the chain says the same; `kernel.audit.verify` compares the latest cut with its event.
    """

    number = models.BigIntegerField(_("末条序号"), primary_key=True)
    hash = models.CharField(_("末条校验值"), max_length=64)
    count = models.BigIntegerField(_("清除条数"))
    at = models.DateTimeField(_("清除时间"))

    class Meta:
        verbose_name = _("审计清除记录")
        verbose_name_plural = _("审计清除记录")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(number__gte=1, count__gte=1), name="audit_cut_of_some_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class OutboxState(models.TextChoices):
    """Where a message of the outbox stands."""

    PENDING = "pending", _("待投递")
    RUNNING = "running", _("投递中")
    DONE = "done", _("已投递")
    DEAD = "dead", _("投递失败")


class OutboxMessage(models.Model):
    """Something to be done after the transaction that asked for it, at least once (see `kernel.outbox`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.CharField(_("主题"), max_length=60)
    key = models.CharField(_("唯一键"), max_length=200)
    payload = models.JSONField(_("内容"), default=dict, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=OutboxState, default=OutboxState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    created_at = models.DateTimeField(_("提出时间"))
    next_attempt_at = models.DateTimeField(_("下次投递时间"))
    lease_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    last_error = models.CharField(_("最近一次失败"), max_length=200, blank=True)
    task_id = models.UUIDField(_("作业"), null=True, blank=True)

    class Meta:
        verbose_name = _("待办消息")
        verbose_name_plural = _("待办消息")
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "key"], name="outbox_topic_key_once"),
            models.CheckConstraint(
                condition=Q(state=OutboxState.RUNNING, lease_until__isnull=False)
                | (~Q(state=OutboxState.RUNNING) & Q(lease_until__isnull=True)),
                name="outbox_running_has_lease",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_attempt_at"], name="outbox_due"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}:{self.key}"


class SubmitKey(models.Model):
    """A submit that has been taken in, and what it led to (see `kernel.idempotency`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.UUIDField(_("提交者"))
    verb = models.CharField(_("操作"), max_length=80)
    key = models.CharField(_("提交键"), max_length=64)
    reference = models.CharField(_("结果"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("提交时间"), db_index=True)

    class Meta:
        verbose_name = _("提交键")
        verbose_name_plural = _("提交键")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["actor", "verb", "key"], name="submit_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verb}:{self.key}"


class PeriodicRun(models.Model):
    """When a periodic job last began (see `kernel.periodic`)."""

    name = models.CharField(_("名称"), max_length=80, primary_key=True)
    last_begun_at = models.DateTimeField(_("上次开始时间"))

    class Meta:
        verbose_name = _("定期作业")
        verbose_name_plural = _("定期作业")

    def __str__(self) -> str:
        return self.name


class PublicEdition(models.Model):
    """The stamp of what the public sees; written by triggers of the database alone (see `kernel.edition`)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.CharField(_("版本标记"), max_length=32)

    class Meta:
        verbose_name = _("公开内容版本")
        verbose_name_plural = _("公开内容版本")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="public_edition_is_one"),
        ]

    def __str__(self) -> str:
        return self.stamp
