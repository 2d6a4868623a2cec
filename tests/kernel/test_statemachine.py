import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.errors import Conflict, RuleViolation
from aftersales.kernel.statemachine import Workflow

pytestmark = pytest.mark.once

DOOR = {
    ("open", "close"): "closed",
    ("closed", "open"): "open",
    ("closed", "lock"): "locked",
    ("locked", "unlock"): "closed",
    ("closed", "scrap"): "scrapped",
}


@pytest.fixture(scope="module")
def door():
    return Workflow(DOOR, initial="open", final={"scrapped"})


def test_next_follows_the_table(door):
    assert door.next("closed", "lock") == "locked"


def test_next_refuses_and_names_the_possible_actions(door):
    with pytest.raises(RuleViolation) as refusal:
        door.next("open", "lock")
    assert refusal.value.code == "action_not_allowed"
    assert refusal.value.params["possible"] == ("close",)
    assert "isn’t possible at the current stage" in str(refusal.value)


def test_the_second_of_two_learns_that_somebody_was_first(door):
    with pytest.raises(Conflict) as refusal:
        door.next("locked", "lock")
    assert refusal.value.code == "action_not_allowed"


def test_next_refuses_an_unknown_state(door):
    with pytest.raises(RuleViolation):
        door.next("melted", "open")
    assert door.actions("melted") == ()


def test_actions_keep_the_order_of_the_table(door):
    assert door.actions("closed") == ("open", "lock", "scrap")


def test_allows_answers_without_raising(door):
    assert door.allows("open", "close")
    assert not door.allows("open", "scrap")


def test_final_and_reachable_states_follow_the_table(door):
    assert door.states == {"open", "closed", "locked", "scrapped"}
    assert door.reachable() == door.states
    assert door.reachable("scrapped") == {"scrapped"}
    assert door.is_final("scrapped") and not door.is_final("open")


@pytest.mark.parametrize(
    ("table", "final", "said"),
    [
        ({("a", "go"): "b"}, set(), "dead ends ['b']"),
        ({("a", "go"): "b", ("c", "go"): "b"}, {"b"}, "unreachable ['c']"),
        ({("a", "go"): "b"}, {"b", "z"}, "unknown final ['z']"),
    ],
)
def test_table_with_unreachable_or_unknown_states_is_refused(table, final, said):
    with pytest.raises(ValueError, match="workflow") as refusal:
        Workflow(table, initial="a", final=final)
    assert said in str(refusal.value)


def test_table_cannot_be_changed_later(door):
    with pytest.raises(TypeError):
        door.table["open", "scrap"] = "scrapped"


@given(st.lists(st.sampled_from(["open", "close", "lock", "unlock", "scrap", "burn"]), max_size=40))
def test_random_actions_never_leave_the_known_states(actions):
    door = Workflow(DOOR, initial="open", final={"scrapped"})
    state = door.initial
    for action in actions:
        if door.allows(state, action):
            state = door.next(state, action)
        else:
            with pytest.raises((RuleViolation, Conflict)):
                door.next(state, action)
        assert state in door.states
