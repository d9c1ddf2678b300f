"""What is asked of a password, and what is said where it falls short: Django's own checks in our own sentences."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kexie.base.people import rules


class LikeOneself(password_validation.UserAttributeSimilarityValidator):
    """No password that is like the account's address."""

    def get_error_message(self) -> str:
        """How to mend it."""
        return _("密码与您的%(verbose_name)s太接近，容易被猜到，请换一个。")

    def get_help_text(self) -> str:
        """What is asked."""
        return _("不要与您的邮箱接近。")


class LeastLength(password_validation.MinimumLengthValidator):
    """No password of fewer than ``min_length`` characters."""

    def get_error_message(self) -> str:
        """How to mend it."""
        return _("密码太短，请至少输入%(least)d个字符。") % {"least": self.min_length}

    def get_help_text(self) -> str:
        """What is asked."""
        return _("密码至少%(least)d个字符。") % {"least": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    """No password that many people use."""

    def get_error_message(self) -> str:
        """How to mend it."""
        return _("这个密码很常见，容易被猜到，请换一个。")

    def get_help_text(self) -> str:
        """What is asked."""
        return _("不要使用常见的密码。")


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    """No password of digits alone."""

    def get_error_message(self) -> str:
        """How to mend it."""
        return _("密码全是数字，容易被猜到，请加入字母或其他字符。")

    def get_help_text(self) -> str:
        """What is asked."""
        return _("不要只用数字。")


class ContextWords:
    """No password made of the platform's and the association's own words (ASVS 5.0, 6.2.11)."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a password that is little more than such words."""
        if not rules.strong_without(password, self.words):
            raise ValidationError(_("密码主要由本平台的名称等容易猜到的词组成，请换一个。"), code="context")

    def get_help_text(self) -> str:
        """What is asked."""
        return _("不要使用平台或单位的名称。")


def asked() -> str:
    """What is asked of a new password, in plain sentences for beside its field."""
    return "".join(password_validation.password_validators_help_texts())
