"""The HTTP face: one thread for each connection, kept alive, header and body in one write.

`http.server` suffices: the load is one client's, and two writes per answer (what it does by itself) would cost 40 ms
each by delayed acknowledgement.
"""

import gzip
import socket
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.google_service.wire import Answer, DropConnectionError, Request

WORTH_ZIPPING = 2_048


class Server(ThreadingHTTPServer):
    """Answers every request with `answering`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, answering: Callable[[Request], Answer]) -> None:
        self.answering = answering
        super().__init__(("127.0.0.1", port), Front)


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)

    def _serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self._body(headers)
        try:
            answer = self.server.answering(Request.of(self.command, self.path, headers, body))
        except DropConnectionError:
            self._drop()
            return
        self._send(answer, zipped="gzip" in headers.get("accept-encoding", ""))

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks()
        raw = self.rfile.read(int(headers.get("content-length") or 0))
        return gzip.decompress(raw) if headers.get("content-encoding") == "gzip" else raw

    def _chunks(self) -> bytes:
        out = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            out += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return out

    def _send(self, answer: Answer, *, zipped: bool) -> None:
        body = answer.encoded()
        zipped = zipped and len(body) > WORTH_ZIPPING
        if zipped:
            body = gzip.compress(body, 1)
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"Content-Type: {answer.content_type}", f"Content-Length: {len(body)}", "Server: ESF"]
        lines += ["Cache-Control: private", "Vary: Origin, X-Origin, Referer"]
        lines += ["Content-Encoding: gzip"] * zipped
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        self.wfile.flush()

    def _drop(self) -> None:
        """Close without a word; linger 0 makes it a reset rather than an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.close_connection = True
        self.connection.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names given by http.server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the log is ours."""
