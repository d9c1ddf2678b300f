"""What people write to the office, their contact apart and sealed, and what the office has done with it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet


class FeedbackKind(models.TextChoices):
    """What somebody wants to say."""

    SUGGESTION = "suggestion", _("建议")
    FAULT = "fault", _("报错")
    HELP = "help", _("求助")
    OTHER = "other", _("其他")


class FeedbackState(models.TextChoices):
    """Where it stands."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已办结")


class OfficeQuerySet(ScopedQuerySet):
    """Rows of the one office that answers: all of them, or none."""

    def within(self, reach: Reach) -> Self:
        """They belong to no unit: who holds the ability everywhere sees them."""
        return self if reach.everywhere else self.none()


class Feedback(models.Model):
    """What somebody has written, known or not; ``code_digest`` is of the code by which the answer can be read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("受理编号"), max_length=20, unique=True)
    kind = models.CharField(_("类型"), max_length=12, choices=FeedbackKind)
    state = models.CharField(_("状态"), max_length=10, choices=FeedbackState, default=FeedbackState.OPEN)
    text = models.TextField(_("内容"))
    page = models.CharField(_("所在页面"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("收到时间"), db_index=True)
    due_on = models.DateField(_("答复期限"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提意见的人")
    )
    code_digest = models.CharField(_("查询码摘要"), max_length=64)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("意见反馈")
        verbose_name_plural = _("意见反馈")
        ordering: ClassVar[list[str]] = ["-received_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="feedback_says_something"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at__isnull=True),
                name="feedback_closed_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FeedbackContact(models.Model):
    """Name and contact that somebody has left, sealed together, and to which wording he or she has agreed when."""

    feedback = models.OneToOneField(Feedback, models.CASCADE, related_name="contact", verbose_name=_("意见反馈"))
    sealed = models.TextField(_("姓名和联系方式（密文）"))
    key_id = models.CharField(_("密钥编号"), max_length=40)
    agreed_edition = models.PositiveSmallIntegerField(_("同意的版本"))
    agreed_at = models.DateTimeField(_("同意时间"))

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("意见反馈的联系方式")
        verbose_name_plural = _("意见反馈的联系方式")

    def __str__(self) -> str:
        return str(self.feedback_id)


class EntryKind(models.TextChoices):
    """What the office has done."""

    REPLY = "reply", _("答复")
    NOTE = "note", _("备注")
    CLOSE = "close", _("办结")


class FeedbackEntry(models.Model):
    """One thing that the office has done: replies are read by the sender, notes by the office alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="entries", verbose_name=_("意见反馈"))
    kind = models.CharField(_("事项"), max_length=8, choices=EntryKind)
    text = models.TextField(_("内容"), blank=True)
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("办理人"), max_length=60)
    by_account = models.UUIDField(_("办理人账号"), null=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("意见办理记录")
        verbose_name_plural = _("意见办理记录")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.feedback_id} {self.get_kind_display()}"
