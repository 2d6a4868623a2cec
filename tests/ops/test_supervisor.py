"""The supervisor with small child processes: joins output, restarts killed ones, and ends them all."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aftersales.bootstrap.paths import ROOT

pytestmark = pytest.mark.once
STARTS = """
import sys
from aftersales.bootstrap.supervisor import Supervisor
commands = dict(pair.split("=", 1) for pair in sys.argv[1:])
said = lambda: print("ready", file=sys.stderr, flush=True)
sys.exit(Supervisor({n: [sys.executable, "-uc", c] for n, c in commands.items()}, {}, announce=said).run())
"""
SLEEP = "import os, time; print('pid', os.getpid()); time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
PARENT = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-uc', {SLEEP!r}]); {SLEEP}"
DIES = "import os, sys; print('pid', os.getpid()); sys.exit(3)"
# At once, on a busy machine: less than the supervisor grants its children, and much less than they sleep.
SOON = 8.0


class Run:
    def __init__(self, log: Path, **children: str) -> None:
        self.log = log
        words = [sys.executable, "-c", STARTS, *(f"{name}={code}" for name, code in children.items())]
        self.process = subprocess.Popen(words, cwd=ROOT, stderr=log.open("wb"), start_new_session=True)

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def pids(self, count: int) -> list[int]:
        """Process ids of the children, as soon as so many have printed theirs."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            # Two children may write into the same line.
            found = [int(pid) for pid in re.findall(r"\b\d{2,}\b", " ".join(self.lines()))]
            if len(found) >= count:
                return found
            time.sleep(0.05)
        raise AssertionError(self.lines())


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture(autouse=True)
def end_all(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    started: list[subprocess.Popen[bytes]] = []
    original = Run.__init__

    def remember(self: Run, log: Path, **children: str) -> None:
        original(self, log, **children)
        started.append(self.process)

    monkeypatch.setattr(Run, "__init__", remember)
    yield
    for process in started:
        process.kill()
        process.wait()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids: list[int], within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def test_output_carries_the_name_of_its_process(log: Path) -> None:
    run = Run(log, web=SLEEP, worker=SLEEP)
    run.pids(2)
    assert {line.split(" | ")[0] for line in run.lines() if " pid " in line} == {"web   ", "worker"}
    assert "ready" in run.lines()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_all_children_at_once(log: Path, number: signal.Signals) -> None:
    run = Run(log, web=SLEEP, worker=PARENT)
    pids = run.pids(3)
    run.process.send_signal(number)
    assert run.process.wait(SOON) == 0
    assert gone(pids, SOON)


def test_second_signal_kills_children_that_ignore_the_first(log: Path) -> None:
    run = Run(log, web=DEAF)
    pids = run.pids(1)
    run.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert run.process.poll() is None
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(SOON) == 0
    assert gone(pids, SOON)


def test_children_end_when_the_supervisor_is_killed(log: Path) -> None:
    run = Run(log, web=SLEEP, worker=SLEEP)
    pids = run.pids(2)
    run.process.kill()
    run.process.wait()
    assert gone(pids, SOON)


def test_killed_child_is_started_again_without_its_leftovers(log: Path) -> None:
    run = Run(log, worker=PARENT)
    first = run.pids(2)
    os.kill(first[0], signal.SIGKILL)
    again = run.pids(4)
    assert gone(first, SOON)
    assert all(alive(pid) for pid in again[2:4])


@pytest.mark.slow
def test_child_that_keeps_failing_is_restarted_with_growing_delay(log: Path) -> None:
    run = Run(log, web=DIES)
    time.sleep(5)
    assert 2 <= len(run.pids(2)) <= 5
    assert any("ended with 3, starting again" in line for line in run.lines())
