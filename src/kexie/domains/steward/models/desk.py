"""What belongs to the desk: replies that a unit uses again and again."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.scoping import ScopedQuerySet


class TemplateQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """Those of units within ``reach``."""
        return self.filter(reach.q("unit__path"))


class ReplyTemplate(models.Model):
    """A reply to applicants that a unit keeps; its people put it into a message and change it there."""

    unit = models.ForeignKey("people.Organisation", models.CASCADE, related_name="+", verbose_name=_("单位"))
    title = models.CharField(_("标题"), max_length=40)
    text = models.CharField(_("内容"), max_length=1000)
    made_at = models.DateTimeField(_("编写时间"))

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("回复模板")
        verbose_name_plural = _("回复模板")
        ordering: ClassVar[list[str]] = ["title", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "title"], name="reply_template_title_once"),
        ]

    def __str__(self) -> str:
        return self.title
