"""Random actions in any order end in success or a refusal with a domain error, and the invariants hold.

RANDOM_WALK=5000 sets the number of steps, RANDOM_WALK_SEED=7 chooses other actions (CONTRIBUTING.md).
"""

from __future__ import annotations

import os

import pytest

from complaints.models import Ticket
from complaints.verbs import APPROVALS, CONVERSATION, SHEETS
from tests.factories import cast

from .invariants import broken, history_marks, unrecorded, without_history
from .walk import ACTIONS, Walk

STEPS_TO_WALK = int(os.environ.get("RANDOM_WALK", "400"))
LONG = 2000
SEED = int(os.environ.get("RANDOM_WALK_SEED", "3"))


def test_walk_tries_every_verb():
    assert {*SHEETS, *CONVERSATION, *APPROVALS, "log", "bulk"} <= set(ACTIONS)


@pytest.mark.django_db
@pytest.mark.slow
def test_invariants_hold_after_random_steps():
    walk = Walk(cast(), SEED)
    for number in range(STEPS_TO_WALK):
        marks = history_marks()
        name, actor, touched, done = walk.step()
        faults = broken(touched) + unrecorded(actor, marks) if done else []
        assert not faults, (number, faults, walk.log[-25:])
    assert broken(Ticket.objects.values_list("pk", flat=True)) == []
    assert without_history() == []
    assert set(walk.tried) == set(ACTIONS)
    # A short walk need not try everything; tests/flows/test_ways_out.py goes deep into fulfilment.
    assert len(walk.done) >= len(ACTIONS) - (10 if STEPS_TO_WALK < LONG else 0), (walk.done, walk.refused)
