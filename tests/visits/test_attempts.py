"""Three tries without success, and what the manager decides."""

from datetime import timedelta

import pytest

from aftersales.kernel.errors import DomainError, NotPermitted
from aftersales.notifications.models import Notification
from tests.factories import NOW, person
from tests.factories.clients import client_of
from tests.factories.visits import cadence, visit_of
from visits.models import Visit
from visits.queries import todays_visits, undecided_visits
from visits.queries.digests import work_of
from visits.services.deciding import decide
from visits.services.planning import plan_due
from visits.services.reminders import sweep_reminders
from visits.services.schedules import refresh
from visits.services.visits import mark_missed, record_outcome

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
SOON = TODAY + timedelta(days=1)


def missed_three_times(people):
    visit = visit_of(people.customer, rep=people.rep, due_on=TODAY, counted_from=TODAY - timedelta(days=365))
    Visit.objects.filter(pk=visit.pk).update(cycle=f"{people.customer.pk}:{visit.counted_from}:1")
    for _try in range(3):
        assert not visit.is_undecided
        visit = mark_missed(actor=people.rep, now=NOW, visit_id=visit.pk, reason="没人接", try_on=TODAY)
    return visit


def act(people, visit, **more):
    facts = {"decision": "again", "on": SOON, "reason": "改上门", "channel": "visit"} | more
    return decide(actor=facts.pop("actor", people.manager), now=NOW, visit_id=visit.pk, **facts)


def test_third_try_waits_for_the_manager_who_is_told(people):
    visit = missed_three_times(people)
    assert (visit.state, visit.is_undecided, visit.remind_at) == ("planned", True, None)
    told = Notification.objects.filter(template="visits.undecided", channel="page")
    assert [row.user for row in told] == [people.manager]
    assert list(todays_visits(people.rep, TODAY)) == []
    assert list(undecided_visits(people.manager)) == [visit]
    assert plan_due(now=NOW) == 0
    assert sweep_reminders(now=NOW + timedelta(days=60)) == 0


def test_manager_sees_it_on_the_start_page_and_decides_there(people):
    visit = missed_three_times(people)
    Visit.objects.filter(pk=visit.pk).update(undecided_since=NOW)
    page = client_of(people.manager, "en").get("/").content.decode()
    assert "Decide how to go on: 蓝鲸示例乳业" in page
    assert 'id="decide"' in client_of(people.manager, "en").get(visit.get_absolute_url()).content.decode()
    assert 'id="decide"' not in client_of(people.rep, "en").get(visit.get_absolute_url()).content.decode()


def test_again_needs_another_channel_or_another_rep(people):
    visit = missed_three_times(people)
    with pytest.raises(DomainError) as refused:
        act(people, visit, channel="phone")
    assert refused.value.code == "same_again"
    second = person("rep2", "rep", region=people.east)
    visit = act(people, visit, channel="", rep=second)
    assert (visit.rep, visit.is_undecided, visit.planned_on) == (second, False, SOON)
    assert Notification.objects.get(template="visits.decided", channel="page").user == second
    assert visit.history.first().history_change_reason == "改上门"


def test_pause_comes_back_by_itself_on_its_last_day(people):
    until = TODAY + timedelta(days=90)
    visit = act(people, missed_three_times(people), decision="pause", on=until, reason="停产")
    assert (visit.planned_on, visit.channel, visit.reason) == (until, "phone", "停产")
    assert visit.remind_at is not None
    assert list(todays_visits(people.rep, until)) == [visit]


def test_only_the_manager_decides_and_only_once(people):
    visit = missed_three_times(people)
    with pytest.raises(NotPermitted):
        act(people, visit, actor=people.rep)
    act(people, visit)
    with pytest.raises(DomainError) as refused:
        act(people, visit)
    assert refused.value.code == "not_undecided"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"decision": "never"}, "unknown_decision"),
        ({"on": TODAY - timedelta(days=1)}, "in_the_past"),
        ({"reason": " "}, "no_reason"),
        ({"channel": "pigeon"}, "unknown_channel"),
    ],
)
def test_decision_refuses_invalid_input(people, given, code):
    with pytest.raises(DomainError) as refused:
        act(people, missed_three_times(people), **given)
    assert refused.value.code == code


def test_who_meets_the_customer_meanwhile_records_it(people):
    visit = missed_three_times(people)
    done = record_outcome(actor=people.rep, now=NOW, visit_id=visit.pk, mood="pleased", contact=people.contact)
    assert (done.state, done.undecided_since) == ("done", None)


def test_nobody_is_reminded_of_it_whatever_happens_to_the_schedule(people):
    """Neither by a digest nor because the cadence moves the due day."""
    cadence()
    visit = missed_three_times(people)
    work = work_of(people.rep, today=TODAY + timedelta(days=30), absences=[], managers=[people.manager])
    assert (work.today, work.due, work.overdue) == (0, 0, 0)
    before = visit.due_on
    refresh(customer_ids=[people.customer.pk], actor=None, now=NOW)
    visit.refresh_from_db()
    assert visit.due_on != before
    assert (visit.is_undecided, visit.remind_at) == (True, None)
