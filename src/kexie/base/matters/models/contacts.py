"""Where an applicant without an account is reached."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.base.matters.models.cases import OfCaseQuerySet


class CaseContact(models.Model):
    """The contact that was noted with a case: ``sealed`` holds it, and no page shows it. By it the applicant is told of news,
    and proves that the case is his own.
    """

    case = models.OneToOneField(
        "matters.Case", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("办件")
    )
    sealed = models.TextField(_("联系方式（密文）"))
    key_id = models.CharField(_("密钥编号"), max_length=40, db_index=True)
    noted_at = models.DateTimeField(_("登记时间"))

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件联系方式")
        verbose_name_plural = _("办件联系方式")

    def __str__(self) -> str:
        return str(self.case_id)
