"""The virtual environment: uv installs exactly what the lock files in requirements/ name."""

import ast
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

from aftersales.bootstrap.paths import CERTIFICATES, PYTHON, REQUIREMENTS, VENV
from aftersales.bootstrap.steps import digest, once, say

STAMP = VENV / "installed.json"


def inside() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure(*, tests: bool) -> None:
    """Install what the product needs, and the test tools if they are requested or installed already."""
    files = [REQUIREMENTS / "bootstrap.txt", REQUIREMENTS / "base.txt"]
    if tests or _had_tests():
        files.append(REQUIREMENTS / "test.txt")
    key = json.dumps({"files": [path.name for path in files], "hash": digest(files)})
    once("Python packages", key, [PYTHON], lambda: _build(files), stamp=STAMP)


def _had_tests() -> bool:
    return (VENV / "bin" / "pytest").exists()


def _build(files: list[Path]) -> None:
    if not _works():
        say("Making the virtual environment")
        # Emptied, not removed, because the folder may be a mount point.
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(VENV)
    if not (VENV / "bin" / "uv").exists():
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", files[0]], check=True)
    sync = [str(VENV / "bin" / "uv"), "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"]
    subprocess.run([*sync, "--python", PYTHON, *files], check=True, env=_uv_environment())


def _works() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0


def _uv_environment() -> dict[str, str]:
    """uv does not read pip.conf, so pass it the mirror and the certificates that pip uses."""
    # As with pip, any index may provide the file; the hash shows whether it is the right one.
    result = {"UV_PYTHON_DOWNLOADS": "never", "UV_INDEX_STRATEGY": "unsafe-best-match"}
    if CERTIFICATES.exists():
        result["UV_SYSTEM_CERTS"] = "1"
    settings = _pip_settings()
    for option, variable, joiner in (
        ("index-url", "UV_DEFAULT_INDEX", " "),
        ("extra-index-url", "UV_INDEX", " "),
        ("find-links", "UV_FIND_LINKS", ","),
    ):
        # pip only warns of a missing folder; uv would stop.
        places = [place for place in settings.get(option, "").split() if "://" in place or Path(place).is_dir()]
        if places:
            result[variable] = joiner.join(places)
    return {**result, **os.environ}


def _pip_settings() -> dict[str, str]:
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True)
    found: dict[str, str] = {}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        scope, _, option = name.partition(".")
        # pip lists the weakest first: global, install, then environment (":env:").
        if scope in {"global", "install", ":env:"} and value[:1] in "'\"":
            found[option] = str(ast.literal_eval(value))
    return found
