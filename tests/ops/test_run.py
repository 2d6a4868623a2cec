"""`make run` and the processes of production."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aftersales.bootstrap import health
from aftersales.bootstrap.paths import ROOT
from aftersales.bootstrap.supervisor import end_with_parent
from tests.processes import Prepared, Product, environment, free_port

# The goal is 5 s on an idle machine; tests share two cores, so the test checks instead that no step is repeated.
SECOND_START = 30.0
STEPS = ("Python packages", "npm packages", "Chinese fonts", "static files", "database")
FIRST_START = 300.0  # with the collecting of static files and the demo company
END = 15.0


Start = Callable[..., "MakeRun"]


# Root imports, then the user nobody runs: the checkout may be where only root may read.
AS_NOBODY = """
import os, pwd
from aftersales.bootstrap.testing import servers
nobody = pwd.getpwnam("nobody")
"localhost".encode("idna")
os.setgroups([]), os.setgid(nobody.pw_gid), os.setuid(nobody.pw_uid)
with servers() as names:
    print(sorted(names))
"""


class MakeRun:
    def __init__(self, folder: Path, port: int, demo: str = "0") -> None:
        self.address, self.started = f"http://127.0.0.1:{port}", time.monotonic()
        self.log = folder / "run.log"
        variables = environment(folder, PORT=str(port), DEMO=demo)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "aftersales.bootstrap", "run"],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stderr=self.log.open("wb"),
            start_new_session=True,
            preexec_fn=end_with_parent(os.getpid()),
        )

    def wait(self, part: str, within: float) -> float:
        while time.monotonic() - self.started < within:
            body = health.ask(self.address)
            if body and body.get(part):
                return time.monotonic() - self.started
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(END)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Start]:
    started: list[MakeRun] = []

    def start(port: int, demo: str = "0") -> MakeRun:
        started.append(MakeRun(tmp_path, port, demo))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


def processes_with(folder: Path) -> list[str]:
    """Command lines of all processes whose data folder is this one."""
    mark = f"DATA_DIR={folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


@pytest.mark.sqlite
@pytest.mark.slow
def test_run_starts_keeps_the_data_and_ends_all_processes(tmp_path: Path, run: Start, prepared: Prepared) -> None:
    """The tables come from `prepared`, which makes them as the first start does; the demo company is loaded here."""
    prepared.copy_to(tmp_path)
    port = free_port()
    first = run(port, demo="1")
    first.wait("scheduler", FIRST_START)
    said = first.log.read_text()
    assert f"Aftersales is ready: http://127.0.0.1:{port}" in said
    assert "Sign in as service, service2, rep," in said
    assert first.end() == 0
    assert processes_with(tmp_path) == []
    key = (tmp_path / "secret_key").read_text()

    second = run(port, demo="1")
    second.wait("web", SECOND_START)
    assert second.end() == 0
    assert [step for step in STEPS if f"  {step} (" in second.log.read_text()] == []
    assert (tmp_path / "secret_key").read_text() == key


@pytest.mark.sqlite
@pytest.mark.slow
def test_run_killed_hard_leaves_no_process(tmp_path: Path, run: Start, prepared: Prepared) -> None:
    prepared.copy_to(tmp_path)
    product = run(free_port())
    product.wait("web", FIRST_START)
    assert "manage.py createadmin" in product.log.read_text()
    assert len(processes_with(tmp_path)) > 2
    product.process.kill()
    product.process.wait()
    until = time.monotonic() + END
    while processes_with(tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    assert processes_with(tmp_path) == []


@pytest.mark.once
def test_run_suggests_another_port_when_the_port_is_taken(run: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        product = run(port)
        assert product.process.wait(60) == 1
    assert f"make run PORT={port + 1}" in product.log.read_text()


@pytest.mark.sqlite
@pytest.mark.slow
def test_embedded_worker_that_is_killed_is_restarted(tmp_path: Path, prepared: Prepared) -> None:
    with Product(tmp_path, prepared=prepared) as product:
        product.wait()
        product.kill("worker")
        assert not [line for line in processes_with(tmp_path) if "celery" in line]
        product.start("worker")
        product.wait("worker", "scheduler")


@pytest.mark.postgres
@pytest.mark.slow
def test_commands_of_the_containers_work_on_postgres_and_redis(tmp_path: Path, prepared: Prepared) -> None:
    with Product(tmp_path, servers=True, prepared=prepared) as product:
        product.wait("worker", "scheduler")
        body = health.ask(product.address)
        assert body and body["database"] == "postgresql"
        command = [sys.executable, "-m", "aftersales.bootstrap.health", "worker", product.address]
        assert subprocess.run(command, cwd=ROOT).returncode == 0


@pytest.mark.once
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_servers_of_the_tests_start_for_an_ordinary_user() -> None:
    done = subprocess.run([sys.executable, "-c", AS_NOBODY], cwd=ROOT, capture_output=True, text=True)
    assert "DATABASE_URL" in done.stdout, done.stderr
