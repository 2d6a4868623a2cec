"""The demo company turns its open quarter and the next one by the scheduler alone, day by day.

Only its people, customers and surveys: with all its tickets and visits each day would take seconds.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from aftersales.demo.company import found_company
from aftersales.demo.rounds import survey_quarters
from aftersales.desk.services.due import run_due
from aftersales.notifications.models import Notification
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from surveys.models import Figure, Interview, Invitation, Response, Round
from surveys.queries.frames import draw_again
from surveys.services.calls import next_call, record_call
from surveys.services.invitations import token_of
from surveys.services.responses import submit_response
from surveys.services.rounds import change_plan
from tests.factories.clients import client_of

from .test_quarter import answers_of

LOADED = datetime(
    2026, 12, 30, 7, 0, tzinfo=UTC
)  # its round has been open since the 23rd, and closes on the afternoon of 6 January
MORNING = datetime(2026, 12, 31, 1, 30, tzinfo=UTC)  # half past nine in Shanghai
DAY = timedelta(days=1)
OPENS, DAYS = date(2027, 1, 1), 10


def answered(row: Round, now: datetime) -> int:
    """Every second customer invited by mail answers, and so does the next one by telephone; returns how many."""
    waiting = Invitation.objects.filter(round=row, channel="email", answered_at=None).order_by("pk")
    for place, invitation in enumerate(waiting[::2]):
        score = 9 if place % 3 else 7
        submit_response(token=token_of(invitation), answers=answers_of(row, score), now=now, seconds=180 + place)
    interviewer = User.objects.get(username="quality")
    call = next_call(actor=interviewer, now=now)
    if isinstance(call, Interview):
        held = {"interview_id": call.pk, "outcome": "done", "actor": interviewer, "now": now, "seconds": 300}
        record_call(answers=answers_of(call.invitation.round, 8), **held)
    return Response.objects.filter(round=row).count()


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
def test_quarters_of_the_demo_company_turn_from_frame_to_pdf(time_machine) -> None:
    time_machine.move_to(LOADED, tick=False)
    survey_quarters(found_company(now=LOADED, customers=30, seed=1))
    manager, states, reminded, complete = User.objects.get(username="manager"), {}, {}, 0
    for n in range(12):
        now = MORNING + n * DAY
        today = company_date(now)
        time_machine.move_to(now, tick=False)
        run_due(now=now)
        old, new = Round.objects.get(quarter="2026-Q4"), Round.objects.get(quarter="2027-Q1")
        if n == 0:  # the plan of the rule opens in March; a manager brings it forward
            plan = {"margin": Decimal("0.050"), "opens_on": OPENS, "days": DAYS}
            change_plan(round_id=new.pk, actor=manager, now=now, **plan)
        if today == OPENS:
            assert draw_again(new).is_same and new.sample_size > 0 and new.invited_at == now
            complete = answered(new, now)
        states.setdefault((old.state, new.state), today.isoformat())
        waiting = Invitation.objects.filter(round=new, channel="email", answered_at=None).count()
        reminded[today.isoformat()] = (new.invitations.filter(reminders__gt=0).count(), waiting)

    assert states == {
        ("open", "planned"): "2026-12-31",
        ("open", "open"): "2027-01-01",
        ("reported", "open"): "2027-01-07",
        ("reported", "reported"): "2027-01-11",
    }
    assert reminded["2027-01-04"][0] == 0
    assert reminded["2027-01-05"][0] == reminded["2027-01-05"][1] > 0, "only those who have not answered"
    assert complete > 5
    for row in Round.objects.filter(quarter__in=("2026-Q4", "2027-Q1")):
        assert row.seal
        assert Figure.objects.filter(round=row, segment="all", code="index:SAT", value__gt=50).exists()
        papers = {paper.language: paper.stored.file.open().read(5) for paper in row.reports.select_related("stored")}
        assert papers == {"zh-hans": b"%PDF-", "en": b"%PDF-"}
        told = Notification.objects.filter(template="survey_reported", params__quarter=row.quarter)
        assert {"manager", "gm"} <= set(told.values_list("user__username", flat=True))
        assert row.quarter in client_of(manager, "en").get(row.get_absolute_url()).text
    assert Response.objects.filter(round__quarter="2027-Q1").count() >= complete
