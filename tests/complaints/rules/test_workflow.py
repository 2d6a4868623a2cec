import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.errors import Conflict, RuleViolation
from complaints import enums
from complaints.rules.workflow import (
    APPROVAL,
    FULFILMENT,
    FULFILMENT_START,
    TICKET,
)

pytestmark = pytest.mark.once

ALL = {"ticket": TICKET, "approval": APPROVAL, "fulfilment": FULFILMENT}


def walk(workflow, *actions, start=None):
    state = workflow.initial if start is None else start
    for action in actions:
        state = workflow.next(state, action)
    return state


@pytest.mark.parametrize(
    ("actions", "end"),
    [
        (["take_up", "submit", "approve", "complete", "close"], "closed"),
        (["submit", "approve_no_fulfilment", "close"], "closed"),
        (["answer", "close"], "closed"),
        (["take_up", "submit", "send_back", "submit", "recall", "submit", "reject"], "verifying"),
        (["submit", "approve", "void", "submit"], "approval"),
        (["answer", "dispute", "answer", "close", "reopen"], "verifying"),
        (["withdraw", "reopen", "answer"], "confirming"),
    ],
)
def test_ticket_transitions_follow_the_table(actions, end):
    assert walk(TICKET, *actions) == end


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("new", "approve"),
        ("verifying", "complete"),
        ("approval", "close"),
        ("approval", "withdraw"),
        ("fulfilment", "close"),
        ("fulfilment", "submit"),
        ("closed", "approve"),
        ("closed", "close"),
        ("withdrawn", "submit"),
    ],
)
def test_ticket_skips_no_step(state, action):
    with pytest.raises((RuleViolation, Conflict)):
        TICKET.next(state, action)


def test_decided_approval_is_not_decided_again():
    for state in APPROVAL.final:
        for action in ("approve", "reject", "send_back", "recall", "advance"):
            assert not APPROVAL.allows(state, action)


@pytest.mark.parametrize(
    "actions",
    [
        ["receive", "inspect", "settle"],
        ["no_return_required", "settle"],
        ["replace_first", "receive", "inspect", "settle"],
        ["replace_first", "no_return_required", "settle"],
        ["receive", "receive", "inspect", "settle_part", "receive", "inspect", "settle"],
        ["receive", "inspect", "settle", "reopen", "settle"],
    ],
)
def test_fulfilment_ends_with_goods_in_any_order(actions):
    assert walk(FULFILMENT, *actions) == "done"


@pytest.mark.parametrize("start", FULFILMENT_START.values())
def test_fulfilment_is_completed_from_every_start(start):
    assert "done" in FULFILMENT.reachable(start)


@pytest.mark.parametrize("workflow", ALL.values(), ids=ALL)
def test_every_state_can_reach_a_final_state(workflow):
    for state in workflow.states:
        assert workflow.reachable(state) & workflow.final


@pytest.mark.parametrize(
    ("workflow", "choices"),
    [
        (TICKET, enums.State),
        (APPROVAL, enums.ApprovalState),
        (FULFILMENT, enums.FulfilmentState),
    ],
)
def test_every_state_has_a_display_name(workflow, choices):
    assert workflow.states == set(choices.values)
    assert workflow.initial in choices


def test_transitions_accept_members_of_the_choices():
    assert TICKET.next(enums.State.NEW, "submit") == enums.State.APPROVAL


@given(st.sampled_from(sorted(ALL)), st.lists(st.integers(min_value=0, max_value=9), max_size=40))
def test_random_actions_never_leave_the_known_states(name, picks):
    workflow = ALL[name]
    state = workflow.initial
    for pick in picks:
        actions = workflow.actions(state)
        if not actions:
            assert workflow.is_final(state)
            break
        state = workflow.next(state, actions[pick % len(actions)])
        assert state in workflow.states
