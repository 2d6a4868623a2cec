"""How often a steady batch alarms: the exact figure, and a simulation with a fixed seed."""

from math import inf
from random import Random

import pytest
from django.core.management import call_command

from complaints.quality.management.commands.simulate_false_alarms import simulated
from complaints.quality.rules.control_chart import Alarms
from complaints.quality.rules.false_alarms import Steady, probability, weeks_between

STORY = Steady(mean=17 / 7675 * 1086, sigma_z=1.308)


def test_story_is_quiet_for_about_640_weeks():
    """Mean 2.405 a week, limit 8.49. Poisson: P(9 or more) = 0.000876, P(3 to 8) = 0.4308, P(0 to 2) = 0.5683."""
    assert weeks_between(STORY, Alarms()) == pytest.approx(644, abs=1)


@pytest.mark.parametrize("spread", [1.0, 1.308])
def test_probabilities_add_up_to_the_mean_and_the_spread(spread):
    steady = Steady(STORY.mean, STORY.sigma_z, spread)
    weights = [probability(steady, count) for count in range(200)]
    mean = sum(count * weight for count, weight in enumerate(weights))
    assert sum(weights) == pytest.approx(1)
    assert mean == pytest.approx(steady.mean)
    variance = sum((count - mean) ** 2 * weight for count, weight in enumerate(weights))
    assert variance == pytest.approx(spread**2 * steady.mean)


@pytest.mark.parametrize("spread", [1.0, 1.308])
@pytest.mark.parametrize("alarms", [Alarms(), Alarms(run=0), Alarms(beyond=False, run=5)])
def test_simulation_finds_what_is_reckoned(spread, alarms):
    steady = Steady(6.0, 1.2, spread)
    found = simulated(steady, alarms, runs=400, random=Random(17))
    assert found == pytest.approx(weeks_between(steady, alarms), rel=0.2)


def test_more_scatter_alarms_sooner():
    assert weeks_between(Steady(STORY.mean, 1.308, 1.308), Alarms()) < weeks_between(STORY, Alarms())


def test_rules_that_are_off_never_alarm():
    assert weeks_between(STORY, Alarms(beyond=False, run=0)) == inf
    assert weeks_between(Steady(0), Alarms()) == inf


def test_run_alone_is_the_textbook_figure():
    """Half of the weeks above: (1 − p⁸) ÷ (p⁸ (1 − p)) with p = 0.5 is 510."""
    p = 0.43
    assert (1 - p**8) / (p**8 * (1 - p)) == pytest.approx(1498, abs=2)
    assert weeks_between(STORY, Alarms(beyond=False)) == pytest.approx(1459, abs=15)


def test_command_says_both_figures(capsys):
    call_command("simulate_false_alarms", runs=5, seed=3)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 16
    assert lines[2].split()[:3] == ["2.4", "1.0", "252"]
