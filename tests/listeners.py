"""Servers on loopback that take what kpi-tui tells: a mail server and a web server."""

from __future__ import annotations

import json
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class WebServer(ThreadingHTTPServer):
    """Answers every POST with ``status`` and keeps what it was told."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.told: list[tuple[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Web)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Web(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.told.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as it takes to be given a mail."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.mails: list[Any] = []
        super().__init__(("127.0.0.1", 0), _Mail)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Mail(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 loopback")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(message_from_bytes(b"".join(lines), policy=default))
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def listening(server: socketserver.BaseServer) -> Iterator[None]:
    """Let a server listen for as long as the block runs."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def web(status: int = 200) -> Iterator[WebServer]:
    server = WebServer(status)
    with listening(server):
        yield server


@contextmanager
def mail() -> Iterator[MailServer]:
    server = MailServer()
    with listening(server):
        yield server
