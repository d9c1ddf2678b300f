"""Files that the bulletin keeps: pictures, raw mails, the papers of a signed issue; each content once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Blob(models.Model):
    """The bytes of a file under their SHA-256, in the database: stored and taken back in one transaction with the rest.

    Lists never select ``content`` (use ``defer``); nobody is given a blob but through what points to it.
    """

    sha256 = models.CharField(_("摘要"), primary_key=True, max_length=64, editable=False)
    media_type = models.CharField(_("媒体类型"), max_length=100)
    size = models.PositiveIntegerField(_("字节数"))
    content = models.BinaryField(_("内容"))
    stored_at = models.DateTimeField(_("存入时间"))

    class Meta:
        verbose_name = _("文件")
        verbose_name_plural = _("文件")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(size__gte=1), name="bulletin_blob_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Picture(models.Model):
    """A picture of a submission or of an item: exactly one of the two; the same bytes may serve both.

    It stands behind paragraph ``after`` (0: before the first). ``alt`` is for those who cannot see it, ``caption`` is printed.
    """

    submission = models.ForeignKey(
        "bulletin.Submission",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="pictures",
        verbose_name=_("报送信息"),
    )
    item = models.ForeignKey(
        "bulletin.Item", models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name=_("信息")
    )
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name=_("文件"))
    after = models.PositiveSmallIntegerField(_("位于第几段之后"), default=0)
    order = models.PositiveSmallIntegerField(_("排序"))
    alt = models.CharField(_("替代文字"), max_length=120, blank=True)
    caption = models.CharField(_("图片说明"), max_length=120, blank=True)
    width = models.PositiveIntegerField(_("宽（像素）"))
    height = models.PositiveIntegerField(_("高（像素）"))

    class Meta:
        verbose_name = _("图片")
        verbose_name_plural = _("图片")
        ordering: ClassVar[list[str]] = ["order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(submission__isnull=True, item__isnull=False)
                | Q(submission__isnull=False, item__isnull=True),
                name="bulletin_picture_in_one_place",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or str(self.blob_id)[:12]
