"""Fixtures for all tests. Tiers: TEST_DB is sqlite or postgres, see the markers in pyproject.toml."""

import fcntl
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.factories import NOW, Cast, cast
from tests.processes import Prepared

TIER = os.environ.get("TEST_DB", "sqlite")
OTHER_TIER = {"sqlite": {"postgres"}, "postgres": {"sqlite", "once"}}[TIER]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests of the other tier; drills run only when -m names them."""
    unwanted = set(OTHER_TIER)
    if TIER == "postgres":
        for item in items:
            if not touches_database(item):
                item.add_marker(pytest.mark.once)
    if "drill" not in config.option.markexpr:
        unwanted.add("drill")
    out = [item for item in items if unwanted.intersection(mark.name for mark in item.iter_markers())]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def touches_database(item: pytest.Item) -> bool:
    """Tests that use no database run on one of the two only."""
    marks = {mark.name for mark in item.iter_markers()}
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        marks & {"django_db", "postgres", "slow", "drill"} or fixtures & {"db", "transactional_db", "live_server"}
    )


def pytest_report_header() -> str:
    return f"tier: {TIER}"


@pytest.fixture
def people(db: None) -> Cast:
    """The fixed cast of tests/factories."""
    return cast()


@pytest.fixture
def at_now(time_machine: Any) -> None:
    """The time is always NOW."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """An empty database up to date, made once for all workers of a run."""
    run, shared = os.environ.get("PYTEST_XDIST_TESTRUNUID"), tmp_path_factory.getbasetemp()
    if run:  # each worker's folder lies in the run's
        shared = shared.parent
    made = Prepared(shared / "prepared", f"prepared_{run or os.getpid()}")
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.folder.exists():
            made.folder.mkdir()
            made.make(TIER)
    return made


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for the session; open a context per person from it."""
    from playwright.sync_api import sync_playwright

    from aftersales.bootstrap.system import program

    path = program("chromium-headless-shell") or program("chromium")
    assert path, "install chromium-headless-shell: make test does"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A new browser session; an error of a script or a breach of the content policy fails the test."""
    context = chromium.new_context(base_url=live_server.url, locale="en", viewport={"width": 1360, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert not faults, faults
