"""Where a user can do nothing, the page says who can, since when it waits, and why not this user."""

from datetime import timedelta

import pytest

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from aftersales.staff.enums import TICKET_READERS
from aftersales.staff.models import User
from complaints.enums import State
from complaints.models import Approval, TicketEntry
from complaints.permissions import visible_to
from complaints.presentation.ticket_page import page_of_ticket
from complaints.queries.ticket_work import TicketWork
from complaints.queries.tickets import tickets_for_page
from complaints.queries.waiting import waits_on
from complaints.services.nudging import nudge
from complaints.verbs import PRIMARY, offered
from tests.complaints import factories as make
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.states import tickets_by_state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
OVER = {State.CLOSED, State.WITHDRAWN}


def refused(**asked):
    with pytest.raises(DomainError) as caught:
        nudge(**asked)
    return caught.value.code


def steps(user, ticket):
    """What the page offers as the next step, and whom it waits for otherwise."""
    work = TicketWork(tickets_for_page(user).get(pk=ticket.pk))
    page = page_of_ticket(work, user, NOW)
    verbs = offered(user, work)
    own = [name for name in ("close", *PRIMARY) if name in verbs]
    return work, page["review"] or own, page["wait"]


@pytest.mark.slow
@pytest.mark.once
def test_every_state_has_a_next_step_or_names_who_has(people):
    wrong = []
    everybody = list(User.objects.filter(is_active=True, role__in=TICKET_READERS))
    for name, ticket in tickets_by_state(people).items():
        for user in everybody:
            if not visible_to(user).filter(pk=ticket.pk).exists():
                continue
            work, own, wait = steps(user, ticket)
            if ticket.state in OVER or work.ticket.is_paused:
                wrong += [(name, user.role, "waits")] if wait else []
                continue
            if not own and wait is None:
                wrong.append((name, user.role, "dead end"))
            if wait and not (wait.people and wait.why and wait.how_long):
                wrong.append((name, user.role, wait))
            if wait and any(person == str(user) for person in wait.people):
                wrong.append((name, user.role, "waits for the reader"))
        if waiting := waits_on(TicketWork(ticket), NOW):
            wrong += [(name, who.role, "cannot") for who in waiting.people if not _can(who, ticket)]
    assert wrong == [], wrong


def _can(user, ticket):
    if not visible_to(user).filter(pk=ticket.pk).exists():
        return False
    _work, own, wait = steps(user, ticket)
    return bool(own) and wait is None


def test_reminder_goes_to_those_who_can_once_a_day_and_stays_in_the_conversation(people):
    approval = make.submitted(people)
    ticket = approval.proposal.ticket
    url = ticket.get_absolute_url()
    page = client_of(people.clerk, "en").get(url).content.decode()
    assert f"Waiting for {people.manager} to decide on the proposal." in page and "nudge/" in page
    assert client_of(people.clerk).post(f"{url}nudge/").status_code == 302
    told = Notification.objects.get(template="ticket_nudge", channel="page")
    assert (told.user, told.url) == (people.manager, Approval.objects.get().get_absolute_url())
    assert TicketEntry.objects.get(event="nudged").author == people.clerk
    again = {"ticket_id": ticket.pk, "actor": people.rep}
    assert refused(**again, now=NOW) == "reminded_today"
    page = client_of(people.clerk, "en").get(url).content.decode()
    assert f"{people.clerk} reminded them today." in page and "nudge/" not in page
    nudge(**again, now=NOW + timedelta(days=1))


def test_who_decides_gets_the_review_as_the_next_step(people):
    approval = make.submitted(people)
    page = client_of(people.manager, "en").get(approval.proposal.ticket.get_absolute_url()).content.decode()
    assert "Review ¥12,860" in page and approval.get_absolute_url() in page and "Waiting for" not in page


def test_nothing_is_due_on_a_closed_ticket(people):
    ticket = make.closed(people)
    assert refused(ticket_id=ticket.pk, actor=people.clerk, now=NOW) == "nothing_due"


def test_page_of_an_approval_names_who_decides_and_reminds_them(people):
    approval = make.submitted(people)
    page = client_of(people.gm, "en").get(approval.get_absolute_url()).content.decode()
    assert f"Waiting for {people.manager} to decide on the proposal." in page and "nudge/" in page
    assert "Waiting for" not in client_of(people.manager, "en").get(approval.get_absolute_url()).content.decode()
