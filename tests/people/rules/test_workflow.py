"""Every path through the state machines, and what a final state still allows."""

import pytest

from aftersales.people import enums
from aftersales.people.rules import workflow

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("machine", "states"),
    [
        (workflow.SESSION, enums.SessionState),
        (workflow.RESULT, enums.Result),
        (workflow.INTERVIEW, enums.InterviewState),
        (workflow.RECOGNITION, enums.RecognitionState),
        (workflow.EVALUATION, enums.EvaluationState),
    ],
)
def test_states_of_the_table_are_those_of_the_model(machine, states):
    assert machine.states == set(states.values)


def test_agreed_interview_is_never_written_again():
    assert set(workflow.INTERVIEW.actions("agreed")) == {"follow_up", "close"}
    assert workflow.INTERVIEW.actions("closed") == ()
    assert workflow.INTERVIEW.actions("cancelled") == ()


def test_passed_assessment_stands():
    assert workflow.RESULT.actions("passed") == ()
