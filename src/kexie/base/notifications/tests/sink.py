"""A small SMTP server on the loopback that takes, refuses or drops mail as a test says."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Sink(socketserver.ThreadingTCPServer):
    """What has come in; ``replies`` puts another reply in place of the good one, by verb ("." is the end of DATA).

    A reply of None drops the line instead.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.replies: dict[str, str | None] = {}
        self.taken: list[EmailMessage] = []
        self.connections = 0
        self._lines: list[Any] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def reply(self, verb: str, good: str) -> str | None:
        return self.replies.get(verb, good)

    def hang_up(self) -> None:
        """Drop every line from this side, as a server does that grew tired of waiting."""
        for line in self._lines:
            with contextlib.suppress(OSError):  # closed by then
                line.shutdown(socket.SHUT_RDWR)
        self._lines.clear()

    def stop(self) -> None:
        self.hang_up()
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that broke is what some tests are about."""


class _Talk(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.server.connections += 1
        self.server._lines.append(self.request)
        if not self._say(self.server.reply("CONNECT", "220 sink")):
            return
        while line := self.rfile.readline():
            verb = line[:4].decode().strip().upper()
            if not self._answer(verb):
                return

    def _answer(self, verb: str) -> bool:
        if verb == "DATA" and self._say(self.server.reply("DATA", "354 go on")):
            if "DATA" in self.server.replies:
                return True
            content = self._content()
            answer = self.server.reply(".", "250 taken")
            if answer is None or answer.startswith("250"):
                self.server.taken.append(message_from_bytes(content, policy=policy.default))
            return self._say(answer)
        good = "221 bye" if verb == "QUIT" else "250 fine"
        return self._say(self.server.reply(verb, good)) and verb != "QUIT"

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, text: str | None) -> bool:
        if text is None:
            return False
        self.wfile.write(f"{text}\r\n".encode())
        return True
