"""The process that draws: it reads jobs from stdin, forks a limited child for each, and answers on stdout.

WeasyPrint takes a second to import, so the process imports it once before it forks. A child draws one document and
ends, so a document cannot affect another one. Fonts and charts must not be used before the fork: their libraries keep
threads that a child would wait for.

A job is one line of JSON and then `length` bytes of HTML; an answer is one line of JSON and the PDF.
"""

from __future__ import annotations

import json
import math
import os
import resource
import select
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from aftersales.render import charts, document, missing

IDLE_SECONDS = 300
ANSWER = {0: "", 3: "pages", 4: "memory", 5: "failed"}


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer jobs until none has come for some minutes, or stdin is closed."""
    while select.select([jobs], [], [], IDLE_SECONDS)[0]:
        head = jobs.readline()
        if not head:
            return
        job = json.loads(head)
        html = jobs.read(job["length"])
        fault, output = in_child(job, html)
        line = json.dumps({"fault": fault, "length": len(output)})
        answers.write(line.encode() + b"\n" + output)
        answers.flush()


def in_child(job: dict[str, Any], html: bytes) -> tuple[str, bytes]:
    """The fault ("" for none), and the PDF or the reason."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        draw(job, html, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        output = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "time", b""
    return ANSWER.get(code, "failed"), output


def draw(job: dict[str, Any], html: bytes, writer: int) -> NoReturn:
    code = 5
    with os.fdopen(writer, "wb") as pipe:
        try:
            limit(seconds=job["seconds"], megabytes=job["megabytes"])
            folders = [Path(folder) for folder in job["folders"]]
            text = charts.draw_in(missing.name_missing(html.decode()))
            pipe.write(document.to_pdf(text, folders=folders, max_pages=job["max_pages"]))
            code = 0
        except document.TooManyPages as error:
            code = 3
            pipe.write(str(error).encode())
        except MemoryError:
            code = 4
        except Exception as error:  # any error must be reported to the parent
            pipe.write(f"{type(error).__name__}: {error}".encode(errors="replace"))
    os._exit(code)


def limit(*, seconds: float, megabytes: int) -> None:
    # RLIMIT_DATA counts only writable memory; the chart engine reserves far more address space than it uses.
    data = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
