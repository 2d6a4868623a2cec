"""Waiting decisions: the longest first, and only those that the reader may open."""

from datetime import timedelta

import pytest

from complaints.models import Approval
from complaints.quality.models import Action, Investigation
from reports.queries.metrics import slice_of
from reports.queries.waiting import Scope, decisions_waiting
from tests.factories import NOW
from tests.factories.reports import waiting_things


@pytest.fixture
def kinds(cast, figures):
    waiting_things(cast)

    def seen_by(user, **asked):
        slice_ = slice_of(user, asked, NOW)
        return [row.kind for row in decisions_waiting(Scope(user, NOW, slice_.alone("region")))]

    return seen_by


@pytest.mark.usefixtures("clock")
def test_every_waiting_decision_opens(cast, kinds, client, figures):
    client.force_login(cast.executive)
    assert [client.get(row.url).status_code for row in figures().waiting] == [200, 200, 200]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("executive", ["investigation", "approval", "action"]),
        ("manager", ["investigation", "approval", "action"]),
        ("quality", ["investigation", "action"]),
        ("rep", []),
    ],
)
def test_waiting_decisions_are_those_the_reader_may_open(cast, kinds, role, seen):
    assert kinds(getattr(cast, role)) == seen


def test_waiting_decisions_are_filtered_by_region(cast, kinds):
    assert kinds(cast.executive, region="east") == ["investigation", "approval", "action"]
    assert kinds(cast.executive, region="west") == []


def test_decided_closed_and_not_yet_due_things_do_not_wait(cast, kinds):
    Approval.objects.update(state="approved")
    Investigation.objects.update(due_at=NOW + timedelta(minutes=1))
    Action.objects.update(due_on=NOW.date())
    assert kinds(cast.executive) == []


def test_waiting_approval_shows_remedy_amount_and_customer(cast, kinds, figures):
    (row,) = [row for row in figures().waiting if row.kind == "approval"]
    assert (row.title, row.amount, row.customer) == ("refund", 320, cast.customer.name)
    assert row.since == NOW - timedelta(days=6)
