import pytest
from django.urls import reverse

from complaints.models import Proposal
from tests.complaints import factories as tickets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh", "en"])
def test_forms_open_in_the_browser_under_a_name_without_personal_data(people, client, language):
    approval = tickets.approved(people)
    ticket = approval.proposal.ticket
    client.force_login(people.manager)
    form = client.get(reverse("ticket_form", args=[ticket.number]), {"lang": language})
    assert form["Content-Disposition"] == f'inline; filename="{ticket.number}.pdf"'
    paper = client.get(reverse("ticket_approval_form", args=[ticket.number, approval.proposal_id]), {"lang": language})
    assert paper["Content-Disposition"] == f'inline; filename="{ticket.number}-{approval.proposal_id}.pdf"'
    assert paper.content.startswith(b"%PDF")
    assert paper["Cache-Control"] == "private, no-store"


def test_forms_of_hidden_tickets_are_not_found(people, client):
    approval = tickets.approved(people)
    client.force_login(people.stranger)
    number = approval.proposal.ticket.number
    assert client.get(reverse("ticket_form", args=[number])).status_code == 404
    assert client.get(reverse("ticket_approval_form", args=[number, approval.proposal_id])).status_code == 404


def test_proposal_of_another_ticket_is_not_found(people, client):
    tickets.approved(people)
    other = tickets.logged(people)
    client.force_login(people.manager)
    address = reverse("ticket_approval_form", args=[other.number, Proposal.objects.get().pk])
    assert client.get(address).status_code == 404
