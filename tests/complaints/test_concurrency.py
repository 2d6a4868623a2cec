"""Daily work done concurrently, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from aftersales.office.models import SavedView
from aftersales.office.services.saved_views import save_view
from complaints.models import Call, Reminder, Ticket
from complaints.services import bulk, calls, lifecycle, merging, reminders
from tests.factories import NOW, cast

from . import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*acts):
    """The result or the error of each call."""
    ready = Barrier(len(acts))

    def run(act):
        ready.wait()
        try:
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_concurrent_sweepers_send_each_reminder_once():
    people = cast()
    ticket, due = make.logged(people), NOW + timedelta(hours=1)
    for _ in range(20):
        reminders.remind(ticket_id=ticket.pk, due_at=due, actor=people.clerk, now=NOW)
    told = at_once(*[lambda: reminders.sweep(now=due)] * 3)
    assert sum(told) == 20
    assert Notification.objects.filter(template="ticket_reminder", channel="page").count() == 20
    assert not Reminder.objects.filter(told_at=None).exists()


def test_call_that_is_reported_four_times_at_once_is_one_call():
    people = cast()

    def ring():
        return calls.record_call(actor=people.admin, now=NOW, call_id="c1", phone="13800002406", rang_at=NOW).pk

    assert len(set(at_once(*[ring] * 4))) == 1
    assert Call.objects.count() == 1


@pytest.mark.parametrize("again", range(5))
def test_mutual_merges_leave_one_ticket_open(again):
    people = cast()
    one, other = make.logged(people), make.logged(people)

    def join(source, target):
        return lambda: merging.merge(ticket_id=source.pk, into=target.pk, actor=people.clerk, now=NOW)

    done = at_once(join(one, other), join(other, one))
    assert sorted(isinstance(result, DomainError) for result in done) == [False, True]
    assert sorted(Ticket.objects.values_list("state", flat=True)) == ["new", "withdrawn"]


def test_concurrent_merge_and_reopening_leave_a_consistent_state():
    people = cast()
    one, other = make.logged(people), make.logged(people)
    merging.merge(ticket_id=one.pk, into=other.pk, actor=people.clerk, now=NOW)
    third = make.logged(people)
    at_once(
        lambda: lifecycle.reopen(ticket_id=one.pk, actor=people.clerk, now=NOW, reason="x"),
        lambda: merging.merge(ticket_id=other.pk, into=third.pk, actor=people.clerk, now=NOW),
    )
    one.refresh_from_db()
    assert (one.state, one.merged_into) == ("verifying", None)
    assert Ticket.objects.get(pk=other.pk).merged_into == third


def test_concurrent_taking_leaves_each_ticket_with_one_owner():
    people = cast()
    numbers = [make.logged(people, owner=people.manager).number for _ in range(10)]

    def take(actor, order):
        return lambda: bulk.act_on_many(service=lifecycle.take, numbers=order, actor=actor, now=NOW)

    at_once(take(people.clerk, numbers), take(people.clerk2, numbers[::-1]))
    assert {ticket.owner for ticket in Ticket.objects.all()} <= {people.clerk, people.clerk2}
    for ticket in Ticket.objects.all():
        assert ticket.owner_id == ticket.history.first().owner_id
        assert ticket.entries.filter(event="taken").count() in {1, 2}


def test_saved_view_is_saved_once_when_concurrent():
    people = cast()

    def save():
        return save_view(actor=people.clerk, now=NOW, page="tickets", name="退货", params={"kind": "return"})

    assert not any(isinstance(result, Exception) for result in at_once(save, save, save))
    assert SavedView.objects.count() == 1
