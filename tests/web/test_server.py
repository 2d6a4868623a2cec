"""Slow clients do not keep the web server from others."""

import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, suppress

import pytest

from aftersales.bootstrap import commands
from aftersales.bootstrap.paths import ROOT
from tests.processes import free_port

pytestmark = pytest.mark.once
APP = """
from aftersales.web import server

server.HEAD_SECONDS, server.BODY_SECONDS = 3.0, 1.0


def application(environ, start_response):
    try:
        body = environ["wsgi.input"].read()
    except OSError:
        body = b"too slow"
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body or b"here"]
"""


@pytest.fixture
def port(tmp_path):
    (tmp_path / "app.py").write_text(APP)
    port = free_port()
    command = commands.web(f"127.0.0.1:{port}")
    command[1] = "app:application"
    words = [sys.executable, "-m", *command, "--pythonpath", f"{tmp_path},{ROOT}"]
    process = subprocess.Popen(words, cwd=tmp_path, env={"PATH": "/usr/bin:/bin", "WEB_CONCURRENCY": "1"})
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            get(port)
            break
        except OSError:
            time.sleep(0.1)
    yield port
    process.terminate()
    process.wait(60)


def get(port, data=None):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", data, timeout=30) as answer:
        return answer.read()


def test_forty_slow_sockets_keep_nobody_waiting(port):
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(80)]
        for number, line in enumerate(lines):
            if number % 2:
                line.sendall(b"GET / HTTP/1.1\r\nHost: lo")
        started = time.monotonic()
        for _ in range(10):
            assert get(port) == b"here"
        assert time.monotonic() - started < 2
        for _ in range(8):  # a little again and again is no request either
            time.sleep(0.5)
            for line in lines[:5]:
                with suppress(OSError):
                    line.sendall(b"X")
        for line in lines:
            line.settimeout(5)
            with suppress(ConnectionResetError):
                assert line.recv(10) == b""


def test_request_in_pieces_and_several_on_one_connection_are_answered(port):
    with socket.create_connection(("127.0.0.1", port)) as line:
        for _ in range(3):
            for piece in (b"POST / HTTP/1.1\r\n", b"Host: localhost\r\nContent-Le", b"ngth: 5\r\n\r\n", b"he", b"llo"):
                line.sendall(piece)
                time.sleep(0.05)
            line.settimeout(5)
            answer = line.recv(4096)
            while b"hello" not in answer:
                answer += line.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200")
    assert get(port, b"x" * 3_000_000) == b"x" * 3_000_000


def test_body_that_comes_too_slowly_is_given_up(port):
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n")
        started = time.monotonic()
        line.settimeout(0.2)
        answer = b""
        while b"too slow" not in answer and time.monotonic() - started < 10:
            try:
                line.sendall(b"x") if not answer else None
                answer += line.recv(4096)
            except TimeoutError:
                continue
        assert b"too slow" in answer
        assert time.monotonic() - started < 5
