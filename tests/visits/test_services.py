from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from aftersales.kernel.errors import Conflict, DomainError, InvalidInput, NotPermitted, NotVisible
from aftersales.notifications.models import Notification
from customers.models import Customer, Interaction
from tests.factories import NOW, customer_of
from tests.factories.visits import cadence, visit_of
from visits.models import Visit
from visits.services.planning import plan_due
from visits.services.visits import mark_missed, reassign, record_outcome, reschedule

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def visit(people):
    cadence()
    return visit_of(people.customer, rep=people.rep, due_on=TODAY, counted_from=date(2025, 11, 18))


def record(people, visit, actor=None, **more):
    more = {"outcome": "fine", "contact": people.contact} | more
    return record_outcome(actor=actor or people.rep, now=NOW, visit_id=visit.pk, **more)


def test_record_outcome_keeps_what_happened(people, visit):
    visit = record(people, visit, opinions="包装好多了")
    assert (visit.state, visit.outcome, visit.met_whom, visit.took_place_at) == ("done", "fine", "张三", NOW)
    assert visit.recorded_by == people.rep
    assert visit.ticket is None
    entry = visit.history.first()
    assert (entry.history_user, entry.history_change_reason) == (people.rep, "recorded")


def test_record_outcome_is_shown_in_the_customers_timeline(people, visit):
    with translation.override("zh-hans"):
        visit = record(people, visit)
    entry = Interaction.objects.get(pk=visit.interaction_id)
    assert (entry.customer, entry.contact_name, entry.direction, entry.body) == (
        people.customer,
        "张三",
        "out",
        "没有意见",
    )


def test_record_outcome_opens_a_complaint_for_a_problem(people, visit):
    visit = record(people, visit, outcome="problem", requirements="门封漏气")
    assert (visit.ticket.kind, visit.ticket.description, visit.ticket.customer) == (
        "complaint",
        "门封漏气",
        people.customer,
    )
    assert visit.ticket.owner == people.rep


def test_record_outcome_opens_a_ticket_of_the_chosen_type(people, visit):
    assert (
        record(people, visit, outcome="request", suggestions="出一本中文手册", ticket="suggestion").ticket.kind
        == "suggestion"
    )


def test_record_outcome_opens_no_ticket_on_request(people, visit):
    assert record(people, visit, outcome="problem", requirements="已有工单", ticket="none").ticket is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"outcome": "problem"}, "nothing_recorded"),
        ({"outcome": "great"}, "unknown_outcome"),
        ({"ticket": "complaint"}, "nothing_recorded"),
        ({"ticket": "party", "opinions": "x"}, "unknown_kind"),
        ({"channel": "pigeon"}, "unknown_channel"),
        ({"took_place_at": NOW + timedelta(minutes=1)}, "in_the_future"),
        ({"took_place_at": NOW - timedelta(days=366)}, "before_last"),
        ({"next_on": TODAY - timedelta(days=1)}, "in_the_past"),
        ({"next_on": TODAY + timedelta(days=400)}, "too_far"),
    ],
)
def test_record_outcome_refuses_invalid_records(people, visit, given, code):
    with pytest.raises(DomainError) as refused:
        record(people, visit, **given)
    assert refused.value.code == code
    assert Visit.objects.get(pk=visit.pk).state == "planned"


def test_record_outcome_refuses_contacts_of_other_customers(people, visit):
    other = customer_of(people.east, number="CU-2026-00002", name="别家").contacts.get()
    with pytest.raises(DomainError, match=r".") as refused:
        record(people, visit, contact=other)
    assert refused.value.field == "contact"


def test_record_outcome_twice_is_refused(people, visit):
    record(people, visit)
    with pytest.raises(DomainError) as refused:
        record(people, visit)
    assert refused.value.code == "action_not_allowed"


def test_next_visit_follows_the_cadence(people, visit):
    record(people, visit)
    assert plan_due(now=NOW) == 0
    assert plan_due(now=NOW + timedelta(days=352)) == 1
    assert Visit.objects.get(state="planned").due_on == date(2027, 11, 18)


def test_next_visit_may_be_on_an_agreed_day(people, visit):
    record(people, visit, next_on=date(2027, 3, 1))
    following = Visit.objects.get(state="planned")
    assert (following.planned_on, following.due_on, following.rep) == (date(2027, 3, 1), date(2027, 11, 18), people.rep)
    assert plan_due(now=NOW + timedelta(days=352)) == 0


def test_record_outcome_of_an_older_version_is_a_conflict(people, visit):
    reschedule(actor=people.rep, now=NOW, visit_id=visit.pk, planned_on=TOMORROW, reason="客户出差")
    with pytest.raises(Conflict):
        record(people, visit, version=1)


def test_service_staff_record_by_phone_only(people, visit):
    with pytest.raises(NotPermitted):
        record(people, visit, actor=people.clerk, channel="visit")
    assert record(people, visit, actor=people.clerk, channel="phone").recorded_by == people.clerk


@pytest.mark.parametrize("name", ["gm", "executive", "auditor"])
def test_readers_do_not_record(people, visit, name):
    with pytest.raises(NotPermitted):
        record(people, visit, actor=getattr(people, name))


@pytest.mark.parametrize("name", ["stranger", "quality", "warehouse", "admin"])
def test_visit_is_not_found_by_others(people, visit, name):
    with pytest.raises(NotVisible):
        record(people, visit, actor=getattr(people, name))


def test_reschedule_moves_the_day_and_saves_the_reason(people, visit):
    visit = reschedule(actor=people.rep, now=NOW, visit_id=visit.pk, planned_on=TOMORROW, reason="客户出差")
    assert (visit.planned_on, visit.due_on, visit.reason, visit.version) == (TOMORROW, TODAY, "客户出差", 2)


def test_reschedule_beyond_the_due_day_notifies_the_manager(people):
    visit = visit_of(
        customer_of(people.east, number="CU-2026-00002", rep=people.rep),
        rep=people.rep,
        due_on=TODAY + timedelta(days=5),
    )
    reschedule(actor=people.rep, now=NOW, visit_id=visit.pk, planned_on=TOMORROW, reason="顺路")
    assert not Notification.objects.filter(template="visits.after_due_date").exists()
    reschedule(actor=people.rep, now=NOW, visit_id=visit.pk, planned_on=TODAY + timedelta(days=6), reason="客户出差")
    assert Notification.objects.get(template="visits.after_due_date", channel="page").user == people.manager


@pytest.mark.parametrize(
    ("day", "reason", "code"),
    [(TODAY - timedelta(days=1), "x", "in_the_past"), (date(2028, 1, 1), "x", "too_far"), (TOMORROW, " ", "no_reason")],
)
def test_reschedule_refuses_invalid_days(people, visit, day, reason, code):
    with pytest.raises(DomainError) as refused:
        reschedule(actor=people.rep, now=NOW, visit_id=visit.pk, planned_on=day, reason=reason)
    assert refused.value.code == code


def test_mark_missed_plans_the_next_attempt(people, visit):
    following = mark_missed(actor=people.rep, now=NOW, visit_id=visit.pk, reason="没人", try_on=TOMORROW)
    assert (following.state, following.planned_on, following.due_on) == ("planned", TOMORROW, TODAY)
    assert Visit.objects.get(pk=visit.pk).state == "missed"
    assert plan_due(now=NOW) == 0


def test_reassign_notifies_the_new_rep(people, visit):
    visit = reassign(actor=people.manager, now=NOW, visit_id=visit.pk, rep=people.stranger)
    assert visit.rep == people.stranger
    assert Notification.objects.filter(template="visits.assigned", user=people.stranger).exists()


def test_reassign_is_for_managers_only(people, visit):
    with pytest.raises(NotPermitted):
        reassign(actor=people.rep, now=NOW, visit_id=visit.pk, rep=people.stranger)
    with pytest.raises(DomainError) as refused:
        reassign(actor=people.manager, now=NOW, visit_id=visit.pk, rep=people.clerk)
    assert refused.value.code == "not_a_rep"


def test_late_record_counts_from_the_day_of_the_visit(people, visit):
    record(people, visit, took_place_at=datetime.fromisoformat("2026-11-10T20:00+08:00"))
    plan_due(now=NOW + timedelta(days=350))
    assert Visit.objects.get(state="planned").due_on == date(2027, 11, 10)


def test_next_day_beyond_the_cadence_needs_a_reason_and_tells_the_manager(people, visit):
    Customer.objects.filter(pk=people.customer.pk).update(tier="important")
    late = date(2027, 6, 1)
    with pytest.raises(InvalidInput) as refused:
        record(people, visit, next_on=late)
    assert refused.value.field == "next_reason"
    record(people, visit, next_on=late, next_reason="五月检修，客户请我们六月再来")
    following = Visit.objects.get(state="planned")
    assert (following.due_on, following.planned_on) == (date(2027, 5, 18), late)
    note = Notification.objects.get(template="visits.after_due_date", channel="page")
    assert (note.user, note.params["reason"]) == (people.manager, "五月检修，客户请我们六月再来")


def test_next_attempt_beyond_the_cadence_tells_the_manager(people, visit):
    mark_missed(actor=people.rep, now=NOW, visit_id=visit.pk, reason="出差", try_on=TODAY + timedelta(days=9))
    note = Notification.objects.get(template="visits.after_due_date", channel="page")
    assert (note.user, note.params["reason"]) == (people.manager, "出差")
