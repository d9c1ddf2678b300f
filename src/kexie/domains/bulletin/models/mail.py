"""Mails that come in to the office's mailbox: the raw message, what was made of it, whose address is whose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id
from kexie.domains.bulletin.models.files import Blob


class MailState(models.TextChoices):
    """What became of a mail."""

    DRAFTED = "drafted", _("已转为报送")
    TRAY = "tray", _("待认领")
    BOUNCE = "bounce", _("退信通知")
    IGNORED = "ignored", _("不予处理")


class MailVerdict(models.TextChoices):
    """What the first look at a mail has found."""

    FINE = "fine", _("正常")
    UNKNOWN_SENDER = "unknown_sender", _("发件人未登记")
    SEVERAL_UNITS = "several_units", _("发件人属于多个单位")
    FORGED = "forged", _("发件人可能系伪造")
    AUTOMATIC = "automatic", _("自动回复或群发")
    DUPLICATE = "duplicate", _("重复来信")
    UNREADABLE = "unreadable", _("没有可用的正文或附件")
    DANGEROUS = "dangerous", _("附件存在安全风险")
    BOUNCE = "bounce", _("退信")


class IncomingMail(models.Model):
    """A mail as it came; ``raw`` is the whole message (RFC 5322). The same bytes, and the same Message-ID from the same
    sender, are stored once. What was made of it are its ``submissions``, one for each paper that it brought.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    raw = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name=_("原信"))
    message_id = models.CharField(_("信件标识"), max_length=255)
    sender = models.CharField(_("发件人地址"), max_length=254)
    sender_name = models.CharField(_("发件人姓名"), max_length=120, blank=True)
    subject = models.CharField(_("主题"), max_length=255, blank=True)
    sent_at = models.DateTimeField(_("发信时间"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("收取时间"))
    state = models.CharField(_("状态"), max_length=10, choices=MailState)
    verdict = models.CharField(_("判断"), max_length=16, choices=MailVerdict)
    detail = models.CharField(_("说明"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    handled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    handled_name = models.CharField(_("处理人"), max_length=60, blank=True)
    # Why a person has laid it aside.
    remark = models.CharField(_("处理说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("来信")
        verbose_name_plural = _("来信")
        ordering: ClassVar[list[str]] = ["-fetched_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "-fetched_at"], name="mail_by_state")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sender", "message_id"], name="mail_once"),
            models.CheckConstraint(condition=~Q(message_id=""), name="mail_has_an_id"),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("（无主题）"))


class SenderAddress(models.Model):
    """An address that was said to be a unit's, by a person at the desk; found before the addresses of accounts."""

    address = models.CharField(_("邮箱地址"), max_length=254, unique=True)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    added_at = models.DateTimeField(_("登记时间"))
    added_name = models.CharField(_("登记人"), max_length=60)

    class Meta:
        verbose_name = _("报送邮箱")
        verbose_name_plural = _("报送邮箱")
        ordering: ClassVar[list[str]] = ["address"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(address__contains="@"), name="sender_is_an_address"),
        ]

    def __str__(self) -> str:
        return self.address
