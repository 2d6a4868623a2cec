"""Every figure opens exactly its rows."""

from datetime import timedelta

import pytest

from complaints.models import Approval, AuthorityRule, Proposal
from complaints.quality.models import Action, Investigation
from complaints.queries.ticket_list import filtered
from surveys.queries import asked_responses
from tests.factories import NOW
from tests.factories.reports import at, closed, replied, sla_target, ticket
from tests.factories.surveys import answers, questionnaires

DAY = timedelta(days=1)


@pytest.fixture
def company(cast):
    """Tickets of every kind in two regions and two quarters."""
    for region in (cast.east, cast.west):
        for days in (0, 1, 3, 8, 20, 47, 48, 49, 100, 120, 365):
            ticket(cast, NOW - days * DAY, region=region, batch=f"B{days % 3}")
        replied(cast, 3 * DAY, region=region)
        replied(cast, DAY / 4, region=region, kind="inquiry", channel="email")
        replied(cast, DAY / 4, at("2026-07-10 02:00"), region=region)
        sla_target(ticket(cast, NOW - 4 * DAY, region=region, kind="return"), due_at=NOW - DAY)
        closed(cast, NOW - 2 * DAY, "120.50", region=region)
        closed(cast, NOW - 2 * DAY, region=region)
        closed(cast, at("2026-08-01 02:00"), "10", region=region)
    ticket(cast, customer=None, contact=None, region=None)
    form = questionnaires()
    for region, csats in ((cast.east, [5, 5, 4, 2, 1, 3]), (cast.west, [5] * 7)):
        answers(form, NOW.date(), csats, region=region, comment="取货很快")
    return cast


@pytest.mark.parametrize("quarter", ["2026-Q4", "2026-Q3", "2025-Q4"])
@pytest.mark.parametrize("region", ["", "east", "west"])
@pytest.mark.parametrize("role", ["executive", "rep", "quality"])
def test_each_figure_equals_the_number_of_rows_of_its_link(company, figures, role, region, quarter):
    user = getattr(company, role)
    page = figures(user, quarter=quarter, region=region)
    found = {name: filtered(user, rows.params, NOW).count() for name, rows in page.linked()}
    assert found == {name: rows.count for name, rows in page.linked()}
    if quarter == "2026-Q4":
        assert min(found["complaints"], found["first reply late"], found["late"], found["closed with cost"]) > 0


@pytest.mark.parametrize("region", ["", "east"])
def test_index_opens_its_answers(company, figures, region):
    page = figures(region=region)
    asked = dict(part.split("=") for part in page.satisfaction.query.split("&"))
    rows = asked_responses(company.executive, asked).rows
    assert page.satisfaction.history.n == rows.count() == (6 if region else 13)


def test_reader_without_satisfaction_gets_no_link_to_its_answers(company, figures):
    assert figures(company.quality).satisfaction.query == ""


@pytest.mark.usefixtures("clock")
def test_every_waiting_decision_opens(company, client, figures):
    waiting_things(company)
    client.force_login(company.executive)
    page = figures()
    assert [row.kind for row in page.waiting] == ["investigation", "approval", "action"]
    assert [client.get(row.url).status_code for row in page.waiting] == [200, 200, 200]


def waiting_things(cast):
    """Overdue for nine days, in approval for six, overdue for two."""
    row = ticket(cast, state="approval")
    proposal = Proposal.objects.create(
        ticket=row, remedy="refund", amount=320, state="submitted", proposed_by=cast.clerk, created_at=NOW
    )
    approval = Approval.objects.create(
        proposal=proposal,
        rule=AuthorityRule.objects.first(),
        amount=320,
        stake=320,
        routing_amount=320,
        content_hash="x",
        submitted_by=cast.clerk,
        submitted_at=NOW - 6 * DAY,
    )
    approval.steps.create(position=1, code="manager_review", state="active")
    Investigation.objects.create(
        number="QI-2026-00001",
        ticket=row,
        title="温度漂移",
        lead=cast.quality,
        opened_at=NOW - 20 * DAY,
        due_at=NOW - 9 * DAY,
    )
    Action.objects.create(
        number="AC-2026-00001",
        kind="corrective",
        title="更换传感器",
        ticket=row,
        owner=cast.quality,
        due_on=(NOW - 2 * DAY).date(),
        created_at=NOW,
    )
