"""make run: runs the product on this machine until Ctrl-C."""

import os
import socket
from pathlib import Path

from aftersales.bootstrap import commands, health, prepare
from aftersales.bootstrap.paths import FONTS_CONF, VENV
from aftersales.bootstrap.steps import SetupError, say
from aftersales.bootstrap.supervisor import Supervisor, end_with_parent

HOST = "127.0.0.1"


def run() -> int:
    _end_with_make()
    port = _port()
    prepare.ensure()
    address = f"http://{HOST}:{port}"
    return Supervisor(
        processes(port),
        environment(port),
        ready=lambda: health.ask(address) is not None,
        announce=lambda: welcome(address),
    ).run()


def _end_with_make() -> None:
    """Stop when make is killed: a killed make sends no signal, so ask the kernel for one."""
    parent = Path(f"/proc/{os.getppid()}/comm")
    if parent.exists() and parent.read_text().strip() in {"make", "gmake"}:
        end_with_parent(os.getppid())()


def processes(port: int) -> dict[str, list[str]]:
    web = {"web": commands.web(f"{HOST}:{port}")}
    if os.environ.get("REDIS_URL"):
        return {**web, "worker": commands.worker(), "beat": commands.beat()}
    return {**web, "worker": commands.worker_and_beat()}


def environment(port: int) -> dict[str, str]:
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    defaults = {
        "WEB_CONCURRENCY": "2",
        "FONTCONFIG_FILE": str(FONTS_CONF),
        # Celery warns when it runs as root; docker-compose.yml does not run it as root.
        "PYTHONWARNINGS": "ignore:You're running the worker",
    }
    return {**defaults, **os.environ, "PATH": path, "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def _port() -> int:
    try:
        port = int(os.environ.get("PORT", "8000"))
    except ValueError:
        raise SetupError("PORT must be a number") from None
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise SetupError(f"Port {port} can't be used ({error}). Try another: make run PORT={port + 1}") from None
    return port


def welcome(address: str) -> None:
    say(f"\nAftersales is ready: {address}")
    if accounts := prepare.accounts():
        say(accounts)
    say("Ctrl-C ends it.\n")
