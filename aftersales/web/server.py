"""The worker of gunicorn that slow clients cannot occupy.

A thread takes a request only when its head is whole: until then it waits in the loop that waits for all connections,
for ten seconds at most. For its body, a client has time in proportion to its length. A proxy that takes requests whole
is still better, because a slow body does take a thread (docs/operations.md).
"""

from __future__ import annotations

import selectors
import time
from functools import partial
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import ThreadWorker

HEAD_SECONDS = 10.0
HEAD_BYTES = 64 * 1024
BODY_SECONDS = 15.0
BODY_BYTES_A_SECOND = 20_000
LONGEST_BODY_SECONDS = 300.0


class PatientWorker(ThreadWorker):
    def enqueue_req(self, conn: Any) -> None:
        if conn.is_http2 or self.cfg.is_ssl or (conn.parser and conn.parser.unreader.buf.getvalue()):
            super().enqueue_req(conn)
        else:
            self._read_head(conn, b"", time.monotonic() + HEAD_SECONDS)

    def _read_head(self, conn: Any, head: bytes, deadline: float) -> None:
        conn.sock.setblocking(False)
        try:
            data = conn.sock.recv(HEAD_BYTES)
        except BlockingIOError:
            self._wait(conn, head, deadline)
            return
        except OSError:
            data = b""
        if not data:
            self._drop(conn)
        elif b"\r\n\r\n" in (head := head + data) or len(head) > HEAD_BYTES:
            conn.parser = conn.parser or http.get_parser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader.unread(head)
            conn.data_ready = True
            super().enqueue_req(conn)
        else:
            self._wait(conn, head, deadline)

    def _wait(self, conn: Any, head: bytes, deadline: float) -> None:
        conn.timeout = deadline
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._more, conn, head, deadline))

    def _more(self, conn: Any, head: bytes, deadline: float, _sock: Any) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        self._read_head(conn, head, deadline)

    def murder_pending(self) -> None:
        """Who sends a little again and again stands behind others in the queue, so look at all of them."""
        now = time.monotonic()
        for conn in [conn for conn in self.pending_conns if conn.timeout <= now]:
            self.pending_conns.remove(conn)
            self.poller.unregister(conn.sock)
            self._drop(conn)

    def _drop(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle_request(self, req: Any, conn: Any) -> bool:
        unreader = conn.parser.unreader
        unreader.sock = _Hurried(conn.sock, time.monotonic() + _body_seconds(req))
        try:
            return bool(super().handle_request(req, conn))
        finally:
            unreader.sock = conn.sock


def _body_seconds(req: Any) -> float:
    lengths = [value for name, value in req.headers if name == "CONTENT-LENGTH" and value.isdecimal()]
    return min(BODY_SECONDS + int(lengths[0] if lengths else 0) / BODY_BYTES_A_SECOND, LONGEST_BODY_SECONDS)


class _Hurried:
    """A socket whose reading ends at a moment, however often a little arrives."""

    def __init__(self, sock: Any, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def recv(self, size: int) -> bytes:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the body came too slowly")
        self._sock.settimeout(left)
        try:
            return bytes(self._sock.recv(size))
        finally:
            self._sock.settimeout(None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)
