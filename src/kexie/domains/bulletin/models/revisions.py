"""What was signed, frozen: each revision of an issue with its content, its papers and their hashes; who is reading or
writing an issue just now; who changed which words.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.domains.bulletin.models.files import Blob
from kexie.domains.bulletin.models.issues import Issue, Item


class Revision(models.Model):
    """An issue as it was signed: 0 the first time, then one more with each correction (更正). Never changed, but that the
    latest one alone is ``current``: what the public has.

    ``content`` is what the public pages, the papers and the search are drawn from (`rules.snapshot`); ``date`` is the day
    that it bears.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="revisions", verbose_name=_("期刊"))
    number = models.PositiveSmallIntegerField(_("更正次数"))
    current = models.BooleanField(_("现行"), default=True)
    date = models.DateField(_("印发日期"))
    content = models.JSONField(_("内容"))
    content_hash = models.CharField(_("内容摘要"), max_length=64)
    reason = models.CharField(_("更正说明"), max_length=500, blank=True)
    reviewed_name = models.CharField(_("审核人姓名"), max_length=60, blank=True)
    signed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签发人")
    )
    signed_name = models.CharField(_("签发人姓名"), max_length=60, blank=True)
    signed_at = models.DateTimeField(_("签发时间"))

    class Meta:
        verbose_name = _("签发稿")
        verbose_name_plural = _("签发稿")
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-date"], condition=Q(current=True), name="revision_newest_public"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "number"], name="revision_once"),
            models.UniqueConstraint(fields=["issue"], condition=Q(current=True), name="revision_one_current"),
            models.CheckConstraint(condition=Q(number=0) | ~Q(reason=""), name="revision_corrects_with_reason"),
            models.CheckConstraint(condition=~Q(content_hash=""), name="revision_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} · {self.number}"


class Output(models.Model):
    """A paper of a revision, kept as it was when it was signed."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="outputs", verbose_name=_("签发稿"))
    format = models.CharField(_("格式"), max_length=10)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name=_("文件"))

    class Meta:
        verbose_name = _("成品文件")
        verbose_name_plural = _("成品文件")
        ordering: ClassVar[list[str]] = ["format"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["revision", "format"], name="output_once"),
        ]

    def __str__(self) -> str:
        return f"{self.revision} {self.format}"


class WordsVersion(models.Model):
    """The words of a part of an issue after a change: of an item, of 目录提要 (``part`` "highlights"), of the head."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="words_versions", verbose_name=_("期刊"))
    item = models.ForeignKey(
        Item, models.CASCADE, null=True, blank=True, related_name="words_versions", verbose_name=_("信息")
    )
    part = models.CharField(_("部分"), max_length=12)
    number = models.PositiveIntegerField(_("版本"))
    words = models.JSONField(_("文字"))
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("修改人")
    )
    person_name = models.CharField(_("修改人姓名"), max_length=60)
    at = models.DateTimeField(_("修改时间"))
    note = models.CharField(_("说明"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("文字版本")
        verbose_name_plural = _("文字版本")
        ordering: ClassVar[list[str]] = ["number", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["item", "number"], condition=Q(item__isnull=False), name="words_version_of_item"
            ),
            models.UniqueConstraint(
                fields=["issue", "part", "number"], condition=Q(item__isnull=True), name="words_version_of_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.number}"


class Presence(models.Model):
    """Who has a part of an issue open just now; forgotten after minutes. ``part`` is an item's id, "highlights" or "head"."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="presences", verbose_name=_("期刊"))
    part = models.CharField(_("部分"), max_length=40)
    account_id = models.UUIDField(_("账号"))
    person_name = models.CharField(_("姓名"), max_length=60)
    seen_at = models.DateTimeField(_("最近一次"))

    class Meta:
        verbose_name = _("在场")
        verbose_name_plural = _("在场")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "part", "account_id"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.part}"
