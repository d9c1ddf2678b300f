"""Sending an issue out: lists of recipients by post, unit and address; a dispatch with one row for each address."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import roles
from kexie.base.kernel.ids import new_id
from kexie.domains.bulletin.models.revisions import Revision


class DistributionList(models.Model):
    """A list of recipients (分送名单), put together of posts, units and plain addresses; resolved when it is used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("名单名称"), max_length=60, unique=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(_("版本"), default=1)

    class Meta:
        verbose_name = _("分送名单")
        verbose_name_plural = _("分送名单")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="distribution_list_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class EntryKind(models.TextChoices):
    """What a line of a list names: who holds posts, a unit's own address, or an address."""

    POST = "post", _("任职")
    UNIT = "unit", _("单位")
    ADDRESS = "address", _("邮箱")


class ListEntry(models.Model):
    """A line of a list. ``post``: whoever holds ``title`` or ``role`` (either empty: any) in ``organisation`` on the day of
    sending; ``unit``: the organisation's office address; ``address``: as written. ``below`` takes the whole subtree.
    """

    list = models.ForeignKey(DistributionList, models.CASCADE, related_name="entries", verbose_name=_("名单"))
    kind = models.CharField(_("类别"), max_length=10, choices=EntryKind)
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    below = models.BooleanField(_("含下级单位"), default=False)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    role = models.CharField(_("角色"), max_length=60, blank=True)
    address = models.CharField(_("邮箱地址"), max_length=254, blank=True)
    name = models.CharField(_("称呼"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("名单条目")
        verbose_name_plural = _("名单条目")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(kind=EntryKind.ADDRESS) & Q(address__contains="@"))
                | (~Q(kind=EntryKind.ADDRESS) & Q(organisation__isnull=False, address="")),
                name="list_entry_names_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.address or "　".join(filter(None, (str(self.organisation), self.title, self.role_label)))

    @property
    def role_label(self) -> str:
        """The role's words on screen; the code of a role that no app declares any more; empty without one."""
        return roles[self.role].label if self.role in roles else self.role


class DispatchState(models.TextChoices):
    """Where a dispatch stands."""

    SENDING = "sending", _("发送中")
    STOPPED = "stopped", _("已停止")
    DONE = "done", _("已发完")


class Dispatch(models.Model):
    """One sending of a signed revision; its recipients are fixed when it begins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="dispatches", verbose_name=_("签发稿"))
    subject = models.CharField(_("邮件主题"), max_length=200)
    note = models.TextField(_("附言"), blank=True)
    formats = models.JSONField(_("附件格式"), default=list)
    lists = models.JSONField(_("所用名单"), default=list)
    state = models.CharField(_("状态"), max_length=10, choices=DispatchState, default=DispatchState.SENDING)
    created_at = models.DateTimeField(_("发送时间"))
    created_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("发送人")
    )
    created_name = models.CharField(_("发送人姓名"), max_length=60)
    # How often it was begun or resumed: names the messages of the outbox.
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    done_at = models.DateTimeField(_("发完时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("发送")
        verbose_name_plural = _("发送")
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.subject


class RecipientState(models.TextChoices):
    """How a mail to one address stands. ``HANDED``: on the way to the server when the worker was lost, so that nobody
    knows; it is never sent again by itself, a person decides.
    """

    WAITING = "waiting", _("待发送")
    HANDED = "handed", _("是否送达不明")
    SENT = "sent", _("已发出")
    FAILED = "failed", _("发送失败")
    BOUNCED = "bounced", _("被退回")


class Recipient(models.Model):
    """One address of a dispatch: once, however many lists name it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="recipients", verbose_name=_("发送"))
    address = models.CharField(_("邮箱地址"), max_length=254)
    name = models.CharField(_("称呼"), max_length=60, blank=True)
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("收件人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=RecipientState, default=RecipientState.WAITING)
    # Of the last try (RFC 5322, 3.6.4): by it a mail that comes back is recognised.
    message_id = models.CharField(_("信件标识"), max_length=120, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    next_attempt_at = models.DateTimeField(_("下次尝试"), null=True, blank=True)
    handed_at = models.DateTimeField(_("交付时间"), null=True, blank=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    detail = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("收件地址")
        verbose_name_plural = _("收件地址")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["dispatch", "state", "next_attempt_at"], name="recipient_by_state"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dispatch", "address"], name="recipient_once"),
        ]

    def __str__(self) -> str:
        return self.address
