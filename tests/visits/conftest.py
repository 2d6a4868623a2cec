"""Fixtures for tests of visits."""

from datetime import date

import pytest

from visits.models import VisitCapacity


@pytest.fixture
def four_a_day(db):
    """Every rep can make 4 visits a day and 20 a week."""
    VisitCapacity.objects.create(rep=None, visits_a_day=4, visits_a_week=20, effective_from=date(2020, 1, 1))
