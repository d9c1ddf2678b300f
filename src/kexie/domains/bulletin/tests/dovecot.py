"""A real mail server for these tests: Dovecot on the loopback, with folders of its own and no more rights than ours."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest
from imap_tools import MailBoxUnencrypted

#: Where Debian puts it; not on everybody's path.
BINARY = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
USER, PASSWORD = "news@yunchuan.example", "yunchuan-mail"

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
instance_name = kexie-{port}
log_path = {home}/log
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
mail_location = maildir:{home}/mail
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Dovecot:
    """A running server with one mailbox."""

    def __init__(self) -> None:
        # A short path: those of sockets have to fit into 108 bytes. And one that `nobody` may walk, who runs it for root.
        self._folder = tempfile.TemporaryDirectory(prefix="kexie-imap-")
        home = self.home = Path(self._folder.name)
        self.port, self.secure = free_port(), free_port()
        owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self._uid, self._gid, self._name = owner.pw_uid, owner.pw_gid, owner.pw_name
        for name in ("run", "state", "mail", "home"):
            (home / name).mkdir()
        self.config = home / "dovecot.conf"
        self._write()
        as_nobody = {"user": self._uid, "group": self._gid, "extra_groups": []} if os.getuid() == 0 else {}
        self._process = subprocess.Popen(
            [str(BINARY), "-F", "-c", str(self.config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            **as_nobody,
        )
        self._wait()

    def _write(self) -> None:
        key, certificate = self.home / "key.pem", self.home / "cert.pem"
        wanted = ("-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1")
        names = ("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate))
        subprocess.run(["openssl", "req", "-x509", *wanted, *names], check=True, capture_output=True)
        words = {
            "home": self.home,
            "port": self.port,
            "secure": self.secure,
            "ssl": "yes",
            "certificate": f"ssl_cert = <{certificate}\nssl_key = <{key}",
            "uid": self._uid,
            "gid": self._gid,
            "user": self._name,
            "group": grp.getgrgid(self._gid).gr_name,
            "password": PASSWORD,
        }
        self.config.write_text(_CONFIG.format(**words))
        if os.getuid() == 0:
            for path in (self.home, *self.home.iterdir()):
                os.chown(path, self._uid, self._gid)

    def _wait(self) -> None:
        """Until it listens, or has said why it does not."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                said = self._process.stderr.read().decode() if self._process.stderr else ""
                pytest.fail(f"dovecot does not start: {said}")
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.settimeout(5)
                if line.recv(4) == b"* OK":
                    return
        log = self.home / "log"
        said = log.read_text() if log.exists() else ""
        self.stop()
        pytest.fail(f"dovecot does not answer: {said}")

    def box(self, folder: str | None = "INBOX") -> MailBoxUnencrypted:
        """A line to the mailbox, as a mail program has one."""
        return MailBoxUnencrypted("127.0.0.1", self.port, timeout=10).login(USER, PASSWORD, folder)

    def deliver(self, *messages: bytes) -> None:
        with self.box() as box:
            for message in messages:
                box.append(message, "INBOX")

    def held(self, folder: str = "INBOX") -> list[str]:
        """The subjects in a folder; none where there is no such folder."""
        with self.box(None) as box:
            if not box.folder.exists(folder):
                return []
            box.folder.set(folder)
            return sorted(found.subject for found in box.fetch(mark_seen=False))

    def seen(self, folder: str = "INBOX") -> int:
        with self.box(folder) as box:
            return len(box.uids("SEEN"))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()
        self._folder.cleanup()
