"""What the checks before sign-off lean on: the list of words to watch, and the findings that were waived."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.domains.bulletin.models.issues import Issue, Item


class WordGrade(models.TextChoices):
    """How a word is treated: a banned one stops the sign-off, a sensitive one is pointed out."""

    BANNED = "banned", _("禁用")
    SENSITIVE = "sensitive", _("敏感")


class WatchWord(models.Model):
    """A word that must not, or should hardly, be printed; ``instead`` is what mends it with one click."""

    word = models.CharField(_("词语"), max_length=60, unique=True)
    grade = models.CharField(_("级别"), max_length=10, choices=WordGrade)
    instead = models.CharField(_("建议改为"), max_length=60, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    active = models.BooleanField(_("启用"), default=True)
    changed_at = models.DateTimeField(_("修改时间"))
    changed_name = models.CharField(_("修改人"), max_length=60)

    class Meta:
        verbose_name = _("敏感词")
        verbose_name_plural = _("敏感词")
        ordering: ClassVar[list[str]] = ["word"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(word=""), name="watch_word_not_empty"),
        ]

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        """Its page in the workbench."""
        return reverse("bulletin:watch-word", args=(self.pk,))


class WordChangeKind(models.TextChoices):
    """What can happen to a watched word; none is ever deleted."""

    ADDED = "added", _("新增")
    EDITED = "edited", _("修改")
    SWITCHED_OFF = "off", _("停用")
    SWITCHED_ON = "on", _("启用")


class WatchWordChange(models.Model):
    """One change of a watched word: ``before`` and ``after`` hold its fields; rows are added, never changed."""

    word = models.ForeignKey(WatchWord, models.CASCADE, related_name="changes", verbose_name=_("敏感词"))
    kind = models.CharField(_("事项"), max_length=10, choices=WordChangeKind)
    before = models.JSONField(_("原来"), default=dict)
    after = models.JSONField(_("现在"), default=dict)
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("办理人"), max_length=60)
    by_account = models.UUIDField(_("办理人账号"), null=True)

    class Meta:
        verbose_name = _("敏感词变更")
        verbose_name_plural = _("敏感词变更")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.word} {self.get_kind_display()}"


class Waiver(models.Model):
    """A finding that a person has looked at and lets stand, with the reason; ``key`` is the finding's own."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="waivers", verbose_name=_("期刊"))
    item = models.ForeignKey(
        Item, models.CASCADE, null=True, blank=True, related_name="waivers", verbose_name=_("信息")
    )
    key = models.CharField(_("标识"), max_length=64)
    code = models.CharField(_("检查项"), max_length=40)
    excerpt = models.CharField(_("原文"), max_length=200, blank=True)
    reason = models.CharField(_("理由"), max_length=300)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理人")
    )
    person_name = models.CharField(_("办理人姓名"), max_length=60)
    at = models.DateTimeField(_("时间"))
    withdrawn_at = models.DateTimeField(_("收回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("保留说明")
        verbose_name_plural = _("保留说明")
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["issue", "key"], condition=Q(withdrawn_at__isnull=True), name="waiver_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reason[:30]
