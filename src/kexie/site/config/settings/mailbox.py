"""The office's mailbox, from which units' mails are fetched (IMAP); without a host, nothing is."""

from __future__ import annotations

from kexie.site.config.environment import checked, env
from kexie.site.config.values import mailbox_tls_problem

KEXIE_MAILBOX_HOST: str = env.str("MAILBOX_HOST", "")
#: 0: the port that belongs to the kind of encryption.
KEXIE_MAILBOX_PORT: int = env.int("MAILBOX_PORT", 0)
KEXIE_MAILBOX_USER: str = env.str("MAILBOX_USER", "")
KEXIE_MAILBOX_PASSWORD: str = env.str("MAILBOX_PASSWORD", "")
KEXIE_MAILBOX_TLS: str = checked("MAILBOX_TLS", "ssl", what="ssl、starttls、none", check=mailbox_tls_problem)
KEXIE_MAILBOX_FOLDER: str = env.str("MAILBOX_FOLDER", "") or "INBOX"
KEXIE_MAILBOX_HANDLED: str = env.str("MAILBOX_HANDLED", "") or "已收取"
#: The address of the mailbox where the user's name is none; further ones of ours, separated by commas.
KEXIE_MAILBOX_ADDRESSES: list[str] = env.list("MAILBOX_ADDRESSES", [])
#: The server whose Authentication-Results are believed (RFC 8601); empty: what a mail says of itself is compared.
KEXIE_MAILBOX_AUTHSERV: str = env.str("MAILBOX_AUTHSERV", "")
