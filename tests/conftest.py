"""Fixtures for all tests. Tiers: TEST_DB is sqlite or postgres, see the markers in pyproject.toml."""

import fcntl
import gc
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings

from aftersales.store.remembered import forget_all
from tests import emptying
from tests.factories import NOW, Cast, cast
from tests.processes import Prepared

emptying.install()
# A landing is judged by the change, not by luck: the same examples each time. Elsewhere they differ from run to run.
# A busy machine makes no property untrue, so that none has a deadline.
settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("usual"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "usual")

TIER = os.environ.get("TEST_DB", "sqlite")
PAGES = re.compile(r"(^|_)(pages?|navigation|home)$")
# Of a test with many examples the second database gets the first two: the others differ by what a rule says, and not by
# what the database does. Searches, cursors, races and long flows get all.
EXAMPLES = 2
ENGINE = re.compile(r"search|cursors|races|losers|concurren|/flows/")
OTHER_TIER = {"sqlite": {"postgres"}, "postgres": {"sqlite", "once"}}[TIER]


# What takes a minute or half of one, the longest first. A worker that began one of them last would end long after the
# other.
LONGEST = (
    "test_every_page_is_accessible_and_fits",
    "test_killed_workers_lose_and_double_nothing",
    "test_run_starts_keeps_the_data_and_ends_all_processes",
    "test_two_concurrent_decisions_equal_two_in_sequence",
    "test_migrations_make_the_tables_of_the_models",
    "test_api_answers_hostile_values_without_an_error",
    "test_eight_concurrent_decisions_equal_eight_in_sequence",
    "test_no_method_causes_an_error_at_any_address",
    "test_no_step_of_the_page_raises_on_hostile_values",
    "test_every_form_of_every_page_takes_effect_once",
    "test_invariants_hold_after_random_steps",
    "test_every_page_with_data_is_accessible_and_fits",
    "test_embedded_worker_that_is_killed_is_restarted",
    "test_commands_of_the_containers_work_on_postgres_and_redis",
    "test_optional_is_what_may_be_left_empty",
    "test_verification_finds_and_names_two_hundred_forgeries",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests of the other tier; drills run only when -m names them. Long tests come first."""
    unwanted = set(OTHER_TIER)
    if TIER == "postgres":
        seen: Counter[tuple[object, str]] = Counter()
        for item in items:
            function = (item.path, getattr(item, "originalname", item.name))
            seen[function] += 1
            if not touches_database(item) or (seen[function] > EXAMPLES and not ENGINE.search(str(item.path))):
                item.add_marker(pytest.mark.once)
    if "drill" not in config.option.markexpr:
        unwanted.add("drill")
    out = [item for item in items if unwanted.intersection(mark.name for mark in item.iter_markers())]
    if out:
        config.hook.pytest_deselected(items=out)
        unneeded = set(out)
        items[:] = [item for item in items if item not in unneeded]
    items.sort(key=order)


def pytest_collection_finish() -> None:
    """What was loaded stays until the end, so the collector need not walk over it during every test."""
    gc.collect()
    gc.freeze()


def touches_database(item: pytest.Item) -> bool:
    """Tests that use no database run on one of the two only, and so do those of pages, in a browser or without:
    what a page asks of the database is asked by the tests of its service and by tests/test_routes.py on both."""
    marks = {mark.name for mark in item.iter_markers()}
    fixtures = set(getattr(item, "fixturenames", ()))
    shows = "browser" in marks or PAGES.search(item.path.stem)
    return (
        "postgres" in marks
        or not shows
        and bool(marks & {"django_db", "slow", "drill"} or fixtures & {"db", "transactional_db", "live_server"})
    )


def order(item: pytest.Item) -> tuple[int, int]:
    """Django's order (tests that roll back, then those that empty the database, then those without one), and in each
    the long ones first, so that short ones even out what is left to the workers. Long ones that start processes of
    their own may come at any time."""
    database = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    if fixtures & {"transactional_db", "live_server"} or (database and database.kwargs.get("transaction")):
        group = 1
    else:
        group = 0 if database or "db" in fixtures else 2
    name = getattr(item, "originalname", item.name)
    if name in LONGEST:
        return group % 2, LONGEST.index(name)
    return group, len(LONGEST) + (item.get_closest_marker("slow") is None)


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


@pytest.fixture(autouse=True)
def settings_read_anew() -> None:
    forget_all()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Every test begins in the default language, whatever a test before it has shown."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def empty_cache() -> None:
    cache.clear()


@pytest.fixture
def counting(at_now: None) -> Iterator[None]:
    """Limits count from zero and leave nothing behind. Time stands still, so that no window ends between two requests."""
    cache.clear()
    yield
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
