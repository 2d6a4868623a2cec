"""Where a reader of a visit can do nothing, the page says who can, since when it waits, and reminds them."""

from datetime import timedelta

import pytest

from aftersales.notifications.models import Notification
from aftersales.staff.models import User
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.visits import visit_of, visited
from visits.models import Visit
from visits.permissions import READERS, can_remind, visible_to
from visits.presentation import visit_wait
from visits.verbs import VISITS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()


def due(people):
    return visit_of(people.customer, rep=people.rep, due_on=TODAY)


def later(people):
    return visit_of(people.customer, rep=people.rep, due_on=TODAY + timedelta(days=9))


def alone(people):
    return visit_of(people.customer, rep=None, due_on=TODAY)


def undecided(people):
    visit = due(people)
    Visit.objects.filter(pk=visit.pk).update(undecided_since=NOW - timedelta(days=2))
    visit.refresh_from_db()
    return visit


def over(people):
    return visited(people.customer, NOW)


@pytest.mark.parametrize("make", [due, later, alone, undecided, over])
def test_every_state_has_a_next_step_or_names_who_has(people, make):
    visit, wrong = make(people), []
    for user in User.objects.filter(is_active=True, role__in=READERS):
        if not visible_to(user).filter(pk=visit.pk).exists():
            continue
        wait, next_step = visit_wait(visit, user, NOW), "decide" if visit.is_undecided else "record"
        can = VISITS[next_step].allowed(user, visit)
        if make is over or can:
            wrong += [(user.role, wait)] if wait else []
        elif not (wait and wait.people and wait.why and user not in wait.people):
            wrong.append((user.role, wait))
        elif not all(VISITS[next_step].allowed(one, visit) for one in wait.people):
            wrong.append((user.role, wait.people))
        elif bool(wait.since) == (make is later):
            wrong.append((user.role, wait.since))
        may = bool(VISITS["nudge"].allowed(user, visit))
        if may != bool(wait and wait.since and can_remind(user)):
            wrong.append((user.role, "reminds", may))
    assert wrong == [], wrong


def test_reminder_goes_to_those_who_decide_once_a_day(people):
    visit = undecided(people)
    client, address = client_of(people.rep, "en"), visit.get_absolute_url()
    page = client.get(address).content.decode()
    assert f"Waiting for {people.manager} to decide how to go on." in page and f"{address}nudge/" in page
    assert client.post(f"{address}nudge/").status_code == 302
    told = Notification.objects.get(template="visits.nudge", channel="page")
    assert (told.user, told.url) == (people.manager, address)
    assert f"{people.rep} reminded them today." in client.get(address).content.decode()
    assert client.post(f"{address}nudge/").status_code == 422
    assert client_of(people.manager, "en").post(f"{address}nudge/").status_code == 422, "the manager can decide"
    assert client_of(people.auditor, "en").post(f"{address}nudge/").status_code == 403


def test_visit_waits_for_its_rep_and_not_before_its_day(people):
    page = client_of(people.gm, "en").get(due(people).get_absolute_url()).content.decode()
    assert f"Waiting for {people.rep} to record the outcome." in page and "Remind them" in page
    Visit.objects.all().update(planned_on=TODAY + timedelta(days=9))
    page = client_of(people.gm, "en").get(Visit.objects.get().get_absolute_url()).content.decode()
    assert "Planned for" in page and "Remind them" not in page
