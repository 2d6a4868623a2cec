"""The whole table of what events do to promises."""

import pytest

from complaints.enums import SlaCode
from complaints.rules.promises import (
    EFFECTS,
    ORDER,
    Effect,
    Event,
    Promise,
    code_of,
    effects_of,
    stands_still,
)

pytestmark = pytest.mark.once
E = Effect
PLAIN, EXTRINSIC = "intrinsic", "extrinsic"


def test_every_event_has_a_row_and_every_promise_a_column():
    assert set(EFFECTS) == set(Event)
    assert {len(row) for row in EFFECTS.values()} == {len(ORDER)} == {len(Promise)}
    assert {code_of(promise) for promise in Promise} == set(SlaCode.values)


def column(promise):
    place = ORDER.index(promise)
    return {event: row[place] for event, row in EFFECTS.items() if row[place]}


def test_first_reply_is_met_by_words_to_the_customer_and_by_nothing_else():
    by = column(Promise.FIRST_REPLY)
    assert {event for event, effect in by.items() if effect is E.MEET} == {
        Event.ANSWERED_AT_ONCE, Event.REPLIED, Event.RESOLUTION_TOLD, Event.ANSWERED,
    }  # fmt: skip
    assert Event.PAUSED not in by and Event.RESUMED not in by


def test_answer_of_an_extrinsic_problem_is_met_by_telling_the_customer():
    by = column(Promise.ANSWER)
    assert {event for event, effect in by.items() if effect is E.MEET} == {
        Event.RESOLUTION_TOLD, Event.ANSWERED, Event.CONFIRMED, Event.CLOSED,
    }  # fmt: skip


@pytest.mark.parametrize("event", [Event.SUBMITTED, Event.APPROVED, Event.REFUSED])
@pytest.mark.parametrize("quality_class", [PLAIN, EXTRINSIC, ""])
def test_decisions_inside_the_company_meet_nothing(event, quality_class):
    assert effects_of(event, quality_class=quality_class) == {}


@pytest.mark.parametrize("event", [Event.WITHDRAWN, Event.MERGED])
def test_what_is_over_without_a_solution_ends_every_promise(event):
    assert effects_of(event, quality_class=PLAIN) == dict.fromkeys(SlaCode.values, E.END)


def test_closing_meets_the_solution_and_ends_the_rest():
    for quality_class in (PLAIN, EXTRINSIC):
        assert effects_of(Event.CLOSED, quality_class=quality_class) == {
            "first_reply": E.END,
            "callback": E.END,
            "solution": E.MEET,
        }


def test_pauses_stop_only_the_solution_and_agreed_calls_never_move():
    assert [code for code in SlaCode.values if stands_still(code)] == ["solution"]
    moved = set(column(Promise.CALLBACK).values())
    assert moved <= {E.MEET, E.END, E.RENEW}


def test_what_stops_runs_again():
    for promise in ORDER:
        by = column(promise)
        assert (by.get(Event.PAUSED) is E.STOP) == (by.get(Event.RESUMED) is E.RUN)


def test_history_and_facts_that_no_policy_asks_about_change_nothing():
    for event in (Event.HISTORY_IMPORTED, Event.DETAILS_CHANGED, Event.IDENTIFIED, Event.REASSIGNED):
        assert effects_of(event, quality_class=PLAIN) == {}
