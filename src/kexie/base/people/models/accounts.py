"""Accounts: what a person logs in with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id
from kexie.base.people.models.persons import Person, UnitQuerySet


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
    password_set_at = models.DateTimeField(_("密码设定时间"), null=True, blank=True, editable=False)
    # Counts up when all sessions of the account are to end; part of what a session is checked against.
    session_generation = models.PositiveIntegerField(_("会话代次"), default=0)
    # The person's mobile number (`PersonSecret`) as a blind index, once a code sent there has come back.
    phone_blind = models.CharField(_("已验证手机的盲索引"), max_length=64, null=True, blank=True, unique=True)
    phone_verified_at = models.DateTimeField(_("手机验证时间"), null=True, blank=True)

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


class Invitation(models.Model):
    """An invitation to open one's own account for a post, good once and until ``expires_at``; the token is only hashed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("邮箱"))
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("人员"))
    name = models.CharField(_("姓名"), max_length=60)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=60, blank=True)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    token_digest = models.CharField(_("令牌摘要"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    by_account = models.UUIDField(_("邀请人账号"), null=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["email", "organisation", "role"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SharedValue(models.Model):
    """What all processes must see of log-ins for some minutes: pace of tries, used codes (`kernel.shared_cache`)."""

    key = models.CharField(_("键"), max_length=255, primary_key=True)
    value = models.TextField(_("值"))
    expires_at = models.DateTimeField(_("失效时间"), db_index=True)

    class Meta:
        verbose_name = _("登录的共享状态")
        verbose_name_plural = _("登录的共享状态")

    def __str__(self) -> str:
        return self.key
