"""What was learnt from closed cases: models in versions, one of them in force."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SuggestionModel(models.Model):
    """A model of matters and one of units (`rules.suggesting`), with what it was learnt from and how well it guesses.

    ``matters`` and ``units`` are the models as plain values, emptied when another takes their place; ``figures`` holds for each
    of them how many cases were held back and how many of these were guessed. Where too little was closed, they are empty.
    """

    version = models.PositiveIntegerField(_("版本"), unique=True)
    in_force = models.BooleanField(_("使用中"), default=True)
    trained_at = models.DateTimeField(_("训练时间"))
    trained_by = models.UUIDField(_("训练人账号"), null=True)
    trained_by_name = models.CharField(_("训练人"), max_length=60)
    cases = models.PositiveIntegerField(_("学习的办件数"))
    figures = models.JSONField(_("检验结果"), default=dict)
    matters = models.JSONField(_("事项模型"), default=dict)
    units = models.JSONField(_("单位模型"), default=dict)

    class Meta:
        verbose_name = _("推荐模型")
        verbose_name_plural = _("推荐模型")
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["in_force"], condition=Q(in_force=True), name="suggestions_one_in_force"),
        ]

    def __str__(self) -> str:
        return str(self.version)
