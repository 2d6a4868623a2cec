"""Fixtures for tests of figures: the cast, and a time that is always NOW."""

from typing import Any

import pytest
from django.utils import timezone, translation

from reports.enums import View
from reports.presentation.questions import codes_of
from reports.queries.dashboard import DashboardPage, dashboard_page
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
    """The dashboard of the executive at NOW, as a user sees its figures."""

    def ask(user: Any = None, language: str = "en", **asked: str) -> DashboardPage:
        with translation.override(language):
            return dashboard_page(user or cast.executive, View.EXECUTIVE, codes_of(View.EXECUTIVE), asked, NOW)

    return ask
