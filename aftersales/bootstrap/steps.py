"""Does each step once: a stamp file keeps the hash of the content for which it was done."""

import fcntl
import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aftersales.bootstrap.paths import BUILD, ROOT, STAMPS


class SetupError(Exception):
    """An error that only the user can fix; the message says how."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def digest(paths: Iterable[Path], *more: str) -> str:
    """One hash of the names and contents of these files and of all files in these folders."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(_files(paths)):
        total.update(f"\0{path}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (inner for inner in path.rglob("*") if inner.is_file() and inner.suffix != ".pyc")
        elif path.exists():
            yield path


def once(name: str, key: str, makes: Iterable[Path], work: Callable[[], object], stamp: Path | None = None) -> bool:
    """Do the work unless it was done for this key and the files `makes` still exist. If it returns False it was not
    done."""
    stamp = stamp or STAMPS / name
    if stamp.exists() and stamp.read_text() == key and all(path.exists() for path in makes):
        return False
    started = time.monotonic()
    if work() is False:
        return False
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    say(f"  {name} ({time.monotonic() - started:.1f} s)")
    return True


@contextmanager
def alone() -> Iterator[None]:
    """Lock the checkout, so that two makes in it install one after the other."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another make in {ROOT}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
