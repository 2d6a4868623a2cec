"""The product in its own processes, as production runs it: real web, worker and scheduler that a test may kill.

with Product(tmp_path) as product:               # SQLite and files
with Product(tmp_path, servers=True) as product: # the tier's PostgreSQL and Redis, a database of its own

Migrating takes half a minute: with prepared=, a fixture of tests/conftest.py, the database is copied from one that was
migrated before. quiet=True starts none of the parts.
    product.wait("worker", "scheduler")
    product.kill("worker"); product.start("worker")
    product.manage("run_due")
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from aftersales.bootstrap import commands, health
from aftersales.bootstrap.paths import ROOT
from aftersales.bootstrap.supervisor import Child

# The product must not get what the tests' settings put into this process's environment.
TEST_ONLY = {"DJANGO_SETTINGS_MODULE", "TEST_DB", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_DIR"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in TEST_ONLY}
    path = f"{Path(sys.executable).parent}{os.pathsep}{clean.get('PATH', os.defpath)}"
    return {**clean, "PATH": path, "DATA_DIR": str(folder), "DEBUG": "0", "WEB_CONCURRENCY": "2", **more}


@dataclass(frozen=True)
class Prepared:
    """A database that is up to date and empty: on SQLite a file in a data folder, on PostgreSQL one to copy."""

    folder: Path
    database: str

    def copy_to(self, folder: Path) -> None:
        for name in ("aftersales.sqlite3", "prepared"):
            if (self.folder / name).exists():
                shutil.copy2(self.folder / name, folder / name)

    def make(self, tier: str) -> None:
        variables = environment(self.folder)
        if tier == "postgres":
            variables["DATABASE_URL"] = own_database(self.database)
        bring_up_to_date(variables)


def bring_up_to_date(variables: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-c", "from aftersales.bootstrap.prepare import ensure; ensure()"],
        cwd=ROOT,
        env={**variables, "DEMO": "0"},
        stdin=subprocess.DEVNULL,
        check=True,
    )


def own_database(name: str, template: str = "template1") -> str:
    """A new database on the tier's server; gives its address."""
    sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def sql(statement: str) -> None:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


class Product:
    def __init__(
        self,
        folder: Path,
        *,
        servers: bool = False,
        prepared: Prepared | None = None,
        quiet: bool = False,
        **variables: str,
    ) -> None:
        self.folder, self.servers, self.prepared, self.quiet = folder, servers, prepared, quiet
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.variables = environment(folder, PORT=str(self.port), **variables)
        self.children: dict[str, Child] = {}

    def __enter__(self) -> Self:
        if self.servers:
            self._own_servers()
        elif self.prepared:
            self.prepared.copy_to(self.folder)
        bring_up_to_date(self.variables)
        for name in () if self.quiet else self.commands():
            self.start(name)
        return self

    def __exit__(self, *error: object) -> None:
        for name in self.children:
            self.kill(name)
        if self.servers:
            sql(f'DROP DATABASE "{self.database}" WITH (FORCE)')

    def commands(self) -> dict[str, list[str]]:
        web = {"web": commands.web(f"127.0.0.1:{self.port}")}
        if self.servers:
            return {**web, "worker": commands.worker(), "beat": commands.beat()}
        return {**web, "worker": commands.worker_and_beat()}

    def start(self, name: str) -> int:
        """Start the process and give its id; its output goes to a file in the folder."""
        self.children[name] = Child(name, self.commands()[name], self.variables)
        with self.log(name).open("ab") as log:
            return self.children[name].start(log).pid

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        child = self.children[name]
        child.signal(number)
        if child.process:
            child.process.wait(60)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def manage(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.variables, capture_output=True, text=True)
        if check and done.returncode:
            raise AssertionError(f"{' '.join(words)}:\n{done.stdout}{done.stderr}")
        return done

    def wait(self, *parts: str, within: float = 60) -> None:
        """Wait until /healthz reports web and these parts as healthy."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            body = health.ask(self.address)
            if body and all(body.get(part) for part in ("web", *parts)):
                return
            time.sleep(0.1)
        logs = "\n".join(f"{name}: {self.log(name).read_text()[-1500:]}" for name in self.children)
        raise AssertionError(f"not well: {parts}\n{logs}")

    def _own_servers(self) -> None:
        self.database = f"product_{uuid.uuid4().hex[:12]}"
        template = self.prepared.database if self.prepared else "template1"
        self.variables["DATABASE_URL"] = own_database(self.database, template)
        # Redis has sixteen databases; each worker of pytest uses its own, so that queues do not mix.
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
        redis = urlsplit(os.environ["REDIS_URL"])
        self.variables["REDIS_URL"] = urlunsplit(redis._replace(path=f"/{1 + worker % 15}"))
