"""What can be found: one entry per thing, and its text in pieces that an index can hold."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

#: A chunk's key is its entry's × this + its number, so that the index alone leads to the entry, without the chunk's row.
CHUNKS_PER_ENTRY: Final = 4096


class SearchEntry(models.Model):
    """A thing that an app has put here: enough to list it, to rank it and to decide who may see it."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(_("来源"), max_length=40)
    key = models.CharField(_("编号"), max_length=100)
    on = models.DateField(_("日期"), null=True)
    public = models.BooleanField(_("公开"))
    ability = models.CharField(_("所需权限"), max_length=100, blank=True)
    unit_path = models.CharField(_("单位路径"), max_length=255, blank=True)
    url = models.TextField(_("地址"))
    title = models.CharField(_("标题"), max_length=300)
    compact_title = models.CharField(_("无标点标题"), max_length=600)
    pinyin = models.CharField(_("拼音"), max_length=1000, blank=True)
    initials = models.CharField(_("拼音首字母"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("检索条目")
        verbose_name_plural = _("检索条目")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="search_entry_once"),
            models.CheckConstraint(
                condition=models.Q(public=True) | ~models.Q(ability=""), name="search_entry_public_or_by_ability"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SearchChunk(models.Model):
    """A piece of an entry's text, and its tokens; the database keeps the index on ``tokens`` by itself (migration 0001).

    PostgreSQL holds 16,383 positions in a tsvector, so long documents come in several overlapping pieces.
    """

    id = models.BigIntegerField(primary_key=True)
    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="chunks", verbose_name=_("条目"))
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.TextField(_("正文"), blank=True)
    tokens = models.TextField(_("索引词"), blank=True)

    class Meta:
        verbose_name = _("检索文本")
        verbose_name_plural = _("检索文本")

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.number}"
