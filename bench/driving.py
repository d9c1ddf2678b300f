"""A load generator of one process: `python -m bench.driving PORT PATH SECONDS CONNECTIONS [HEADER …]`.

So many connections are kept alive, each with one request under way. It prints one line of JSON: requests per second, the
99th percentile of their times in milliseconds, what went wrong, and for every body that came when a request that it answers was
sent first and last (seconds of the machine's monotonic clock, which all processes share).
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
import zlib
from dataclasses import dataclass, field


@dataclass(slots=True)
class Line:
    """A connection, what has come on it, and when its request was sent."""

    port: int
    request: bytes
    socket: socket.socket | None = None
    came: bytearray = field(default_factory=bytearray)
    sent: float = 0.0

    def send(self) -> None:
        """Send the request, on a new connection if need be."""
        self.came.clear()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = time.monotonic()
        self.socket.sendall(self.request)

    def hang_up(self) -> None:
        """Close the connection."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def answer(self) -> tuple[bool, bytes] | None:
        """Whether the answer is a 200, and its body, once it is whole."""
        head, blank, body = bytes(self.came).partition(b"\r\n\r\n")
        if not blank:
            return None
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"), None)
        if length is None:
            raise SystemExit("an answer without Content-Length")
        return (head.startswith(b"HTTP/1.1 200"), body) if len(body) >= length else None


@dataclass(slots=True)
class Results:
    """Times in seconds, wrong answers, and when each body was asked for first and last."""

    times: list[float] = field(default_factory=list)
    wrong: int = 0
    bodies: dict[str, list[float]] = field(default_factory=dict)

    def take(self, line: Line, right: bool, body: bytes) -> None:
        """Count one answer."""
        self.times.append(time.monotonic() - line.sent)
        self.wrong += not right
        seen = self.bodies.setdefault(f"{zlib.crc32(body):08x}", [line.sent, line.sent])
        seen[0], seen[1] = min(seen[0], line.sent), max(seen[1], line.sent)


def drive(port: int, path: str, seconds: float, connections: int, headers: list[str]) -> Results:
    """Ask again and again for ``seconds``; connections that the server closes between two requests are opened anew."""
    asked = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers, "", ""]
    lines = [Line(port, "\r\n".join(asked).encode()) for _ in range(connections)]
    results, end = Results(), time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for line in lines:
            _ask(line, selector)
        while time.monotonic() < end:
            for key, _events in selector.select(1):
                _hear(key.data, selector, results)
    for line in lines:
        line.hang_up()
    return results


def _ask(line: Line, selector: selectors.BaseSelector) -> None:
    fresh = line.socket is None
    line.send()
    if fresh and line.socket is not None:
        selector.register(line.socket, selectors.EVENT_READ, line)


def _hear(line: Line, selector: selectors.BaseSelector, results: Results) -> None:
    assert line.socket is not None
    try:
        came = line.socket.recv(262_144)
    except ConnectionError:
        came = b""
    line.came += came
    answer = line.answer() if came else None
    closing = b"connection: close" in line.came[:2000].lower()
    if answer is not None:
        results.take(line, *answer)
    elif came:
        return
    else:
        results.wrong += bool(line.came)
    if not came or closing:
        selector.unregister(line.socket)
        line.hang_up()
    _ask(line, selector)


def main() -> None:
    """Drive as the command line says."""
    port, path, seconds, connections, *headers = sys.argv[1:]
    results = drive(int(port), path, float(seconds), int(connections), headers)
    times = sorted(results.times)
    told = {
        "rps": len(times) / float(seconds),
        "p99_ms": times[len(times) * 99 // 100] * 1000,
        "wrong": results.wrong,
        "bodies": results.bodies,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
