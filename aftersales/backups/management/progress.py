"""Shows a line of progress on a terminal, and nothing if the output is not a terminal."""

from __future__ import annotations

import time
from typing import Any, Self

EVERY = 0.2  # seconds


class ProgressLine:
    def __init__(self, out: Any, *, quiet: bool = False) -> None:
        self.out, self.silent = out, quiet or not out.isatty()
        self.shown = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._write("")

    def show(self, what: str, rows: int) -> None:
        if time.monotonic() - self.shown > EVERY:
            self.shown = time.monotonic()
            self._write(f"{what}: {rows}")

    def _write(self, text: str) -> None:
        if not self.silent:
            self.out.write(f"\r\033[K{text}", ending="")
            self.out.flush()
