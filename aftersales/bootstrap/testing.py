"""Runs the tests in tiers, each against a real database.

python -m aftersales.bootstrap.testing postgres pytest tests/complaints -x    runs one command with PostgreSQL and Redis
"""

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from aftersales.bootstrap.paths import BUILD, FONTS_CONF, ROOT, VENV
from aftersales.bootstrap.servers import Postgres, Redis
from aftersales.bootstrap.steps import SetupError, say

DJADE = ("djade", "--target-version", "5.2")
LINT = {
    "ruff": ("ruff", "check", "--quiet"),
    "format": ("ruff", "format", "--check", "--quiet"),
    "templates": (*DJADE, "--check"),
    "mypy": ("mypy", "--no-error-summary"),
    "migrations": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "translations": ("python", "manage.py", "translations", "--check"),
}
FORMAT = (("ruff", "check", "--fix", "--quiet"), ("ruff", "format", "--quiet"), DJADE)
QUICK = "not slow and not browser and not postgres and not drill"
WORKERS = ("-n", "2", "--dist", "worksteal")


@dataclass
class TierOutcome:
    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    repeated: int = 0

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        repeated = f", {self.repeated} of them when repeated" if self.repeated else ""
        return f"{self.name}: {self.passed} passed{repeated}, {self.failed} failed{skipped} ({self.seconds:.0f} s)"


def check() -> int:
    return _report([*_lint(), _pytest("sqlite", "--nomigrations", "-m", QUICK, *WORKERS)])


def test() -> int:
    """All tests but the drills, on both databases. tests/ops/test_migrations.py compares models and migrations."""
    with ThreadPoolExecutor(1) as pool:
        # The steps of lint leave a core free for most of their time.
        lint = pool.submit(_lint)
        sqlite = _repeated(_pytest("sqlite", "--nomigrations", *WORKERS))
        outcomes = [*lint.result(), sqlite]
    with servers() as variables:
        outcomes.append(_pytest("postgres", "--nomigrations", *WORKERS, variables=variables))
    return _report(outcomes)


def drill() -> int:
    """The long tests, one at a time, because they measure, kill and wait."""
    outcomes = [_pytest("sqlite", "-m", "drill")]
    with servers() as variables:
        outcomes.append(_pytest("postgres", "-m", "drill", variables=variables))
    return _report(outcomes)


class servers(ExitStack):  # noqa: N801 - is used like a function
    """PostgreSQL and Redis for the duration of the block; returns the variables that name them."""

    def __enter__(self) -> dict[str, str]:  # type: ignore[override]
        super().__enter__()
        # Exit in order on SIGTERM, so that the folders of the servers are removed.
        self.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, lambda *_: sys.exit(143)))
        postgres, redis = self.enter_context(Postgres()), self.enter_context(Redis())
        return {"TEST_DB": "postgres", "DATABASE_URL": postgres.url, "REDIS_URL": redis.url}


def environment() -> dict[str, str]:
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Compiled modules are kept, whatever a container sets: else each process compiles the product and the tests anew.
    return {**os.environ, "PATH": path, "FONTCONFIG_FILE": str(FONTS_CONF), "PYTHONDONTWRITEBYTECODE": ""}


def format_all() -> int:
    """Format the source as `check` expects it."""
    for command in FORMAT:
        subprocess.run(_with_templates(command), cwd=ROOT, env=environment(), check=False)
    return 0


def _with_templates(command: Sequence[str]) -> list[str]:
    """djade needs the names of its files."""
    if command[: len(DJADE)] != DJADE:
        return list(command)
    return [*command, *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))]


def _lint() -> list[TierOutcome]:
    """Two at a time, because each mostly waits for files."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(_lint_step, LINT, LINT.values()))


def _lint_step(name: str, command: Sequence[str]) -> TierOutcome:
    started = time.monotonic()
    # Only the source is checked, so ignore the database of the terminal’s environment.
    variables = {**environment(), "DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(BUILD / "lint" / name)}
    done = subprocess.run(
        _with_templates(command),
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    outcome = TierOutcome(name, int(done.returncode == 0), int(done.returncode != 0), 0, time.monotonic() - started)
    say(f"{done.stdout}{outcome}")
    return outcome


def _pytest(tier: str, *options: str, variables: dict[str, str] | None = None) -> TierOutcome:
    started = time.monotonic()
    report = BUILD / f"tests-{tier}.xml"
    report.unlink(missing_ok=True)
    words = ["pytest", "-q", f"--junitxml={report}", *options]
    settings = {**environment(), "TEST_DB": tier, **(variables or {})}
    done = subprocess.run(words, cwd=ROOT, env=settings, stdin=subprocess.DEVNULL)
    return _counted(tier, report, done.returncode, time.monotonic() - started)


def _repeated(tier: TierOutcome) -> TierOutcome:
    """Try tests of a browser that failed once more, one at a time: a browser on a busy machine may answer too late.

    A tier with any other failure stays as it is. What passed only when repeated is named in the summary.
    """
    failed = _failed_tests(BUILD / f"tests-{tier.name}.xml")
    if not failed or len(failed) != tier.failed or not all(name.startswith("tests/browser/") for name in failed):
        return tier
    say("Repeating " + ", ".join(failed))
    again = _pytest(f"{tier.name}-repeated", "--nomigrations", *failed, variables={"TEST_DB": tier.name})
    passed = len(failed) - again.failed
    seconds = tier.seconds + again.seconds
    return TierOutcome(tier.name, tier.passed + passed, again.failed, tier.skipped, seconds, repeated=passed)


def _failed_tests(report: Path) -> list[str]:
    """The tests of a report that failed, as pytest takes them."""
    if not report.exists():
        return []
    found = []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            found.append(f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '')}")
    return found


def _counted(tier: str, report: Path, status: int, seconds: float) -> TierOutcome:
    """The figures of a tier. A tier that exits with an error, or runs no test, counts as failed."""
    count = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            for name in count:
                count[name] += int(suite.get(name, 0))
    failed = count["failures"] + count["errors"]
    passed = count["tests"] - failed - count["skipped"]
    if failed == 0 and (status != 0 or passed == 0):
        failed = 1
    return TierOutcome(tier, passed, failed, count["skipped"], seconds)


def _report(outcomes: list[TierOutcome]) -> int:
    print()
    for outcome in outcomes:
        print(outcome)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"total: {sum(outcome.passed for outcome in outcomes)} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or arguments[0] != "postgres":
        say(__doc__ or "")
        return 2
    with servers() as variables:
        return subprocess.run(arguments[1:], env={**environment(), **variables}).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(str(error))
