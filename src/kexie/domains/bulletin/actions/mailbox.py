"""The line to the office's mailbox (IMAP). Nothing is marked as read or moved but by :meth:`Mailbox.put_aside`."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from kexie.domains.bulletin.errors.mails import MailboxNotConfigured, MailboxUnreachable

#: Seconds until a server that says nothing counts as gone.
TIMEOUT: Final = 20
_AT_HOME: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_BROKEN: Final = (OSError, imaplib.IMAP4.error, ImapToolsError)


def is_configured() -> bool:
    """Whether a mailbox is named."""
    return bool(settings.KEXIE_MAILBOX_HOST)


class Mailbox:
    """An open mailbox; messages are known by their unique identifiers (UID), which grow with time."""

    def __init__(self, box: BaseMailBox) -> None:
        self._box = box
        self._has_handled = False

    def waiting(self) -> list[str]:
        """The messages in the folder, the oldest first."""
        return sorted(self._box.uids("ALL", charset=None), key=int)

    def size(self, uid: str) -> int:
        """Bytes of a message; 0 for one that is gone."""
        answer = self._fetch(uid, "(RFC822.SIZE)")
        found = next((match for part in answer if (match := _SIZE.search(_line(part)))), None)
        return int(found[1]) if found else 0

    def message(self, uid: str, *, head_only: bool = False) -> bytes:
        """A message, byte by byte, or its headers alone; nothing for one that is gone."""
        answer = self._fetch(uid, "(BODY.PEEK[HEADER])" if head_only else "(BODY.PEEK[])")
        return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), b"")

    def put_aside(self, uid: str) -> None:
        """Move a message into the folder of what has been taken, which is made where there is none."""
        folder = settings.KEXIE_MAILBOX_HANDLED
        if not self._has_handled and not self._box.folder.exists(folder):
            self._box.folder.create(folder)
        self._has_handled = True
        self._box.move([uid], folder)

    def _fetch(self, uid: str, what: str) -> list[Any]:
        status, answer = self._box.client.uid("FETCH", uid, what)
        if status != "OK":
            raise ImapToolsError
        return [part for part in answer if part is not None]


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """The mailbox that the settings name. Raises MailboxNotConfigured, and MailboxUnreachable at any moment."""
    if not is_configured():
        raise MailboxNotConfigured
    try:
        box = _connected()
        try:
            _enter(box)
            yield Mailbox(box)
        finally:
            with suppress(*_BROKEN):
                box.logout()
    except MailboxLoginError:
        raise MailboxUnreachable(_("收信邮箱不接受用户名或密码。不少邮箱要用单独的授权码，请核对后再试。")) from None
    except MailboxFolderSelectError:
        sentence = _("收信邮箱里没有文件夹“%(folder)s”，请核对 KEXIE_MAILBOX_FOLDER。")
        raise MailboxUnreachable(sentence % {"folder": settings.KEXIE_MAILBOX_FOLDER}) from None
    except ssl.SSLError:
        sentence = _("与收信服务器%(host)s的加密连接没有建立，请核对 KEXIE_MAILBOX_TLS、端口和服务器的证书。")
        raise MailboxUnreachable(sentence % {"host": settings.KEXIE_MAILBOX_HOST}) from None
    except _BROKEN:
        sentence = _("无法连接收信服务器%(host)s，或者连接中断。请核对主机名和端口，稍后再试；已收取的邮件不会重复。")
        raise MailboxUnreachable(sentence % {"host": settings.KEXIE_MAILBOX_HOST}) from None


def _connected() -> BaseMailBox:
    host, tls = settings.KEXIE_MAILBOX_HOST, settings.KEXIE_MAILBOX_TLS
    if tls == "ssl":
        context = ssl.create_default_context()
        return MailBox(host, settings.KEXIE_MAILBOX_PORT or 993, timeout=TIMEOUT, ssl_context=context)
    port = settings.KEXIE_MAILBOX_PORT or 143
    if tls == "starttls":
        return MailBoxStartTls(host, port, timeout=TIMEOUT, ssl_context=ssl.create_default_context())
    if host not in _AT_HOME:
        sentence = _("不加密的收信连接只能用于本机，请把 KEXIE_MAILBOX_TLS 改为 ssl 或 starttls。")
        raise MailboxUnreachable(sentence)
    return MailBoxUnencrypted(host, port, timeout=TIMEOUT)


def _enter(box: BaseMailBox) -> None:
    """Log in, say who we are where the server asks for it (RFC 2971; NetEase lets nobody in otherwise), open the folder."""
    user, password = settings.KEXIE_MAILBOX_USER, settings.KEXIE_MAILBOX_PASSWORD
    (box.login if (user + password).isascii() else box.login_utf8)(user, password, None)
    known = b" ".join(part for part in box.client.capability()[1] if part).decode("ascii", "replace").upper().split()
    box.client.capabilities = tuple(known)  # a server may offer more to whom it knows, MOVE for one
    if "ID" in known:
        box.client.xatom("ID", '("name" "kexie")')
    box.folder.set(settings.KEXIE_MAILBOX_FOLDER)


def _line(part: Any) -> bytes:
    return bytes(part[0] if isinstance(part, tuple) else part)
