import pytest

from complaints.quality.rules import capa

pytestmark = pytest.mark.once
FOUND = {"cause": "虚焊"}
OLD = {"cause": "不明"}


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ["on_site_findings", "identification", "cause"]),
        ({"on_site_findings": "x", "identification": " ", "cause": "y"}, ["identification"]),
        ({"on_site_findings": "x", "identification": "y", "cause": "z"}, []),
    ],
)
def test_report_requires_findings_examination_and_conclusion(values, missing):
    assert capa.missing_for_report(values) == missing


@pytest.mark.parametrize(
    ("reports", "obstacles"),
    [
        ([], ["report_missing"]),
        ([(OLD, True)], ["findings_newer"]),
        ([(FOUND, False), (OLD, True)], ["report_unsigned"]),
        ([(FOUND, False), (FOUND, True)], []),
    ],
)
def test_meeting_decides_on_a_signed_report_of_the_current_findings(reports, obstacles):
    assert capa.deciding_obstacles(FOUND, reports) == obstacles


@pytest.mark.parametrize(
    ("states", "obstacles"),
    [
        ([], []),
        (["effective", "followed", "cancelled"], []),
        (["open"], ["action_open"]),
        (["done", "effective"], ["action_unjudged"]),
        (["effective", "ineffective"], ["action_ineffective"]),
        (["ineffective", "done", "open"], ["action_open", "action_unjudged", "action_ineffective"]),
    ],
)
def test_investigation_closes_when_every_action_has_ended_and_been_judged(states, obstacles):
    assert capa.closing_obstacles(action_states=states) == obstacles
