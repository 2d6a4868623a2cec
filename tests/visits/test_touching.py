"""Visits, surveys and notices share one limit of contacts a month, at each place that contacts customers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from complaints.quality.enums import Reach
from complaints.quality.services.campaign_notices import send_due_notices
from customers.enums import TouchState
from customers.models import ContactTouch
from customers.services.opting import opt_out
from customers.services.touching import Claim, claim
from surveys.models import FrameMember
from surveys.services import inviting
from tests.factories import NOW, cast
from tests.factories.clients import client_of
from tests.factories.rounds import OPENS, active, opened
from tests.factories.visits import cadence, contacted, customer_since, limit_contacts, scheduled, visit_of
from tests.quality.campaigns import factories as campaigns
from visits.models import Visit
from visits.queries.replanning import is_agreed
from visits.services.planning import plan_due
from visits.services.visits import mark_missed, reschedule

TODAY = date(2026, 11, 20)
NOTICE = {"kind": "information", "risk": "quality"}


@pytest.fixture
def busy(people):
    """A customer whose visit is due in November, and who was contacted in November already."""
    cadence()
    limit_contacts(1)
    customer = customer_since(date(2026, 5, 27), region=people.east, rep=people.rep)
    contacted(customer, TODAY)
    scheduled()
    return customer


@pytest.mark.django_db
def test_visit_of_who_was_contacted_enough_is_planned_in_the_next_month(people, busy):
    plan_due(now=NOW)
    visit = Visit.objects.get(customer=busy)
    assert visit.due_on == date(2026, 11, 27)
    assert date(2026, 12, 1) <= visit.planned_on <= visit.due_on + timedelta(days=14)
    assert "2026-11" in visit.reason
    touch = ContactTouch.objects.get(purpose="visit", customer=busy)
    assert (touch.state, touch.on, touch.wanted_on.month) == (TouchState.COUNTED, visit.planned_on, 11)
    page = client_of(people.manager, "en").get(busy.get_absolute_url()).text
    assert "1 of at most 1" in page and "waits until" in page


@pytest.mark.django_db
def test_day_agreed_with_the_customer_moves_the_place_and_is_never_refused(people):
    cadence()
    limit_contacts(1)
    visit = visit_of(people.customer, rep=people.rep, due_on=date(2026, 11, 27))
    contacted(people.customer, date(2026, 12, 3))
    reschedule(actor=people.rep, now=NOW, visit_id=visit.pk, planned_on=date(2026, 12, 4), reason="agreed")
    assert ContactTouch.objects.get(purpose="visit").state == TouchState.AGREED
    reschedule(actor=people.rep, now=NOW, visit_id=visit.pk, planned_on=date(2027, 1, 4), reason="agreed")
    touch = ContactTouch.objects.get(purpose="visit")
    assert (touch.state, touch.month) == (TouchState.COUNTED, date(2027, 1, 1))
    mark_missed(actor=people.rep, now=NOW, visit_id=visit.pk, reason="nobody there", try_on=date(2027, 1, 8))
    states = ContactTouch.objects.filter(purpose="visit").order_by("pk").values_list("state", flat=True)
    assert list(states) == [TouchState.DROPPED, TouchState.COUNTED]


@pytest.mark.django_db
def test_survey_leaves_out_who_was_contacted_enough_by_its_own_reason():
    limit_contacts(1)
    customers = [active(number) for number in range(1, 4)]
    contacted(customers[0], OPENS.date(), "visit")
    opt_out(customer_id=customers[1].pk, purpose="survey", actor=None, now=OPENS)
    opened()
    inviting.invite_due(now=OPENS)
    loss = dict(FrameMember.objects.filter(drawn__isnull=False).values_list("customer", "loss"))
    assert loss[customers[0].pk] == "enough"
    assert loss.get(customers[1].pk, "opted_out") == "opted_out"  # the wish comes first
    assert loss[customers[2].pk] == ""
    assert ContactTouch.objects.get(customer=customers[0], purpose="survey").state == TouchState.SKIPPED
    assert not ContactTouch.objects.filter(customer=customers[1]).exists()


@pytest.mark.django_db
def test_notice_waits_for_the_next_month_unless_it_is_about_safety(people):
    limit_contacts(1)
    contacted(people.customer, TODAY)
    row = campaigns.sent(people, **NOTICE)
    waiting = campaigns.row_of(row, people.customer)
    assert (waiting.reach, waiting.attempts.count()) == (Reach.UNTOLD, 0)
    assert ContactTouch.objects.get(purpose="campaign").state == TouchState.WAITING
    assert send_due_notices(now=NOW + timedelta(days=5)) == 0
    assert send_due_notices(now=datetime(2026, 12, 1, 1, tzinfo=NOW.tzinfo)) == 1
    assert campaigns.row_of(row, people.customer).attempts.count() == 1
    assert ContactTouch.objects.get(purpose="campaign").state == TouchState.COUNTED


@pytest.mark.django_db
def test_recall_goes_out_at_once_and_takes_no_place(people):
    limit_contacts(1)
    contacted(people.customer, TODAY)
    row = campaigns.sent(people)
    assert campaigns.row_of(row, people.customer).reach == Reach.TOLD
    assert ContactTouch.objects.get(purpose="campaign").state == TouchState.SAFETY


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_contacts_at_the_same_moment_stay_under_the_limit():
    people = cast()
    limit_contacts(2)
    ready = Barrier(6)

    def run(number):
        ready.wait()
        try:
            return claim(claims=[Claim(people.customer.pk, "survey", f"at once {number}", TODAY)], now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        granted = set().union(*pool.map(run, range(6)))
    assert len(granted) == 2 == ContactTouch.objects.filter(state=TouchState.COUNTED).count()


@pytest.mark.django_db
def test_day_that_the_limit_moved_is_not_agreed_until_a_person_sets_it(people, busy):
    plan_due(now=NOW)
    visit = Visit.objects.get(customer=busy)
    assert not is_agreed(visit)
    moved = reschedule(
        actor=people.rep, now=NOW, visit_id=visit.pk, planned_on=visit.planned_on, reason="客户约的，不是 2026-11"
    )
    assert is_agreed(moved)
