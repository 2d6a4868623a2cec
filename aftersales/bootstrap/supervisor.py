"""Starts the processes, merges their output, restarts those that died, and stops all of them together."""

import ctypes
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import IO, Any

from aftersales.bootstrap.paths import ROOT

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
SOUND_AFTER = 30.0  # seconds after which the next death counts as the first one
GRACE = 10.0  # seconds to finish the current work after a signal
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Child:
    """One process in its own session: Ctrl-C reaches only the supervisor, and a kill reaches all children of the
    process."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        self.name, self.command, self.environment = name, command, dict(environment)
        self.deaths = 0
        self.not_before = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, output: int | IO[bytes] = subprocess.PIPE) -> subprocess.Popen[bytes]:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent(os.getpid()),
        )
        return self.process

    def died(self) -> bool:
        """True once per death; sets the time of the next start."""
        if self.process is None or self.process.poll() is None:
            return False
        # A process that it left behind, such as a scheduler, must not run beside its successor.
        self.signal(signal.SIGKILL)
        lived = time.monotonic() - self.started
        self.deaths = 1 if lived > SOUND_AFTER else self.deaths + 1
        self.not_before = time.monotonic() + min(FIRST_WAIT * 2 ** (self.deaths - 1), LONGEST_WAIT)
        return True

    def signal(self, number: int, *, whole: bool = True) -> None:
        if self.process is None:
            return
        try:
            if whole:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)
        except ProcessLookupError:
            pass


def end_with_parent(parent: int) -> Callable[[], None]:
    """Runs in the child: ask the kernel for SIGTERM when the supervisor dies, even by kill -9."""

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


class Supervisor:
    def __init__(
        self,
        commands: Mapping[str, list[str]],
        environment: Mapping[str, str],
        *,
        ready: Callable[[], bool] = lambda: True,
        announce: Callable[[], None] = lambda: None,
    ) -> None:
        self.children = [Child(name, command, environment) for name, command in commands.items()]
        self.width = max(map(len, commands))
        self.ready, self.announce = ready, announce
        self.signals = 0
        self.selector = selectors.DefaultSelector()
        self.pieces: dict[int, bytes] = {}

    def run(self) -> int:
        """Run until a signal arrives. A second signal stops at once."""
        previous = self._listen()
        announced = False
        try:
            for child in self.children:
                self._start(child)
            while not self.signals:
                self._pump(0.1)
                self._revive()
                if not announced and not self.signals and self.ready():
                    announced = True
                    self.announce()
        finally:
            self._end()
            for number, handler in previous.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(-1)
        return 0

    def _listen(self) -> dict[int, Any]:
        """Let signals wake the selector."""
        self.wake, wake = socket.socketpair()
        for end in (self.wake, wake):
            end.setblocking(False)
        self._wake_end = wake
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self.selector.register(self.wake, selectors.EVENT_READ)
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        return {number: signal.signal(number, self._on_signal) for number in numbers}

    def _on_signal(self, number: int, frame: object) -> None:
        self.signals += 1

    def _start(self, child: Child) -> None:
        process = child.start()
        assert process.stdout
        os.set_blocking(process.stdout.fileno(), False)
        self.selector.register(process.stdout, selectors.EVENT_READ, child)

    def _revive(self) -> None:
        for child in self.children:
            if child.died():
                assert child.process
                self._say(child, f"ended with {child.process.returncode}, starting again")
                child.process = None
            if child.process is None and time.monotonic() >= child.not_before:
                self._start(child)

    def _pump(self, timeout: float) -> None:
        for key, _ in self.selector.select(timeout):
            if key.data is None:
                self.wake.recv(64)
                continue
            self._read(key.fd, key.fileobj, key.data)

    def _read(self, descriptor: int, stream: Any, child: Child) -> None:
        data = os.read(descriptor, 65536)
        *lines, rest = (self.pieces.pop(descriptor, b"") + data).split(b"\n")
        if data:
            self.pieces[descriptor] = rest
        else:
            lines += [rest] if rest else []
            self.selector.unregister(stream)
            stream.close()
        for line in lines:
            if line.strip():
                self._say(child, line.decode(errors="replace"))

    def _say(self, child: Child, line: str) -> None:
        print(f"{child.name:{self.width}} | {line}", file=sys.stderr, flush=True)

    def _end(self) -> None:
        print("Ending, at once with a second Ctrl-C.", file=sys.stderr, flush=True)
        for child in self.children:
            child.signal(signal.SIGTERM, whole=False)
        until, patience = time.monotonic() + GRACE, self.signals + 1
        while self._living() and time.monotonic() < until and self.signals < patience:
            self._pump(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process:
                child.process.wait()

    def _living(self) -> bool:
        return any(child.process and child.process.poll() is None for child in self.children)
