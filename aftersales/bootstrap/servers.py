"""Temporary servers for tests: a real PostgreSQL and a real Redis, which leave nothing behind."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from aftersales.bootstrap.steps import SetupError
from aftersales.bootstrap.supervisor import end_with_parent
from aftersales.bootstrap.system import program

PATIENCE = 30.0


class Server:
    """One process with its own folder. It can be started, stopped and killed any number of times."""

    name = "server"
    end_signal = signal.SIGTERM

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"aftersales-{self.name}-"))
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.prepare()
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent(os.getpid()),
            )
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise SetupError(f"{self.name} does not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self, number: signal.Signals | None = None) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number or self.end_signal)
            self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End the whole session at once, as a power failure would."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self) -> None: ...

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    @property
    def url(self) -> str:
        raise NotImplementedError


class Postgres(Server):
    """On a Unix socket in its folder. PostgreSQL refuses to run as root, so root starts it as Debian’s user
    postgres."""

    name = "postgres"
    end_signal = signal.SIGINT  # fast: do not wait for clients

    def prepare(self) -> None:
        if self._as_other():
            shutil.chown(self.folder, "postgres")
        initdb = [_need("initdb"), "-D", str(self.folder / "data"), "-U", "aftersales", "-A", "trust"]
        words = [*self._as_other(), *initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise SetupError(f"initdb: {done.stdout}{done.stderr}")

    def command(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            # Rows of tests may be lost when the machine crashes.
            **dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off"),
            # The tables of tests are emptied all the time: nothing in them is worth cleaning or counting.
            "autovacuum": "off",
        }
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [*self._as_other(), _need("postgres"), "-D", str(self.folder / "data"), *settings]

    def answers(self) -> bool:
        ready = [_need("pg_isready"), "-q", "-h", str(self.folder), "-U", "aftersales", "-d", "postgres"]
        return subprocess.run(ready, cwd=self.folder).returncode == 0

    @property
    def url(self) -> str:
        return f"postgres://aftersales@{quote(str(self.folder), safe='')}/postgres"

    def _as_other(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            raise SetupError("PostgreSQL does not run as root, and there is no user postgres") from None
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig", "INT"]


class Redis(Server):
    """On a free port of the loopback interface, in memory only."""

    name = "redis"

    def prepare(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def command(self) -> list[str]:
        options = {"bind": "127.0.0.1", "port": str(self.port), "dir": str(self.folder), "save": "", "appendonly": "no"}
        return [_need("redis-server"), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


def _need(name: str) -> str:
    found = program(name)
    if not found:
        raise SetupError(f"{name} is not installed: make test does it")
    return found
