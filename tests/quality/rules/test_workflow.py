import pytest

from complaints.quality import enums
from complaints.quality.rules.workflow import ACTION, INVESTIGATION

pytestmark = pytest.mark.once

ALL = {"investigation": (INVESTIGATION, enums.InvestigationState), "action": (ACTION, enums.ActionState)}


def test_action_is_effective_only_after_it_was_done_and_checked():
    assert ACTION.next("open", "complete") == "done"
    assert ACTION.next("done", "find_effective") == "effective"
    assert not ACTION.allows("open", "find_effective")
    assert ACTION.actions("effective") == ("recur",)


def test_ineffective_action_is_done_again():
    assert ACTION.next("done", "find_ineffective") == "ineffective"
    assert ACTION.next("ineffective", "resume") == "open"


def test_investigation_is_reopened_by_an_objection():
    state = INVESTIGATION.initial
    for step in ("report", "decide", "reopen", "report", "decide", "close"):
        state = INVESTIGATION.next(state, step)
    assert state == "closed"


@pytest.mark.parametrize(("workflow", "choices"), ALL.values(), ids=ALL)
def test_every_state_can_reach_a_final_state(workflow, choices):
    for state in workflow.states:
        assert workflow.reachable(state) & workflow.final


@pytest.mark.parametrize(("workflow", "choices"), ALL.values(), ids=ALL)
def test_every_state_has_a_display_name(workflow, choices):
    assert workflow.states == set(choices.values)
    assert workflow.initial in choices
