"""Tests of a browser that failed are tried once more; nothing else is."""

from pathlib import Path

import pytest

from aftersales.bootstrap import testing

pytestmark = pytest.mark.once
BROWSER = ("tests.browser.test_keys", "test_key_opens[en]")
OTHER = ("tests.store.test_mass", "test_many")


def tier(folder: Path, *failed: tuple[str, str]) -> testing.TierOutcome:
    cases = "".join(f'<testcase classname="{file}" name="{name}"><failure/></testcase>' for file, name in failed)
    passed = '<testcase classname="tests.store.test_mass" name="test_few"/>'
    counts = f'tests="{len(failed) + 1}" failures="{len(failed)}" errors="0" skipped="0"'
    report = folder / "tests-sqlite.xml"
    report.write_text(f"<testsuites><testsuite {counts}>{cases}{passed}</testsuite></testsuites>")
    return testing._counted("sqlite", report, 1, 9)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The tests that were run again; those whose name has "again" fail again."""
    asked: list[str] = []

    def run(name: str, *words: str, variables: dict[str, str]) -> testing.TierOutcome:
        asked.extend(words[1:])
        failed = sum("again" in word for word in words)
        return testing.TierOutcome(name, len(words) - 1 - failed, failed, 0, 2)

    monkeypatch.setattr(testing, "BUILD", tmp_path)
    monkeypatch.setattr(testing, "_pytest", run)
    return asked


def test_test_of_a_browser_is_repeated_and_named(tmp_path: Path, asked: list[str]) -> None:
    outcome = testing._repeated(tier(tmp_path, BROWSER))
    assert asked == ["tests/browser/test_keys.py::test_key_opens[en]"]
    assert str(outcome) == "sqlite: 2 passed, 1 of them when repeated, 0 failed (11 s)"


def test_what_fails_again_has_failed(tmp_path: Path, asked: list[str]) -> None:
    outcome = testing._repeated(tier(tmp_path, BROWSER, ("tests.browser.test_keys", "test_again")))
    assert (outcome.passed, outcome.failed, outcome.repeated) == (2, 1, 1)


def test_nothing_is_repeated_beside_another_failure(tmp_path: Path, asked: list[str]) -> None:
    outcome = testing._repeated(tier(tmp_path, BROWSER, OTHER))
    assert (asked, outcome.failed, outcome.repeated) == ([], 2, 0)
