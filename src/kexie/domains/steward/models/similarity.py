"""The marks of cases, by which similar ones are found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.base.matters.api import OfCaseQuerySet


class CaseMark(models.Model):
    """A word of what a case is about, as a keyed digest (`rules.similarity`): it is compared, never read."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("matters.Case", models.CASCADE, related_name="+", verbose_name=_("办件"))
    mark = models.BigIntegerField(_("比对码"))

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件比对码")
        verbose_name_plural = _("办件比对码")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Of those that bear a mark the newest are looked at: keys grow with time.
            models.UniqueConstraint(fields=["mark", "case"], name="case_mark_once"),
        ]

    def __str__(self) -> str:
        return str(self.mark)
