"""Which units answer for a section of the site; who works in it follows from posts in these units."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class SectionUnit(models.Model):
    """A responsible unit (责任单位) of a section. No part of the page itself: no draft and no old version changes rights."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("栏目"))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("责任单位")
    )

    class Meta:
        verbose_name = _("栏目的责任单位")
        verbose_name_plural = _("栏目的责任单位")
        ordering: ClassVar[list[str]] = ["page", "organisation"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "organisation"], name="section_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.organisation}"
