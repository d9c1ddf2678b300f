"""What is refused of mails that come in, and of the mailbox that they come from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Invalid
from kexie.domains.bulletin.errors import BulletinError


class DangerousPaper(Invalid):
    """A paper with macros, outside templates or the like: it is not read."""

    code = "bulletin.dangerous_paper"


class MailboxNotConfigured(BulletinError):
    """No mailbox is named in the environment."""

    code = "bulletin.mailbox_not_configured"
    status = 503
    default_message = _(
        "还没有配置收信邮箱。请在环境变量中设置 KEXIE_MAILBOX_HOST、KEXIE_MAILBOX_USER 和 KEXIE_MAILBOX_PASSWORD，"
        "说明见 .env.example。"
    )


class MailboxUnreachable(BulletinError):
    """The mailbox cannot be opened, or the line to it broke; the sentence says what to look at."""

    code = "bulletin.mailbox_unreachable"
    status = 503


class MailNotAssigned(BulletinError):
    """A mail that cannot become a submission as asked; ``errors`` maps fields to sentences."""

    code = "bulletin.mail_not_assigned"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)
        self.errors = errors


class MailHandled(BulletinError):
    """Somebody else has dealt with the mail meanwhile, or what was made of it is in use."""

    code = "bulletin.mail_handled"
    status = 409


class SenderRefused(BulletinError):
    """An address that cannot be registered as asked; ``errors`` maps fields to sentences."""

    code = "bulletin.sender"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)
        self.errors = errors
