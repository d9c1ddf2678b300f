"""Persons: one record per human being."""

from __future__ import annotations

from typing import ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet


class PersonQuerySet(ScopedQuerySet):
    """Persons of the units within reach."""

    def within(self, reach: Reach) -> Self:
        """Persons with a post, a membership or their registration in a unit within ``reach``, now or once.

        Rules have no clock: what belongs to a day (`queries.persons.in_reach`) narrows it further.
        """
        if reach.everywhere:
            return self
        served = (
            apps.get_model("people", name)._base_manager.filter(reach.q("organisation__path")).values("person_id")
            for name in ("Post", "Membership")
        )
        here = Person._base_manager.filter(reach.q("registered_in__path")).order_by().values("pk")
        return self.filter(pk__in=here.union(*(rows.order_by() for rows in served)))


class PersonalQuerySet(ScopedQuerySet):
    """Rows that belong to a ``person``."""

    def within(self, reach: Reach) -> Self:
        """Rows of the persons within ``reach``."""
        if reach.everywhere:
            return self
        return self.filter(
            person__in=Person.objects.within(reach).beyond("a part of this query").order_by().values("pk")
        )


class UnitQuerySet(ScopedQuerySet):
    """Rows that belong to an ``organisation``."""

    def within(self, reach: Reach) -> Self:
        """Rows of the units within ``reach``."""
        return self.filter(reach.q("organisation__path"))


class Person(models.Model):
    """One record per human being."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    created_at = models.DateTimeField(_("建立时间"))
    sex = models.CharField(_("性别"), max_length=1, blank=True)
    nationality = models.CharField(_("民族"), max_length=2, blank=True)
    degree = models.CharField(_("学位"), max_length=3, blank=True)
    professional_title = models.CharField(_("专业技术职称"), max_length=3, blank=True)
    workplace = models.CharField(_("工作单位"), max_length=120, blank=True)
    # Pinyin and initials of the name, for search: "linzhiyao lzy".
    letters = models.CharField(_("拼音"), max_length=400, blank=True, editable=False)
    # The unit that has registered the person sees him or her before any post is granted.
    registered_in = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记单位")
    )
    # A record that was merged stays empty and says into which one; undoing the merge brings it back.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="merged_records",
        verbose_name=_("并入"),
    )
    # Erased on request: what the law lets stand (that somebody held a post) stands, without who it was.
    erased_at = models.DateTimeField(_("删除个人信息的时间"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [
            # The register turns its pages along this one; records that were merged into others are not in it.
            # A full index of the key of nearly always nothing would lure the planner into reading all.
            models.Index(
                fields=["letters", "id", "merged_into"], condition=Q(merged_into__isnull=True), name="person_by_letters"
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonSecret(models.Model):
    """An identity number, a mobile number or the like, sealed by the vault; who may see it in clear says so first.

    ``element`` is the code of its data element. ``blind`` is the keyed digest by which an exact value is found;
    ``key_id`` says with which key ``sealed`` was written, so that a rotation finds what it has still to do.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="secrets", verbose_name=_("人员"))
    element = models.SlugField(_("数据元"), max_length=60, db_index=False)
    sealed = models.TextField(_("密文"))
    key_id = models.CharField(_("密钥编号"), max_length=40, db_index=True)
    blind = models.CharField(_("盲索引"), max_length=64)
    changed_at = models.DateTimeField(_("更新时间"))

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("加密信息")
        verbose_name_plural = _("加密信息")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "element"], name="person_secret_once"),
            models.UniqueConstraint(
                fields=["blind"], condition=Q(element="identity_number"), name="person_identity_number_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["element", "blind"], name="person_secret_blind")]

    def __str__(self) -> str:
        return f"{self.element}"


class Membership(models.Model):
    """A person's membership of a society, from ``begin`` to ``end`` inclusive; it gives no rights."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name=_("人员"))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="memberships", verbose_name=_("组织")
    )
    kind = models.CharField(_("会员类别"), max_length=20)
    number = models.CharField(_("会员号"), max_length=30, blank=True)
    begin = models.DateField(_("入会日期"))
    end = models.DateField(_("退会日期"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("会籍")
        verbose_name_plural = _("会籍")
        ordering: ClassVar[list[str]] = ["begin", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("begin")), name="membership_ends_after_begin"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(end__isnull=True), name="membership_open_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "number"], condition=~Q(number=""), name="membership_number_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "end", "person"], name="membership_by_unit")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.organisation}"


class PersonMerge(models.Model):
    """Two records that were one human being: what was moved from ``merged`` to ``kept``, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("保留的记录"))
    merged = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("并入的记录"))
    # Rows as model, key, field, before, after; and rows set aside because the kept record has the like.
    moved = models.JSONField(_("移动的内容"), default=list)
    reason = models.CharField(_("理由"), max_length=200)
    at = models.DateTimeField(_("合并时间"))
    by_name = models.CharField(_("办理人"), max_length=60)
    by_account = models.UUIDField(_("办理人账号"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by_name = models.CharField(_("撤销人"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("人员合并")
        verbose_name_plural = _("人员合并")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="person_merge_of_two"),
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="person_merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"


class PersonSpelling(models.Model):
    """One way in which a person's name may be typed, derived from the name: a search asks the index for a beginning."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="spellings", verbose_name=_("人员"))
    text = models.CharField(_("写法"), max_length=60)

    class Meta:
        verbose_name = _("姓名写法")
        verbose_name_plural = _("姓名写法")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["text", "person"], name="person_spelling", opclasses=["varchar_pattern_ops", "uuid_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.text
