"""A gateway for texts that sends nothing: for development and for tests.

It takes what `kernel.texting` sends, asks for the same key, and shows what has arrived on a page of its own. It listens on
the loopback address alone and keeps nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

from django.utils.html import format_html, format_html_join

HOST: Final = "127.0.0.1"
_MOST_KEPT: Final = 200
_LONGEST: Final = 64 * 1024


class Gateway(ThreadingHTTPServer):
    """The server, with what has arrived in ``inbox``, newest last; ``failures`` answers are 503 before it takes any."""

    daemon_threads = True

    def __init__(self, *, port: int = 0, key: str = "") -> None:
        super().__init__((HOST, port), _Handler)
        self.key = key
        self.inbox: list[dict[str, str]] = []
        self.failures = 0

    @property
    def url(self) -> str:
        """Where messages are sent to."""
        return f"http://{HOST}:{self.server_port}/send"


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _LONGEST))
        self._answer(*self._take(body))

    def _take(self, body: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
        if self.server.failures:
            self.server.failures -= 1
            return HTTPStatus.SERVICE_UNAVAILABLE, {"error": "busy"}
        if self.headers.get("Authorization") != f"Bearer {self.server.key}":
            return HTTPStatus.UNAUTHORIZED, {"error": "key"}
        try:
            message = json.loads(body)
            to, text = str(message["to"]), str(message["text"])
        except (ValueError, KeyError, TypeError):
            return HTTPStatus.BAD_REQUEST, {"error": "message"}
        if not (to.isascii() and to.isdigit()):
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"error": "number"}
        self.server.inbox.append({"to": to, "text": text, "template": str(message.get("template", ""))})
        del self.server.inbox[:-_MOST_KEPT]
        return HTTPStatus.ACCEPTED, {"id": len(self.server.inbox)}

    def do_GET(self) -> None:
        """The inbox as a page."""
        lines = ((row["to"], row["text"]) for row in reversed(self.server.inbox))
        rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", lines)
        page = format_html(
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
            "<title>{}</title></head><body><h1>{}</h1><dl>{}</dl></body></html>",
            "短信模拟网关",
            "短信模拟网关：收到的短信",
            rows or format_html("<dd>{}</dd>", "还没有短信。"),
        )
        self._send(HTTPStatus.OK, "text/html; charset=utf-8", page.encode())

    def _answer(self, status: HTTPStatus, data: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(data).encode())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Nothing: what arrives holds codes."""


@contextmanager
def running(*, key: str = "") -> Iterator[Gateway]:
    """A gateway on a free port, for the length of a block."""
    gateway = Gateway(key=key)
    thread = Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.shutdown()
        gateway.server_close()
        thread.join()
