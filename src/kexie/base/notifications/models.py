"""Notices: what the platform tells a person."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Filters that chain."""

    def unread(self) -> Self:
        """Those nobody has opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One notice to one person; ``key`` names what it is about, so that the same thing is told once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", verbose_name=_("收件人"))
    kind = models.CharField(_("类别"), max_length=60)
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"), blank=True)
    url = models.CharField(_("链接"), max_length=300, blank=True)
    key = models.CharField(_("唯一标识"), max_length=120)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-created_at"], name="notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once"),
            models.CheckConstraint(condition=~Q(title=""), name="notice_has_a_title"),
            models.CheckConstraint(condition=Q(url="") | Q(url__startswith="/"), name="notice_stays_on_site"),
        ]

    def __str__(self) -> str:
        return self.title
