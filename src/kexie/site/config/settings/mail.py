"""Mail: files in the data folder in development, SMTP in production."""

from __future__ import annotations

from kexie.site.config.environment import DATA, PRODUCTION, env, required_in_production
from kexie.site.config.values import address_problem

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST: str = required_in_production("SMTP_HOST", "localhost", what="发信服务器（SMTP）的主机名")
EMAIL_PORT: int = env.int("SMTP_PORT", 587 if PRODUCTION else 25)
EMAIL_HOST_USER: str = env.str("SMTP_USER", "")
EMAIL_HOST_PASSWORD: str = env.str("SMTP_PASSWORD", "")
EMAIL_USE_TLS: bool = env.bool("SMTP_TLS", PRODUCTION)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = required_in_production(
    "MAIL_FROM", "kexie@localhost.localdomain", what="发件人的邮件地址，例如 kexie@example.org", check=address_problem
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
