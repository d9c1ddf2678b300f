"""Posts: who is what, where and when; permission comes from here."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import roles
from kexie.base.kernel.ids import new_id
from kexie.base.people.models.organisations import Organisation
from kexie.base.people.models.persons import Person, UnitQuerySet


class PostQuerySet(UnitQuerySet):
    """Filters that chain."""

    def on(self, day: date) -> Self:
        """Posts held on ``day``."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), begin__lte=day)

    def in_force(self, day: date) -> Self:
        """Posts that give rights on ``day``: held, with a role that was not stopped."""
        held = Q(end__isnull=True) | Q(end__gte=day)
        return self.filter(held, ~Q(role=""), begin__lte=day, stopped_at__isnull=True)

    def not_over(self, day: date) -> Self:
        """Posts held on ``day`` or later."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day))


class Post(models.Model):
    """A person's role and title in an organisation, from ``begin`` to ``end`` inclusive; permission comes from here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="posts", verbose_name=_("人员"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=60, blank=True)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    precedence = models.PositiveSmallIntegerField(_("排序"), default=100)
    begin = models.DateField(_("起始日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True)
    basis = models.CharField(_("任免文号"), max_length=60, blank=True)
    # Ended today: the day is still one of the post, its rights are over from this moment.
    stopped_at = models.DateTimeField(_("权限终止时间"), null=True, blank=True)
    # A keyed digest over person, unit, role and dates: a row that was edited in the database gives no rights.
    seal = models.CharField(_("校验值"), max_length=64, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering: ClassVar[list[str]] = ["precedence", "begin", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("begin")), name="post_ends_after_begin"
            ),
            models.CheckConstraint(condition=~Q(role="") | ~Q(title=""), name="post_has_role_or_title"),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(end__isnull=True) & ~Q(role=""),
                name="post_open_role_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Who serves in the units of a district is read from this one alone, without the rows.
            models.Index(fields=["organisation", "end", "person"], name="post_by_unit"),
            # Few posts carry a role: who asks for those alone (the inbox, on every page of who reviews rights) reads few rows.
            models.Index(fields=["organisation", "begin"], condition=~Q(role=""), name="post_with_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.title or self.role}"

    @property
    def role_label(self) -> str:
        """The role's words on screen; the code of a role that no app declares any more."""
        return roles[self.role].label if self.role in roles else self.role


class AccessReview(models.Model):
    """Somebody has looked through who may do what in a unit (ASVS 5.0, 8.4; GB/T 22239-2019, 8.1.4.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("单位"))
    at = models.DateTimeField(_("核查时间"))
    by_name = models.CharField(_("核查人"), max_length=60)
    by_account = models.UUIDField(_("核查人账号"), null=True)
    # What was on the list: post, person, role, begin, end; and what was done about it.
    holdings = models.JSONField(_("核查内容"), default=list)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("权限核查")
        verbose_name_plural = _("权限核查")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.at:%Y-%m-%d}"
