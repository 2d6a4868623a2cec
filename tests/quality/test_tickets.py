"""What quality contributes to tickets: open cases, guests, a section of their page."""

import pytest

from aftersales.kernel.errors import DomainError, RuleViolation
from aftersales.staff.signals import open_work_of, work_reassigned
from complaints.models import TicketGuest
from complaints.permissions import visible_to
from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation
from complaints.services import lifecycle, merging
from complaints.services.forgetting import refuse_open_work
from tests.complaints import factories as tickets
from tests.factories import NOW, person
from tests.factories.clients import client_of

from . import factories as make


def close(row: Investigation) -> None:
    Investigation.objects.filter(pk=row.pk).update(state="closed", closed_at=NOW)


def test_ticket_under_investigation_is_not_closed(people):
    ticket = tickets.fulfilled(people)
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    row = make.opened(people, ticket=ticket)
    with pytest.raises(RuleViolation) as error:
        lifecycle.close(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert (error.value.code, error.value.params) == ("case_open", {"numbers": row.number})
    close(row)
    assert lifecycle.close(ticket_id=ticket.pk, actor=people.clerk, now=NOW).state == "closed"


def test_ticket_is_not_withdrawn_before_the_meeting_has_decided_its_investigation(people):
    row = make.opened(people)
    facts = {"ticket_id": row.ticket_id, "actor": people.clerk, "now": NOW, "reason": "客户撤回"}
    with pytest.raises(RuleViolation) as error:
        lifecycle.withdraw(**facts)
    assert (error.value.code, error.value.params) == ("case_open", {"numbers": row.number})
    page = client_of(people.clerk, "en").post(f"{row.ticket.get_absolute_url()}withdraw/", {"reason": "客户撤回"})
    assert page.status_code == 422 and f"{row.number} is still open" in page.content.decode()
    row.ticket.refresh_from_db()
    assert row.ticket.state != "withdrawn"
    Investigation.objects.filter(pk=row.pk).update(state="decided")
    assert lifecycle.withdraw(**facts).state == "withdrawn"


def test_ticket_under_investigation_is_not_merged(people):
    source, target = tickets.logged(people), tickets.logged(people)
    row = make.opened(people, ticket=source)
    with pytest.raises(DomainError) as error:
        merging.merge(ticket_id=source.pk, into=target.pk, actor=people.clerk, now=NOW)
    assert error.value.code == "case_open" and row.number in str(error.value.params["numbers"])
    merging.merge(ticket_id=target.pk, into=source.pk, actor=people.clerk, now=NOW)


def test_customer_under_investigation_is_not_erased(people):
    ticket = tickets.logged(people)
    row = make.opened(people, ticket=ticket)
    with pytest.raises(RuleViolation) as error:
        refuse_open_work(customer=ticket.customer)
    assert ticket.number in error.value.params["numbers"] and row.number in error.value.params["numbers"]
    close(row)
    lifecycle.withdraw(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="已解决")
    refuse_open_work(customer=ticket.customer)


def test_team_sees_the_ticket_as_long_as_it_takes_part(people):
    outsider = person("outsider", "colleague")
    row = make.opened(people, team=[outsider])
    assert list(visible_to(outsider)) == [row.ticket]
    change = {"investigation_id": row.pk, "lead": row.lead, "actor": people.quality, "now": NOW}
    quality.set_team(team=[], **change)
    assert not visible_to(outsider).exists()
    quality.set_team(team=[outsider], **change)
    assert list(visible_to(outsider)) == [row.ticket]


def test_owner_of_an_action_sees_the_ticket_once(people):
    owner = person("owner", "colleague")
    row = make.opened(people, team=[owner])
    make.given(people, row, owner=owner)
    assert list(visible_to(owner)) == [row.ticket]
    assert TicketGuest.objects.filter(user=owner).count() == 2


def test_action_without_a_ticket_shows_no_ticket(people):
    owner = person("owner", "colleague")
    quality.add_action(
        kind="improvement",
        title="改进包装",
        criterion="破损率 1% 以下",
        owner=owner,
        due_on=make.DUE,
        actor=people.manager,
        now=NOW,
    )
    assert not visible_to(owner).exists()


def test_successor_of_a_deactivated_user_sees_the_ticket(people):
    leaver, heir = person("leaver", "colleague"), person("heir", "colleague")
    row = make.opened(people, team=[leaver])
    make.given(people, row, owner=leaver)
    works = {work.kind: work for work in open_work_of(leaver)}
    assert (works["teams"].count, works["actions"].count) == (1, 1)
    work_reassigned.send(
        sender=None,
        user=leaver,
        works=list(works.values()),
        to={"teams": heir, "actions": heir},
        note="离职",
        actor=people.admin,
        now=NOW,
    )
    assert Action.objects.get().owner == heir
    assert not visible_to(leaver).exists()
    assert list(visible_to(heir)) == [row.ticket]


def test_ticket_page_shows_investigations_and_offers_to_open_one(people, client):
    ticket = tickets.logged(people)
    for user, offered in ((people.quality, True), (people.clerk, False)):
        client.force_login(user)
        page = client.get(ticket.get_absolute_url()).content.decode()
        assert (f"/quality/new/?ticket={ticket.number}" in page) is offered
    row = make.opened(people, ticket=ticket)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert row.get_absolute_url() in page and row.title in page
