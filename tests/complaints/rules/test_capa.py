import pytest

from complaints.rules import capa

pytestmark = pytest.mark.once
FOUND = {"cause": "虚焊"}
OLD = {"cause": "不明"}


def test_action_is_effective_only_after_it_was_done_and_checked():
    assert capa.ACTION.next("open", "complete") == "done"
    assert capa.ACTION.next("done", "find_effective") == "effective"
    assert not capa.ACTION.allows("open", "find_effective")
    assert capa.ACTION.actions("effective") == ()


def test_action_that_did_not_work_leads_back_to_work():
    assert capa.ACTION.next("done", "find_ineffective") == "ineffective"
    assert capa.ACTION.next("ineffective", "resume") == "open"


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ["on_site_findings", "identification", "cause"]),
        ({"on_site_findings": "x", "identification": " ", "cause": "y"}, ["identification"]),
        ({"on_site_findings": "x", "identification": "y", "cause": "z"}, []),
    ],
)
def test_report_needs_what_was_found_examined_and_concluded(values, missing):
    assert capa.missing_for_report(values) == missing


@pytest.mark.parametrize(
    ("reports", "obstacles"),
    [
        ([], ["report_missing"]),
        ([(OLD, True)], ["report_missing"]),
        ([(FOUND, False), (OLD, True)], ["report_unsigned"]),
        ([(FOUND, False), (FOUND, True)], []),
    ],
)
def test_meeting_decides_on_a_signed_report_of_the_present_findings(reports, obstacles):
    assert capa.deciding_obstacles(FOUND, reports) == obstacles


@pytest.mark.parametrize(
    ("states", "obstacles"),
    [
        ([], []),
        (["done", "effective"], []),
        (["open"], ["corrective_open"]),
        (["effective", "ineffective"], ["corrective_open"]),
    ],
)
def test_investigation_closes_when_corrective_actions_are_carried_out(states, obstacles):
    assert capa.closing_obstacles(corrective_states=states) == obstacles
