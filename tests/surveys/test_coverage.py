"""The intervals of simulated rounds contain the known satisfaction of all customers about 95 times in 100."""

from io import StringIO

import pytest
from django.core.management import call_command

from surveys.management.commands.simulate_coverage import FIGURES, coverage

pytestmark = pytest.mark.once


def test_intervals_contain_the_truth_as_often_as_they_say() -> None:
    """400 rounds: by chance alone a share of 95% comes out between 91.7 and 98.3 (three standard errors)."""
    truth, found = coverage(400, rounds=400, seed=4)
    assert set(found) == set(FIGURES)
    assert 60 < truth["index:SAT"] < 90
    for code, one in found.items():
        assert 0.917 <= one.share <= 0.983, code


def test_command_prints_every_figure() -> None:
    out = StringIO()
    call_command("simulate_coverage", rounds=2, stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 1 + 3 * len(FIGURES)
    assert lines[1].split()[2] == "index:SAT"
