"""HTML → PDF for all apps. Another process draws.

pdf = render_pdf(render_to_string("pdf/ticket.html", context))
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings

MAX_HTML_BYTES = 20 * 1024 * 1024
MEGABYTES = 1200
IDLE_WORKERS = 2
# Only the Chinese font is certain to exist, and it draws curly quotes as wide as a Chinese character.
STRAIGHT = str.maketrans("‘’“”", "''\"\"")


class RenderError(Exception):
    """The PDF could not be made. `fault` is one of: time, memory, pages, size, failed."""

    def __init__(self, fault: str, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault)
        self.fault = fault


def render_pdf(html: str, *, timeout: float = 60, max_pages: int = 500) -> bytes:
    """The PDF of a whole HTML page. Title and language come from its `<title>` and `lang`."""
    if '<html lang="en"' in html[:500]:
        html = html.translate(STRAIGHT)
    content = html.encode()
    if len(content) > MAX_HTML_BYTES:
        raise RenderError("size", f"{len(content)} bytes of HTML")
    worker = _idle_or_new()
    try:
        fault, output = worker.ask(content, timeout=timeout, max_pages=max_pages)
    except BaseException:
        worker.stop()
        raise
    _keep(worker)
    if fault:
        raise RenderError(fault, output.decode(errors="replace"))
    return output


class Worker:
    """One render process. It takes any number of jobs, from one thread at a time."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "aftersales.render.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env=_environment(),
            start_new_session=True,
        )

    def ask(self, content: bytes, *, timeout: float, max_pages: int) -> tuple[str, bytes]:
        job = {
            "length": len(content),
            "folders": [str(folder) for folder in _static_folders()],
            "seconds": timeout,
            "megabytes": MEGABYTES,
            "max_pages": max_pages,
        }
        expired = threading.Event()
        timer = threading.Timer(timeout, self._expire, args=[expired])
        timer.start()
        try:
            return self._exchange(job, content)
        except (OSError, ValueError) as error:
            raise RenderError("time" if expired.is_set() else "failed", str(error)) from error
        finally:
            timer.cancel()

    def _exchange(self, job: dict[str, Any], content: bytes) -> tuple[str, bytes]:
        asks, answers = self.process.stdin, self.process.stdout
        assert asks and answers  # both were opened as pipes
        asks.write(json.dumps(job).encode() + b"\n" + content)
        asks.flush()
        head = answers.readline()
        if not head:
            raise OSError("the render process is gone")
        answer = json.loads(head)
        return answer["fault"], answers.read(answer["length"])

    def _expire(self, expired: threading.Event) -> None:
        expired.set()
        self.stop()

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """End the process and the child that draws for it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()


_idle: queue.LifoQueue[Worker] = queue.LifoQueue(IDLE_WORKERS)


def _idle_or_new() -> Worker:
    with contextlib.suppress(queue.Empty):
        while True:
            worker = _idle.get_nowait()
            if worker.alive():
                return worker
    return Worker()


def _keep(worker: Worker) -> None:
    try:
        _idle.put_nowait(worker)
    except queue.Full:
        worker.stop()


def _forget_workers() -> None:
    """A forked process must not use the pipes of its parent."""
    global _idle  # noqa: PLW0603
    _idle = queue.LifoQueue(IDLE_WORKERS)


os.register_at_fork(after_in_child=_forget_workers)


def _static_folders() -> list[Path]:
    return [settings.BASE_DIR / "static", settings.BASE_DIR / "build/static"]


def _environment() -> dict[str, str]:
    """Without our variables, so that a document cannot reveal keys or addresses."""
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    fonts = settings.BASE_DIR / "build/fonts/fonts.conf"
    if fonts.exists():
        environment["FONTCONFIG_FILE"] = str(fonts)
    return environment
