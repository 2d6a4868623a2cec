"""Fixtures for tests of figures: the cast, and a time that is always NOW."""

from typing import Any

import pytest
from django.utils import timezone, translation

from reports.queries import QuarterPage, quarter_page
from tests.factories import NOW, Cast
from tests.factories import cast as make_cast


@pytest.fixture
def cast(db: Any) -> Cast:
    return make_cast()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def figures(cast: Cast):
    """The figures of the quarter of NOW, as a user sees them."""

    def ask(user: Any = None, language: str = "en", **asked: str) -> QuarterPage:
        with translation.override(language):
            return quarter_page(user or cast.executive, asked, NOW)

    return ask
