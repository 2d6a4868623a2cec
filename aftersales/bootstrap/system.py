"""System packages: finds what is missing, and installs it by apt if the user may."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from aftersales.bootstrap.steps import SetupError, say

# Debian has servers and the programs of PostgreSQL outside the PATH of ordinary users.
SERVER_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")


@dataclass(frozen=True)
class Need:
    package: str
    present: Callable[[], bool]
    required: bool = True


def program(name: str) -> str | None:
    places = [os.environ.get("PATH", os.defpath), *SERVER_FOLDERS, *map(str, postgres_folders())]
    return shutil.which(name, path=os.pathsep.join(places))


def postgres_folders() -> list[Path]:
    """The newest PostgreSQL first."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    return sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(program(name) for name in names)


def _library(name: str) -> Callable[[], bool]:
    def present() -> bool:
        try:
            return bool(ctypes.CDLL(name))
        except OSError:
            return False

    return present


def _font(file: str) -> Callable[[], bool]:
    return lambda: any(Path("/usr/share/fonts").glob(f"*/*/{file}"))


RUN = (
    Need("python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None),
    Need("libpango-1.0-0", _library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", _library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", _library("libharfbuzz-subset.so.0")),
    # For what the product’s own font lacks: rare Han characters of names and places, other scripts, signs. Without them
    # such a character is printed as its code.
    Need("fonts-noto-cjk", _font("NotoSansCJK-Regular.ttc"), required=False),
    Need("fonts-babelstone-han", _font("BabelStoneHan.ttf"), required=False),
    Need("fonts-noto-core", _font("NotoSansThai-Regular.ttf"), required=False),
    Need("fonts-dejavu-core", _font("DejaVuSans.ttf"), required=False),
    Need("fonts-symbola", _font("Symbola_hint.ttf"), required=False),
)
TEST = (
    Need("postgresql", _program("initdb")),
    Need("redis-server", _program("redis-server")),
    Need("chromium-headless-shell", _program("chromium-headless-shell", "chromium")),
    Need("poppler-utils", _program("pdftotext")),
)


def ensure(needs: Iterable[Need]) -> None:
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    may = _apt_prefix()
    if may is not None:
        _install(may, [need.package for need in missing])
        missing = [need for need in missing if not need.present()]
    if wished := [need.package for need in missing if not need.required]:
        say(f"Not installed; rare characters will be printed as their codes: {' '.join(wished)}")
    if required := [need.package for need in missing if need.required]:
        raise SetupError(f"Install these system packages, then try again: sudo apt-get install {' '.join(required)}")


def _apt_prefix() -> list[str] | None:
    """The prefix by which this user may call apt-get without a password; None if they may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _install(prefix: list[str], packages: list[str]) -> None:
    say(f"Installing system packages: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    for words in (["update"], ["install", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            say((done.stdout + done.stderr)[-2000:])
            return
