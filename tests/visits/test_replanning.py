"""Hands over the visits of a rep who leaves or is away."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from aftersales.notifications.models import Notification
from tests.factories import NOW, customer_of, person
from tests.factories.visits import visit_of
from visits.models import Visit
from visits.queries.replanning import Absence, preview, visits_to_hand_over
from visits.services.replanning import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "four_a_day")]
TODAY, FROM = date(2026, 11, 18), date(2026, 11, 23)


@pytest.fixture
def takers(people):
    return [person(f"taker{n}", "rep", region=people.east) for n in range(2)]


def planned(people, rep, count, *, day=FROM, first=100, address="", **more):
    more.setdefault("plan_run", "run")
    for n in range(first, first + count):
        customer = customer_of(people.east, rep=rep, number=f"CU-{n:05}", name=f"厂家{n}")
        customer.address = address
        customer.save()
        visit_of(customer, rep=rep, due_on=day + timedelta(days=9), planned_on=day, **more)


def seen(people, takers, **more):
    absence = Absence(people.rep.pk, FROM, **more)
    return preview(visits_to_hand_over(absence, TODAY), takers, TODAY)


def act(people, takers, found, actor=None, **more):
    more = {"from_on": FROM, "taker_ids": [user.pk for user in takers], "plan": found.plan.fingerprint, **more}
    return hand_over(actor=actor or people.manager, now=NOW, rep_id=people.rep.pk, **more)


def counts(*reps):
    return [Visit.objects.filter(rep=rep).count() for rep in reps]


def test_visits_go_to_others_with_history_and_one_notice_each(people, takers):
    planned(people, people.rep, 6)
    found = seen(people, takers)
    assert counts(people.rep, *takers) == [6, 0, 0]  # a preview changes nothing
    assert act(people, takers, found) == 6
    assert counts(people.rep, *takers) == [0, 3, 3]
    assert set(Visit.objects.values_list("planned_on", flat=True)) == {FROM}
    last = Visit.history.filter(history_change_reason="handed over", history_user=people.manager)
    assert last.count() == 6
    notices = Notification.objects.filter(template="visits.handed_over", channel="page")
    assert sorted(notices.values_list("user__username", "params__count")) == [("taker0", 3), ("taker1", 3)]


def test_the_second_of_two_meets_a_conflict(people, takers):
    planned(people, people.rep, 4)
    found = seen(people, takers)
    act(people, takers, found)
    with pytest.raises(Conflict):
        act(people, takers, found)
    assert Visit.history.filter(history_change_reason="handed over").count() == 4


@pytest.mark.parametrize("change", ["moved", "new", "busier"])
def test_a_plan_that_has_changed_since_the_preview_is_not_carried_out(people, takers, change):
    planned(people, people.rep, 3)
    found = seen(people, takers)
    if change == "moved":
        row = Visit.objects.first()
        row.planned_on, row.version = FROM + timedelta(days=1), 2
        row.save()
    elif change == "new":
        planned(people, people.rep, 1, first=200)
    else:
        planned(people, takers[0], 20, first=300)
    with pytest.raises(Conflict):
        act(people, takers, found)
    assert not Visit.history.filter(history_change_reason="handed over").exists()


def test_dates_agreed_with_the_customer_stay(people, takers):
    planned(people, people.rep, 2)
    planned(people, people.rep, 1, first=200, plan_run="")
    planned(people, people.rep, 1, first=300, reason="客户要求改期")
    found = seen(people, takers)
    assert (len(found.plan.given), len(found.plan.asked)) == (2, 2)
    act(people, takers, found)
    assert counts(people.rep) == [2]


def test_nobody_gets_more_than_can_be_made_and_the_same_town_comes_first(people, takers):
    planned(people, takers[0], 18, first=400, address="江苏省苏州市工业园区 1 号")
    planned(people, people.rep, 4, address="江苏省苏州市工业园区 2 号")
    found = seen(people, takers)
    assert [row.taker for row in found.plan.given] == [takers[0].pk] * 2 + [takers[1].pk] * 2
    assert [row.same_town for row in found.plan.given] == [True, True, False, False]
    found = seen(people, takers[:1])
    assert (len(found.plan.given), len(found.plan.left)) == (2, 2)


def test_an_absence_ends_and_overdue_visits_belong_to_one_that_has_begun(people, takers):
    planned(people, people.rep, 1)
    planned(people, people.rep, 1, first=200, day=FROM + timedelta(days=7))
    planned(people, people.rep, 1, first=300, day=TODAY - timedelta(days=3))
    assert len(seen(people, takers).visits) == 2
    assert len(seen(people, takers, until_on=FROM).visits) == 1
    begun = Absence(people.rep.pk, TODAY)
    assert visits_to_hand_over(begun, TODAY).count() == 3


def test_who_may_not_and_what_is_wrong_changes_nothing(people, takers):
    planned(people, people.rep, 2)
    found = seen(people, takers)
    with pytest.raises(NotPermitted):
        act(people, takers, found, actor=people.rep)
    for wrong in ([], [people.clerk.pk], [people.rep.pk], [10**9]):
        with pytest.raises(InvalidInput):
            act(people, takers, found, taker_ids=wrong)
    with pytest.raises(InvalidInput):
        act(people, takers, found, until_on=FROM - timedelta(days=1))
    assert counts(people.rep) == [2]


@pytest.fixture
def manager(client, people):
    client.force_login(people.manager)
    return client


def test_page_shows_before_and_after_then_hands_over(manager, people, takers):
    planned(people, people.rep, 5)
    planned(people, people.rep, 1, first=200, plan_run="")
    planned(people, takers[0], 2, first=300)
    address, query = reverse("visit_replanning"), {"rep": "rep", "from_on": FROM.isoformat()}
    answer = manager.get(address, query, headers={"accept-language": "en"})
    text = answer.content.decode()
    assert "Hand over visits: 5" in text
    assert "Dates agreed with the customer, ask first: 1" in text
    rows = {row.rep.username: (row.count, row.before, row.after, row.capacity) for row in answer.context["takers"]}
    assert rows == {"taker0": (2, 2, 4, 20), "taker1": (3, 0, 3, 20)}
    sent = {**query, "takers": ["taker0", "taker1"], "plan": "0" * 32}
    refused = manager.post(address, sent)
    assert refused.status_code == 409
    assert counts(people.rep) == [6]
    found = seen(people, takers)
    sent["plan"] = found.plan.fingerprint
    done = manager.post(address, sent, follow=True, headers={"accept-language": "en"})
    assert "Visits handed over: 5" in done.content.decode()
    assert counts(people.rep, *takers) == [1, 4, 3]


@pytest.mark.parametrize(
    "query", [{}, {"rep": "x"}, {"rep": "rep", "from_on": "x"}, {"rep": "rep", "from_on": "9999-12-31", "takers": "y"}]
)
def test_page_opens_with_anything(manager, people, query):
    planned(people, people.rep, 1)
    assert manager.get(reverse("visit_replanning"), query).status_code == 200
    assert manager.post(reverse("visit_replanning"), query).status_code == 422
