"""Organisations, persons, posts and accounts: one record each, reused by every form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from kexie.base.kernel.access import roles
from kexie.base.kernel.ids import new_id


class OrganisationKind(models.TextChoices):
    """Kinds of node in the tree (domain: 组织 / 单位)."""

    CITY = "city", _("市科协")
    DEPARTMENT = "department", _("机关部门")
    DISTRICT = "district", _("区科协")
    SOCIETY = "society", _("学会")
    FOUNDATION = "foundation", _("基金会")
    PARK = "park", _("园区科协")
    UNIVERSITY = "university", _("高校科协")
    ENTERPRISE_ASSOCIATION = "enterprise_association", _("企业科协")
    GRASS_ROOTS = "grass_roots", _("基层组织")
    ENTERPRISE = "enterprise", _("企业")
    VENUE = "venue", _("场馆")
    UNKNOWN = "unknown", _("待确认")


class Organisation(MP_Node):
    """A node of the tree; unconfirmed ones were named by an import and wait for a person to place them."""

    # A name and its unconfirmed namesake differ in nothing else, so the name is unique in all.
    uid = models.UUIDField(_("标识"), default=new_id, unique=True, editable=False)
    name = models.CharField(_("名称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=30, choices=OrganisationKind, default=OrganisationKind.UNKNOWN)
    confirmed = models.BooleanField(_("已确认"), default=True)
    created_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("组织")
        verbose_name_plural = _("组织")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """One record per human being."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    created_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    """Filters that chain."""

    def on(self, day: date) -> PostQuerySet:
        """Posts held on ``day``."""
        return self.not_over(day).filter(begin__lte=day)

    def not_over(self, day: date) -> PostQuerySet:
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

    def __str__(self) -> str:
        return f"{self.person} {self.title or self.role}"

    @property
    def role_label(self) -> str:
        """The role's words on screen; the code of a role that no app declares any more."""
        return roles[self.role].label if self.role in roles else self.role


class AccountManager(BaseUserManager["Account"]):
    """Accounts by e-mail address, without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of an address."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> Account:
        """A new account with a hashed password; without one, nobody can log in until it is set."""
        account = self.model(email=self.normalize_email(email).lower(), **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # of Wagtail's uploads
    """What a person logs in with. `PermissionsMixin` serves Wagtail's admin only; everything else reads posts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="account", verbose_name=_("人员")
    )
    email = models.EmailField(_("邮箱"), unique=True)
    is_active = models.BooleanField(_("启用"), default=True)
    date_joined = models.DateTimeField(_("开通时间"), null=True)
    # Counts up when all sessions of the account are to end; part of what a session is checked against.
    session_generation = models.PositiveIntegerField(_("会话代次"), default=0)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay valid: bound to the password and to the generation of sessions."""
        return f"{super().get_session_auth_hash()}.{self.session_generation}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same with earlier secret keys."""
        for earlier in super().get_session_auth_fallback_hash():
            yield f"{earlier}.{self.session_generation}"

    def get_full_name(self) -> str:
        """The person's name, or the part of the address before the @."""
        return self.person.name if self.person else self.email.partition("@")[0]

    def get_short_name(self) -> str:
        """The same as :meth:`get_full_name`."""
        return self.get_full_name()

    @property
    def first_name(self) -> str:
        """Wagtail shows editors by first and last name; ours is one field."""
        return self.get_full_name()

    @property
    def last_name(self) -> str:
        """See :attr:`first_name`."""
        return ""
