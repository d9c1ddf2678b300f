"""Mail: files in the data folder in development, SMTP in production."""

from __future__ import annotations

from kexie.site.config.environment import DATA, PRODUCTION, env, required_in_production

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST: str = required_in_production("SMTP_HOST", "localhost", what="the SMTP server's host name")
EMAIL_PORT: int = env.int("SMTP_PORT", 587 if PRODUCTION else 25)
EMAIL_HOST_USER: str = env.str("SMTP_USER", "")
EMAIL_HOST_PASSWORD: str = env.str("SMTP_PASSWORD", "")
EMAIL_USE_TLS: bool = env.bool("SMTP_TLS", PRODUCTION)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = required_in_production(
    "MAIL_FROM", "kexie@localhost.localdomain", what="the sender's address"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
