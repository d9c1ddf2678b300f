"""What persons have agreed to, who has looked at their numbers, what they want erased."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id
from kexie.base.people.models.persons import Person, PersonalQuerySet


class Consent(models.Model):
    """A person's consent to one purpose in the wording of one edition, until it is withdrawn (PIPL, articles 14 and 15)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=_("人员"))
    purpose = models.SlugField(_("目的"), max_length=60)
    edition = models.PositiveSmallIntegerField(_("版本"))
    given_at = models.DateTimeField(_("同意时间"))
    # How it was given: by the person on a screen, or on paper, with the file number of the sheet.
    channel = models.CharField(_("方式"), max_length=60)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("同意")
        verbose_name_plural = _("同意")
        ordering: ClassVar[list[str]] = ["purpose", "-given_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_open_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.purpose}"


class Unmasking(models.Model):
    """Somebody has seen a sealed value in clear, and said why; the person concerned can read this list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="unmaskings", verbose_name=_("人员"))
    element = models.SlugField(_("数据元"), max_length=60, db_index=False)
    reason = models.CharField(_("理由"), max_length=200)
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("查看人"), max_length=60)
    by_account = models.UUIDField(_("查看人账号"), null=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("查看记录")
        verbose_name_plural = _("查看记录")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["by_account", "at"], name="unmasking_by_day")]

    def __str__(self) -> str:
        return f"{self.person} {self.element}"


class ErasureState(models.TextChoices):
    """Where a request to be erased stands."""

    ASKED = "asked", _("待办理")
    DONE = "done", _("已删除")
    REFUSED = "refused", _("未予删除")
    WITHDRAWN = "withdrawn", _("已撤回")


class Erasure(models.Model):
    """A person's request that personal data be erased (PIPL, article 47), its decision and its replay after a restore."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="erasures", verbose_name=_("人员"))
    state = models.CharField(_("状态"), max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    asked_at = models.DateTimeField(_("申请时间"))
    reason = models.CharField(_("申请理由"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    decided_by_name = models.CharField(_("办理人"), max_length=60, blank=True)
    decided_by_account = models.UUIDField(_("办理人账号"), null=True)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    # What was done where: source → number of values erased.
    report = models.JSONField(_("处理结果"), default=dict)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("删除申请")
        verbose_name_plural = _("删除申请")
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="asked"), name="erasure_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_state_display()}"
